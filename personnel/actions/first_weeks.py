"""The first weeks of a new hire: a checklist copied at the appointment, finished item by item (item 20)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused
from personnel.models import Appointment, ChecklistItem, JobCategory, NewHireTask


def tracks_of(appointment: Appointment) -> list[str]:
    """Which lists count for an appointment: everyone's, and those of its kind of work."""
    job_class = appointment.job_class
    found = [ChecklistItem.Track.ALL]
    if job_class.custody:
        found.append(ChecklistItem.Track.CUSTODY)
    if job_class.category == JobCategory.PROBATION:
        found.append(ChecklistItem.Track.PROBATION)
    return found


def start_first_weeks(appointment: Appointment) -> int:
    """Copy the items in force on the first day. Once more it copies only what is missing; the number that is new."""
    items = ChecklistItem.objects.in_force(appointment.starts_on).filter(track__in=tracks_of(appointment))
    before = appointment.tasks.count()
    NewHireTask.objects.bulk_create(
        (
            NewHireTask(
                appointment=appointment,
                person_id=appointment.person_id,
                item=item,
                text=item.text,
                who=item.who,
                due_on=appointment.starts_on + timedelta(days=item.due_days),
            )
            for item in items
        ),
        ignore_conflicts=True,
    )
    if appointment.person_id and appointment.person.user_id and not before:
        notify([appointment.person.user], "first-weeks", "Your first weeks: what is to be done", "/hiring/first-weeks/")
    return appointment.tasks.count() - before


def give_to_person(appointment: Appointment) -> None:
    """Make the tasks those of the person somebody from outside became."""
    appointment.tasks.filter(person=None).update(person=appointment.person_id)


@transaction.atomic
def finish_task(task: NewHireTask, *, by: User) -> NewHireTask:
    """Note that something was done. Refused a second time."""
    locked = NewHireTask.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.pk)
    if locked.done_at:
        day = long_date(timezone.localdate(locked.done_at))
        raise Refused(f"“{locked}” was already noted as done on {day} by {locked.done_by}. Nothing was changed.")
    locked.done_at, locked.done_by = timezone.now(), by
    locked.save()
    log("finish", locked, by=by)
    return locked


def may_finish(task: NewHireTask, user: User) -> bool:
    """Who may note it: the new hire and the supervisor what is theirs, and Personnel at the worksite everything."""
    if user.has_perm("personnel.finish_newhiretask", task):
        return True
    if task.person_id is None:
        return False
    if task.who == ChecklistItem.Who.NEW_HIRE and task.person.user_id == user.pk:
        return True
    return task.who != ChecklistItem.Who.PERSONNEL and (
        task.person.assignments.current().filter(supervisor__user=user).exists()
    )
