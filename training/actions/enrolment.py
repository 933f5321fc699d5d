"""Getting onto the list of a class: by oneself, and on others' behalf."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from personnel.models import Person
from training.actions.seats import require_enrolling, require_not_on_the_list, take_seat
from training.models import Enrolment, ScheduledClass

Status = Enrolment.Status


@transaction.atomic
def enrol_oneself(scheduled_class: ScheduledClass, *, by: User) -> ScheduledClass:
    """A seat for who asks; where the course wants a supervisor's approval, their place while that is asked for."""
    person = person_of(by)
    if scheduled_class.course.needs_approval:
        _ask_supervisor(scheduled_class, person, by=by)
    else:
        take_seat(scheduled_class, person, by=by)
    return scheduled_class


def person_of(user: User) -> Person:
    """Somebody's entry in the directory; refused without one."""
    found = Person.objects.current().filter(user=user).select_related("worksite").first()
    if found is None:
        raise Refused(
            "You have no entry in the directory, and training is kept with it. A directory steward can add you."
        )
    return found


def _ask_supervisor(scheduled_class: ScheduledClass, person: Person, *, by: User) -> Enrolment:
    locked = lock(scheduled_class)
    require_enrolling(locked)
    require_not_on_the_list(locked, person)
    made = Enrolment.objects.create(
        scheduled_class=locked, person=person, status=Status.PENDING_SUPERVISOR, created_by=by
    )
    log("ask", made, by=by, after=made.status)
    return made
