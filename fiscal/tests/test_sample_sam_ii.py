"""The sample of the SAM II desk and the registers stands in every state that is seen there, and is made once."""

import pytest
from django.utils import timezone

from doc_portal.core.models import Worksite
from doc_portal.core.sample.context import SIZES, Context
from doc_portal.core.tests.factories import make_user, make_worksite
from fiscal.models import (
    BankAccount,
    CodeChange,
    CoordinationItem,
    ExternalDocRef,
    InterfaceApproval,
    LedgerImport,
    Reconciliation,
    SamIssue,
    SystemAccess,
)
from fiscal.periods import fiscal_year_of
from fiscal.sample.sam_ii import PEOPLE, exchange_files, fill_registers, work_the_desk
from fiscal.tests.factories import make_appropriation, make_code, make_year

PARTS = (fill_registers, work_the_desk, exchange_files)


@pytest.mark.django_db
def test_the_desk_of_the_sample_shows_every_state_and_is_made_once():
    for name in (*PEOPLE.values(), "payables.clerk2"):
        make_user(username=name)
    if not Worksite.objects.filter(slug="erdcc").exists():
        make_worksite(slug="erdcc")
    context = Context(SIZES["small"], seed=1, today=timezone.localdate())
    make_year(fiscal_year_of(context.today) + 1)
    year = make_year(fiscal_year_of(context.today))
    make_appropriation(year=year)
    for _ in range(5):
        make_code("org", year)

    made = [part(context) for part in PARTS]
    again = [part(context) for part in PARTS]

    assert all(made)
    assert not any(again)
    for model in (CoordinationItem, ExternalDocRef, InterfaceApproval, SamIssue, SystemAccess, CodeChange):
        assert set(model.objects.values_list("status", flat=True)) == set(model.Status.values), model
    assert set(Reconciliation.objects.values_list("status", flat=True)) == set(Reconciliation.Status.values)
    assert set(LedgerImport.objects.values_list("status", flat=True)) == set(LedgerImport.Status.values) - {"waiting"}
    assert BankAccount.objects.without_authority().count() == 1
    assert SystemAccess.objects.for_removal(92).count() == 1
