"""What people of the directory answer for in training: the classes they are to teach."""

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.models import Person
from training.actions.instructing import assign_instructor
from training.models import ClassInstructor, Instructor

OVER = ("completed", "finalised", "cancelled")


def taught_by(person: Person):
    """The places in classes that are not over that somebody of the directory teaches in."""
    return _to_teach().filter(instructor__person=person)


def taught(user: User):
    """Those of the owner of an account."""
    return _to_teach().filter(instructor__person__user=user)


def give_class(line: ClassInstructor, person: Person, *, by: User) -> None:
    """Somebody else teaches the class: certified, free at every meeting and within their hours, or it is refused."""
    instructor = Instructor.objects.in_use().filter(person=person).for_list().first()
    if instructor is None:
        raise Refused(f"{person} is not among the instructors. Choose an instructor, or add them first.")
    assign_instructor(line.scheduled_class, instructor, line.role, by=by, instead_of=line)


def _to_teach():
    rows = ClassInstructor.objects.standing().exclude(scheduled_class__status__in=OVER)
    return rows.select_related("instructor__person", "scheduled_class__course_version__course")
