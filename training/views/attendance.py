"""Pages of attendance: tapping, the printed sheet and entering it, corrections, scores, completing and reopening."""

from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date, long_moment, short_moment
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, DetailPage, Page
from personnel.suppression import NOT_LISTED, shown_to
from training.actions.attendance import add_walk_in, correct_attendance, record_attendance, record_scores
from training.actions.completing import ask_reopen, complete_class, finalise_class, reopen_class
from training.forms.attendance import CorrectionForm, ScoresForm, SheetForm, TapForm, WalkInForm
from training.models import Assessment, Attendance, Meeting
from training.presence import SHORT, SheetLine, may_record, on_roster, roster_lines, words_of
from training.views.classes import FIND, ClassPage

TEACHES = "training.teach_scheduledclass"


class MeetingPage(Page):
    """A page about one meeting, for who keeps the roster of its class."""

    model = Meeting
    permission_required = TEACHES

    def get_queryset(self):
        """Meetings that take place of classes one sees."""
        return super().get_queryset().standing().for_list().select_related("scheduled_class__center")

    def may(self, permission, record):
        return may_record(self.request.user, record.scheduled_class)

    def trail(self):
        one = self.object.scheduled_class
        return [(FIND, address_of("training:scheduledclass-list")), (str(one), one.get_absolute_url())]

    def when(self) -> str:
        """The meeting in words."""
        return short_moment(self.object.starts_at)

    @cached_property
    def lines(self) -> list[SheetLine]:
        """Everybody on the roster with what is recorded."""
        return roster_lines(self.object.scheduled_class, self.request.user, self.object)


class MeetingEntry(MeetingPage, ActionPage):
    """Entering attendance of a meeting."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines, "most": self.object.minutes}

    def get_form(self, form_class=None):
        """Kept, since the action takes what it understood."""
        self.form = super().get_form(form_class)
        return self.form


class MeetingAttendance(MeetingEntry):
    """One tap a person: made for a telephone held in one hand."""

    template_name = "training/meeting_attendance.html"
    form_class = TapForm

    def get_title(self):
        return f"Attendance: {self.object.scheduled_class}, {self.when()}"

    def unrecorded(self) -> int:
        """Of how many nothing is recorded yet."""
        return sum(one.line is None for one in self.lines)

    def action(self, meeting, *, by, **typed):
        """Record whom the button meant."""
        self.written = record_attendance(meeting, self.form.marks(), by=by)
        return meeting

    def done_message(self):
        """What is recorded now."""
        if self.form.mark is None:
            return f"{self.written} recorded as present. Who was not there is corrected beside the name."
        status = Attendance.Status(self.form.mark.status)
        return f"Recorded for {self.form.named}: {SHORT.get(status, status.label).lower()}."

    def get_success_url(self):
        """To the same person: the next one stands below."""
        if self.form.mark is None:
            return address_of("training:meeting-attendance", self.object.pk)
        return f"{address_of('training:meeting-attendance', self.object.pk)}#person-{self.form.mark.enrolment}"


class MeetingSheet(MeetingEntry):
    """The printed sheet, once it is signed, entered in one go."""

    template_name = "training/meeting_sheet.html"
    form_class = SheetForm
    button = "Record the sheet"
    intro = "Everybody is set as present. Change who was not, or came late, and record the sheet once."

    def get_title(self):
        return f"Enter the sheet: {self.object.scheduled_class}, {self.when()}"

    def action(self, meeting, *, by, **typed):
        """Record everybody."""
        self.written = record_attendance(meeting, self.form.marks(), by=by)
        return meeting

    def done_message(self):
        """How much was new."""
        if not self.written:
            return "The sheet says what was recorded already."
        return "1 line recorded." if self.written == 1 else f"{self.written} lines recorded."

    def get_success_url(self):
        return self.object.scheduled_class.get_absolute_url()


class MeetingWalkin(MeetingPage, ActionPage):
    """Seat and record somebody who came without enrolling."""

    template_name = "generic/form.html"
    form_class = WalkInForm
    button = "Seat and record"
    intro = "Where that is allowed and a seat is free, they are enrolled and recorded as present."

    def get_title(self):
        return f"Came without enrolling: {self.object.scheduled_class}, {self.when()}"

    def action(self, meeting, *, by, number):
        self.made = add_walk_in(meeting, number, by=by)
        return meeting

    def done_message(self):
        return f"{self.made.person} has a seat and is recorded as present."

    def get_success_url(self):
        return address_of("training:meeting-attendance", self.object.pk)


class MeetingPrint(MeetingPage, DetailPage):
    """The sign-in sheet as it is printed."""

    template_name = "training/meeting_print.html"
    show_history = False

    def get_title(self):
        return f"Sign-in sheet: {self.object.scheduled_class}, {self.when()}"

    def get_version(self):
        return ""

    def day(self) -> str:
        """The day in full."""
        return long_date(timezone.localdate(self.object.starts_at))

    def instructors(self) -> list:
        """Who teaches, as far as they are listed."""
        rows = self.object.scheduled_class.instructors.standing().select_related("instructor__person")
        return [one for one in rows.order_by("-role", "pk") if not one.instructor.person.suppressed]

    def actions(self):
        return []


class AttendanceCorrect(ActionPage):
    """Correct what was recorded; the line itself stays."""

    model = Attendance
    permission_required = "training.correct_attendance"
    template_name = "generic/form.html"
    form_class = CorrectionForm
    button = "Add the correction"
    done = "The correction is added. What was recorded before stays below it."

    def get_queryset(self):
        """Lines that count."""
        rows = super().get_queryset().counting()
        return rows.select_related(
            "enrolment__person", "enrolment__scheduled_class__course_version__course",
            "enrolment__scheduled_class__center", "meeting",
        )  # fmt: skip

    def may(self, permission, record):
        """Where the class is held."""
        return super().may(permission, record.enrolment.scheduled_class)

    def get_title(self):
        one = self.object
        listed = shown_to(self.request.user, [one.enrolment.person])
        name = one.enrolment.person if listed else NOT_LISTED.lower()
        return f"Correct attendance of {name}, {short_moment(one.meeting.starts_at)}"

    def get_intro(self):
        """What it says now."""
        one = self.object
        return f"Recorded: {one.get_status_display().lower()}, {one.minutes} of {one.meeting.minutes} minutes."

    def get_initial(self):
        return {"status": self.object.status, "minutes": self.object.minutes}

    def trail(self):
        one = self.object.enrolment.scheduled_class
        return [
            (FIND, address_of("training:scheduledclass-list")), (str(one), one.get_absolute_url()),
            ("Attendance", address_of("training:scheduledclass-attendance", one.number)),
        ]  # fmt: skip

    def action(self, line, *, by, **typed):
        return correct_attendance(line, by=by, **typed)

    def get_success_url(self):
        one = self.object.enrolment.scheduled_class
        return address_of("training:scheduledclass-attendance", one.number)


class OfRoster(ClassPage):
    """A page about the roster of a class, for who keeps it."""

    permission_required = TEACHES

    def may(self, permission, record):
        return may_record(self.request.user, record)

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]

    @cached_property
    def lines(self) -> list[SheetLine]:
        """Everybody on the roster."""
        return roster_lines(self.object, self.request.user)


class ScheduledClassAttendance(OfRoster, DetailPage):
    """Everybody's attendance at every meeting, with what was corrected, and their scores."""

    template_name = "training/scheduledclass_attendance.html"
    show_history = False

    def get_title(self):
        return f"Attendance of {self.object}"

    def actions(self):
        return []

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Those that take place."""
        return list(self.object.meetings.standing())

    def rows(self) -> list[dict]:
        """Each person with every line at every meeting, the one that counts last, and their scores."""
        lines: dict[tuple[int, int], list[Attendance]] = {}
        found = Attendance.objects.filter(meeting__in=self.meetings).order_by("pk")
        for one in found:
            lines.setdefault((one.enrolment_id, one.meeting_id), []).append(one)
        scores: dict[int, list[Assessment]] = {}
        for one in Assessment.objects.filter(enrolment__scheduled_class=self.object).order_by("component", "attempt"):
            scores.setdefault(one.enrolment_id, []).append(one)
        return [
            {
                "line": one,
                "cells": [
                    (meeting, [(line, words_of(line)) for line in lines.get((one.enrolment.pk, meeting.pk), [])])
                    for meeting in self.meetings
                ],
                "scores": scores.get(one.enrolment.pk, []),
            }
            for one in self.lines
        ]

    def may_correct(self) -> bool:
        """Whether to offer corrections."""
        final = self.object.status == self.object.Status.FINALISED
        return not final and self.request.user.has_perm("training.correct_attendance", self.object)


class ScheduledClassScores(OfRoster, ActionPage):
    """Record what people scored in one part of a test."""

    template_name = "training/scheduledclass_scores.html"
    form_class = ScoresForm
    button = "Record scores"

    def get_title(self):
        return f"Scores of {self.object}"

    def get_intro(self):
        """What passes, and how often one may try."""
        version = self.object.course_version
        kept = version.pass_mark
        mark = f"Pass mark: {kept.normalize():f} percent." if kept is not None else "The course has no pass mark."
        return f"{mark} Attempts allowed: {version.max_attempts}. Who is left empty was not tested."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines}

    def get_form(self, form_class=None):
        """Kept, since the action takes its scores."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, scheduled_class, *, by, **typed):
        self.written = record_scores(scheduled_class, typed["component"], self.form.scores(), by=by)
        return scheduled_class

    def done_message(self):
        return f"{self.written} scores recorded."

    def get_success_url(self):
        return address_of("training:scheduledclass-attendance", self.object.number)


class ClassStep(ClassPage, ActionPage):
    """A step in the life of a class."""

    form_class = NoteForm

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]


class ScheduledClassComplete(ClassStep):
    """Say that a class was held."""

    permission_required = "training.complete_scheduledclass"
    action = staticmethod(complete_class)
    intro = "Everybody's presence and scores become what they came to. They can still be corrected."


class ScheduledClassFinalise(ClassStep):
    """Make a class final."""

    permission_required = "training.finalise_scheduledclass"
    action = staticmethod(finalise_class)

    def get_intro(self):
        """What that means, and for how many."""
        people = on_roster(self.object).count()
        return (
            f"Attendance and scores of {people} people become final. Who passed has the credit, and a certificate "
            "where the course grants one. Reopening then needs a second person."
        )


class ScheduledClassAskreopen(ClassStep):
    """Ask that a final class be reopened."""

    permission_required = "training.askreopen_scheduledclass"
    form_class = ReasonForm
    button = "Ask to reopen"
    action = staticmethod(ask_reopen)
    intro = "Somebody else who may reopen classes must agree."
    done = "Asked. A second person agrees or not."


class ScheduledClassReopen(ClassStep):
    """Reopen a final class, as the second person."""

    permission_required = "training.reopen_scheduledclass"
    action = staticmethod(reopen_class)

    def get_intro(self):
        """Who asked and why."""
        one = self.object
        if one.reopen_asked_at is None:
            return "Nobody has asked for it yet."
        who = one.reopen_asked_by.shown_name
        return f"{who} asked on {long_moment(one.reopen_asked_at)}: {one.reopen_reason}"
