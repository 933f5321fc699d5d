"""What other offices are owed, and bank accounts: nobody forgets a day, no account stands unseen (fiscal.md 38, 39)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from doc_portal.core.models import Attachment, Notification
from doc_portal.core.tests.factories import acts_of, make_user, post_form
from doc_portal.core.tests.raw_sql import delete, refused, update
from doc_portal.core.workflow import Refused
from fiscal.actions.coordination import finish_item, keep_item, remind_of_items
from fiscal.actions.external import refer, refer_document
from fiscal.measures_sam import accounts_without_authority
from fiscal.models import BankAccount, CoordinationItem, ExternalDocRef, RecurringDeliverable
from fiscal.tests.factories_sam import day, document_type, make_account, make_item, system
from fiscal.todo_sam import accounts_to_settle

pytestmark = pytest.mark.django_db
KEEPER = ("fiscal.view_coordinationitem", "fiscal.add_coordinationitem", "fiscal.finish_coordinationitem")


@pytest.mark.parametrize("missing", ["owner", "due_on"])
def test_an_item_without_owner_or_day_is_refused(client, missing):
    keeper = make_user(*KEEPER)
    client.force_login(keeper)
    typed = {"office": "oa", "kind": "request", "title": "Answer", "owner": keeper.username, "due_on": "2026-12-31"}
    answer = post_form(client, reverse("fiscal:coordinationitem-create"), **typed | {missing: ""})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {missing}
    assert not CoordinationItem.objects.exists()
    make_item()
    with pytest.raises(IntegrityError), transaction.atomic():
        CoordinationItem.objects.update(**{missing: None})


def test_an_owner_who_cannot_open_the_register_is_refused():
    item = make_item()
    item.owner = make_user()
    with pytest.raises(Refused, match="cannot open the coordination register"):
        keep_item(item, by=make_user())


def test_an_item_ends_with_an_outcome_and_its_documents():
    item, by = make_item(), make_user()
    paper = SimpleUploadedFile("letter.txt", b"Delivered on paper.", content_type="text/plain")
    finish_item(item, by=by, outcome="Delivered.", document=paper)
    item.refresh_from_db()
    assert (item.status, item.outcome) == ("done", "Delivered.")
    assert [one.name for one in Attachment.objects.of(item)] == ["letter.txt"]
    assert acts_of(item) == ["finish"]
    with pytest.raises(Refused, match="stood as “Done”"):
        finish_item(item, by=by, outcome="Again.")
    other = make_item()
    refused("coordination_ends_with_an_outcome", *update(other, status="done"))


def test_overdue_items_reach_owner_and_director_once_a_step():
    director = make_user("fiscal.view_coordinationitem", "fiscal.oversee_coordinationitem")
    item = make_item(due_on=day(-2))
    soon = make_item(due_on=day(2))
    assert remind_of_items() == {"due": 1, "overdue": 1}
    assert remind_of_items() == {"due": 0, "overdue": 0}
    told = Notification.objects.filter(kind="fiscal-coordination")
    assert {(one.user_id, one.url) for one in told} == {
        (item.owner_id, item.get_absolute_url()), (director.pk, item.get_absolute_url()),
        (soon.owner_id, soon.get_absolute_url()),
    }  # fmt: skip
    assert remind_of_items(day(6)) == {"due": 0, "overdue": 2}
    assert remind_of_items(day(7)) == {"due": 0, "overdue": 0}


def test_recurring_items_are_marked_as_far_as_nobody_confirmed_them():
    codes = RecurringDeliverable.objects.get(key="code-changes")
    assert f"{codes.due_in(2027):%Y-%m-%d}" == "2027-05-31"
    assert f"{RecurringDeliverable.objects.get(key='year-end-closing').due_in(2027):%Y-%m-%d}" == "2026-07-31"
    assert RecurringDeliverable.objects.get(key="deposits").due_in(2027) is None
    make_item(recurring=codes, due_on=day(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(recurring=codes, due_on=day(9))


def test_an_account_without_authority_stands_as_an_exception_everywhere(client):
    director = make_user("fiscal.view_bankaccount", "fiscal.oversee_bankaccount")
    account = make_account(authority="", name="Canteen money in a local bank")
    make_account()
    assert [one.title for one in accounts_to_settle(director)] == [
        "Name the authority of Canteen money in a local bank, or close it"
    ]
    assert accounts_without_authority(day()) == 1
    client.force_login(director)
    shown = client.get(reverse("fiscal:bankaccount-list")).content.decode()
    assert "1 open account without policy authority" in shown
    BankAccount.objects.filter(pk=account.pk).update(closed_on=day(-1))
    assert not BankAccount.objects.without_authority().exists()
    refused("bank_account_never_deleted", *delete(account))


def test_the_whole_number_of_an_account_is_never_kept():
    account = make_account()
    refused("bank_account_shows_four_digits", *update(account, last_digits="12"))


def test_a_number_of_another_system_is_used_once_and_the_first_is_named():
    by = make_user()
    refer_document("P1", "V000123", "931", "PAY", 7, by=by)
    with pytest.raises(Refused, match="V000123 of P1 in SAM II is used already: it stands for PAY 7"):
        refer_document("P1", "V000123", "931", "PAY", 8, by=by)
    changed = ExternalDocRef(
        system=system(), document_type=document_type(), agency="931", number="V000123", action="M", seq=1
    )
    refer(changed, by=by)
    refer_document("P1", "V000123", "931", "PAY", 7, by=by, system="MOVERS")
    assert ExternalDocRef.objects.of("PAY", 7).count() == 2
    refused("external_document_stays", "UPDATE fiscal_externaldocref SET number = 'V9'")


def test_a_type_that_nobody_confirmed_is_marked(client):
    client.force_login(make_user("fiscal.view_documenttype"))
    shown = client.get(reverse("fiscal:documenttype-list")).content.decode()
    assert shown.count("To be confirmed") > 5
    assert not document_type("RXQ").confirmed
    assert document_type("P1").interface_approvals_applied is True
    assert document_type("PGQ").interface_approvals_applied is False
