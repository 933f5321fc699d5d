"""Role contacts: who helps where, who may hold one, and what keeps one from ending (portal.md item 10)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import AuditEvent, SearchEntry, Unit
from doc_portal.core.search import index_entry
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.contacts import add_contact, end_contact, fill_contact, revise_contact
from personnel.actions.people import end_employment
from personnel.citing import citing_fields
from personnel.models import RoleContact
from personnel.tests.factories import make_person
from personnel.tests.factories_contacts import make_contact, make_holder
from personnel.todo import to_fill

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def staff(*roles, **place):
    user = make_user(**place)
    grant(user, "staff")
    for role in roles:
        grant(user, role)
    return user


# Who helps here


@pytest.mark.parametrize(
    ("own", "region", "department", "found"),
    [
        (True, True, True, "own"),
        (True, True, False, "own"),
        (True, False, True, "own"),
        (True, False, False, "own"),
        (False, True, True, "region"),
        (False, True, False, "region"),
        (False, False, True, "department"),
        (False, False, False, None),
    ],
)
def test_the_nearest_contact_helps_the_worksite_then_its_region_then_the_department(own, region, department, found):
    site, unit = make_worksite(region="Eastern"), make_unit()
    wanted = {"service": "FMLA questions", "unit": unit}
    made = {
        "own": make_contact(worksite=site, **wanted) if own else None,
        "region": make_contact(region="Eastern", **wanted) if region else None,
        "department": make_contact(**wanted) if department else None,
    }
    make_contact(worksite=make_worksite(region="Eastern"), **wanted)
    make_contact(region="Western", **wanted)
    expected = [made[found]] if found else []
    assert list(RoleContact.objects.for_place(site).filter(unit=unit)) == expected


def test_a_worksite_without_a_region_is_helped_by_no_region():
    unit = make_unit()
    make_contact(region="Eastern", unit=unit)
    wide = make_contact(unit=unit)
    assert list(RoleContact.objects.for_place(make_worksite()).filter(unit=unit)) == [wide]
    assert list(RoleContact.objects.for_place(None).filter(unit=unit)) == [wide]


def test_an_ended_contact_gives_way_to_the_wider_one():
    site, unit = make_worksite(), make_unit()
    make_contact(service="Keys", worksite=site, unit=unit, ended_on=timezone.localdate())
    wide = make_contact(service="Keys", unit=unit)
    assert list(RoleContact.objects.for_place(site).filter(unit=unit)) == [wide]


def test_services_of_two_units_and_two_services_are_all_shown():
    site, one, other = make_worksite(), make_unit(), make_unit()
    made = [make_contact(service="Keys", unit=one), make_contact(service="Keys", unit=other), make_contact(unit=one)]
    assert set(RoleContact.objects.for_place(site).filter(unit__in=[one, other])) == set(made)


def test_the_list_narrowed_to_a_worksite_shows_who_helps_there(client):
    site = make_worksite(region="Eastern")
    near, far = make_contact(service="Badges", worksite=site), make_contact(service="Badges")
    client.force_login(staff())
    rows = parse(client.get(f"/contacts/?here={site.pk}")).xpath("//a[@class='row-link']/@href")
    assert near.get_absolute_url() in rows
    assert far.get_absolute_url() not in rows


# Who may hold one


def test_the_backup_is_another_person_than_the_holder():
    person = make_holder()
    with pytest.raises(Refused, match="another person than the holder"):
        add_contact(RoleContact(service="Keys", unit=make_unit(), holder=person, backup=person), by=make_user())
    assert not RoleContact.objects.filter(service="Keys").exists()


def test_the_database_refuses_a_backup_who_is_the_holder():
    contact = make_contact()
    with pytest.raises(IntegrityError, match="role_contact_backup_is_another_person"), transaction.atomic():
        run("UPDATE personnel_rolecontact SET backup_id = holder_id WHERE id = %s", contact.pk)


def test_somebody_without_an_assignment_holds_nothing():
    with pytest.raises(Refused, match="has no assignment today"):
        add_contact(RoleContact(service="Keys", unit=make_unit(), holder=make_person()), by=make_user())


def test_somebody_who_left_holds_nothing_new():
    person = make_holder()
    type(person).objects.filter(pk=person.pk).update(ended_on=timezone.localdate())
    person.refresh_from_db()
    contact = make_contact()
    contact.holder = person
    contact.version += 1
    with pytest.raises(Refused, match="left on"):
        revise_contact(contact, by=make_user())


def test_a_vacant_contact_may_be_changed_while_its_holder_is_gone():
    contact = make_contact()
    type(contact.holder).objects.filter(pk=contact.holder_id).update(ended_on=timezone.localdate() - DAY)
    contact.refresh_from_db()
    contact.summary, contact.version = "Now by mail.", contact.version + 1
    assert revise_contact(contact, by=make_user()).summary == "Now by mail."


def test_a_refusal_never_names_somebody_who_is_not_listed():
    person = make_person(suppressed=True, first_name="Quiet")
    with pytest.raises(Refused) as refused:
        add_contact(RoleContact(service="Keys", unit=make_unit(), holder=person), by=make_user())
    assert "Quiet" not in str(refused.value)


def test_a_backup_who_becomes_holder_is_backup_no_more():
    contact = make_contact(backup=make_holder())
    filled = fill_contact(contact, "holder", contact.backup, by=make_user())
    assert (filled.holder, filled.backup) == (contact.backup, None)
    assert acts_of(contact) == ["fill"]


# The form


def body(unit, **typed):
    return {
        "service": "Badges", "summary": "", "unit": unit.pk, "worksite": "", "region": "", "holder": "", "backup": "",
        "phone": "", "email": "", "review_months": "",
    } | typed  # fmt: skip


def test_a_unit_owner_adds_a_contact_of_their_unit_by_typing_a_name(client):
    unit, holder = Unit.objects.seven()[0], make_holder()
    user = make_user()
    grant(user, "staff")
    grant(user, "unit_owner", unit=unit)
    client.force_login(user)
    answer = post_form(client, "/contacts/new/", **body(unit, holder=holder.email))
    made = RoleContact.objects.get(service="Badges")
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.holder, made.created_by) == (holder, user)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"service": ""}, "Enter a service."),
        ({"holder": "Nobody Called That"}, "Nobody in the directory is called “Nobody Called That”."),
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"review_months": "-1"}, "Enter at least 1 month between reviews."),
    ],
)
def test_bad_input_comes_back_with_its_sentence(client, typed, sentence):
    client.force_login(staff("directory_steward"))
    answer = post_form(client, "/contacts/new/", **body(Unit.objects.seven()[0], **typed))
    assert answer.status_code == 200
    assert sentence in " ".join(parse(answer).xpath("//main")[0].text_content().split())


def test_a_place_is_a_worksite_or_a_region(client):
    site = make_worksite(region="Eastern")
    client.force_login(staff("directory_steward"))
    answer = post_form(client, "/contacts/new/", **body(Unit.objects.seven()[0], worksite=site.pk, region="Eastern"))
    assert "Choose a worksite or a region, not both." in answer.content.decode()
    assert not RoleContact.objects.filter(service="Badges").exists()


def test_a_service_has_one_contact_at_a_place(client):
    unit = Unit.objects.seven()[0]
    make_contact(service="Badges", unit=unit)
    client.force_login(staff("directory_steward"))
    answer = post_form(client, "/contacts/new/", **body(unit))
    assert "This service already has a contact at that place." in answer.content.decode()


# Vacant


def test_a_contact_whose_holder_left_shows_the_backup_and_becomes_a_to_do(client):
    contact = make_contact(backup=make_holder(), phone="")
    steward = staff("directory_steward")
    assert to_fill(steward) == []
    end_employment(contact.holder, by=steward, ended_on=timezone.localdate(), note="Retired")
    contact = RoleContact.objects.for_list().get(pk=contact.pk)
    assert (contact.vacant, contact.answered_by) == (True, contact.backup.full_name)
    client.force_login(staff())
    page = parse(client.get(contact.get_absolute_url())).xpath("//main")[0].text_content()
    assert "Position vacant" in page
    assert contact.backup.full_name in page
    assert contact.telephone == contact.backup.telephone
    assert [item.title for item in to_fill(steward)] == [f"Find a holder for {contact}"]


def test_contacts_to_fill_are_told_to_their_own_unit_alone(django_assert_num_queries):
    here, there = make_unit(), make_unit()
    make_contact(unit=here, holder=None)
    owner, stranger = make_user(), make_user()
    grant(owner, "unit_owner", unit=here)
    grant(stranger, "unit_owner", unit=there)
    assert owner.live_grants
    with django_assert_num_queries(1):
        assert len(to_fill(owner)) == 1
    assert to_fill(stranger) == []


# Not listed


def test_a_holder_who_is_not_listed_is_named_to_nobody_but_those_who_may_see_them(client):
    contact = make_contact(holder=make_holder(person=make_person(first_name="Quiet", suppressed=True)), phone="")
    index_entry(contact)
    client.force_login(staff(works_at=make_worksite()))
    for url in ("/contacts/", contact.get_absolute_url(), contact.unit.get_absolute_url(), "/"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert b"Quiet" not in answer.content, url
    assert "Quiet" not in str(SearchEntry.objects.filter(kind="personnel.rolecontact").values_list("title", "body"))
    client.force_login(staff("directory_steward"))
    assert b"Quiet" in client.get(contact.get_absolute_url()).content
    assert AuditEvent.objects.filter(act="view_suppressed", object_id=contact.holder_id).count() == 1


def test_an_export_names_nobody_who_is_not_listed(client):
    make_contact(holder=make_holder(person=make_person(first_name="Quiet", suppressed=True)))
    client.force_login(staff("directory_steward"))
    told = b"".join(client.get("/contacts/?export=csv").streaming_content)
    assert b"Not listed" in told
    assert b"Quiet" not in told


# Ending


def test_a_contact_leaves_the_lists_and_search_and_stays_on_record(client):
    contact = make_contact(service="Badges")
    index_entry(contact)
    client.force_login(staff("directory_steward"))
    answer = post_form(client, f"/contacts/{contact.pk}/end/", note="Nobody asks for it.")
    assert (answer.status_code, acts_of(contact)) == (302, ["end"])
    assert not SearchEntry.objects.filter(kind="personnel.rolecontact", object_id=contact.pk).exists()
    assert b"no longer offered" in client.get(contact.get_absolute_url()).content
    assert contact.get_absolute_url() not in client.get("/contacts/?q=Badges").content.decode()


def test_an_ended_contact_is_not_changed_and_not_ended_again():
    contact = make_contact(ended_on=timezone.localdate())
    with pytest.raises(Refused, match="Add a new contact instead"):
        end_contact(contact, by=make_user(), note="Again")
    with pytest.raises(Refused, match="stays as it was"):
        revise_contact(contact, by=make_user())
    with pytest.raises(Refused, match="stays as it was"):
        fill_contact(contact, "backup", make_holder(), by=make_user())


def test_the_database_deletes_no_contact():
    contact = make_contact()
    with pytest.raises(Exception, match="role_contact_ends_and_is_never_deleted"), transaction.atomic():
        run("DELETE FROM personnel_rolecontact WHERE id = %s", contact.pk)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("service = ''", "role_contact_names_a_service"),
        (
            "region = 'Eastern', worksite_id = (SELECT min(id) FROM core_worksite)",
            "role_contact_is_for_a_worksite_or_a_region",
        ),
    ],
)  # fmt: skip
def test_the_database_refuses_a_contact_without_service_or_with_two_places(change, rule):
    contact = make_contact()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        run(f"UPDATE personnel_rolecontact SET {change} WHERE id = %s", contact.pk)  # noqa: S608


def test_the_database_keeps_one_contact_of_a_service_at_a_place():
    one, other = make_contact(), make_contact()
    with pytest.raises(IntegrityError, match="role_contact_once_per_place"), transaction.atomic():
        run("UPDATE personnel_rolecontact SET service = %s WHERE id = %s", one.service, other.pk)


def test_what_cites_contacts_is_found_in_the_models_themselves():
    found = {f"{field.model._meta.label}.{field.name}" for field in citing_fields()}
    assert {"mission.Document.owner", "mission.Service.contact", "mission.GlossaryTerm.owner"} <= found
    assert not any("Event." in name and name != "mission.Event.contact" for name in found)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_a_contact_ended_by_two_people_at_once_ends_once():
    contact = make_contact()
    people = [make_user(), make_user()]
    assert endings(*(lambda p=p: end_contact(contact, by=p, note="Gone") for p in people)) == ["done", "refused"]
    assert acts_of(contact) == ["end"]


@pytest.mark.django_db(transaction=True)
def test_somebody_who_leaves_at_the_same_moment_is_never_put_in_afterwards():
    """Whichever comes first: either the contact was theirs before they left, or they are refused."""
    contact, person, by = make_contact(), make_holder(), make_user()
    ended = endings(
        lambda: end_employment(person, by=by, ended_on=timezone.localdate(), note="Retired"),
        lambda: fill_contact(contact, "holder", person, by=by),
    )
    contact.refresh_from_db()
    assert (contact.holder_id == person.pk) == (ended == ["done", "done"])
