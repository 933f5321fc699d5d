"""A person's own applications as they are shown: not submitted first, then what is running, then what has ended."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from personnel.applying import Asker, live_application
from personnel.deadlines import deadline
from personnel.models import Application, Posting
from personnel.models.applications import ENDED, UNDER_REVIEW
from personnel.status_words import NOT_SUBMITTED, Told, all_words

PANEL = 4


@dataclass(frozen=True)
class Standing:
    """One application: what is read of it, until when, and where it leads."""

    application: Application
    told: Told
    open: bool
    again: bool = False

    @property
    def may_apply_again(self) -> bool:
        """Whether it was taken back, the announcement is open, and nothing else was begun there since."""
        return self.again and self.open and self.application.status == Application.Status.WITHDRAWN

    @property
    def is_draft(self) -> bool:
        return self.application.is_draft

    @property
    def level(self) -> str:
        """The shape of its mark."""
        return self.application.STATUS_LEVELS.get(self.application.status, "info")

    @property
    def closes(self) -> str:
        """When the announcement closes; empty where it has no set day."""
        closes = self.application.posting.closes_at
        return deadline(closes) if closes is not None else ""

    @property
    def until(self) -> str:
        """The same in a sentence."""
        return f"at {self.closes}" if self.closes else "when it is filled"

    @property
    def changeable(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.application.is_draft or self.application.status in UNDER_REVIEW

    @property
    def may_withdraw(self) -> bool:
        """Whether there is something to take back still."""
        return self.application.status in Application.TRANSITIONS["withdraw"].sources

    @property
    def url(self) -> str:
        """A draft leads to its form, the others to what was sent."""
        if self.is_draft:
            return reverse("personnel:application-apply", args=[self.application.posting.public_slug])
        return reverse("personnel:application-own", args=[self.application.pk])


def standings(applications) -> list[Standing]:
    """Each application with its words: drafts first, then running ones, then ended ones, newest first in each."""
    rows = applications.exclude(status=Application.Status.ABANDONED).select_related("posting")
    rows, now = list(rows.order_by("-created_at", "-pk")), timezone.now()
    words = all_words() if rows else {}
    begun = {one.posting_id for one in rows if one.status != Application.Status.WITHDRAWN}
    found = [Standing(one, words[one.status], one.posting.is_open(now), one.posting_id not in begun) for one in rows]
    return sorted(found, key=lambda one: (not one.is_draft, one.application.status in ENDED))


def standing_of(application: Application) -> Standing:
    """One application with its words."""
    return Standing(application, all_words()[application.status], application.posting.is_open())


def panel(request) -> dict | None:
    """On the home page: what is not submitted, and what is running."""
    mine = Application.objects.of_user(request.user).live().exclude(status__in=ENDED)
    found = standings(mine)
    return {"standings": found[:PANEL], "more": len(found) > PANEL, "not_submitted": NOT_SUBMITTED} if found else None


def own_standing(request, posting: Posting) -> Standing | None:
    """What this person has to do with an announcement already; None for strangers, and where nothing was begun."""
    asker = Asker(user=request.user, applicant=request.applicant)
    if asker.applicant is None and not request.user.is_authenticated:
        return None
    application = live_application(posting, asker)
    return standing_of(application) if application is not None else None
