"""Who sees whom in the directory, and what may be typed into an entry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.attachments import PICTURES, store
from doc_portal.core.models import AuditEvent
from doc_portal.core.search import index_entry
from doc_portal.core.tests.factories import grant, make_user, make_worksite, post_form
from doc_portal.core.tests.files_for_tests import png, upload
from doc_portal.tests.markup import parse
from personnel.models import Assignment, Correction, Person, RoleContact
from personnel.tests.factories import make_assignment, make_person
from personnel.todo import to_confirm, to_decide

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def staff(**fields):
    user = make_user(**fields)
    grant(user, "staff")
    return user


def steward():
    user = staff()
    grant(user, "directory_steward")
    return user


def names(client, query="") -> list[str]:
    page = parse(client.get(f"/people/{query}"))
    return [one.text_content() for one in page.xpath("//a[@class='row-link']")]


def picture():
    return upload("me.png", png())


def overrides() -> list:
    return list(AuditEvent.objects.filter(act="view_suppressed").order_by("pk").values_list("actor", "object_id"))


# The list


def test_people_are_found_by_name_in_any_spelling_place_shift_language_and_help(client):
    site = make_worksite()
    ona = make_assignment(
        make_person(first_name="Ona", last_name="O’Neill-Nuñez", languages="Spanish, Polish", can_help_with="Payroll"),
        worksite=site, shift="night",
    ).person  # fmt: skip
    make_assignment(make_person(first_name="Bob", last_name="Barr"), shift="day")
    client.force_login(staff())
    for query in ("?q=oneill", "?q=o%27neill", "?q=nunez", f"?worksite={site.pk}", "?shift=night", "?language=polish",
                  "?help=payroll"):  # fmt: skip
        assert names(client, query) == [ona.full_name], query
    assert names(client, "?q=ona&shift=day") == []


def test_only_those_who_keep_an_entry_find_it_by_its_number(client):
    person = make_person(employee_number="E4711")
    client.force_login(staff())
    assert names(client, "?q=e4711") == []
    client.force_login(steward())
    assert names(client, "?q=e4711") == [person.full_name]


def test_the_export_needs_its_own_right_and_names_nobody_who_is_not_listed(client):
    make_person(last_name="Openly")
    make_person(last_name="Hidden", suppressed=True)
    make_person(last_name="Gone", ended_on=timezone.localdate())
    client.force_login(staff())
    assert client.get("/people/?export=csv").status_code == 403
    client.force_login(steward())
    text = b"".join(client.get("/people/?export=csv").streaming_content).decode()
    assert "Openly" in text
    assert "Hidden" not in text
    assert "Gone" not in text


def test_staff_are_not_offered_to_ask_for_who_is_not_listed(client):
    make_person(suppressed=True)
    client.force_login(staff())
    assert names(client, "?state=unlisted") == names(client)
    assert not parse(client.get("/people/")).xpath("//select[@name='state']")


# Not listed


def test_somebody_not_listed_is_nowhere_for_an_outsider(client):
    """Every surface in one walk: lists, counts, exports, search, pages, errors, contacts, lines of others."""
    hidden = make_assignment(
        make_person(first_name="Zelda", last_name="Quartermain", suppressed=True, email="zelda@doc.mo.gov",
                    employee_number="E9001", user=make_user(first_name="Zelda", last_name="Quartermain")),
        title="Zookeeper",
    ).person  # fmt: skip
    index_entry(hidden)
    leader = make_assignment().person
    led = make_assignment(supervisor=hidden).person
    Assignment.objects.filter(person=hidden).update(supervisor=leader)
    RoleContact.objects.create(service="Keys", unit=_unit(), holder=hidden)
    grant(hidden.user, "unit_owner", unit=_unit())
    outsider = staff()
    grant(outsider, "executive_reader")
    client.force_login(outsider)
    told = "Zelda", "Quartermain", "Zookeeper"
    addresses = [
        "/", "/people/", "/people/?q=zelda", "/people/?q=quarter&state=unlisted", "/people/?q=E9001",
        f"/people/?worksite={hidden.worksite_id}", "/people/?export=csv", "/search/?q=zelda",
        "/search/?q=zoo&tab=people",
        f"/people/{leader.uuid}/", f"/people/{led.uuid}/", "/me/to-do/", "/me/notices/",
        f"/worksites/{hidden.worksite.slug}/", f"/units/{_unit().slug}/",
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert answer.status_code == 200, address
        sought = ("Quartermain", "Zookeeper") if "q=" in address else told
        assert not [word for word in sought if word in text], address
    assert "Not listed" in client.get(f"/people/{led.uuid}/").content.decode()
    for verb in ("", "own/", "confirm/", "correct/", "suppress/", "edit/", "end/", "assign/", "list-again/"):
        answer = client.get(f"/people/{hidden.uuid}/{verb}")
        assert answer.status_code in (403, 404), verb
        assert "Quartermain" not in answer.content.decode()
    assert client.get(f"/people/{hidden.uuid}/").status_code == 404
    assert names(client, "?q=quartermain") == []
    assert overrides() == []


def _unit():
    return Person._meta.get_field("unit").related_model.objects.seven()[0]


def test_their_supervisor_and_stewards_see_them_and_each_look_is_recorded(client):
    boss, keeper = staff(), steward()
    leader = make_assignment(make_person(user=boss)).person
    hidden = make_assignment(make_person(suppressed=True), supervisor=leader).person
    for user, address in (
        (boss, f"/people/{hidden.uuid}/"),
        (boss, f"/people/{leader.uuid}/"),
        (boss, "/people/?state=unlisted"),
        (keeper, f"/people/{hidden.uuid}/"),
        (keeper, "/people/?state=unlisted"),
    ):
        before = len(overrides())
        client.force_login(user)
        assert hidden.full_name in client.get(address).content.decode(), address
        assert overrides()[before:] == [(user.pk, hidden.pk)], address


def test_an_export_that_is_refused_shows_nobody_who_is_not_listed(client):
    make_assignment(make_person(suppressed=True))
    client.force_login(steward())
    assert client.get("/people/?state=unlisted&export=exe").status_code == 400
    assert overrides() == []


def test_one_sees_ones_own_entry_and_that_is_no_override(client):
    user = staff()
    person = make_person(user=user, suppressed=True)
    client.force_login(user)
    assert client.get(f"/people/{person.uuid}/").status_code == 200
    assert overrides() == []


def test_a_steward_of_another_worksite_does_not_find_them(client):
    hidden = make_assignment(make_person(suppressed=True)).person
    user = make_user("personnel.view_suppressed_person", "personnel.change_person", worksite=make_worksite())
    grant(user, "staff")
    client.force_login(user)
    assert client.get(f"/people/{hidden.uuid}/edit/").status_code == 404
    assert names(client, "?state=unlisted") == []


# Leavers


def test_the_page_of_a_leaver_says_whom_to_ask_and_is_gone_after_ninety_days(client):
    leader = make_assignment(make_person(last_name="Leader")).person
    person = make_assignment(make_person(phone="(573) 555-0177", email="left@doc.mo.gov"), supervisor=leader).person
    left = timezone.localdate() - 89 * DAY
    Assignment.objects.filter(person=person).update(ends_on=left)
    Person.objects.filter(pk=person.pk).update(ended_on=left)
    client.force_login(staff())
    text = client.get(f"/people/{person.uuid}/").content.decode()
    assert "Ask their supervisor" in text
    assert leader.full_name in text
    assert "555-0177" not in text
    assert "left@doc.mo.gov" not in text
    assert names(client, f"?q={person.last_name.replace(' ', '+')}") == []
    Person.objects.filter(pk=person.pk).update(ended_on=left - DAY)
    assert client.get(f"/people/{person.uuid}/").status_code == 404
    client.force_login(steward())
    assert client.get(f"/people/{person.uuid}/").status_code == 200
    assert person.full_name in names(client, "?state=left")


# Photos


def test_a_photo_is_shown_to_all_staff_with_consent_and_to_nobody_without(client):
    user = staff()
    person = make_person(user=user)
    client.force_login(user)
    address = f"/people/{person.uuid}/own/"
    body = {"_version": person.version, "phone": "", "picture": picture()}
    assert "Tick this to show the photo" in post_form(client, address, **body).content.decode()
    assert post_form(client, address, **body | {"photo_consent": "on", "picture": picture()}).status_code == 302
    person.refresh_from_db()
    photo = person.photo.get_absolute_url()
    other = staff()
    client.force_login(other)
    assert photo in client.get(f"/people/{person.uuid}/").content.decode()
    assert b"".join(client.get(photo).streaming_content) == png()
    client.force_login(user)
    assert post_form(client, address, _version=person.version, phone="").status_code == 302
    person.refresh_from_db()
    assert person.photo is None
    assert client.get(photo).status_code == 404


def test_another_file_of_a_person_is_handed_to_nobody(client):
    person = make_person(photo_consent=True)
    stray = store(picture(), person, None, PICTURES)
    client.force_login(staff())
    assert client.get(stray.get_absolute_url()).status_code == 404


# What may be typed


def error_of(response, name) -> str:
    assert response.status_code == 200
    return " ".join(response.context["form"].errors.get(name, []))


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("phone", "555-0100", "ten digits"),
        ("phone", "573-555-0100 x7", "its own field"),
        ("phone", "", "number to which the extension belongs"),
        ("extension", "12a", "one to six digits"),
        ("email", "ada@gmail.com", "ends in @doc.mo.gov"),
        ("employee_number", "TAKEN", "already has this employee number"),
        ("first_name", "\u200b", "cannot be seen"),
    ],
)
def test_what_is_wrong_in_an_entry_is_said_at_its_field(client, name, typed, sentence):
    make_person(employee_number="TAKEN")
    person = make_person(first_name="Ada")
    client.force_login(steward())
    body = {
        "_version": person.version, "first_name": "Ada", "last_name": "Lind", "phone": "5735550100", "extension": "9",
        "email": person.email, "employee_number": person.employee_number,
    }  # fmt: skip
    answer = post_form(client, f"/people/{person.uuid}/edit/", **body | {name: typed})
    assert sentence in error_of(answer, name)
    person.refresh_from_db()
    assert person.version == 1


def test_an_address_kept_before_the_domains_changed_is_no_error(client):
    person = make_person(email="old@elsewhere.example")
    client.force_login(steward())
    body = {"_version": 1, "first_name": "New", "last_name": "Name", "email": person.email, "phone": "573 555 0100"}
    assert post_form(client, f"/people/{person.uuid}/edit/", **body).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.phone, person.email) == ("New", "(573) 555-0100", "old@elsewhere.example")


def assignment_body(site, **fields):
    return {"title": "Captain", "worksite": site.pk, "starts_on": "2026-01-01", "ends_on": "", "primary": "on"} | fields


def test_supervisors_and_main_assignments_are_judged_at_their_fields(client):
    site = make_worksite()
    leader = make_assignment(make_person(last_name="Uppermost")).person
    led = make_assignment(make_person(last_name="Below"), supervisor=leader).person
    client.force_login(steward())
    address = f"/people/{leader.uuid}/assign/"
    answer = post_form(client, address, **assignment_body(site, supervisor=led.full_name))
    assert "Choose another supervisor" in error_of(answer, "supervisor")
    assert "is the main assignment from" in error_of(answer, "primary")
    answer = post_form(client, address, **assignment_body(site, supervisor=leader.full_name))
    assert "Nobody supervises themselves" in error_of(answer, "supervisor")
    answer = post_form(client, address, **assignment_body(site, supervisor="Nobody At All"))
    assert "Nobody in the directory is called" in error_of(answer, "supervisor")
    answer = post_form(client, address, **assignment_body(site, ends_on="2025-01-01"))
    assert "after the first day" in error_of(answer, "ends_on")
    assert leader.assignments.count() == 1


def test_two_people_of_one_name_are_told_apart(client):
    site = make_worksite()
    twins = [make_person(first_name="Kim", last_name="Park", email=f"kim{n}@doc.mo.gov") for n in (1, 2)]
    person = make_person()
    client.force_login(steward())
    address = f"/people/{person.uuid}/assign/"
    answer = post_form(client, address, **assignment_body(site, supervisor="Kim Park"))
    assert "Several people could be “Kim Park”" in error_of(answer, "supervisor")
    assert post_form(client, address, **assignment_body(site, supervisor="kim2@doc.mo.gov")).status_code == 302
    assert Assignment.objects.get(person=person).supervisor == twins[1]


def test_a_supervisor_who_is_not_listed_is_not_named_to_a_steward_elsewhere_and_stays(client):
    site = make_worksite()
    hidden = make_assignment(make_person(last_name="Secretive", suppressed=True)).person
    one = make_assignment(supervisor=hidden, worksite=site)
    user = make_user("personnel.change_assignment", worksite=site)
    grant(user, "staff")
    client.force_login(user)
    address = f"/people/assignments/{one.pk}/edit/"
    assert "Secretive" not in client.get(address).content.decode()
    body = assignment_body(site, supervisor="Not listed", title="Major", starts_on="2020-01-01", _version=1)
    assert post_form(client, address, **body).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.supervisor) == ("Major", hidden)


# To do


def test_an_entry_is_to_be_confirmed_once_a_year(django_assert_num_queries):
    user = staff()
    person = make_person(user=user)
    with django_assert_num_queries(1):
        assert [item.due_on for item in to_confirm(user)] == [None]
    today = timezone.localdate()
    for ago, wanted in ((0, 0), (360, 0), (367, 1)):
        Person.objects.filter(pk=person.pk).update(confirmed_on=today - ago * DAY)
        assert len(to_confirm(user)) == wanted, ago


def test_corrections_wait_for_the_stewards_of_the_place_alone(django_assert_num_queries):
    site = make_worksite()
    person = make_assignment(worksite=site).person
    wrong = Correction.objects.create(person=person, text="Old number.", created_by=staff())
    rights = "personnel.change_correction", "personnel.view_correction"
    here, there = make_user(*rights, worksite=site), make_user(*rights, worksite=make_worksite())
    assert here.has_perm("personnel.view_correction")
    with django_assert_num_queries(1):
        assert [item.url for item in to_decide(here)] == [wrong.get_absolute_url()]
    assert to_decide(there) == []
    Correction.objects.filter(pk=wrong.pk).update(outcome="taken", decided_at=timezone.now(), decided_by=here)
    assert to_decide(here) == []


def test_who_suggested_a_correction_reads_the_answer_and_others_find_nothing(client):
    teller = staff()
    wrong = Correction.objects.create(person=make_person(), text="Old number.", created_by=teller)
    client.force_login(teller)
    assert client.get(wrong.get_absolute_url()).status_code == 200
    assert client.get(f"{wrong.get_absolute_url()}take/").status_code == 403
    client.force_login(staff())
    assert client.get(wrong.get_absolute_url()).status_code == 404
    client.force_login(steward())
    assert client.get(wrong.get_absolute_url()).status_code == 200
    Person.objects.update(suppressed=True)
    client.force_login(teller)
    assert client.get(wrong.get_absolute_url()).status_code == 404
