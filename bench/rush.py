"""The last minute before an announcement closes: many people submit, and a few come too late."""

import random
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles

from django.db import transaction
from django.test import Client
from django.utils import timezone

from bench.client import ATTRIBUTE, HIDDEN, Answer, Visitor
from personnel.actions.applications import Sheet, save_draft
from personnel.applying import Asker
from personnel.asking import Asked
from personnel.models import Application, Person, Posting, PostingLocation, Question
from personnel.models.announcements import new_slug

PEOPLE, LATE = 200, 20
MINUTE, AFTER = 60.0, 5.0  # seconds before the close in which people submit, and after it in which others still try
P95 = 300  # milliseconds
STATEMENT = "Ten years in kitchens, the last four as a cook for eighty."


@dataclass
class Sender:
    """Somebody with a draft, at a browser that has the form open."""

    person: Person
    visitor: Visitor
    form: dict[str, str]
    due: float
    seconds: float = 0.0
    answer: Answer | None = None
    fault: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the portal said that it is submitted."""
        return self.answer is not None and self.answer.status == 302


class Rush:
    """One announcement that closes, and everybody who sends something to it."""

    def __init__(self, port: int, number: int):
        self.port, self.chance = port, random.Random(number)
        self.posting = closing_posting(number)
        self.path = f"/jobs/{self.posting.public_slug}/apply/"
        self.senders = [self.sender(person, n) for n, person in enumerate(people(PEOPLE + LATE))]

    def sender(self, person: Person, n: int) -> Sender:
        """Somebody who wrote a draft and has opened the form; `due`: seconds after the close, most of them before."""
        typed = {"statement": f"{STATEMENT} {n}", "phone": ""}
        save_draft(self.posting, Sheet(typed), asker=Asker(user=person.user, person=person))
        client = Client()
        client.force_login(person.user)
        visitor = Visitor(self.port, {name: morsel.value for name, morsel in client.cookies.items()})
        page = visitor.ask(self.path)
        hidden = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(page.text)]
        form = {one["name"]: one.get("value", "") for one in hidden if "name" in one}
        due = self.chance.uniform(-MINUTE, -2) if n < PEOPLE else self.chance.uniform(0.2, AFTER)
        return Sender(person, visitor, form | typed | self.answers() | {"certified": "on"}, due)

    def answers(self) -> dict[str, str]:
        """An answer to everything the form asks."""
        asked = Asked(self.posting)
        found = {f"question_{one.pk}": "yes" for one in asked.questions}
        found |= {f"prea_{one.pk}": "no" for one in asked.prea}
        return found | {f"place_{place.pk}": str(n) for n, place in enumerate(asked.places, 1) if len(asked.places) > 1}

    def run(self) -> "Rush":
        """Let the minute pass."""
        closes = timezone.now() + timedelta(seconds=MINUTE + 2)
        Posting.objects.filter(pk=self.posting.pk).update(closes_at=closes, published_at=timezone.now())
        end = time.monotonic() + MINUTE + 2
        threads = [threading.Thread(target=self.send, args=(one, end)) for one in self.senders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.posting.refresh_from_db()
        return self

    def send(self, one: Sender, end: float) -> None:
        """Submit when it is due; it counts from then, also where this very program was late."""
        time.sleep(max(0.0, end + one.due - time.monotonic()))
        try:
            one.answer = one.visitor.ask(self.path, one.form)
        except OSError as reason:
            one.fault = repr(reason)
        one.seconds = time.monotonic() - (end + one.due)
        one.visitor.close()

    @property
    def milliseconds(self) -> list[float]:
        """What each who came in time waited for the answer."""
        return [one.seconds * 1000 for one in self.senders if one.due < 0]

    @property
    def p95(self) -> float:
        return quantiles(self.milliseconds, n=20, method="inclusive")[18]

    def lost(self) -> int:
        """How many came in time, or were told that it is submitted, and are not."""
        sent = self.sent()
        return sum(one.person.pk not in sent for one in self.senders if one.due < 0 or one.accepted)

    def late(self) -> int:
        """How many stand as submitted that came after the close, by their own clock or by the database's."""
        sent = self.sent()
        after = Application.objects.filter(posting=self.posting, submitted_at__gte=self.posting.closes_at)
        return sum(one.person.pk in sent for one in self.senders if one.due > 0) + after.count()

    def kept(self) -> int:
        """How many of those who came late still have what they typed as a draft."""
        drafts = self.drafts()
        return sum(one.person.pk in drafts for one in self.senders if one.due > 0)

    def sent(self) -> set[int]:
        """Whose application stands as submitted, with the version that was sent."""
        rows = Application.objects.sent().filter(posting=self.posting, number__isnull=False, versions__no=1)
        return set(rows.values_list("person", flat=True))

    def drafts(self) -> set[int]:
        """Who has a draft in which what was typed still stands."""
        rows = Application.objects.drafts().filter(posting=self.posting, body__statement__startswith=STATEMENT)
        return set(rows.values_list("person", flat=True))

    def faults(self) -> list[str]:
        """What was answered that no rule explains, each once."""
        told = {one.fault or f"answered {one.answer.status}" for one in self.senders if not self.as_meant(one)}
        return [f"Unexpected while submitting: {one}." for one in sorted(told)]

    @staticmethod
    def as_meant(one: Sender) -> bool:
        """Submitted in time, or refused by the rule after the close."""
        return one.answer is not None and one.answer.status == (302 if one.due < 0 else 409)


def row_of(rushes: list[Rush]) -> list[str]:
    """The line of the table: medians of the rounds, and all that was lost or late in any of them."""
    p95, middle = median(one.p95 for one in rushes), median(median(one.milliseconds) for one in rushes)
    lost, late, kept = (sum(count(one) for one in rushes) for count in (Rush.lost, Rush.late, Rush.kept))
    tried = LATE * len(rushes)
    return [
        f"{PEOPLE} submissions in the last minute",
        f"p95 {P95} ms, none lost, none late",
        f"p95 {p95:.0f} ms (median {middle:.0f}), {lost} lost, {late} late",
        f"{kept} of {tried} who came late keep a draft",
        "yes" if p95 <= P95 and not lost and not late and kept == tried else "no",
    ]


def people(number: int) -> list[Person]:
    """Staff of the sample who may apply: with an account, and nowhere else in this announcement."""
    rows = Person.objects.directory().filter(sample=True, user__sample=False, user__is_active=True)
    return list(rows.select_related("user").order_by("pk")[:number])


@transaction.atomic
def closing_posting(number: int) -> Posting:
    """An announcement like one that is open, with its place and question; its close is set when the minute begins."""
    model = Posting.objects.open().filter(audience=Posting.Audience.PUBLIC, apply_here=True).order_by("pk")[0]
    place, question = model.locations.order_by("pk").first(), model.questions.order_by("pk").first()
    posting, now = model, timezone.now()
    posting.pk, posting.public_slug, posting.number = None, new_slug(), f"BENCH-{number}"
    posting.opens_at, posting.closes_at = now - timedelta(days=14), now + timedelta(hours=1)
    posting.announced_closes_at = posting.published_at = None
    posting.save(force_insert=True)
    PostingLocation.objects.create(posting=posting, worksite_id=place.worksite_id, shift=place.shift, vacancies=1)
    Question.objects.create(posting=posting, text=question.text, kind=question.kind, knockout_value="no")
    return posting
