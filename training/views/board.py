"""The schedule board, what is wrong with the schedule, and what more would fit into it."""

from datetime import date, timedelta

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.views.pages import PlainPage
from training.board import Week, board
from training.forms.board import IssuesForm, WeekForm, WhatIfForm
from training.forms.schedule import DropForm
from training.issues import Issue, classes_to_look_at, issues_in
from training.models import Center, Meeting, ScheduledClass
from training.obstacles import FREE, in_the_way
from training.teaching import week_of
from training.what_if import Asked, Fitted, would_fit

FIRST, LAST = date(2000, 1, 10), date(2199, 12, 20)
READS = "training.view_hold"
WEEKS = 13


class Board(PlainPage):
    """A week of every room of a center. Meetings are dragged, or moved by their link: both lead to one page."""

    permission_required = READS
    title = "Schedule"
    intro = "What every room holds in a week."
    template_name = "training/board.html"

    @cached_property
    def form(self) -> WeekForm:
        """What the address asks for."""
        form = WeekForm(self.request.GET or None)
        form.is_valid()
        return form

    @cached_property
    def asked(self) -> dict:
        """The center and day asked for, as far as they could be read."""
        return getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}

    @cached_property
    def centers(self) -> list[Center]:
        """The centers whose bookings one may read."""
        return list(Center.objects.in_use().permitted(self.request.user, READS))

    @cached_property
    def monday(self) -> date:
        """The week that is shown: this one unless another is asked for."""
        asked = self.asked.get("day") or timezone.localdate()
        return week_of(min(max(asked, FIRST), LAST))

    @cached_property
    def weeks(self) -> list[Week]:
        """The week, center by center."""
        wanted = self.asked.get("center")
        shown = [one for one in self.centers if wanted is None or one == wanted]
        return board(shown, self.monday)

    def neighbors(self) -> list[tuple[str, str]]:
        """The weeks before and after, and this one."""
        center = self.asked.get("center")
        rest = f"&center={center.code}" if center else ""
        days = (
            ("Week before", self.monday - timedelta(days=7)),
            ("This week", timezone.localdate()),
            ("Week after", self.monday + timedelta(days=7)),
        )
        return [(words, f"?day={day.isoformat()}{rest}") for words, day in days]

    def may_move(self) -> bool:
        """Whether who looks may change classes somewhere."""
        return self.request.user.has_perm("training.change_scheduledclass")

    def create_url(self) -> str:
        """Where a class is laid out, for who may."""
        may = self.request.user.has_perm("training.add_scheduledclass")
        return reverse("training:scheduledclass-create") if may else ""

    def ways_on(self) -> list[tuple[str, str]]:
        """Where schedulers go from here: (words, address)."""
        user, found = self.request.user, [("Issues", "issues", READS)]
        found += [
            ("Classes to decide on", "scheduledclass-due", "training.confirm_scheduledclass"),
            ("Lay out a past schedule again", "schedule-clone", "training.add_scheduledclass"),
            ("What would fit", "what-if", READS),
        ]
        return [(words, reverse(f"training:{name}")) for words, name, needed in found if user.has_perm(needed)]


class BoardClash(PlainPage):
    """What would stand in the way of a meeting dropped there; asked while it is dragged."""

    permission_required = "training.change_scheduledclass"
    title = "What stands in the way"

    def get(self, request, *args, **kwargs):
        """In words, also that nothing does."""
        form = DropForm(request.GET)
        form.is_valid()
        asked = form.cleaned_data
        meeting = self._meeting(asked.get("meeting"))
        if meeting is None or asked.get("day") is None:
            return JsonResponse({"words": "That meeting or day is not known.", "free": False})
        words = in_the_way(meeting, asked["day"], asked.get("room"), by=request.user)
        return JsonResponse({"words": words, "free": words == FREE})

    def _meeting(self, key: int | None) -> Meeting | None:
        """The meeting, where who asks may move it."""
        mine = ScheduledClass.objects.permitted(self.request.user, self.permission_required)
        rows = Meeting.objects.standing().filter(pk=key, scheduled_class__in=mine)
        return rows.select_related(
            "room__center", "room__resource", "scheduled_class__course_version__course",
            "scheduled_class__course_version__instructor_cert",
        ).first()  # fmt: skip


class Issues(PlainPage):
    """Everything that is wrong with classes to come, each with the way to mend it."""

    permission_required = READS
    title = "Issues of the schedule"
    intro = "What is wrong with classes to come, or not done yet. Each leads to the class it is about."
    template_name = "training/issues.html"

    def trail(self):
        return [("Schedule", reverse("training:board"))]

    @cached_property
    def form(self) -> IssuesForm:
        """What the address asks for."""
        form = IssuesForm(self.request.GET or None)
        form.is_valid()
        return form

    @cached_property
    def asked(self) -> dict:
        """The center and weeks asked for, as far as they could be read."""
        return getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}

    @cached_property
    def issues(self) -> list[Issue]:
        """All of them, by when the class begins."""
        weeks = self.asked.get("weeks") or WEEKS
        rows = classes_to_look_at(timezone.now() + timedelta(weeks=weeks))
        rows = rows.permitted(self.request.user, READS)
        center = self.asked.get("center")
        return issues_in(rows.filter(center=center) if center else rows)


class WhatIf(PlainPage):
    """Whether a course could be held so often more, and what that would take."""

    permission_required = READS
    title = "What would fit"
    intro = "Tries so many classes of a course in the rooms and with the instructors of a center. Nothing is booked."
    template_name = "training/what_if.html"

    def trail(self):
        return [("Schedule", reverse("training:board"))]

    @cached_property
    def form(self) -> WhatIfForm:
        """What the address asks for."""
        return WhatIfForm(self.request.GET if "version" in self.request.GET else None)

    @cached_property
    def result(self) -> Fitted | None:
        """What would fit; None until something that can be read is asked."""
        return would_fit(Asked(**self.form.cleaned_data)) if self.form.is_valid() else None
