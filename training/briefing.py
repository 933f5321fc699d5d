"""Classes this week: who of a worksite is away for training when, for the briefing of a shift."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from doc_portal.core.models import User, Worksite
from training.models import Enrolment, Meeting
from training.teams import team_of

DAYS = 7
READS = "training.view_enrolment"


@dataclass(frozen=True)
class Away:
    """One person at one meeting."""

    day: date
    meeting: Meeting
    enrolment: Enrolment


def away_this_week(user: User, worksite: Worksite | None, on: date | None = None) -> list[Away]:
    """Who of the people one answers for has a seat in the seven days from a day on, in order of time; two queries.

    At one worksite where it is named. An offered seat counts: the person's time is held for it.
    """
    first = on or timezone.localdate()
    start = timezone.make_aware(datetime.combine(first, time.min))
    meetings = Meeting.objects.standing().filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=DAYS))
    people = team_of(user, READS)
    seats = Enrolment.objects.filter(
        status__in=("enrolled", "offered"), person__in=people.filter(worksite=worksite) if worksite else people,
        scheduled_class__in=meetings.values("scheduled_class"),
    ).select_related("person")  # fmt: skip
    of_class: dict[int, list[Enrolment]] = {}
    for one in seats.order_by("person__last_name", "person__first_name", "pk"):
        of_class.setdefault(one.scheduled_class_id, []).append(one)
    shown = meetings.filter(scheduled_class__in=of_class).for_list().order_by("starts_at", "pk")
    return [
        Away(timezone.localdate(meeting.starts_at), meeting, one)
        for meeting in shown
        for one in of_class[meeting.scheduled_class_id]
    ]
