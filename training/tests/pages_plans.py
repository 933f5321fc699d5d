"""How the pages of plans are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.jobs import start_job
from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_person
from training.models import PlanRun, Unplaced
from training.planning.asked import Asked
from training.planning.fingerprint import digest, parts_now
from training.tests.factories import make_center, make_course, make_room

READ = Expect(200, 405)
NOTHING = {
    "people": 0, "needs": 0, "hours": 0, "usual": 25, "day_hours": 8, "class_days": 0, "days": 5, "with_slack": 0,
    "slack": 6, "rooms_at_once": 0.0, "rooms": 0, "peaks": {}, "placed": 1, "moved": 0, "left": 1, "new_classes": 0,
    "new_seats": 0, "laid_out": 0, "standing_seats": 0, "standing_classes": 0, "seated": 0, "elsewhere": 0,
    "hours_left": 0, "without_hours": [], "impossible": [], "reasons": {"relief": 1},
}  # fmt: skip


def day(days):
    return timezone.localdate() + timedelta(days=days)


def proposal(world, by):
    """A proposal somebody else wrote down, of nothing but one person without a seat."""
    asked = Asked(day(10), day(14))
    parts = parts_now(asked, [])
    run = PlanRun.objects.create(
        starts_on=asked.starts_on, ends_on=asked.ends_on, status="proposed", created_by=by, fingerprint=digest(parts),
        inputs=asked.as_json() | {"parts": parts, "known": []}, figures=NOTHING,
    )  # fmt: skip
    run.job = start_job("plan_training", "Plan", {"run": run.pk})
    type(run.job).objects.filter(pk=run.job.pk).update(status="done", finished_at=timezone.now())
    run.save()
    return run


def plans(world, n):
    for _ in range(n):
        proposal(world, None)


def classes(world, n):
    """More classes of the plan that is shown."""
    run, room, course = PlanRun.objects.order_by("pk").last(), make_room(make_center()), make_course()
    run.classes = [
        {
            "version": 0, "course": course.pk, "center": room.center_id, "room": room.pk, "seats": 25, "teachers": [],
            "stands": 0, "people": 3, "first": f"{day(10)}", "last": f"{day(10)}", "sittings": [],
        }
    ] * n  # fmt: skip
    run.save()


def left(world, n):
    run = PlanRun.objects.order_by("pk").last()
    for _ in range(n):
        Unplaced.objects.create(run=run, person=make_person(), course=make_course(), reason="relief", due_on=day(3))


def inputs(world, row):
    return {
        "starts_on": f"{day(10)}", "ends_on": f"{day(14)}", "weekdays": ["1", "2", "3", "4", "5"],
        "closed": f"{day(12)}", "slack": 6, "day_hours": 8,
    }  # fmt: skip


def note(world, row):
    return {"note": "As agreed."}


PLANS = (
    Case("training:planrun-list", queries=8, rows=plans),
    Case("training:planrun-create", queries=24, body=inputs, elsewhere=Expect(200, 409)),
    Case("training:planrun-detail", queries=10, row=proposal, rows=classes, elsewhere=READ),
    Case("training:planrun-unplaced", queries=11, row=proposal, rows=left, elsewhere=READ, empty_query="?q=no-such"),
    Case("training:planrun-commit", queries=7, row=proposal, body=note, elsewhere=Expect(200, 409),
         also=("training.view_planrun",)),
    Case("training:planrun-drop", queries=7, row=proposal, body=note, elsewhere=Expect(200, 409),
         also=("training.view_planrun",)),
)  # fmt: skip
