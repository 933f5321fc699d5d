"""Pages of one enrolment: one's own answers, and what supervisors, schedulers and the registrar decide."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment, short_date
from doc_portal.core.forms import ConfirmForm, NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, Page
from personnel.models import Person
from training.actions.enrolment import (
    accept_offer,
    approve_enrolment,
    bump_enrolment,
    decline_offer,
    deny_enrolment,
    excuse_enrolment,
    withdraw_enrolment,
)
from training.actions.lodging import end_stay, give_bed, miles_to
from training.forms.enrolment import BedForm
from training.models import BedStay, Enrolment
from training.needs import owed_for
from training.relief import days_without
from training.sittings import days_of
from training.teams import answers_for
from training.views.classes import FIND


class EnrolmentPage(Page):
    """A page about somebody's place in a class, found by its own code; rights count by worksite or by who leads."""

    model = Enrolment
    slug_field = slug_url_kwarg = "uid"

    def get_queryset(self):
        """Places of people whose name one may read: the page tells it."""
        rows = super().get_queryset().filter(person__in=Person.objects.visible_to(self.request.user))
        return rows.select_related(
            "person__worksite", "scheduled_class__course_version__course", "scheduled_class__center"
        )

    def may(self, permission, record):
        return answers_for(self.request.user, record.person, permission)

    def trail(self):
        one = self.object.scheduled_class
        return [(FIND, address_of("training:scheduledclass-list")), (str(one), one.get_absolute_url())]


class EnrolmentActs(EnrolmentPage, ActionPage):
    """Something that is done with an enrolment; the page of the class comes next."""

    def get_title(self):
        return f"{self.get_button()}: {self.object}"


class OwnEnrolment(EnrolmentActs):
    """One's own place."""

    permission_required = "training.enrol_enrolment"
    form_class = ConfirmForm

    def get_queryset(self):
        """One's own alone: others have none here."""
        return super().get_queryset().filter(person__user=self.request.user)

    def may(self, permission, record):
        return self.request.user.has_perm(permission)


class EnrolmentAccept(OwnEnrolment):
    """Take the seat one was offered."""

    template_name = "training/enrolment_accept.html"
    verb = "enrol"
    action = staticmethod(accept_offer)
    done = "The seat is yours. Your time at every meeting is booked."

    def get_button(self):
        return "Accept the seat"

    def get_intro(self):
        """Until when."""
        ends = self.object.offer_expires_at
        return f"The seat is held for you until {long_moment(ends)}." if ends else ""


class EnrolmentDecline(OwnEnrolment):
    """Let the seat one was offered go."""

    verb = "withdraw"
    action = staticmethod(decline_offer)
    intro = "The seat is offered to the next on the waiting list, and you leave the list."
    done = "Declined. The next on the list is offered the seat."

    def get_button(self):
        return "Decline the seat"


class EnrolmentLeave(OwnEnrolment):
    """Leave a class oneself."""

    form_class = NoteForm
    verb = "withdraw"
    action = staticmethod(withdraw_enrolment)
    intro = "Your time is free again, and the seat goes to the next on the waiting list."

    def get_button(self):
        return "Leave the class"


class EnrolmentDecides(EnrolmentActs):
    """A decision on a nomination, with what it rests on."""

    template_name = "training/enrolment_decide.html"

    def facts(self) -> list[tuple]:
        """Who, which course, when and where, why, and how many of the shift are away then."""
        one, days = self.object.scheduled_class, days_of(self.object.scheduled_class)
        owed = [f"{row.rule}, {row.standing_words.lower()}, due {long_date(row.due_on)}"
                for row in owed_for(one.course.pk, self.object.person_id)]  # fmt: skip
        relief = [f"{short_date(meter.day)}: {meter.words}" for meter in days_without(self.object.person_id, days)]
        return [
            ("Person", f"{self.object.person}, {self.object.person.worksite or 'no worksite'}"),
            ("Course", one.course),
            ("Days", "; ".join(map(long_date, days)) or "To be announced"),
            ("Place", one.center or "Online"),
            ("Seats", f"{one.seats_taken} of {one.capacity} taken"),
            ("Why", "; ".join(owed) or "Elective: nothing they owe asks for it"),
            ("Others of the shift away", "; ".join(relief) or BLANK),
        ]

    def other(self) -> tuple[str, str]:
        """The other decision: its word and its page."""
        verb, words = ("approve", "Approve") if self.verb == "deny" else ("deny", "Deny")
        return words, address_of(f"training:enrolment-{verb}", self.object.uid)


class EnrolmentApprove(EnrolmentDecides):
    """Approve a nomination."""

    permission_required = "training.approve_enrolment"
    form_class = NoteForm
    action = staticmethod(approve_enrolment)
    intro = "Approved is approved: where no seat is free, they wait without being asked about again."

    def done_message(self):
        """Whether there was a seat."""
        if self.object.status == Enrolment.Status.ENROLLED:
            return f"Approved. {self.object.person} has a seat."
        return f"Approved. {self.object.person} is on the waiting list; the class says why."


class EnrolmentDeny(EnrolmentDecides):
    """Deny a nomination."""

    permission_required = "training.approve_enrolment"
    verb = "deny"
    form_class = ReasonForm
    action = staticmethod(deny_enrolment)
    intro = "The reason is sent to the person."


class EnrolmentWithdraw(EnrolmentActs):
    """Withdraw somebody one answers for."""

    permission_required = "training.withdraw_enrolment"
    form_class = NoteForm
    action = staticmethod(withdraw_enrolment)
    intro = "Their time is free again, and the seat goes to the next on the waiting list."


class EnrolmentBump(EnrolmentActs):
    """Give somebody's seat to a higher need."""

    permission_required = "training.bump_enrolment"
    form_class = ReasonForm
    action = staticmethod(bump_enrolment)
    intro = "The seat goes to the first on the waiting list, who must need it more. The reason is sent to the person."


class EnrolmentExcuse(EnrolmentActs):
    """Excuse who cannot come or did not."""

    permission_required = "training.excuse_enrolment"
    form_class = ReasonForm
    action = staticmethod(excuse_enrolment)


class EnrolmentBed(EnrolmentActs):
    """Book a bed for somebody."""

    permission_required = "training.add_bedstay"
    form_class = BedForm
    template_name = "generic/form.html"
    button = "Book the bed"
    done = "The bed is booked."

    def get_button(self):
        return self.button

    def may(self, permission, record):
        """Where the center is."""
        return Page.may(self, permission, record.scheduled_class)

    def get_intro(self):
        """How far they come."""
        miles = miles_to(self.object)
        return "" if miles is None else f"{self.object.person} works {miles} miles from the center."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"center": self.object.scheduled_class.center}

    def get_initial(self):
        """From the first day to the last."""
        one = self.object.scheduled_class
        first = timezone.localdate(one.starts_at) if one.starts_at else timezone.localdate()
        last = timezone.localdate(one.ends_at) if one.ends_at else first
        return {"arrives_on": first, "leaves_on": max(last, first + timedelta(days=1))}

    def action(self, enrolment, *, by, **typed):
        return give_bed(enrolment, by=by, **typed)


class BedStayEnd(ActionPage):
    """Give a bed back."""

    model = BedStay
    permission_required = "training.change_bedstay"
    form_class = NoteForm
    button = "Give the bed back"
    action = staticmethod(end_stay)
    done = "The bed is free again."

    def get_queryset(self):
        rows = BedStay.objects.permitted(self.request.user, "training.view_bedstay")
        rows = rows.filter(enrolment__person__in=Person.objects.visible_to(self.request.user))
        return rows.select_related("enrolment__scheduled_class__course_version__course", "enrolment__person", "bed")

    def trail(self):
        one = self.object.enrolment.scheduled_class
        return [(FIND, address_of("training:scheduledclass-list")), (str(one), one.get_absolute_url())]

    def get_success_url(self):
        return self.object.enrolment.scheduled_class.get_absolute_url()
