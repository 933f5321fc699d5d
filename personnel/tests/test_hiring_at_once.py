"""What two people press at the same moment, from rules of preference to the first weeks: the later one is told."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from doc_portal.core.tests.concurrency import meanwhile
from doc_portal.core.tests.factories import make_user
from doc_portal.core.workflow import Refused
from personnel.actions.announcements import draft_posting, note_closed_outside
from personnel.actions.application_notices import remind_of_drafts
from personnel.actions.application_review import see_document
from personnel.actions.applications import withdraw_application
from personnel.actions.appointments import appoint, link_appointment
from personnel.actions.extensions import grant_extension
from personnel.actions.first_weeks import finish_task
from personnel.actions.job_alerts import end_alert
from personnel.actions.offers import make_offer as offer_job
from personnel.actions.panels import lock_sheets, release_member
from personnel.actions.preferences import apply_points, keep_rule
from personnel.actions.records import hold_record
from personnel.actions.requisitions import cancel_requisition
from personnel.applying import Asker, asker_behind
from personnel.models import Application, ChecklistItem, NewHireTask, Offer, PreferenceRule
from personnel.tests.factories import make_person
from personnel.tests.factories_announcements import make_alert, make_closed, make_request
from personnel.tests.factories_hiring import expire, make_applicant, make_application, make_document, make_posting
from personnel.tests.factories_selection import (
    closed,
    declared,
    first_day,
    make_appointment,
    make_offer,
    make_panel,
    make_verified,
    rate,
)

pytestmark = pytest.mark.django_db(transaction=True)
S = Application.Status


def by_two(act, sentence):
    """The same act of two people."""
    return partial(act, by=make_user()), partial(act, by=make_user()), sentence


def rule_kept():
    days = {"starts_on": date(1950, 1, 1), "ends_on": date(1951, 1, 1)}
    rules = [
        PreferenceRule(kind="parental", effect="points", points=n, evidence="Letter", authority="Test", **days)
        for n in (Decimal(1), Decimal(2))
    ]
    first, second, sentence = by_two(keep_rule, "there would be two. End that one first")
    return partial(first, rules[0]), partial(second, rules[1]), sentence


def points_given():
    application = closed(make_panel(applicants=1), (3,), (3,), (3,)).candidates.get().application
    Application.objects.filter(pk=application.pk).update(result=Decimal(60))
    make_verified(application=application)
    return by_two(partial(apply_points, application), "were given already")


def appointment_linked():
    return by_two(partial(link_appointment, make_appointment(), person=make_person()), "is already linked to")


def task_done():
    today, hire = timezone.localdate(), make_appointment()
    item = ChecklistItem.objects.create(text="Keys", starts_on=today)
    task = NewHireTask.objects.create(appointment=hire, item=item, text="Keys", who="personnel", due_on=today)
    return by_two(partial(finish_task, task), "was already noted as done")


def record_held():
    return by_two(partial(hold_record, make_posting(), note="Charge 12"), "is already on legal hold")


def closed_outside():
    return by_two(partial(note_closed_outside, make_closed(outside_boards="MO Careers")), "nothing to be closed")


def paper_seen():
    return by_two(partial(see_document, make_document(make_application())), "was already marked as seen")


def alert_ended():
    alert = make_alert()
    return partial(end_alert, alert), partial(end_alert, alert), "has already ended"


def request_cancelled_then_announced():
    asked, by = make_request(), [make_user(), make_user()]
    return (
        lambda: cancel_requisition(asked, by=by[0], note="Not needed."),
        lambda: draft_posting([asked], by=by[1]),
        "is cancelled. Only approved requests",
    )


def request_announced_then_cancelled():
    first, second, _ = request_cancelled_then_announced()
    return second, first, "is covered by announcement"


def locked_then_released():
    panel, keeper = declared(make_panel(applicants=1)), make_user()
    member = panel.members.order_by("pk").first()
    rate(panel, member.user, 3)
    return (
        lambda: lock_sheets(panel, by=member.user),
        lambda: release_member(member, by=keeper, note="On leave"),
        "has locked their sheets, and those count",
    )


def appointed_then_withdrawn():
    offer, by = make_offer(), make_user()
    return (
        lambda: appoint(offer, by=by),
        lambda: withdraw_application(offer.application, asker=asker_behind(offer.application)),
        "has stood as “Appointed” since",
    )


def offered_twice():
    application = make_application(S.INTERVIEW)
    place = application.posting.locations.get()

    def offer(*, by):
        return offer_job(application, Offer(location=place, starts_on=first_day()), by=by)

    return by_two(offer, "has stood as “Conditional offer” since")


CASES = [
    rule_kept, points_given, appointment_linked, task_done, record_held, closed_outside, paper_seen, alert_ended,
    request_cancelled_then_announced, request_announced_then_cancelled, locked_then_released, appointed_then_withdrawn,
    offered_twice,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_of_two_at_once_the_later_is_told(case):
    first, second, sentence = case()
    done, told = meanwhile(first, second)
    assert not isinstance(done, Refused), done
    assert isinstance(told, Refused)
    assert sentence in str(told)


def test_two_extensions_at_once_for_somebody_without_a_draft_share_one():
    posting, asker = expire(make_posting()), Asker(applicant=make_applicant())
    granted = {"kind": "leave", "justification": "Leave.", "until": timezone.now() + timedelta(days=1)}
    first, second, _ = by_two(partial(grant_extension, posting, asker, **granted), "")
    meanwhile(first, second)
    assert posting.applications.get().extensions.count() == 2


def test_two_workers_remind_of_a_draft_once():
    soon = make_posting(closes_at=timezone.now() + timedelta(hours=30))
    make_application(S.DRAFT, posting=soon, person=make_person(user=make_user()))
    assert meanwhile(remind_of_drafts, remind_of_drafts) == [{"reminders": 1}, {"reminders": 0}]
