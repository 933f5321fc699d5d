"""Pages of plans: what is asked for, the arithmetic, the proposal, who is left and why, and committing it."""

from datetime import date
from itertools import islice

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, long_date
from doc_portal.core.forms import NoteForm
from doc_portal.core.tables import CappedPaginator
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, ListPage, Page
from personnel.models import Person
from training.actions.planning import ask_plan, commit_plan, drop_plan
from training.forms.plans import PlanForm, UnplacedFilter, plannable_courses
from training.models import Center, Course, PlanRun, Room, ScheduledClass, Unplaced
from training.tables.plans import PlanTable, UnplacedTable

CLASSES_PER_PAGE = 50


class PlanRunList(ListPage):
    """Every plan with what came of it."""

    model = PlanRun
    permission_required = "training.view_planrun"
    table_class = PlanTable
    order_by = "-starts_on"
    empty_text = "Nothing has been planned yet. A plan takes seconds, and changes nothing until it is committed."

    def get_intro(self):
        """What plans are, and for who only reads them, who makes them."""
        told = "Training planned for the whole department: classes for what is owed, and a seat for everybody."
        makes = self.request.user.has_perm("training.add_planrun")
        return told if makes else f"{told} Academy schedulers make and commit plans; you read what came of them."


class PlanPage(Page):
    """A page about plans: the right to plan counts where it counts for a center, and the act says whether it does."""

    model = PlanRun

    def may(self, permission, record):
        return self.request.user.has_perm(permission)


class PlanRunCreate(PlanPage, CreatePage):
    """Say what is planned; the worker works it out."""

    permission_required = "training.add_planrun"
    template_name = "training/planrun_form.html"
    form_class = PlanForm
    button = "Work out a plan"
    done = "The plan is being worked out in the background. You may leave this page."

    def get_intro(self):
        """The arithmetic of a year with the numbers of this database."""
        people, hours = Person.objects.current().count(), value_of("training_in_service_hours")
        seats, day = value_of("training_class_seats"), value_of("training_day_hours")
        days, rooms = value_of("training_room_days"), Room.objects.in_use().count()
        class_days = people * hours / (seats * day)
        return (
            f"{people:,} people × {hours} hours a year = {people * hours:,} hours, which is {class_days:,.0f} "
            f"class-days of {seats} × {day} hours, or {class_days / days:.1f} of {rooms} rooms at once over {days} "
            "days. Nothing changes until a proposal is committed."
        )

    def without_hours(self) -> int:
        """How many courses in seat cannot be planned, since nobody entered their hours."""
        return plannable_courses().filter(contact_hours=None).count()

    def keep(self, form):
        return ask_plan(form.instance, form.asked, by=self.request.user)


class PlanRunDetail(PlanPage, DetailPage):
    """A plan: how far it is, its arithmetic, what it would add to the schedule, and who is left by reason."""

    permission_required = "training.view_planrun"
    template_name = "training/planrun_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("job", "created_by", "committed_by")

    @cached_property
    def working(self):
        """The job that works on it now; None where none does."""
        job = self.object.job
        return job if job is not None and job.finished_at is None else None

    def trouble(self) -> str:
        """Why the last work on it failed; empty where it did not."""
        one = self.object
        if one.job is None or self.working or one.status not in (one.Status.WAITING, one.Status.PROPOSED):
            return ""
        if one.job.status == "failed":
            return one.job.error
        if one.status == one.Status.WAITING:
            return "The plan was never finished. Drop it and plan again."
        return "Committing was canceled. Nothing was saved." if one.job.status == "canceled" else ""

    def actions(self):
        """None while it is worked on; nothing is committed that gives nobody a seat."""
        found = [] if self.working else super().actions()
        return [one for one in found if one["verb"] != "commit" or self.object.figures.get("placed")]

    def facts(self):
        """The inputs."""
        one, kept = self.object, self.object.inputs
        centers = Center.objects.filter(pk__in=kept.get("centers", ()))
        return [
            ("First day", long_date(one.starts_on)),
            ("Last day", long_date(one.ends_on)),
            ("Days without classes", len(kept.get("closed", ()))),
            ("Requirements", len(kept.get("rules", ())) or "All"),
            ("Courses", len(kept.get("courses", ())) or "All in seat"),
            ("Centers", ", ".join(str(center) for center in centers) or "All"),
            ("Slack", f"{kept.get('slack', 0)} percent"),
            ("Planned by", one.created_by.shown_name if one.created_by else BLANK),
            ("Committed by", one.committed_by.shown_name if one.committed_by else BLANK),
        ]

    def arithmetic(self) -> list[str]:
        """How many classes it takes, line by line."""
        f = self.object.figures
        return [
            f"{f['needs']:,} seats for {f['people']:,} people = {f['hours']:,} hours of their time",
            f"÷ ({f['usual']} seats × {f['day_hours']} hours) = {f['class_days']:,} class-days",
            f"÷ {f['days']:,} days = {f['rooms_at_once']} rooms at once, of {f['rooms']} there are",
            f"with {f['slack']} percent slack: {f['with_slack']:,} class-days",
        ]

    def difference(self) -> list[tuple[str, str]]:
        """What it adds to what stands, and what stays as it is."""
        f = self.object.figures
        peaks = ", ".join(f"{name} {most}" for name, most in f["peaks"].items())
        return [
            ("New classes", f"{f['new_classes']:,}"),
            ("New seats in them", f"{f['new_seats']:,}"),
            ("New seats in classes that stand", f"{f['standing_seats']:,} in {f['standing_classes']:,} classes"),
            ("Laid out for slack and left empty", f"{f['laid_out'] - f['new_classes']:,}"),
            ("Seats people have already, untouched", f"{f['seated']:,}"),
            ("Owed online or in another way", f"{f['elsewhere']:,}"),
            ("Most rooms at once", peaks or BLANK),
        ]

    def notes(self) -> list[str]:
        """What is short or not known, in sentences."""
        f = self.object.figures
        found = list(f["impossible"])
        if f["hours_left"]:
            found.append(f"For {f['hours_left']:,} people the chosen courses make up fewer hours than they owe.")
        return found

    @cached_property
    def without_hours(self) -> list[Course]:
        """Courses that people owe and that are not planned, since nobody entered their hours."""
        return list(Course.objects.filter(pk__in=self.object.figures.get("without_hours", ())).order_by("code"))

    def reasons(self) -> list[dict]:
        """Those without a seat, counted by why."""
        url = reverse("training:planrun-unplaced", args=[self.object.pk])
        told = sorted(self.object.figures["reasons"].items(), key=lambda one: -one[1])
        return [
            {"label": Unplaced.Reason(reason).label, "count": count, "url": f"{url}?reason={reason}"}
            for reason, count in told
        ]

    @cached_property
    def classes(self):
        """One page of the classes proposed."""
        page = CappedPaginator(self.object.classes, CLASSES_PER_PAGE).get_page(self.request.GET.get("page", "1")[:8])
        shown = list(page)
        courses = Course.objects.in_bulk({one["course"] for one in shown})
        rooms = Room.objects.select_related("center").in_bulk({one["room"] for one in shown if one["room"]})
        kept = {key for one in shown for key in (one["stands"], one.get("made")) if key}
        kept = ScheduledClass.objects.in_bulk(kept)
        page.object_list = [
            {
                "first": date.fromisoformat(one["first"]), "last": date.fromisoformat(one["last"]),
                "course": courses[one["course"]], "room": rooms.get(one["room"]), "people": one["people"],
                "seats": one["seats"], "stands": kept.get(one["stands"]),
                "made": kept.get(one.get("made")),
            }
            for one in islice(shown, CLASSES_PER_PAGE)
        ]  # fmt: skip
        return page


class PlanRunUnplaced(ListPage):
    """Everybody a plan found no seat for, each with one reason."""

    model = Unplaced
    permission_required = "training.view_planrun"
    table_class = UnplacedTable
    filterset_class = UnplacedFilter
    order_by = "due_on"
    row_name = "person"
    empty_text = "Everybody has a seat."

    @cached_property
    def run(self) -> PlanRun:
        """The plan of the address."""
        return get_object_or_404(PlanRun.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_title(self):
        return f"Without a seat: {self.run}"

    @cached_property
    def counted(self) -> tuple[int, int]:
        """How many there are for the reason asked for, and how many of them are named to who asks."""
        rows = Unplaced.objects.filter(run=self.run)
        asked = {one for one in Unplaced.Reason if one == self.request.GET.get("reason")}
        rows = rows.filter(reason__in=asked) if asked else rows
        return rows.count(), rows.visible_to(self.request.user).count()

    def get_intro(self):
        """How many there are; whom the directory does not list is counted and not named."""
        every, named = self.counted
        told = f"{every:,} without a seat, each with one reason."
        hidden = every - named
        return f"{told} {hidden:,} of them are not named here: the directory does not list them." if hidden else told

    def trail(self):
        return [("Plans", reverse("training:planrun-list")), (str(self.run), self.run.get_absolute_url())]

    def get_rows(self):
        return super().get_rows().filter(run=self.run)

    def export_permission(self):
        return "training.export_planrun"


class PlanRunCommit(PlanPage, ActionPage):
    """Write a proposal into the schedule, in the worker."""

    permission_required = "training.commit_planrun"
    form_class = NoteForm
    action = staticmethod(commit_plan)
    done = "The plan is being committed in the background. A notice tells you when it ends."

    def get_intro(self):
        """What will be written."""
        f, one = self.object.figures, self.object
        if not f:
            return "Nothing has been proposed yet."
        if not f["placed"]:
            return "The plan gives nobody a seat, so there is nothing to commit."
        days = (one.starts_on - timezone.localdate()).days
        return (
            f"{f['new_classes']:,} new classes and {f['placed']:,} seats are written, from {long_date(one.starts_on)} "
            f"on, which is in {days} days; {f['left']:,} stay without a seat. All or nothing is kept. You "
            "approve every seat, and the supervisors of those who come are told."
        )


class PlanRunDrop(PlanPage, ActionPage):
    """Put a plan aside."""

    permission_required = "training.commit_planrun"
    verb = "drop"
    form_class = NoteForm
    action = staticmethod(drop_plan)
