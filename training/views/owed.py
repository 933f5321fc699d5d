"""Pages of what people owe: one's own, those of people one leads or looks after, and why each is owed."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.calendars import CalendarEntry
from doc_portal.core.display import BLANK, long_date, plain_number, status_mark
from doc_portal.core.views.pages import DetailPage, ListPage, PlainPage
from personnel.models import Person
from training.calendars import classes_of
from training.explaining import hours_so_far, parts_of
from training.forms.requirements import OwedFilter
from training.models import ClockPause, Enrolment, PersonRequirement, RuleTerms, ScheduledClass, Waiver
from training.needs import place_of
from training.rule_words import asked_of, cadence_of, due_of
from training.tables.requirements import OwedTable
from training.teams import coordinators_of

AHEAD = timedelta(days=366)
MOST_ASKED = 10
MINE = "My training"
OPEN = PersonRequirement.Settled.OPEN


class PersonRequirementMine(PlainPage):
    """What one owes oneself, by when and why, and where to get it."""

    permission_required = "training.view_requirementrule"
    template_name = "training/personrequirement_mine.html"
    title = MINE
    intro = "What you owe, by when and why, and what you have done."

    def transcript_url(self) -> str:
        """One's own transcript; empty for an account without an entry in the directory."""
        person = Person.objects.filter(user=self.request.user).first()
        return reverse("training:transcript", args=[person.uuid]) if person else ""

    @cached_property
    def booked(self) -> list[CalendarEntry]:
        """The meetings one comes to or teaches, the next first."""
        now = timezone.now()
        return [one for one in classes_of(self.request.user, now, now + AHEAD) if not one.canceled]

    @cached_property
    def asked(self) -> list[Enrolment]:
        """The classes one asked for without a seat yet, with one's place where one waits for one."""
        rows = Enrolment.objects.of(self.request.user).without_seat().for_list()
        found = list(rows.order_by("scheduled_class__starts_at", "pk")[:MOST_ASKED])
        for one in found:
            one.place = place_of(one) if one.status == Enrolment.Status.WAITLISTED else ""
        return found

    def has_feed(self) -> bool:
        """Whether calendar programs may read one's classes here."""
        return settings.CALENDAR_FEEDS

    @cached_property
    def rows(self) -> list[PersonRequirement]:
        """Everything owed or settled, what is due first on top."""
        rows = PersonRequirement.objects.of(self.request.user).with_standing().select_related("rule", "terms")
        return list(rows.prefetch_related("terms__courses").order_by("due_on", "rule__name", "pk"))

    @cached_property
    def owed(self) -> list[PersonRequirement]:
        """What is still open, with the next class that would help."""
        owed = [one for one in self.rows if one.settled == OPEN]
        courses = {course.pk for one in owed for course in one.terms.courses.all()}
        offered = ScheduledClass.objects.next_by_course(courses)
        for one in owed:
            found = [offered[course.pk] for course in one.terms.courses.all() if course.pk in offered]
            one.next_class = min(found, key=lambda held: held.starts_at, default=None)
        return owed

    def settled(self) -> list[PersonRequirement]:
        """What is met, waived or on hold, the latest first."""
        return [one for one in reversed(self.rows) if one.settled != OPEN]

    def finding(self) -> str:
        """Where one stands, in a sentence."""
        owed = self.owed
        late = sum(one.standing == "overdue" for one in owed)
        soon = sum(one.standing.startswith("due_") for one in owed)
        if late:
            return f"{late} overdue, {soon} more due within 90 days."
        return f"Nothing is overdue; {soon} due within 90 days." if owed else "You owe nothing now."


class PersonRequirementList(ListPage):
    """What people owe whom one leads or looks after."""

    model = PersonRequirement
    permission_required = "training.view_personrequirement"
    title = "What people owe"
    intro = "People you lead or look after: what is overdue or due within 90 days. Ask for a standing to see others."
    filterset_class = OwedFilter
    table_class = OwedTable
    order_by = "due_on"
    empty_text = "Nobody here owes anything that is due soon."

    def get_rows(self):
        return super().get_rows().with_standing()

    def unasked(self, rows):
        return rows.due_soon()


class PersonRequirementDetail(DetailPage):
    """Why somebody owes something: the rule, its authority, the fact behind it, and what clears it."""

    model = PersonRequirement
    permission_required = "training.view_requirementrule"
    template_name = "training/personrequirement_detail.html"
    show_history = False

    def get_queryset(self):
        return super().get_queryset().for_list().with_standing()

    def get_title(self):
        return f"{self.object.rule}: {self.object.person}"

    def trail(self):
        if self.is_own:
            return [(MINE, reverse("training:personrequirement-mine"))]
        return [("What people owe", reverse("training:personrequirement-list"))]

    @cached_property
    def is_own(self) -> bool:
        """Whether the page is about the person asking."""
        return self.object.person.user_id == self.request.user.pk

    def actions(self):
        return []

    def facts(self):
        """From the standing to the fact that brought it about."""
        one, terms = self.object, self.object.terms
        authority = format_html('<a href="{}">{}</a>', terms.url, terms.authority) if terms.url else terms.authority
        told = [
            ("Standing", status_mark(one.standing_words, one.standing_level)),
            ("Due", long_date(one.due_on)),
            ("Because", one.fact or BLANK),
            ("Requirement", format_html('<a href="{}">{}</a>', one.rule.get_absolute_url(), one.rule)),
            ("Authority", authority),
            ("By when", due_of(terms)),
            ("How often", cadence_of(terms)),
        ]
        if one.cycle_words:
            told.append(("For", one.cycle_words))
        if one.needs_mode:
            told.append(("To be taken", one.get_needs_mode_display()))
        if one.met_on:
            told.append(("Completed", long_date(one.met_on)))
        if one.valid_until:
            told.append(("Counts until", long_date(one.valid_until)))
        return told

    def clears(self) -> str:
        """What clears it, in words."""
        terms = self.object.terms
        if terms.satisfied != RuleTerms.Satisfied.HOURS:
            return f"{asked_of(terms)} below."
        return f"{asked_of(terms)}; {plain_number(hours_so_far(self.object)) or 0} so far."

    @cached_property
    def parts(self) -> list:
        """The courses, those missing first."""
        return [] if self.object.terms.satisfied == RuleTerms.Satisfied.HOURS else parts_of(self.object)

    @cached_property
    def offered(self) -> dict[int, int]:
        """Course to how many classes of it take enrollments now."""
        found: dict[int, int] = {}
        rows = ScheduledClass.objects.visible_to(self.request.user).enrolling()
        courses = [one.course.pk for one in self.parts if not one.done]
        for course in rows.filter(course_version__course__in=courses).values_list("course_version__course", flat=True):
            found[course] = found.get(course, 0) + 1
        return found

    def lines(self) -> list[dict]:
        """The courses with how many classes are offered."""
        return [{"part": one, "classes": self.offered.get(one.course.pk, 0)} for one in self.parts]

    def asks_leader(self) -> bool:
        """Whether something is missing that no class is offered of."""
        missing = [one for one in self.parts if not one.done]
        return self.object.settled == OPEN and any(one.course.pk not in self.offered for one in missing)

    @cached_property
    def coordinators(self) -> list[Person]:
        """Whom to ask then."""
        return coordinators_of(self.object.person.worksite_id, self.request.user) if self.asks_leader() else []

    def set_aside(self) -> list[str]:
        """What sets it aside or moved its date: a waiver in force, leave. Which leave is told nowhere."""
        one = self.object
        waiver = Waiver.objects.in_force().filter(person=one.person_id, rule=one.rule_id).first()
        pauses = ClockPause.objects.filter(person=one.person_id).order_by("starts_on")
        told = [f"Waived until {long_date(waiver.ends_on)}."] if waiver else []
        for pause in pauses:
            until = f" to {long_date(pause.ends_on)}" if pause.ends_on else ""
            told.append(f"The clock stood still from {long_date(pause.starts_on)}{until}; days away move the due date.")
        return told
