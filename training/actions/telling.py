"""Telling people that a class they come to or teach has changed, and who leads them."""

from django.db.models import Q

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from personnel.models import Assignment, Person
from training.models import ClassInstructor, Enrolment, Meeting, PlannedSeat, PlanRun, ScheduledClass

CHANGED, CANCELED = "class-changed", "class-canceled"


def tell_of_change(
    scheduled_class: ScheduledClass, words: str, kind: str = CHANGED, *, meeting: Meeting | None = None
) -> int:
    """A notice to everybody on the list of a class that is offered, to who teaches it, and to who leads one of them.

    How many were told. What happens to one `meeting` is told each time, however often it moves in a day.
    """
    if scheduled_class.status == ScheduledClass.Status.DRAFT:
        return 0
    coming = Enrolment.objects.live().filter(scheduled_class=scheduled_class).values("person")
    teaching = ClassInstructor.objects.standing().filter(scheduled_class=scheduled_class).values("instructor__person")
    people = Person.objects.filter(Q(pk__in=coming) | Q(pk__in=teaching))
    leaders = Assignment.objects.primary().filter(person__in=people).values("supervisor__user")
    own = User.objects.filter(person__in=people)
    target = scheduled_class.get_absolute_url()
    about = f"{target}#meeting-{meeting.pk}-{meeting.sequence}" if meeting else scheduled_class
    told = notify(own.order_by("pk"), kind, words, about)
    others = User.objects.filter(pk__in=leaders).exclude(pk__in=own.values("pk"))
    return told + notify(others.order_by("pk"), f"{kind}-team", f"People you lead: {words}", about)


def tell_leaders(run: PlanRun) -> int:
    """One notice to each supervisor of whose people a plan gave a seat; how many were told. They approved nothing."""
    placed = PlannedSeat.objects.filter(run=run).values("person")
    leaders = Assignment.objects.primary().filter(person__in=placed).values("supervisor__user")
    words = f"A plan gave people you lead seats in classes from {long_date(run.starts_on)} to {long_date(run.ends_on)}"
    others = User.objects.filter(pk__in=leaders).exclude(pk=run.committed_by_id)
    return notify(
        others.order_by("pk"),
        "seat-planned-team",
        words,
        f"{address_of('training:personrequirement-team')}#plan-{run.pk}",
    )
