"""The sample's requests: one in every place, approved ones the guard lets be announced, wishes that lead somewhere."""

import pytest
from django.db import transaction

from doc_portal.core.sample.context import Size
from doc_portal.core.sample.seeding import load_sample
from personnel.models import ApprovalStep, ExchangeProposal, JobClass, PayRange, Position, Requisition, TransferWish
from personnel.sample import requisitions
from personnel.staffing import check_staffing

pytestmark = pytest.mark.django_db

TINY = Size("tiny", people=160, offices=0, grants=300, traces=0, notices=0, assignments=190)


@pytest.fixture(autouse=True)
def numbers(settings, tmp_path, monkeypatch):
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    told = requisitions.Numbers(classes=70, frozen=3, sent=1, approved=5, posted=2, wishes=60)
    monkeypatch.setitem(requisitions.NUMBERS, "tiny", told)


def test_requests_stand_at_every_step_and_each_approved_one_could_be_announced():
    load_sample(TINY, 1)
    waiting = ApprovalStep.objects.open().values_list("kind", flat=True)
    assert sorted(waiting) == ["analyst", "appointing", "budget", "cao"]
    places = set(Requisition.objects.values_list("status", flat=True))
    assert places == {"draft", "submitted", "in_approval", "returned", "denied", "cancelled", "approved", "posted"}
    assert JobClass.objects.in_use().count() == 70
    assert not PayRange.objects.in_force().filter(confirmed=True).exists()
    assert Position.objects.filled().count() == Position.objects.exclude(holder=None).count() > 100
    assert Position.objects.filter(status="frozen").count() == 3
    with transaction.atomic():
        check_staffing(*Requisition.objects.filter(status="approved"))
    for step in ApprovalStep.objects.exclude(decided_by=None).select_related("requisition"):
        assert step.decided_by_id != step.requisition.requester_id


def test_wishes_lead_elsewhere_and_a_second_run_adds_nothing():
    load_sample(TINY, 1)
    before = Requisition.objects.count(), TransferWish.objects.count(), Position.objects.count()
    assert before[1] == 60
    assert ExchangeProposal.objects.filter(status="proposed").count() <= 2
    load_sample(Size("tiny", people=160, offices=0, grants=301, traces=0, notices=0, assignments=190), 1)
    assert (Requisition.objects.count(), TransferWish.objects.count(), Position.objects.count()) == before
