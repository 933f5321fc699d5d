"""The sample shows solicitations and questions to MVE in every state, made once."""

import pytest
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import AuditEvent, Worksite
from doc_portal.core.sample.context import SIZES, Context
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture
from fiscal.models import MveCertificate, Protest, Solicitation
from fiscal.sample.purchases import add_vendors
from fiscal.sample.sourcing import ask_about_mve, ask_suppliers

PEOPLE = (
    "office.bonneterre", "requester.bonneterre", "funds.certifier", "approver.bonneterre", "buyer.central",
    "purchasing.manager", "receiver.bonneterre", "payables.clerk", "payables.clerk2", "payables.clerk3",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("as_owner_of_tables")
def test_the_sample_asks_suppliers_and_mve_in_every_state():
    for name in PEOPLE:
        make_user(username=name)
    if not Worksite.objects.filter(slug="erdcc").exists():
        make_worksite(slug="erdcc")
    context = Context(SIZES["small"], seed=1, today=timezone.localdate())
    add_vendors(context)

    made = [part(context) for part in (ask_about_mve, ask_suppliers)]

    assert made == [4, 10]
    assert [part(context) for part in (ask_about_mve, ask_suppliers)] == [0, 0]
    assert set(MveCertificate.objects.values_list("status", flat=True)) == set(MveCertificate.Status.values)
    states = set(Solicitation.objects.values_list("status", flat=True))
    assert states == set(Solicitation.Status.values) - {"awarded"}
    assert Solicitation.objects.to_open().count() == 1
    assert Protest.objects.get().timely
    final = Solicitation.objects.get(status="final")
    told = list(AuditEvent.objects.of(final).values_list("act", "reason", "at"))
    assert [act for act, _, _ in told] == [
        "create", "post", "question", *["receive"] * 3, "close", "evaluate", "award", "announce", "finalize",
    ]  # fmt: skip
    assert [words for act, words, _ in told if act == "announce"] == [
        f"Protests are timely until {long_date(final.protest_ends_on)}."
    ]
    assert final.closes_at < final.opened_at
    assert timezone.localdate(final.opened_at) < final.awarded_on < final.protest_ends_on < timezone.localdate()
