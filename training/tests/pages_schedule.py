"""How the pages of the schedule are reached: classes as they are laid out, their meetings, and the board."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from training.actions.meetings import add_meetings
from training.models import ScheduledClass
from training.sittings import Sitting
from training.tests.factories import (
    center_at,
    make_center,
    make_class,
    make_equipment,
    make_instructor,
    make_meeting,
    make_room,
    make_version,
    morning,
)

S = ScheduledClass.Status
ELSEWHERE = Expect(403, 403)
SEES = ("training.view_scheduledclass",)


def number(row):
    return [row.number]


def laid_out(status=S.DRAFT, **fields):
    def row(world, by):
        room = make_room(center_at(world))
        return make_class(status=status, room=room, instructors=(make_instructor(),), created_by=by, **fields)

    return row


def with_kit(world, by):
    made = laid_out()(world, by)
    make_equipment(made.center)
    return made


def nothing(world, row):
    return {"note": ""}


def why(world, row):
    return {"note": "Snow is forecast"}


def new_class(world, row):
    version = make_version()
    center = center_at(world)
    return {"course_version": version.pk, "center": center.pk, "capacity": 20}


def edited(world, row):
    return {
        "course_version": row.course_version_id, "center": row.center_id, "capacity": 12, "note": "Bring boots."
    }  # fmt: skip


def to_meet(world, row):
    day = timezone.localdate() + timedelta(days=20)
    return {
        "first_on": day.isoformat(), "repeat": "weekly", "times": 2, "starts": "13:00", "ends": "15:00", "setup": 0,
        "teardown": 0, "mode": "in_seat", "room": row.meetings.first().room_id,
    }  # fmt: skip


def meeting(row):
    return [row.number, row.meetings.first().pk]


def moved(world, row):
    day = timezone.localdate() + timedelta(days=21)
    return {
        "day": day.isoformat(), "starts": "13:00", "ends": "15:00", "setup": 15, "teardown": 0, "mode": "in_seat",
        "room": row.meetings.first().room_id,
    }  # fmt: skip


def line(row):
    return [row.number, row.instructors.first().pk]


def another_teacher(world, row):
    return {"instructor": make_instructor().pk, "role": "assist"}


def with_another(world, by):
    made = laid_out(S.PUBLISHED)(world, by)
    other = make_class(made.course_version, days=(30,), center=made.center)
    made.another = other
    return made


def into(world, row):
    return {"other": row.another.pk, "note": ""}


def two_rooms(world, by):
    made = booked(world, make_room(center_at(world)), by)
    made.another = booked(world, make_room(made.center), by)
    return made


def booked(world, room, by):
    made = make_class(status=S.DRAFT, days=(), center=room.center, created_by=by)
    sitting = Sitting(
        planned_on=timezone.localdate(), starts_at=morning(12), ends_at=morning(12, 12), room=room
    )  # fmt: skip
    return add_meetings(made, [sitting], by=make_user("training.change_scheduledclass"))


def again(world, row):
    day = timezone.localdate() + timedelta(days=45)
    return {"first_on": day.isoformat()}


def past_schedule(world, row):
    today = timezone.localdate()
    center = center_at(world)
    make_class(room=make_room(center), days=(-20,), status=S.COMPLETED)
    return {
        "center": center.pk, "starts_on": (today - timedelta(days=40)).isoformat(), "ends_on": today.isoformat(),
        "weeks": 10, "instructors": "on",
    }  # fmt: skip


def soon(world, n):
    for _ in range(n):
        make_class(make_version(), days=(3,), center=center_at(world))


def week(world, n):
    center = make_center()
    for _ in range(n):
        room = make_room(center)
        booked(world, room, world.author)


def wrong(world, n):
    for _ in range(n):
        room = make_room()
        made = make_class(make_version(kit=["van"]), room=room, instructors=(make_instructor(),))
        make_meeting(made, 11)


SCHEDULE = (
    Case("training:board", queries=11, rows=week, query="?day=2199-01-01"),
    Case("training:board-clash", html=False),
    Case("training:issues", queries=17, rows=wrong),
    Case("training:what-if", queries=8),
    Case("training:schedule-clone", queries=7, elsewhere=Expect(200, 200), body=past_schedule),
    Case("training:scheduledclass-due", queries=9, rows=soon, scope="worksite", also=SEES),
    Case("training:scheduledclass-create", queries=8, body=new_class, scope="worksite", also=SEES,
         elsewhere=Expect(200, 200)),
    Case("training:scheduledclass-edit", queries=9, row=laid_out(note="Bring a pen."), args=number, body=edited,
         scope="worksite", also=SEES, elsewhere=Expect(404, 404)),
    Case("training:scheduledclass-publish", queries=7, row=laid_out(), args=number, body=nothing, scope="worksite",
         also=(*SEES, "training.change_scheduledclass"), elsewhere=Expect(404, 404)),
    Case("training:scheduledclass-confirm", queries=7, row=laid_out(S.PUBLISHED), args=number, body=why,
         scope="worksite", also=SEES, elsewhere=ELSEWHERE),
    Case("training:scheduledclass-postpone", queries=7, row=laid_out(S.PUBLISHED), args=number, body=why,
         scope="worksite", also=SEES, elsewhere=ELSEWHERE),
    Case("training:scheduledclass-cancel", queries=7, row=laid_out(S.PUBLISHED), args=number, body=why,
         scope="worksite", also=SEES, elsewhere=ELSEWHERE),
    Case("training:scheduledclass-merge", queries=8, row=with_another, args=number, body=into, scope="worksite",
         also=SEES, elsewhere=ELSEWHERE),
    Case("training:scheduledclass-swap", queries=8, row=two_rooms, args=number, body=into, scope="worksite",
         also=SEES, elsewhere=Expect(404, 404)),
    Case("training:scheduledclass-clone", queries=8, row=laid_out(S.PUBLISHED), args=number, body=again,
         scope="worksite", also=SEES, elsewhere=ELSEWHERE),
    Case("training:scheduledclass-kit", queries=9, row=with_kit, args=number,
         body=lambda world, row: {"equipment": row.center.equipment.first().pk}, scope="worksite", also=SEES,
         elsewhere=Expect(404, 404)),
    Case("training:scheduledclass-meet", queries=9, row=laid_out(), args=number, body=to_meet, scope="worksite",
         also=SEES, elsewhere=Expect(404, 404)),
    Case("training:meeting-move", queries=9, row=laid_out(), args=meeting, body=moved, scope="worksite",
         also=SEES, elsewhere=Expect(404, 404)),
    Case("training:meeting-cancel", queries=8, row=laid_out(), args=meeting, body=nothing, scope="worksite",
         also=SEES, elsewhere=Expect(404, 404)),
    Case("training:classinstructor-create", queries=9, row=laid_out(), args=number, body=another_teacher,
         scope="worksite", also=SEES, elsewhere=Expect(404, 404)),
    Case("training:classinstructor-replace", queries=9, row=laid_out(), args=line, body=another_teacher,
         scope="worksite", also=SEES, elsewhere=Expect(404, 404)),
    Case("training:classinstructor-end", queries=8, row=laid_out(), args=line, body=nothing, scope="worksite",
         also=SEES, elsewhere=Expect(404, 404)),
)  # fmt: skip
