"""How the pages of enrolling are reached: nominating, one's own place, kept seats, beds, caps, cohorts, the team."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.models import Worksite
from doc_portal.core.tests.factories import make_worksite
from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import make_job_class
from training.actions.lodging import give_bed
from training.models import Distance, ReliefCap, SeatQuota
from training.tests.factories import (
    make_bed,
    make_center,
    make_class,
    make_cohort,
    make_course,
    make_enrolment,
    make_owed,
    make_rule,
    make_version,
    morning,
)
from training.tests.pages_classes import nothing, number

HIDDEN = Expect(404, 404)
READS = ("training.view_enrolment",)


def uid(row):
    return [row.uid]


def own(status):
    """Somebody's own place; who asks has an entry in the directory."""

    def made(world, by):
        if not hasattr(by, "person"):
            make_person(user=by)
        return make_enrolment(make_class(), by.person, status)

    return made


def local(status, **fields):
    """The place of somebody who works here."""

    def made(world, by):
        person = make_assignment(make_person(), worksite=world.site).person
        return make_enrolment(make_class(created_by=by, **fields), person, status)

    return made


def to_bump(world, by):
    """Somebody with a seat, and somebody who needs it more."""
    course = make_course()
    scheduled = make_class(make_version(course), capacity=1, created_by=by)
    seated = make_enrolment(scheduled, make_assignment(make_person(), worksite=world.site).person)
    late = make_enrolment(scheduled, make_person(), "waitlisted")
    make_owed(late.person, make_rule(course), due_on=timezone.localdate() - timedelta(days=9))
    return seated


def why(world, row):
    return {"note": "Needed on the shift"}


def here(world):
    """The center at the case's worksite."""
    found = Worksite.objects.filter(pk=world.site.pk, training_center__isnull=False).first()
    return found.training_center if found else make_center(world.site)


def far(world, by):
    """Somebody from afar with a seat in a class of two days, and a bed that is free."""
    center = here(world)
    person = make_assignment(make_person(), worksite=make_worksite()).person
    Distance.objects.create(worksite=person.worksite, center=center, miles=120)
    return make_enrolment(make_class(center=center, days=(10, 11), created_by=by), person)


def bed_body(world, row):
    bed = make_bed(row.scheduled_class.center)
    today = timezone.localdate()
    return {
        "group": bed.room.group_id, "bed": bed.pk,
        "arrives_on": today + timedelta(days=9), "leaves_on": today + timedelta(days=11),
    }  # fmt: skip


def bedded(world, by):
    one = far(world, by)
    bed, today = make_bed(one.scheduled_class.center), timezone.localdate()
    give_bed(
        one, by=by, group=bed.room.group, bed=bed, arrives_on=today + timedelta(days=9),
        leaves_on=today + timedelta(days=11),
    )  # fmt: skip
    return one.stays.get()


def at_center(world, by):
    return make_class(center=here(world), created_by=by)


def kept(world, by):
    return SeatQuota.objects.create(
        scheduled_class=at_center(world, by), worksite=world.site, seats=2, release_at=morning(5), created_by=by
    )


def kept_body(world, row):
    return {"worksite": make_worksite().pk, "region": "", "seats": 3, "release_at": "2099-01-01T08:00"}


def cap(world, by):
    return ReliefCap.objects.create(
        worksite=make_worksite(), shift="day", most=3, authority="Warden", starts_on=timezone.localdate(), created_by=by
    )


def cap_body(world, row):
    return {
        "worksite": row.worksite_id if row else world.site.pk, "shift": "night", "most": 4, "authority": "Warden",
        "starts_on": "2026-01-01", "confirmed": "on",
    }  # fmt: skip


def distance(world, by):
    return Distance.objects.create(worksite=make_worksite(), center=here(world), miles=80, created_by=by)


def distance_body(world, row):
    return {"worksite": make_worksite().pk, "center": here(world).pk, "miles": 91, "confirmed": "on"}


def seats_body(world, row):
    return {"capacity": 20}


def nominated(world, row):
    """Somebody who works here, and a class for them."""
    person = make_assignment(make_person(), worksite=world.site).person
    return {"scheduled_class": make_class().number, "people": person.employee_number}


def team(world, n):
    terms = make_rule()
    for _ in range(n):
        make_owed(make_assignment(make_person(), worksite=world.site, shift="day").person, terms)


def cohort(world, by):
    return make_cohort(worksite=world.site, job_class=make_job_class(), created_by=by)


def cohorts(world, n):
    for _ in range(n):
        make_cohort(worksite=world.site, job_class=make_job_class())


def course(world, by):
    return make_course()


SEES = ("training.view_scheduledclass",)
ENROLMENT = (
    Case("training:enrolment-accept", queries=7, row=own("offered"), args=uid, body=nothing, personal=True, also=SEES),
    Case("training:enrolment-decline", queries=7, row=own("offered"), args=uid, body=nothing, personal=True, also=SEES),
    Case("training:enrolment-leave", queries=7, row=own("enrolled"), args=uid, body=nothing, personal=True, also=SEES),
    Case("training:enrolment-approve", queries=13, row=local("pending_supervisor"), args=uid, body=nothing, also=READS,
         scope="worksite", elsewhere=HIDDEN),
    Case("training:enrolment-deny", queries=13, row=local("nominated"), args=uid, body=why, also=READS,
         scope="worksite", elsewhere=HIDDEN),
    Case("training:enrolment-withdraw", queries=7, row=local("enrolled"), args=uid, body=nothing, also=READS,
         scope="worksite", elsewhere=HIDDEN),
    Case("training:enrolment-bump", queries=7, row=to_bump, args=uid, body=why, also=READS,
         scope="worksite", elsewhere=HIDDEN),
    Case("training:enrolment-excuse", queries=7, row=local("enrolled"), args=uid, body=why, also=READS,
         scope="worksite", elsewhere=HIDDEN),
    Case("training:enrolment-bed", queries=11, row=far, args=uid, body=bed_body, also=READS, elsewhere=HIDDEN),
    Case("training:bedstay-end", queries=9, row=bedded, body=nothing, also=("training.view_bedstay",),
         scope="worksite", elsewhere=HIDDEN),
    Case("training:enrolment-nominate", queries=7, body=nominated, scope="worksite", elsewhere=Expect(200, 200),
         also=SEES),
    Case("training:personrequirement-team", queries=19, scope="worksite", rows=team, empty_query="?q=no-such"),
    Case("training:scheduledclass-seats", queries=7, row=at_center, args=number, body=seats_body, also=SEES,
         scope="worksite", elsewhere=Expect(403, 403)),
    Case("training:seatquota-create", queries=10, row=at_center, args=number, body=kept_body, also=SEES,
         scope="worksite", elsewhere=Expect(200, 409)),
    Case("training:seatquota-edit", queries=9, row=kept, body=kept_body, also=SEES, scope="worksite",
         elsewhere=Expect(403, 403)),
    Case("training:seatquota-free", queries=7, row=kept, body=nothing, also=SEES, scope="worksite",
         elsewhere=Expect(403, 403)),
    Case("training:reliefcap-list", queries=8, rows=lambda world, n: [cap(world, None) for _ in range(n)]),
    Case("training:reliefcap-create", queries=7, body=cap_body, also=("training.view_reliefcap",),
         elsewhere=Expect(200, 409)),
    Case("training:reliefcap-edit", queries=8, row=cap, body=cap_body, also=("training.view_reliefcap",),
         elsewhere=Expect(403, 403)),
    Case("training:distance-list", queries=8, scope="worksite",
         rows=lambda world, n: [distance(world, None) for _ in range(n)]),
    Case("training:distance-create", queries=8, body=distance_body, scope="worksite", elsewhere=Expect(200, 409)),
    Case("training:distance-edit", queries=9, row=distance, body=distance_body, scope="worksite", elsewhere=HIDDEN),
    Case("training:cohort-list", queries=8, scope="worksite", rows=cohorts),
    Case("training:cohort-detail", queries=10, row=cohort, scope="worksite", elsewhere=Expect(404, 405)),
    Case("training:course-audience", queries=9, row=course, body=lambda world, row: {
        "only_worksite_kinds": ["institution"]}, also=("training.view_course",), elsewhere=Expect(403, 403)),
)  # fmt: skip
