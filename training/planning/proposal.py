"""A proposal as it is stored: its classes as JSON, its seats and those left without one as rows."""

from django.db import connection

from training.models import PlannedSeat, PlanRun, Unplaced
from training.planning.plan import Proposal
from training.planning.supply import Laid

SEATS = """
INSERT INTO training_plannedseat (run_id, person_id, class_no, due_on)
SELECT %s, s.person, s.class_no, s.due
  FROM unnest(%s::bigint[], %s::integer[], %s::date[]) AS s(person, class_no, due)
"""
LEFT = """
INSERT INTO training_unplaced (run_id, person_id, course_id, reason, words, due_on)
SELECT %s, s.person, s.course, s.reason, s.words, s.due
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::date[]) AS s(person, course, reason, words, due)
"""


def keep_proposal(run: PlanRun, found: Proposal) -> None:
    """Write a proposal in place of any that was there; the caller saves the run."""
    PlannedSeat.objects.filter(run=run).delete()
    Unplaced.objects.filter(run=run).delete()
    ordered = sorted(found.classes, key=lambda one: (one.first, one.center, one.room or 0, one.course))
    run.classes = [_as_json(found, one) for one in ordered]
    seats = [(need.person, number, need.due) for number, one in enumerate(ordered) for need in one.people]
    left = [(one.need.person, one.need.course, one.reason, one.words[:200], one.need.due) for one in found.placing.left]
    with connection.cursor() as cursor:
        cursor.execute(SEATS, [run.pk, *_columns(seats, 3)])
        cursor.execute(LEFT, [run.pk, *_columns(left, 5)])


def _columns(rows: list[tuple], many: int) -> list[list]:
    return [list(one) for one in zip(*rows, strict=True)] if rows else [[] for _ in range(many)]


def _as_json(found: Proposal, one: Laid) -> dict:
    asked = found.asked
    return {
        "version": one.version, "course": one.course, "center": one.center, "room": one.room, "seats": one.seats,
        "teachers": list(one.teachers), "stands": one.stands, "people": len(one.people),
        "first": asked.day(one.first).isoformat(), "last": asked.day(one.last).isoformat(),
        "sittings": [[asked.day(day).isoformat(), begin, hours] for day, begin, hours in one.sittings],
    }  # fmt: skip
