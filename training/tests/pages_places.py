"""How the pages of centers, rooms, vehicles, ways and instructors are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_worksite
from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_person
from training.actions.places import close_room
from training.models import InstructorCertificate, TravelTime
from training.tests.factories import (
    center_at,
    make_center,
    make_certification,
    make_course,
    make_equipment,
    make_instructor,
    make_room,
    morning,
)

NOT_FOUND = Expect(404, 404)


def center(world, by):
    return center_at(world)


def code(row):
    return [row.code]


def new_center(world, row):
    return {"code": "northern", "name": "Northern", "worksite": make_worksite(kind="training_center").pk}


def changed_center(world, row):
    return {"name": "Renamed", "worksite": row.worksite_id}


def room(world, by):
    return make_room(center_at(world), name="Big room")


def new_room(world, row):
    found = center_at(world)
    return {"center": found.pk, "code": "201", "seats": 24, "features": "projector, mats"}


def changed_room(world, row):
    return {"center": row.center_id, "code": row.code, "name": "Bigger room", "seats": 40}


def hours(world, row):
    return {"opens_1": "08:00", "closes_1": "17:00"}


def closing(world, row):
    day = timezone.localdate() + timedelta(days=30)
    return {"start": f"{day}T08:00", "stop": f"{day}T17:00", "kind": "closed", "note": "Painting"}


def closed(world, by):
    made = room(world, by)
    return close_room(made, morning(30), morning(31), by=world.author, kind="closed")


def closing_of(row):
    return [row.pk, row.resource.holds.get().pk]


def rooms(world, n):
    found = center_at(world)
    for _ in range(n):
        make_room(found)


def van(world, by):
    return make_equipment(center_at(world))


def new_van(world, row):
    found = center_at(world)
    return {"center": found.pk, "kind": "vehicle", "code": "V9", "name": "Van", "feature": "van"}


def changed_van(world, row):
    return {"center": row.center_id, "kind": "kit", "code": row.code, "name": "Other name"}


def vans(world, n):
    found = center_at(world)
    for _ in range(n):
        make_equipment(found)


def ways(world, n):
    for _ in range(n):
        TravelTime.objects.create(one=make_center(), other=make_center(), minutes=60)


def way(world, row):
    return {"one": make_center().pk, "other": make_center().pk, "minutes": 90}


def instructor(world, by):
    return make_instructor(None, make_certification(), home_center=center_at(world))


def instructors(world, n):
    found = center_at(world)
    for _ in range(n):
        make_instructor(home_center=found)


def new_instructor(world, row):
    found = center_at(world)
    person = make_person(employee_number=f"E{make_person().pk}")
    return {"who": person.employee_number, "home_center": found.pk, "hours_a_day": 8, "hours_a_week": 40}


def changed_instructor(world, row):
    return {"home_center": row.home_center_id, "hours_a_day": 6, "hours_a_week": 30}


def certificate(world, by):
    make_certification()
    return InstructorCertificate.objects.select_related("instructor").get(instructor=instructor(world, by))


def new_certificate(world, row):
    return {"certification": make_certification().pk, "starts_on": "2026-01-05", "ends_on": "2028-01-05"}


PLACES = (
    Case("training:center-list", queries=8, rows=lambda world, n: [make_center() for _ in range(n)]),
    Case("training:center-detail", queries=10, row=center, args=code, elsewhere=Expect(200, 405), scope="worksite"),
    Case("training:center-create", queries=7, elsewhere=Expect(200, 409), body=new_center),
    Case("training:center-edit", queries=8, row=center, args=code, body=changed_center, scope="worksite",
         also=("training.view_center",), elsewhere=Expect(403, 403)),
    Case("training:room-list", queries=9, rows=rooms, also=("training.view_center",), empty_query="?seats=1999"),
    Case("training:room-detail", queries=11, row=room, scope="worksite", also=("training.view_center",),
         elsewhere=Expect(403, 405)),
    Case("training:room-create", queries=7, body=new_room, scope="worksite", also=("training.view_center",),
         elsewhere=Expect(200, 200)),
    Case("training:room-edit", queries=8, row=room, body=changed_room, scope="worksite",
         also=("training.view_center",), elsewhere=Expect(403, 403)),
    Case("training:room-hours", queries=8, row=room, body=hours, scope="worksite", also=("training.view_center",),
         elsewhere=Expect(403, 403)),
    Case("training:room-close", queries=7, row=room, body=closing, scope="worksite", also=("training.view_center",),
         elsewhere=Expect(403, 403)),
    Case("training:room-open", queries=8, row=closed, args=closing_of, body=lambda world, row: {}, scope="worksite",
         also=("training.view_center",), elsewhere=Expect(403, 403)),
    Case("training:room-seats", queries=8, row=room, scope="worksite", also=("training.view_center",),
         body=lambda world, row: {"course": make_course().pk, "seats": 12}, elsewhere=Expect(403, 403)),
    Case("training:equipment-list", queries=8, rows=vans, also=("training.view_center",)),
    Case("training:equipment-create", queries=7, body=new_van, scope="worksite", also=("training.view_center",),
         elsewhere=Expect(200, 200)),
    Case("training:equipment-edit", queries=8, row=van, body=changed_van, scope="worksite",
         also=("training.view_center",), elsewhere=Expect(403, 403)),
    Case("training:traveltime-list", queries=8, rows=ways),
    Case("training:traveltime-create", queries=8, body=way, elsewhere=Expect(200, 200)),
    Case("training:instructor-list", queries=9, rows=instructors, scope="worksite", empty_query="?q=no-such"),
    Case("training:instructor-detail", queries=10, row=instructor, scope="worksite", elsewhere=Expect(404, 405)),
    Case("training:instructor-create", queries=8, body=new_instructor, scope="worksite",
         also=("training.view_instructor",), elsewhere=Expect(200, 200)),
    Case("training:instructor-edit", queries=9, row=instructor, body=changed_instructor, scope="worksite",
         also=("training.view_instructor",), elsewhere=NOT_FOUND),
    Case("training:instructorcertificate-create", queries=8, row=instructor, body=new_certificate, scope="worksite",
         also=("training.view_instructor",), elsewhere=NOT_FOUND),
    Case("training:instructorcertificate-edit", queries=8, row=certificate, body=new_certificate, scope="worksite",
         also=("training.view_instructor",), elsewhere=NOT_FOUND),
)  # fmt: skip
