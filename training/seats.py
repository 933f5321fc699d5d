"""Which seats of a class are free for whom: kept seats are free for those they are kept for, and for all once freed."""

from personnel.models import Person
from training.models import CohortMember, Enrolment, ScheduledClass, SeatQuota


def free_seats(locked: ScheduledClass, person: Person) -> int:
    """How many seats of a class, whose row is locked, are free for this person."""
    left = locked.capacity - locked.seats_taken
    return left - kept_for_others(locked, person) if left > 0 else left


def kept_for_others(scheduled_class: ScheduledClass, person: Person) -> int:
    """Seats still kept for others: those of each quota that nobody of it has taken."""
    quotas = SeatQuota.objects.kept().filter(scheduled_class=scheduled_class)
    return sum(max(0, one.seats - _taken(one)) for one in quotas if not is_for(one, person))


def is_for(quota: SeatQuota, person: Person) -> bool:
    """Whether seats are kept for somebody: by their worksite, its region or their cohort."""
    if quota.worksite_id:
        return person.worksite_id == quota.worksite_id
    if quota.region:
        return person.worksite is not None and person.worksite.region == quota.region
    return CohortMember.objects.filter(cohort=quota.cohort_id, appointment__person=person).exists()


def _taken(quota: SeatQuota) -> int:
    """How many of those a quota is for have a seat."""
    seated = Enrolment.objects.seated().filter(scheduled_class=quota.scheduled_class_id)
    if quota.worksite_id:
        return seated.filter(person__worksite=quota.worksite_id).count()
    if quota.region:
        return seated.filter(person__worksite__region=quota.region).count()
    members = CohortMember.objects.filter(cohort=quota.cohort_id).values("appointment__person")
    return seated.filter(person__in=members).count()
