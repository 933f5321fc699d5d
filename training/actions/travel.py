"""The time instructors are on the road between centers: booked like everything else, so that nothing else is then."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.workflow import Refused
from training.actions.holds import hold, release, take_turns
from training.booking import Booking
from training.models import Hold, Instructor, Meeting
from training.resources import resources_of
from training.sittings import require_free
from training.teaching import Leg, Ways, hours_problems, taught

FAR_AHEAD = timedelta(days=3660)


def keep_travel(instructor: Instructor) -> list[Leg]:
    """Book the ways between the centers somebody teaches at from now on, and give back those that fell away.

    In the caller's transaction, after their teaching was booked. Refused where a way takes longer than the time
    between two meetings.
    """
    resource = resources_of([instructor.person_id])[instructor.person_id]
    take_turns({resource})
    legs = Ways().legs(_to_come(instructor))
    for one in legs:
        if one.too_long:
            raise Refused(f"{instructor} cannot be there in time: {one.words}. Choose another instructor or time.")
    wanted = {(one.start, one.stop) for one in legs}
    held = Hold.objects.standing().ahead().filter(resource=resource, source=Hold.Source.TRAVEL)
    kept = {(one.during.lower, one.during.upper): one.pk for one in held}
    release(Hold.objects.filter(pk__in=[pk for span, pk in kept.items() if span not in wanted]))
    hold(
        Booking(resource=resource, start=start, stop=stop, source=Hold.Source.TRAVEL)
        for start, stop in wanted - kept.keys()
    )
    return legs


def require_hours(instructor: Instructor, meetings: list[Meeting]) -> None:
    """Refuse where somebody teaches more hours a day or a week than they may; these meetings are theirs already."""
    found = hours_problems(
        instructor, [(one.starts_at, one.ends_at) for one in meetings], but=[one.pk for one in meetings]
    )
    require_free({timezone.localdate(meetings[place].starts_at): [words] for place, words in found.items()})


def _to_come(instructor: Instructor) -> list[Meeting]:
    now = timezone.now()
    rows = taught(instructor, now, now + FAR_AHEAD).select_related("room__center", "scheduled_class")
    return list(rows.order_by("during", "pk"))
