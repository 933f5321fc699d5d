"""The list of a class as one person may read it: names, seats, the waiting list with reasons, and what they may do."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models import User
from personnel.suppression import NOT_LISTED, shown_to
from training.models import BedStay, Enrolment, PromotionSkip, ScheduledClass
from training.needs import NONE, Need, in_order
from training.teams import led_by

VERBS = (
    ("approve", "training.approve_enrolment", "Approve", ("nominated", "pending_supervisor")),
    ("deny", "training.approve_enrolment", "Deny", ("nominated", "pending_supervisor")),
    ("withdraw", "training.withdraw_enrolment", "Withdraw",
     ("nominated", "pending_supervisor", "approved", "enrolled", "waitlisted", "offered")),
    ("bump", "training.bump_enrolment", "Give seat to a higher need", ("enrolled", "offered")),
    ("excuse", "training.excuse_enrolment", "Excuse", ("enrolled", "no_show", "partial")),
    ("bed", "training.add_bedstay", "Book a bed", ("enrolled", "offered")),
)  # fmt: skip
BEFORE_THE_START = {"approve", "deny", "withdraw", "bump", "bed"}
ORDER = (
    "enrolled", "offered", "attended", "partial", "no_show", "excused", "approved", "pending_supervisor", "nominated",
    "waitlisted", "denied", "withdrawn", "bumped",
)  # fmt: skip


@dataclass
class Entry:
    """One line of the list of a class."""

    enrolment: Enrolment
    name: str
    url: str = ""
    need: Need = NONE
    place: int = 0
    skip: PromotionSkip | None = None
    beds: list[BedStay] = field(default_factory=list)
    verbs: list[tuple[str, str]] = field(default_factory=list)


class Roster:
    """Who is on the list of a class, as far as `user` may see it: a handful of queries, however long it is."""

    def __init__(self, scheduled_class: ScheduledClass, user: User):
        self.scheduled_class, self.user = scheduled_class, user

    @cached_property
    def entries(self) -> list[Entry]:
        """Everybody, by what became of them and by name."""
        rows = list(
            Enrolment.objects.visible_to(self.user)
            .filter(scheduled_class=self.scheduled_class)
            .select_related("person__worksite")
        )
        shown = shown_to(self.user, [one.person for one in rows])
        beds = self._beds({one.pk for one in rows})
        made = [self._entry(one, listed=one.person_id in shown, beds=beds.get(one.pk, [])) for one in rows]
        return sorted(made, key=lambda one: (ORDER.index(one.enrolment.status), one.name, one.enrolment.pk))

    @cached_property
    def coming(self) -> list[Entry]:
        """Everybody but those who wait."""
        return [one for one in self.entries if one.enrolment.status != Enrolment.Status.WAITLISTED]

    def bedded(self) -> bool:
        """Whether anybody has a bed at the center."""
        return any(one.beds for one in self.coming)

    def stepped(self) -> bool:
        """Whether who looks may do something about anybody."""
        return any(one.verbs for one in self.entries)

    @cached_property
    def waiting(self) -> list[Entry]:
        """The waiting list in its order; places count everybody, also those one does not see."""
        seen = {
            one.enrolment.pk: one for one in self.entries if one.enrolment.status == Enrolment.Status.WAITLISTED
        }  # fmt: skip
        if not seen:
            return []
        skips = PromotionSkip.objects.filter(enrolment__in=seen).order_by("enrolment_id", "-at", "-pk")
        latest = {one.enrolment_id: one for one in skips.distinct("enrolment_id")}
        found = []
        for place, waiting in enumerate(in_order(self.scheduled_class), 1):
            if entry := seen.get(waiting.enrolment.pk):
                entry.need, entry.place, entry.skip = waiting.need, place, latest.get(waiting.enrolment.pk)
                found.append(entry)
        return found

    def _entry(self, one: Enrolment, *, listed: bool, beds: list[BedStay]) -> Entry:
        return Entry(
            enrolment=one,
            name=str(one.person) if listed else NOT_LISTED,
            url=one.person.get_absolute_url() if listed else "",
            beds=beds,
            verbs=self._verbs(one, bedded=bool(beds)) if listed else [],
        )

    def _verbs(self, one: Enrolment, *, bedded: bool) -> list[tuple[str, str]]:
        begun = not self.ahead
        return [
            (label, address_of(f"training:enrolment-{verb}", one.uid))
            for verb, permission, label, statuses in VERBS
            if one.status in statuses
            and not (begun and verb in BEFORE_THE_START)
            and not (verb == "bed" and bedded)
            and self._may(permission, one)
        ]

    def _may(self, permission: str, one: Enrolment) -> bool:
        """As `answers_for`, of everybody at once. Nobody decides on themselves."""
        if self.scheduled_class.status == ScheduledClass.Status.FINALISED or one.person.user_id == self.user.pk:
            return False
        scope = scope_of(self.user, permission)
        return bool(scope) and (scope.covers(worksite=one.person.worksite_id) or one.person_id in self.led)

    @cached_property
    def led(self) -> set[int]:
        """Whom the person asking leads."""
        return set(led_by(self.user).values_list("person", flat=True))

    @cached_property
    def ahead(self) -> bool:
        """Whether the class is offered and has not begun."""
        one = self.scheduled_class
        return one.status in ScheduledClass.OFFERED and one.has_not_begun

    @staticmethod
    def _beds(enrolments: set[int]) -> dict[int, list[BedStay]]:
        found: dict[int, list[BedStay]] = {}
        rows = BedStay.objects.filter(enrolment__in=enrolments, ended_at=None).select_related("bed__room__center")
        for one in rows.order_by("during", "pk"):
            found.setdefault(one.enrolment_id, []).append(one)
        return found
