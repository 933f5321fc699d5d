"""A class from its layout to a line on a transcript, in a real browser, by keyboard: six roles, one refusal each.

The class that is laid out lies ahead; attendance is recorded at one that was held yesterday, where the same officer
has a seat.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_worksite
from doc_portal.tests.test_hiring_journeys import GO, LINK, staff
from doc_portal.tests.test_journeys import WIDTHS, seat, seats  # noqa: F401 - a keyboard for each person
from personnel.tests.factories import make_assignment, make_person
from training.models import ReliefCap, ScheduledClass
from training.tests.factories import (
    make_class,
    make_course,
    make_enrolment,
    make_instructor,
    make_owed,
    make_room,
    make_rule,
    make_version,
)
from training.tests.test_schedule import draft, weekday

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("width", WIDTHS),
]


class Academy:
    """The course, where it is taught, and who has to do with it."""

    def __init__(self):
        self.site = make_worksite(name="Aardvark Center")
        self.course = make_course(code="AAA-1", title="Aardvark handling")
        self.version = make_version(self.course)
        self.room = make_room(seats=12)
        self.teacher = staff("training_instructor", first_name="Ina")
        self.instructor = make_instructor(make_person(user=self.teacher, last_name="Aabel"))
        self.officer = self.works_here(make_person(user=staff(first_name="Olive")), "day")
        self.night = [self.works_here(make_person(last_name=f"Night {n}"), "night") for n in (1, 2)]
        self.rule = make_rule(self.course)
        make_owed(self.officer, self.rule)
        self.cap = ReliefCap.objects.create(
            worksite=self.site, shift="night", most=1, authority="Warden", starts_on=timezone.localdate()
        )

    def works_here(self, person, shift):
        return make_assignment(person, worksite=self.site, shift=shift).person


def type_meeting(desk, academy, day):
    """The day and the hours of a meeting in the room."""
    desk.press(LINK.format("/meetings/new/"))
    desk.tab_to("[name=first_on]")
    desk.page.keyboard.type(f"{day:%m%d%Y}")
    for name, text in (("starts", "0800AM"), ("ends", "1200PM")):
        desk.tab_to(f"[name={name}]")
        desk.page.keyboard.type(text)
    desk.choose("room", str(academy.room))
    desk.press(GO)


def lay_out(desk, academy) -> ScheduledClass:
    """The scheduler lays a class out and offers it; another one in the same room at that time is refused."""
    day = weekday()
    desk.open("/training/classes/new/")
    desk.choose("course_version", str(academy.course))
    desk.choose("center", str(academy.room.center))
    desk.fill("capacity", "12")
    desk.press(GO)
    type_meeting(desk, academy, day)
    desk.reads("Meetings added")
    desk.press(LINK.format("/instructors/new/"))
    desk.choose("instructor", str(academy.instructor))
    desk.press(GO)
    desk.reads("Instructor added")
    desk.press(LINK.format("/publish/"))
    desk.press(GO)
    desk.reads("Class published")
    desk.fits()
    made = ScheduledClass.objects.get(course_version=academy.version)
    desk.open(draft(academy.room).get_absolute_url())
    type_meeting(desk, academy, day)
    desk.reads(f"is booked for {made.number}")
    return made


def send_people(desk, academy, made):
    """The supervisor ticks both of the night shift; one may be away, so the other is refused."""
    desk.open("/training/team/")
    desk.fits()
    for person in academy.night:
        desk.tab_to(f"[name=person][value='{person.employee_number}']")
        desk.page.keyboard.press("Space")
    desk.press("main button.btn-primary")
    desk.fill("scheduled_class", made.number)
    desk.press(GO)
    desk.reads("1 of 1 away")
    desk.tab_to("[name=leave_out]")
    desk.page.keyboard.press("Space")
    desk.press(GO)
    desk.reads("1 has a seat")
    assert made.enrolments.get().status == "enrolled"


def take_a_seat(desk, academy, made):
    """The officer sees what they owe and takes a seat; somebody else's transcript is closed to them."""
    desk.open("/")
    desk.press(LINK.format("/training/mine/"))
    desk.reads(academy.rule.rule.name)
    desk.fits()
    desk.press(LINK.format("/training/"))
    desk.press(f"main a[href='{made.get_absolute_url()}']")
    desk.press(LINK.format("/enroll/"))
    desk.press(GO)
    desk.reads("You have a seat")
    desk.open("/training/mine/")
    desk.reads(made.number)
    assert made.enrolments.get(person=academy.officer).status == "enrolled"
    assert desk.watched.open(f"/training/transcripts/{academy.night[0].uuid}/") in (403, 404)


def test_a_class_is_laid_out_filled_and_found_by_who_owes_it(seat, width):  # noqa: F811
    academy = Academy()
    made = lay_out(seat(staff("academy_scheduler")), academy)
    supervisor = staff(first_name="Sue")
    grant(supervisor, "supervisor", worksite=academy.site)
    send_people(seat(supervisor, width), academy, made)
    take_a_seat(seat(academy.officer.user, width), academy, made)


def tap(desk, row, status, said):
    """One press beside a name."""
    desk.press(f"[name=tap][value='{row.pk}:{status}']")
    desk.reads(said)


def carry_out(desk, verb, said):
    """A step of the class from its page."""
    desk.press(LINK.format(f"/{verb}/"))
    desk.press(GO)
    desk.reads(said)


def read_the_boards(desk, academy):
    """The director reads the board and what the rule costs, and may not write one."""
    desk.open("/training/compliance/")
    desk.reads(academy.site.name)
    desk.fits()
    desk.open(academy.rule.rule.get_absolute_url())
    desk.press(LINK.format(f"/terms/{academy.rule.pk}/simulate/"))
    desk.reads(academy.course.title)
    desk.fits()
    assert desk.watched.open("/training/requirements/new/") == 403


def test_who_was_there_is_recorded_on_a_telephone_made_final_and_stands_on_the_transcript(seat, width):  # noqa: F811
    academy = Academy()
    place = {"room": academy.room, "capacity": 12}
    held = make_class(academy.version, days=(-1,), instructors=(academy.instructor,), **place)
    mine, other = (make_enrolment(held, person) for person in (academy.officer, academy.night[0]))
    teacher, registrar = seat(academy.teacher, 390), seat(staff("training_registrar"))
    teacher.open(held.get_absolute_url())
    teacher.press(LINK.format("/attendance/"))
    teacher.press(LINK.format(f"/meetings/{held.meetings.get().pk}/attendance/"))
    tap(teacher, mine, "present", "present")
    teacher.fits()
    registrar.open(held.get_absolute_url())
    carry_out(registrar, "complete", f"Attendance of {held.number} is missing")
    teacher.fill(f"minutes-{other.pk}", "999")
    tap(teacher, other, "late", "a whole number up to 240")
    teacher.fill(f"minutes-{other.pk}", "200")
    tap(teacher, other, "late", "left early, 200 minutes")
    registrar.open(held.get_absolute_url())
    carry_out(registrar, "complete", "Class completed")
    carry_out(registrar, "finalize", "Class finalized")
    officer = seat(academy.officer.user, width)
    officer.open("/training/mine/")
    officer.press("main a[href*='/training/transcripts/']")
    officer.reads(academy.course.title)
    officer.fits()
    credit = academy.officer.credits.get()
    assert credit.completed_on == timezone.localdate() - timedelta(days=1)
    read_the_boards(seat(staff("training_director")), academy)
