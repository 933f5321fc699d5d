"""Reminders: of what is due, to the person and to who leads them, and before each class; each once a step."""

from collections import defaultdict

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.display import long_date, short_moment
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from training.models import ScheduledClass

LOCK = "training.reminders"
DUE = """
WITH near AS MATERIALIZED (
    SELECT r.id, (SELECT min(s) FROM unnest(%(steps)s::integer[]) AS s WHERE s >= r.due_on - %(on)s) AS step
      FROM training_personrequirement r JOIN personnel_person p ON p.id = r.person_id
     WHERE r.settled = '' AND r.due_on >= %(on)s AND r.due_on <= %(on)s + %(most)s
       AND (p.ended_on IS NULL OR p.ended_on > %(on)s)),
sent AS (
    INSERT INTO training_reminder (requirement_id, enrolment_id, step, sent_at)
    SELECT n.id, NULL, n.step, now() FROM near n
     WHERE NOT EXISTS (SELECT 1 FROM training_reminder m WHERE m.requirement_id = n.id AND m.step = n.step)
     ORDER BY n.id
        ON CONFLICT DO NOTHING
    RETURNING requirement_id, step)
SELECT u.step, g.name, g.id || '-' || r.cycle, r.due_on, p.user_id, leader.user_id
  FROM sent u
  JOIN training_personrequirement r ON r.id = u.requirement_id
  JOIN training_requirementrule g ON g.id = r.rule_id
  JOIN personnel_person p ON p.id = r.person_id
  LEFT JOIN personnel_assignment a ON a.person_id = p.id AND a."primary" AND a.starts_on <= %(on)s
   AND (a.ends_on IS NULL OR a.ends_on > %(on)s)
  LEFT JOIN personnel_person leader ON leader.id = a.supervisor_id
"""
CLASSES = """
WITH near AS MATERIALIZED (
    SELECT e.id, (SELECT min(s) FROM unnest(%(steps)s::integer[]) AS s
                   WHERE s >= (c.starts_at AT TIME ZONE 'America/Chicago')::date - %(on)s) AS step
      FROM training_enrolment e JOIN training_scheduledclass c ON c.id = e.scheduled_class_id
     WHERE e.status = 'enrolled' AND c.status IN ('published', 'confirmed') AND c.starts_at > now()
       AND (c.starts_at AT TIME ZONE 'America/Chicago')::date <= %(on)s + %(most)s),
sent AS (
    INSERT INTO training_reminder (requirement_id, enrolment_id, step, sent_at)
    SELECT NULL, n.id, n.step, now() FROM near n
     WHERE NOT EXISTS (SELECT 1 FROM training_reminder m WHERE m.enrolment_id = n.id AND m.step = n.step)
     ORDER BY n.id
        ON CONFLICT DO NOTHING
    RETURNING enrolment_id)
SELECT e.scheduled_class_id, p.user_id
  FROM sent s JOIN training_enrolment e ON e.id = s.enrolment_id JOIN personnel_person p ON p.id = e.person_id
 WHERE p.user_id IS NOT NULL
"""


def remind_of_training() -> dict[str, int]:
    """The morning's reminders. Of steps that nights were missed for, only the nearest is told."""
    with transaction.atomic():
        hold(LOCK)
        due, classes = _written(DUE, "training_reminder_days"), _written(CLASSES, "training_class_reminder_days")
        users = User.objects.in_bulk({row[-1] for row in classes} | {one for row in due for one in row[4:] if one})
        _tell_people(due, users)
        _tell_leaders(due, users)
        _tell_of_classes(classes, users)
    return {"due": len(due), "classes": len(classes)}


def days_of(key: str) -> list[int]:
    """The days of a setting, such as “90, 60, 30, 7”; what is no number is left out."""
    return [int(one) for one in str(value_of(key)).replace(",", " ").split() if one.isdigit()]


def _written(statement: str, setting: str) -> list[tuple]:
    steps = days_of(setting)
    if not steps:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, {"steps": steps, "most": max(steps), "on": timezone.localdate()})
        return cursor.fetchall()


def _tell_people(due: list[tuple], users: dict[int, User]) -> None:
    """Everybody who owes the same by the same day is told together."""
    together = defaultdict(list)
    for _, name, row, due_on, user, _ in due:
        if user:
            together[name, row, due_on].append(users[user])
    mine = reverse("training:personrequirement-mine")
    for (name, row, due_on), people in together.items():
        notify(people, "training-due", f"Training due by {long_date(due_on)}: {name}", f"{mine}#owed-{row}")


def _tell_leaders(due: list[tuple], users: dict[int, User]) -> None:
    """Who leads people is told how many have something due, once a step."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for step, _, _, _, _, leader in due:
        if leader:
            counts[leader, step] += 1
    together = defaultdict(list)
    for (leader, step), count in counts.items():
        together[step, count].append(users[leader])
    for (step, count), leaders in together.items():
        things = "1 training of people you lead is" if count == 1 else f"{count:,} trainings of people you lead are"
        address = f"{reverse('training:personrequirement-list')}?standing=due_{step}"
        notify(leaders, "training-due", f"{things} due within {step} days", address)


def _tell_of_classes(rows: list[tuple], users: dict[int, User]) -> None:
    together = defaultdict(list)
    for scheduled, user in rows:
        together[scheduled].append(users[user])
    for one in ScheduledClass.objects.for_list().filter(pk__in=together):
        notify(together[one.pk], "training-class", f"Your class {one} begins {short_moment(one.starts_at)}", one)
