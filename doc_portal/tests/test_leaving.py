"""Somebody leaves who owns things in every unit: nothing is forgotten, and nobody new forgets (portal.md 18)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from pghistory.models import Event as KeptRow

from doc_portal.core.models import Unit, User
from doc_portal.core.registry import declared
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from mission.models import Event, HealthTask, NewsItem, Service, UnitFunction, UnitPage
from mission.tests.factories import make_function, make_live_story, make_page, make_story
from mission.tests.factories_library import make_document, make_version
from mission.tests.factories_words import make_service
from mission.tests.today import make_event
from personnel.actions.contacts import end_contact
from personnel.actions.leaving import close_person_record, hand_over, owned_by
from personnel.actions.people import end_employment
from personnel.models import Assignment, Person, RoleContact
from personnel.reviews import unit_owner_of
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_contacts import make_contact, make_holder

pytestmark = pytest.mark.django_db

NEEDS_NOBODY = {
    "account.EmailAddress.user": "an address of the account itself",
    "core.AuditEvent.actor": "who did something stays on record",
    "core.Draft.user": "a form's text kept for its author alone",
    "core.ImportRun.second_person": "who agreed stays on record",
    "core.NoticePreference.user": "how the account wants its mail",
    "core.Notification.user": "a notice to the account itself",
    "core.SearchAnswer.by": "who answered stays on record",
    "core.SignInCode.user": "a code for the account itself, dead with it",
    "core.Submission.user": "the key of a form sent once",
    "fiscal.Protest.decided_by": "who decided stays on record",
    "fiscal.Quote.received_by": "who logged it stays on record",
    "fiscal.Solicitation.opened_by": "who opened it stays on record",
    "fiscal.SolicitationQuestion.answered_by": "who answered stays on record",
    "fiscal.SourcingDecision.overridden_by": "who decided stays on record",
    "fiscal.SourcingDecision.split_allowed_by": "who decided stays on record",
    "fiscal.CashHandOver.payer": "who handed it over stays on record",
    "fiscal.CashHandOver.witness": "who witnessed it stays on record",
    "fiscal.CashReceipt.endorsed_by": "who endorsed it stays on record",
    "fiscal.CashReceipt.voided_by": "who voided it stays on record",
    "fiscal.CommissionMonth.stated_by": "who entered it stays on record",
    "fiscal.ReceiptBatch.posted_by": "who posted it stays on record",
    "fiscal.ReceiptBatch.received_by": "who received it stays on record",
    "fiscal.ReceiptBatch.recorded_by": "who recorded it stays on record",
    "fiscal.ReceiptBatch.transmitted_by": "who transmitted it stays on record",
    "fiscal.Appropriation.changed_by": "who last changed it stays on record",
    "fiscal.FiscalYear.changed_by": "who last changed it stays on record",
    "fiscal.Vendor.changed_by": "who last changed it stays on record",
    "fiscal.YearEndDecision.decided_by": "who decided stays on record",
    "mission.Bookmark.user": "the account's own list",
    "mission.CalendarFeed.user": "dead at once when access stops",
    "mission.DocumentVersion.published_by": "who published stays on record",
    "mission.Feedback.answered_by": "who answered stays on record",
    "mission.HealthTask.done_by": "who did it stays on record",
    "mission.NewsItem.approved_by": "who approved stays on record",
    "mission.NewsItem.revised_by": "who last changed it stays on record",
    "mission.StatementVersion.published_by": "who published stays on record",
    "mission.WorksiteStatus.closed_by": "who closed it stays on record",
    "fiscal.ApprovalLimit.user": "a limit counts only while its holder has the role",
    "fiscal.Card.approver": "Purchasing names another on the card",
    "fiscal.Card.holder": "nothing is bought with it once access stops; the year stays on record",
    "fiscal.Card.reviewer": "Purchasing names another on the card",
    "fiscal.CardTransaction.approved_by": "who approved stays on record",
    "fiscal.CardTransaction.reviewed_by": "who reviewed stays on record",
    "fiscal.CapitalHandOff.done_by": "who did it stays on record",
    "fiscal.CapitalHandOff.override_by": "who decided stays on record",
    "fiscal.Invoice.approved_by": "who approved stays on record",
    "fiscal.MatchException.resolved_by": "who settled it stays on record",
    "fiscal.OrderRevision.made_by": "who changed it stays on record",
    "fiscal.PaymentRequest.paid_by": "who entered the voucher stays on record",
    "fiscal.PaymentRequest.recorded_by": "who recorded the payment stays on record",
    "fiscal.PaymentRequest.voided_by": "who voided the voucher stays on record",
    "fiscal.PurchaseOrder.approved_by": "who approved stays on record",
    "fiscal.PurchaseOrder.issued_by": "who issued it stays on record",
    "fiscal.Receipt.received_by": "who counted it stays on record",
    "fiscal.Requisition.approved_by": "who approved stays on record",
    "fiscal.Requisition.certified_by": "who certified stays on record",
    "fiscal.Requisition.endorsed_by": "who approved stays on record",
    "fiscal.Requisition.requested_by": "who asked stays on record; the business office follows it",
    "fiscal.Reconciliation.signed_by": "who signed stays on record",
    "fiscal.SystemAccess.approved_by": "who approved stays on record",
    "fiscal.SystemAccess.certified_by": "who certified stays on record",
    "fiscal.SystemAccess.person": "listed for removal once access stops",
    "personnel.Assignment.person": "ends with the employment",
    "personnel.Correction.decided_by": "who decided stays on record",
    "personnel.Correction.person": "is about the entry itself",
    "personnel.Person.user": "the account of the entry itself",
    "personnel.ApplicationDocument.seen_by": "who looked stays on record",
    "personnel.ApplicationExtension.granted_by": "who granted it stays on record",
    "personnel.ApplicationNote.made_by": "who wrote it stays on record",
    "personnel.Application.person": "is the person's own",
    "personnel.Appointment.person": "is about the entry itself",
    "personnel.ApprovalStep.decided_by": "who decided stays on record",
    "personnel.ApprovalStep.requester": "the requester of its request, copied down",
    "personnel.ClearanceItem.decided_by": "who decided stays on record",
    "personnel.ExchangeLeg.decided_by": "who decided stays on record",
    "personnel.InstitutionalEmployerContact.made_by": "who asked stays on record",
    "personnel.JobAlert.user": "the account's own wish",
    "personnel.NewHireTask.done_by": "who did it stays on record",
    "personnel.NewHireTask.person": "is about the entry itself",
    "personnel.PanelMember.user": "a seat: the panel's keeper fills it anew, and scores stay whose they are",
    "personnel.Position.holder": "vacant once the employment ends",
    "personnel.Posting.approved_by": "who approved stays on record",
    "personnel.Posting.revised_by": "who last changed it stays on record",
    "personnel.PostingRevision.approved_by": "who approved stays on record",
    "personnel.PostingRevision.made_by": "who asked for it stays on record",
    "personnel.PostingRevision.refused_by": "who turned it down stays on record",
    "personnel.PreaCheck.person": "is about the entry itself",
    "personnel.PreferenceClaim.applied_by": "who gave the points stays on record",
    "personnel.PreferenceClaim.decided_by": "who decided stays on record",
    "personnel.Requisition.replaces": "is about who left before",
    "personnel.Requisition.requester": "who asked stays on record; the worksite's head may cancel it",
    "personnel.ScoreSheet.panellist": "who scored stays on record",
    "personnel.TransferWish.person": "is the person's own",
    "training.Assessment.evaluator": "who scored stays on record",
    "training.Attendance.recorded_by": "who recorded it stays on record",
    "training.Certificate.issued_by": "who issued it stays on record",
    "training.Certificate.person": "is the person's own",
    "training.Certificate.revoked_by": "who revoked it stays on record",
    "training.ChangedFact.person": "is about the entry itself, until the next rebuild",
    "training.ClockPause.person": "is about the entry itself",
    "training.DaysOff.person": "is about the entry itself",
    "training.CourseVersion.approved_by": "who approved stays on record",
    "training.Enrolment.approved_by": "who approved stays on record",
    "training.Enrolment.person": "is the person's own",
    "training.LocalReport.decided_by": "who decided stays on record",
    "training.LocalReportPerson.person": "is about the entry itself",
    "training.OutsideCompletion.decided_by": "who decided stays on record",
    "training.OutsideCompletion.person": "is the person's own",
    "training.PersonRequirement.person": "is the person's own",
    "training.PlanRun.committed_by": "who committed stays on record",
    "training.PlannedSeat.person": "is about the entry itself",
    "training.Resource.person": "is the entry itself, as it is booked",
    "training.RuleTerms.approved_by": "who approved stays on record",
    "training.ScheduledClass.finalised_by": "who finalized it stays on record",
    "training.ScheduledClass.reopen_asked_by": "who asked stays on record",
    "training.ScheduledClass.reopened_by": "who agreed stays on record",
    "training.TrainingCredit.person": "is the person's own",
    "training.TrainingCredit.recorded_by": "who recorded it stays on record",
    "training.TrainingCredit.voided_by": "who voided it stays on record",
    "training.UnplacedCompletion.settled_by": "who settled it stays on record",
    "training.Unplaced.person": "is about the entry itself",
    "training.Waiver.approved_by": "who approved stays on record",
    "training.Waiver.person": "is the person's own",
    "pghistory.MiddlewareEvents.user": "a view of kept history",
}
"""Foreign keys to people and accounts that nobody has to take over, and why. `created_by` says who wrote a row."""


def keys_to_people() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, KeptRow) or model._meta.label == "pghistory.MiddlewareEvents"
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in (Person, User)
    }


def test_every_key_to_a_person_is_owned_or_needs_nobody_by_name():
    owned = {name for kind in declared("owned") for name in kind.fields}
    unknown = {
        name
        for name in keys_to_people() - owned - set(NEEDS_NOBODY)
        if not name.endswith(".created_by") or name in owned
    }
    assert unknown == set(), "Declare it in `portal_owned` with its field, or say here why nobody must take it over."


def test_what_is_named_as_owned_or_exempt_exists():
    owned = {name for kind in declared("owned") for name in kind.fields}
    assert owned | set(NEEDS_NOBODY) <= keys_to_people()
    assert not owned & set(NEEDS_NOBODY)


@pytest.fixture
def steward():
    user = make_user()
    grant(user, "staff")
    grant(user, "directory_steward")
    return user


@pytest.fixture
def heir():
    """The owner of the first unit, with an account."""
    user = make_user()
    grant(user, "staff")
    return make_assignment(make_person(user=user), unit=Unit.objects.seven()[0]).person


@pytest.fixture
def leaver(steward, heir):
    """Somebody with forty things: 14 contacts, 6 to stand in for, 12 people, 5 stories, 2 findings, a unit's page."""
    user, unit = make_user(), Unit.objects.seven()[0]
    person = make_assignment(make_person(user=user), unit=unit).person
    for _ in range(14):
        make_contact(holder=person, unit=unit)
    for _ in range(6):
        make_contact(backup=person, unit=unit)
    for _ in range(12):
        make_assignment(supervisor=person)
    for _ in range(5):
        make_story(status="draft", created_by=user, unit=unit)
    for n in range(2):
        HealthTask.objects.create(finding="links", about=f"/{n}/", title=f"Page {n}", assigned_to=user, created_by=user)
    UnitPage.objects.filter(unit=unit).update(owner_role=grant(user, "unit_owner", unit=unit).role)
    unit.functions.update(removed=True)
    return person


def gone(person, steward) -> Person:
    end_employment(person, by=steward, ended_on=timezone.localdate(), note="Retired")
    return Person.objects.get(pk=person.pk)


def test_forty_things_of_a_leaver_are_handed_over_before_the_record_closes(client, steward, heir, leaver):
    person = gone(leaver, steward)
    things = owned_by(person)
    assert len([one for one in things if one.kind.name != "Functions"]) == 40
    with pytest.raises(Refused, match=r"still owns .* Hand them over first"):
        close_person_record(person, by=steward)
    grant(steward, "portal_administrator")
    unit = Unit.objects.seven()[0]
    client.force_login(steward)
    url = f"/people/{person.uuid}/hand-over/"
    assert len(parse(client.get(url)).xpath("//input[@name='what']")) == len(things)
    answer = post_form(client, url, what=[one.key for one in things], to=heir.email)
    assert (answer.status_code, answer.url) == (302, url)
    assert owned_by(person) == []
    assert RoleContact.objects.filter(holder=heir).count() == 14
    assert RoleContact.objects.filter(backup=heir).count() == 6
    assert Assignment.objects.filter(supervisor=heir).count() == 12
    assert NewsItem.objects.filter(created_by=heir.user, status="draft").count() == 5
    assert HealthTask.objects.filter(assigned_to=heir.user).count() == 2
    assert heir.user.grants.live().filter(unit=unit, role__slug="unit_owner").exists()
    assert unit_owner_of(person) == heir
    assert post_form(client, f"/people/{person.uuid}/close/", note="").status_code == 302
    person.refresh_from_db()
    assert person.closed_at
    assert acts_of(person)[-2:] == ["hand_over", "close"]


def test_the_owner_of_the_unit_is_offered_and_things_may_go_one_by_one(client, steward, heir, leaver):
    person = gone(leaver, steward)
    other = make_holder()
    one = owned_by(person)[0]
    grant(heir.user, "unit_owner", unit=heir.unit)
    client.force_login(steward)
    url = f"/people/{person.uuid}/hand-over/"
    assert heir.full_name in parse(client.get(url)).xpath("//input[@name='to']/@value")[0]
    post_form(client, url, what=[one.key], to=other.email)
    assert RoleContact.objects.get(pk=one.row.pk).holder == other
    assert one.key not in {left.key for left in owned_by(person)}


def test_what_somebody_may_not_hand_over_stays_and_says_why(client, steward, heir, leaver):
    """A directory steward grants no roles: the unit's page needs an administrator."""
    person = gone(leaver, steward)
    result = hand_over(person, [one.key for one in owned_by(person)], heir, by=steward)
    assert [one.kind.name for one in owned_by(person) if one.kind.name != "Functions"] == ["Unit pages"]
    assert any("do not hold the right" in sentence for sentence in result.refused)


def test_nothing_is_taken_from_somebody_who_works_here(steward, heir, leaver):
    with pytest.raises(Refused, match="still works here"):
        hand_over(leaver, [], heir, by=steward)
    with pytest.raises(Refused, match="still works here"):
        close_person_record(leaver, by=steward)


def test_nothing_is_given_to_somebody_who_left_or_has_no_assignment(steward, heir, leaver):
    person = gone(leaver, steward)
    with pytest.raises(Refused, match="has no assignment today"):
        hand_over(person, [], make_person(), by=steward)
    with pytest.raises(Refused, match="left on"):
        hand_over(person, [], gone(heir, steward), by=steward)


def test_stories_go_only_to_somebody_with_an_account(steward, leaver):
    person = gone(leaver, steward)
    stories = [one.key for one in owned_by(person) if one.kind.name == "Unfinished stories"]
    result = hand_over(person, stories, make_holder(), by=steward)
    assert (result.done, len(result.refused)) == (0, 5)
    assert "has no account in the portal" in result.refused[0]


def test_somebody_who_takes_over_their_own_supervisor_has_none(steward, leaver):
    led = Assignment.objects.filter(supervisor=leaver).first()
    person = gone(leaver, steward)
    keys = [one.key for one in owned_by(person) if one.row == led]
    assert hand_over(person, keys, led.person, by=steward).done == 1
    led.refresh_from_db()
    assert led.supervisor is None


def test_a_closed_record_stays_closed(steward):
    person = gone(make_holder(), steward)
    close_person_record(person, by=steward)
    with pytest.raises(Refused, match="already closed"):
        close_person_record(person, by=steward)
    with pytest.raises(Refused, match="was closed on"):
        hand_over(person, [], make_holder(), by=steward)


@pytest.mark.django_db(transaction=True)
def test_two_stewards_who_hand_over_at_once_give_each_thing_once():
    people, heirs, person = [make_user(), make_user()], [make_holder(), make_holder()], make_holder()
    contact = make_contact(holder=person)
    Person.objects.filter(pk=person.pk).update(
        ended_on=timezone.localdate() - timedelta(days=1), access_ended_at=timezone.now()
    )
    keys = [one.key for one in owned_by(person)]
    assert endings(
        *(lambda p=p, h=h: hand_over(person, keys, h, by=p) for p, h in zip(people, heirs, strict=True))
    ) == ["done", "done"]
    assert acts_of(contact) == ["fill", "hand_over"]


# What cites a contact


def make_function_of_a_unit(**fields):
    return make_function(make_page().unit, **fields)


def test_a_contact_that_is_cited_is_not_ended_and_says_by_what(steward):
    contact = make_contact()
    document = make_version(make_document(owner=contact, number="T77-1", title="Keys")).document
    with pytest.raises(Refused, match="still cited by document “T77-1 Keys”"):
        end_contact(contact, by=steward, note="Gone")
    type(document).objects.filter(pk=document.pk).update(withdrawn_on=timezone.localdate(), withdrawn_because="Old")
    assert end_contact(contact, by=steward, note="Gone").ended_on == timezone.localdate()


@pytest.mark.parametrize("make", [make_live_story, make_event, make_function_of_a_unit, make_service])
def test_what_readers_still_find_keeps_its_contact_and_what_is_over_does_not(steward, make):
    contact, now = make_contact(), timezone.now()
    row = make(contact=contact)
    with pytest.raises(Refused, match="still cited by"):
        end_contact(contact, by=steward, note="Gone")
    over = {
        NewsItem: {"publish_at": now - timedelta(days=9), "expire_at": now},
        Event: {"starts_at": now - timedelta(days=9), "ends_at": now},
        UnitFunction: {"removed": True},
        Service: {"archived_at": now},
    }
    type(row).objects.filter(pk=row.pk).update(**over[type(row)])
    assert end_contact(contact, by=steward, note="Gone").ended_on == timezone.localdate()


def test_what_somebody_may_not_see_is_counted_and_not_named(steward):
    contact = make_contact()
    make_version(make_document(owner=contact, title="Secret", visibility="restricted"))
    with pytest.raises(Refused) as refused:
        end_contact(contact, by=steward, note="Gone")
    assert "1 thing you may not see" in str(refused.value)
    assert "Secret" not in str(refused.value)
