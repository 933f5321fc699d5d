"""Pages of classes: finding one, reading about it, and taking a seat."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from training.actions.enrolment import enrol_oneself
from training.actions.lodging import bed_is_offered
from training.eligibility import audience_words
from training.fitting import fit_told
from training.forms.classes import ClassFilter
from training.issues import issues_of
from training.models import Enrolment, ScheduledClass, SeatQuota
from training.needed import kit_of
from training.presence import may_record
from training.rosters import Roster
from training.sections import sections_for
from training.tables.classes import ClassTable
from training.transcripts import READS

FIND = "Find a class"


class ScheduledClassList(ListPage):
    """The classes one can enroll in; others where a status is asked for."""

    model = ScheduledClass
    permission_required = "training.view_scheduledclass"
    title = FIND
    intro = "Classes one can enroll in. Ask for a status to see others."
    filterset_class = ClassFilter
    table_class = ClassTable
    template_name = "training/scheduledclass_list.html"
    order_by = "starts_at"
    empty_text = "Classes appear here once a scheduler publishes them."

    def get_rows(self):
        return super().get_rows().with_waiting()

    def fit_told(self) -> str:
        """Which shift “Fits my shift” assumes, and what does not fit; empty where it is not asked."""
        form = self.filterset.form
        asked = self.filterset.is_bound and form.is_valid() and form.cleaned_data.get("fits")
        rows = ScheduledClass.objects.visible_to(self.request.user).enrolling()
        return fit_told(rows, self.request.user) if asked else ""

    def sections(self):
        """The further pages of enrolling this person may open."""
        return sections_for(self.request.user)

    def unasked(self, rows):
        return rows.enrolling()


class ClassPage(Page):
    """A page about one class, found by its number."""

    model = ScheduledClass
    slug_field = slug_url_kwarg = "number"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        return [(FIND, reverse("training:scheduledclass-list"))]


class ScheduledClassDetail(ClassPage, DetailPage):
    """One class: its meetings, who teaches it, seats, and where oneself stands."""

    permission_required = "training.view_scheduledclass"
    template_name = "training/scheduledclass_detail.html"

    def facts(self):
        """What it is and how full."""
        one = self.object
        return [
            ("Course", _link(one.course)),
            ("Center", one.center or "Online"),
            ("Starts", long_moment(one.starts_at) if one.starts_at else "Date to be announced"),
            ("Ends", long_moment(one.ends_at) if one.ends_at else BLANK),
            ("Seats", f"{one.seats_taken} of {one.capacity} taken"),
            ("For", audience_words(one.course)),
            *([("Note", one.note)] if one.note else []),
        ]

    @cached_property
    def meetings(self) -> list:
        """Its meetings in their order, canceled ones marked; of a draft, which nobody knows, those that stand."""
        rows = self.object.meetings.select_related("room__center")
        never_offered = self.object.status == ScheduledClass.Status.DRAFT
        return list(rows.standing() if never_offered else rows)

    @cached_property
    def instructors(self) -> list:
        """Who teaches it, the lead first."""
        rows = self.object.instructors.standing().select_related("instructor__person").order_by("-role", "pk")
        return [one for one in rows if not one.instructor.person.suppressed]

    @cached_property
    def lays_out(self) -> bool:
        """Whether who looks may change the schedule of the class now."""
        return self.object.editable and self.may("training.change_scheduledclass", self.object)

    @cached_property
    def kit(self) -> list:
        """Vehicles and kit booked for it."""
        return kit_of(self.object) if self.lays_out else []

    @cached_property
    def issues(self) -> list:
        """What is wrong with it, for who can mend that."""
        return issues_of(self.object) if self.lays_out else []

    def further_acts(self) -> list[tuple[str, str]]:
        """What is done less often: (words, address)."""
        one, found = self.object, []
        if self.may("training.add_scheduledclass", one):
            found.append(("Lay this class out again from another day on", "clone"))
        if self.lays_out:
            found.append(("Swap rooms with another class", "swap"))
        if one.status in ScheduledClass.OFFERED and self.may("training.cancel_scheduledclass", one):
            found.append(("Merge into another class of the course", "merge"))
        return [(words, reverse(f"training:scheduledclass-{verb}", args=[one.number])) for words, verb in found]

    @cached_property
    def roster(self) -> Roster:
        """Who is on its list, as far as this person may see it."""
        return Roster(self.object, self.request.user)

    @cached_property
    def quotas(self) -> list[SeatQuota]:
        """Seats that are kept, with what may be done about them."""
        rows = self.object.quotas.select_related("worksite", "cohort__job_class", "cohort__worksite")
        return list(rows.order_by("release_at", "pk"))

    def seat_links(self) -> list[tuple[str, str]]:
        """What this person may do about its seats."""
        one = self.object
        if not (one.editable and one.has_not_begun):
            return []
        wanted = (
            (
                "Nominate people",
                "nominate_enrolment",
                f"{address_of('training:enrolment-nominate')}?class={one.number}",
            ),
            ("Change seats", "change_scheduledclass", address_of("training:scheduledclass-seats", one.number)),
            ("Keep seats", "add_seatquota", address_of("training:seatquota-create", one.number)),
            ("Who may enroll", "change_course", address_of("training:course-audience", one.course.pk)),
        )
        offered = one.status in ScheduledClass.OFFERED
        return [
            (label, url) for label, right, url in wanted
            if self._may_seat(right) and (offered or right != "nominate_enrolment")
        ]  # fmt: skip

    def _may_seat(self, right: str) -> bool:
        """People are nominated by who answers for them; what is the class's own is done where it is held."""
        record = None if right in ("nominate_enrolment", "change_course") else self.object
        return self.request.user.has_perm(f"training.{right}", record)

    def bed_is_offered(self) -> bool:
        """Whether the person asking comes from far enough for a bed and has none."""
        return self.mine is not None and self.object.has_not_begun and bed_is_offered(self.mine)

    def may_change_quotas(self) -> bool:
        """Whether to offer changing and freeing kept seats."""
        one = self.object
        return one.editable and one.has_not_begun and self.may("training.change_seatquota", one)

    @cached_property
    def keeps_roster(self) -> bool:
        """Whether this person records who was there."""
        return self.object.status != ScheduledClass.Status.DRAFT and may_record(self.request.user, self.object)

    def actions(self):
        """Reopening is offered once somebody else asked for it; what is edited is edited as long as it may be."""
        one, found = self.object, super().actions()
        asked = one.reopen_asked_by_id not in (None, self.request.user.pk)
        return [step for step in found if step["verb"] != "reopen" or asked]

    def reopening(self) -> str:
        """Who asked that it be reopened and why, for who asked and who decides; empty where nobody did."""
        one = self.object
        if one.status != ScheduledClass.Status.FINALISED or one.reopen_asked_by_id is None:
            return ""
        told = f"asked on {long_moment(one.reopen_asked_at)} that this class be reopened: {one.reopen_reason}"
        if one.reopen_asked_by_id == self.request.user.pk:
            return f"You {told}. Somebody else must agree."
        decides = self.may("training.reopen_scheduledclass", one)
        return f"{one.reopen_asked_by.shown_name} {told}. You can agree and reopen it." if decides else ""

    def completions_url(self) -> str:
        """Where the completions of a final class are listed, for who reads them."""
        final = self.object.status == ScheduledClass.Status.FINALISED
        if not (final and self.request.user.has_perm(READS)):
            return ""
        return f"{address_of('training:trainingcredit-list')}?number={self.object.number}"

    def may_ask_reopen(self) -> bool:
        """Whether to offer asking that it be reopened."""
        one = self.object
        final = one.status == ScheduledClass.Status.FINALISED and one.reopen_asked_at is None
        return final and self.may("training.askreopen_scheduledclass", one)

    @cached_property
    def mine(self) -> Enrolment | None:
        """Where the person asking stands with this class."""
        return Enrolment.objects.of(self.request.user).filter(scheduled_class=self.object).order_by("pk").last()

    @cached_property
    def may_enrol(self) -> bool:
        """Whether to offer enrolling."""
        return (
            self.object.takes_enrolments
            and self.may("training.enrol_enrolment", self.object)
            and (self.mine is None or not self.mine.is_live)
        )


class ScheduledClassEnrol(ClassPage, ActionPage):
    """Take a seat for oneself."""

    permission_required = "training.enrol_enrolment"
    form_class = ConfirmForm
    button = "Enroll"
    action = staticmethod(enrol_oneself)
    STANDS = {
        Enrolment.Status.PENDING_SUPERVISOR: "Your supervisor is asked. Until they approve you have no seat yet.",
        Enrolment.Status.WAITLISTED: "You wait for a seat. You are told as soon as one is offered to you.",
    }

    def get_title(self):
        return f"Enroll: {self.object}"

    def get_intro(self):
        """What pressing the button does."""
        one = self.object
        full = "" if one.seats_left > 0 else f"The class is full: {one.seats_taken} of {one.capacity} seats are taken. "
        if full:
            waiting = Enrolment.objects.filter(scheduled_class=one, status=Enrolment.Status.WAITLISTED).count()
            people = "nobody waits" if not waiting else "1 person waits" if waiting == 1 else f"{waiting} people wait"
            full += f"You would wait for a seat; {people} so far. "
        if one.course.needs_approval:
            return f"{full}Your supervisor is asked first. Until then no seat is taken."
        return full.strip() or "You take a seat, and your time at every meeting is booked."

    def done_message(self):
        """Where one stands now."""
        rows = Enrolment.objects.of(self.request.user).filter(scheduled_class=self.object)
        mine = rows.order_by("pk").last()
        return self.STANDS.get(mine.status if mine else "", "You have a seat, and your time is booked.")

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


def _link(record):
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)
