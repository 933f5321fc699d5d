"""What must stay true when many people book and enroll at the same moment."""

import time

import pytest
from django.db import connection, transaction

from doc_portal.core.tests.concurrency import at_once, endings, meanwhile
from doc_portal.core.tests.factories import make_user
from doc_portal.core.workflow import Refused
from personnel.models import Person
from personnel.tests.factories import make_person
from training.actions.certificates import issue_certificate
from training.actions.completing import finalise_class
from training.actions.crediting import void_by_hand
from training.actions.holds import AlreadyBooked, hold
from training.actions.seats import take_seat
from training.models import Certificate, Enrolment, Hold, ScheduledClass, TrainingCredit
from training.resources import resources_of
from training.simulation import simulate
from training.tests.factories import (
    make_attendance,
    make_class,
    make_course,
    make_credit,
    make_enrolment,
    make_room,
    make_rule,
    make_version,
)
from training.tests.test_holds import booking

pytestmark = pytest.mark.django_db(transaction=True)


def patient(task):
    """The task of somebody who waits their turn for a minute: more come at once here than the portal has threads."""

    def run():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '60s'")
        return task()

    return run


def test_sixty_bookings_of_one_room_at_once_leave_one():
    room = make_room().resource.pk

    def book():
        with transaction.atomic():
            hold([booking(room)])

    answers = at_once(*[patient(book)] * 60)

    assert answers.count(None) == 1
    assert all(isinstance(one, AlreadyBooked) for one in answers if one is not None)
    assert Hold.objects.firm().filter(resource=room).count() == 1


def test_the_same_two_rooms_booked_in_opposite_order_give_nobody_a_deadlock():
    pairs = [tuple(make_room().resource.pk for _ in range(2)) for _ in range(4)]

    def book(one, other):
        hold([booking(one), booking(other)])

    tasks = [lambda a=a, b=b: book(a, b) for one, other in pairs for a, b in ((one, other), (other, one))]
    assert endings(*tasks) == ["done"] * 4 + ["refused"] * 4
    assert Hold.objects.count() == 8


def test_two_who_wait_for_each_other_are_told_in_words():
    one, other = (make_room().resource.pk for _ in range(2))

    def book(first, second):
        with transaction.atomic():
            hold([booking(first)])
            time.sleep(0.3)
            hold([booking(second)])

    answers = at_once(lambda: book(one, other), lambda: book(other, one))
    assert [isinstance(answer, Refused) for answer in answers].count(True) == 1
    assert Hold.objects.count() == 2


def test_a_person_first_booked_by_two_at_once_has_one_number():
    person = make_person()
    answers = at_once(*[lambda: resources_of([person.pk])] * 6)
    assert len({answer[person.pk] for answer in answers}) == 1


def test_eighty_requests_for_twenty_five_seats_fill_exactly_those():
    scheduled, user = make_class(capacity=25), make_user()
    people = Person.objects.bulk_create(
        Person(employee_number=f"E{n:05}", first_name="Eager", last_name=f"Officer {n}") for n in range(80)
    )

    answers = at_once(*(patient(lambda p=p: take_seat(scheduled, p, by=user).status) for p in people))

    assert (answers.count("enrolled"), answers.count("waitlisted")) == (25, 55)
    scheduled.refresh_from_db()
    assert scheduled.seats_taken == 25
    assert Hold.objects.firm().filter(source="enrolment").count() == 25


def test_twenty_clicks_of_one_person_take_one_seat():
    scheduled, person, user = make_class(), make_person(), make_user()
    assert endings(*[patient(lambda: take_seat(scheduled, person, by=user))] * 20) == ["done"] + ["refused"] * 19
    scheduled.refresh_from_db()
    assert (scheduled.seats_taken, Enrolment.objects.count()) == (1, 1)


def test_one_person_takes_one_of_two_classes_at_the_same_hour():
    classes, person, user = [make_class(), make_class()], make_person(), make_user()
    assert endings(*(lambda c=c: take_seat(c, person, by=user) for c in classes)) == ["done", "refused"]
    assert Enrolment.objects.count() == Hold.objects.firm().count() == 1


def held(version, person, day):
    """A class that was held on a day and completed, with one person who earned the credit."""
    made = make_class(version, days=(day,))
    row = make_enrolment(made, person, "attended", outcome="passed")
    make_attendance(row)
    ScheduledClass.objects.filter(pk=made.pk).update(status="completed")
    return made


def test_two_who_make_one_class_final_at_once_credit_it_once():
    scheduled, people = held(make_version(), make_person(), -2), [make_user(), make_user()]
    answers = at_once(*(lambda by=by: finalise_class(scheduled, by=by) for by in people))
    (refusal,) = (one for one in answers if isinstance(one, Refused))
    assert str(refusal).startswith("This class has stood as “Finalized” since")
    assert TrainingCredit.objects.count() == 1


def test_no_certificate_is_issued_for_credit_that_is_being_voided():
    credit, by, other = make_credit(), make_user(), make_user()
    _, refusal = meanwhile(
        lambda: void_by_hand(credit, by=by, note="Wrong course"), lambda: issue_certificate(credit, by=other)
    )
    assert "was voided" in str(refusal)
    assert not Certificate.objects.exists()


def test_two_classes_of_a_course_made_final_at_once_count_once_for_a_person():
    version, person, user = make_version(), make_person(), make_user()
    classes = [held(version, person, -2) for _ in range(2)]
    assert endings(*(lambda c=c: finalise_class(c, by=user) for c in classes)) == ["done", "done"]
    assert sorted(TrainingCredit.objects.values_list("counts", flat=True)) == [False, True]


def test_a_simulation_joins_whole_tables_also_while_its_page_is_drawn():
    planned = []

    def watched(execute, sql, params, many, context):
        if "belongs" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("SHOW enable_nestloop")
                planned.extend(cursor.fetchone())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watched):
        simulate(make_rule(make_course()))
    assert planned == ["off"]
