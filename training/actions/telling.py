"""Telling people that a class they come to or teach has changed."""

from django.db.models import Q

from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from training.models import ClassInstructor, Enrolment, ScheduledClass

CHANGED, CANCELED = "class-changed", "class-canceled"


def tell_of_change(scheduled_class: ScheduledClass, words: str, kind: str = CHANGED) -> int:
    """A notice to everybody on the list of a class that is offered and to who teaches it; how many were told."""
    if scheduled_class.status == ScheduledClass.Status.DRAFT:
        return 0
    listed = Enrolment.objects.live().filter(scheduled_class=scheduled_class).values("person__user")
    teaching = ClassInstructor.objects.standing().filter(scheduled_class=scheduled_class)
    people = User.objects.filter(Q(pk__in=listed) | Q(pk__in=teaching.values("instructor__person__user")))
    return notify(people.order_by("pk"), kind, words, scheduled_class)
