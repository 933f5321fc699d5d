"""What must stay true of a waiting list while a promotion, a new booker, a withdrawal and more seats come together."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from doc_portal.core.tests.concurrency import at_once, endings, meanwhile
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from training.actions.enrolment import accept_offer, change_seats, withdraw_enrolment
from training.actions.nominating import nominate_all
from training.actions.seats import take_seat
from training.actions.waiting import end_offers
from training.models import Enrolment, Hold, ScheduledClass
from training.tests.factories import make_class
from training.tests.test_at_once import patient

pytestmark = pytest.mark.django_db(transaction=True)


def known():
    return make_person(user=make_user())


def statuses(*enrolments) -> list[str]:
    found = dict(Enrolment.objects.values_list("pk", "status"))
    return [found[one.pk] for one in enrolments]


def waiting_class(seats: int, waiting: int, **fields):
    scheduled, by = make_class(capacity=seats, **fields), make_user()
    seated = [take_seat(scheduled, known(), by=by) for _ in range(seats)]
    return scheduled, seated, [take_seat(scheduled, known(), by=by) for _ in range(waiting)]


def test_a_withdrawal_a_new_booker_and_more_seats_at_once_move_the_list_in_its_order():
    scheduled, seated, waiting = waiting_class(3, 4)
    newcomers, user = [make_person() for _ in range(3)], make_user()

    answers = at_once(
        patient(lambda: withdraw_enrolment(seated[0], by=user)),
        patient(lambda: change_seats(scheduled, by=user, capacity=4)),
        patient(lambda: withdraw_enrolment(seated[1], by=user)),
        *(patient(lambda p=p: take_seat(scheduled, p, by=user)) for p in newcomers),
        patient(end_offers),
    )

    assert not [one for one in answers if isinstance(one, Exception)]
    assert statuses(*waiting) == ["enrolled", "enrolled", "enrolled", "waitlisted"]
    assert set(Enrolment.objects.filter(person__in=newcomers).values_list("status", flat=True)) == {"waitlisted"}
    scheduled.refresh_from_db()
    assert (scheduled.capacity, scheduled.seats_taken) == (4, 4)
    assert Hold.objects.firm().filter(source="enrolment").count() == 4


def test_a_promotion_that_is_not_committed_yet_is_waited_for_by_a_new_booker():
    scheduled, (first,), (second,) = waiting_class(1, 1)
    newcomer, user = make_person(), make_user()
    meanwhile(lambda: withdraw_enrolment(first, by=user), lambda: take_seat(scheduled, newcomer, by=user))
    assert statuses(second, newcomer.enrolments.get()) == ["enrolled", "waitlisted"]


def test_an_offer_that_runs_out_while_it_is_accepted_is_one_persons_whoever_is_first():
    for accepted_first in (True, False):
        scheduled, (first,), (second, third) = waiting_class(1, 2, days=(1,))
        withdraw_enrolment(first, by=make_user())
        acceptor = second.person.user

        def accept(second=second, acceptor=acceptor):
            return accept_offer(second, by=acceptor)

        def run_out(second=second):
            with transaction.atomic():
                rows = Enrolment.objects.filter(pk=second.pk, status="offered")
                rows.update(offer_expires_at=timezone.now() - timedelta(seconds=1))
            return end_offers()

        answers = meanwhile(accept, run_out) if accepted_first else meanwhile(run_out, accept)
        refused = [one for one in answers if isinstance(one, Refused)]
        scheduled.refresh_from_db()
        assert scheduled.seats_taken == 1
        if accepted_first:
            assert (statuses(second, third), refused) == (["enrolled", "waitlisted"], [])
        else:
            assert statuses(second, third) == ["withdrawn", "offered"]
            assert len(refused) == 1
        live = Hold.objects.firm().filter(enrolment__scheduled_class=scheduled)
        assert live.get().enrolment == (second if accepted_first else third)


def test_an_offer_accepted_by_many_clicks_is_accepted_once():
    _, (first,), (second,) = waiting_class(1, 1, days=(1,))
    withdraw_enrolment(first, by=make_user())
    person = second.person.user
    assert endings(*[patient(lambda: accept_offer(second, by=person))] * 6) == ["done"] + ["refused"] * 5


def test_two_classes_of_one_day_do_not_empty_a_shift_together():
    site, user = make_worksite(), make_user()
    officers = [make_assignment(known(), worksite=site, shift="day").person for _ in range(4)]
    classes = [make_class() for _ in officers]
    tasks = [lambda c=c, p=p: take_seat(c, p, by=user) for c, p in zip(classes, officers, strict=True)]
    assert endings(*map(patient, tasks)) == ["done"] + ["refused"] * 3
    assert Enrolment.objects.seated().count() == 1


def test_two_lists_of_the_same_people_to_two_classes_at_once_meet_no_deadlock():
    boss = make_user("training.nominate_enrolment", "training.approve_enrolment")
    people = [known() for _ in range(6)]
    numbers = [one.employee_number for one in people]
    classes = [make_class(), make_class()]
    texts = ["\n".join(numbers), "\n".join(reversed(numbers))]
    tasks = [
        lambda c=c, text=text: nominate_all(c, text, by=boss, leave_out=True)
        for c, text in zip(classes, texts, strict=True)
    ]
    answers = at_once(*map(patient, tasks))
    assert sorted(one.counted("enrolled") for one in answers) == [0, 6]
    assert ScheduledClass.objects.filter(seats_taken=6).count() == 1
