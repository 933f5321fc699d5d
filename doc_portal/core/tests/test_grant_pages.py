"""Pages of roles and grants: who opens them, what the form says, and that a right stays where it was granted."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.actions.grants import end_grant
from doc_portal.core.models import AuditEvent, Role, RoleGrant
from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite, post_form

pytestmark = pytest.mark.django_db

CREATE = "/manage/grants/new/"


def sign_in_as(client, slug, **place):
    person = make_user()
    grant(person, "staff")
    if slug != "staff":
        grant(person, slug, **place)
    client.force_login(person)
    return person


def form_data(person, slug="news_editor", **fields):
    return {
        "person": person.username,
        "role": Role.objects.get(slug=slug).pk,
        "scope_kind": "all",
        "starts_on": timezone.localdate().isoformat(),
        "reason": "Edits the news",
    } | fields


def listed(response) -> list:
    return list(response.context["view"].table.page.object_list.data)


def test_an_administrator_grants_a_role_at_one_worksite_and_it_does_nothing_at_another(client):
    here, there, person = make_worksite(), make_worksite(), make_user()
    grant(person, "staff")
    sign_in_as(client, "portal_administrator")

    response = post_form(client, CREATE, **form_data(person, scope_kind="worksite", worksite=here.pk))

    given = RoleGrant.objects.get(user=person, role__slug="news_editor")
    assert response.url == given.get_absolute_url()
    client.force_login(person)
    offered = client.get("/news/new/").context["form"].fields["worksite"].queryset
    assert here in offered
    assert there not in offered


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a person."),
        ("nobody at all", "Nobody is called “nobody at all” among those with an account."),
        ("Marion Webb", "Several people could be “Marion Webb”: Marion Webb (webb1"),
    ],
)
def test_a_person_is_named_or_the_form_says_whom_it_could_be(client, typed, sentence):
    for number in (1, 2):
        make_user(first_name="Marion", last_name="Webb", username=f"webb{number}")
    sign_in_as(client, "portal_administrator")

    response = post_form(client, CREATE, **form_data(make_user()) | {"person": typed})

    [(place, said)] = response.context["errors"]
    assert place == "id_person"
    assert said.startswith(sentence)
    assert "Edits the news" in response.content.decode()


@pytest.mark.parametrize("typed", ["sole7", "SOLE7", "E777", "Ida Sole", "ida sole", "sole"])
def test_a_person_is_found_by_user_name_number_or_name(client, typed):
    person = make_user(first_name="Ida", last_name="Sole", username="sole7", employee_number="E777")
    sign_in_as(client, "portal_administrator")

    post_form(client, CREATE, **form_data(person) | {"person": typed})

    assert person.grants.get().role.slug == "news_editor"


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"scope_kind": "unit"}, "id_unit", "Choose the unit in which the role counts."),
        ({"scope_kind": "worksite"}, "id_worksite", "Choose the worksite in which the role counts."),
        ({"scope_kind": "moon"}, "id_scope_kind", "Choose a place where it counts from the list."),
        ({"role": "0"}, "id_role", "Choose a role from the list."),
        ({"starts_on": "tomorrow"}, "id_starts_on", "Enter a first day as a date, like 01/15/2026."),
        ({"starts_on": "9999-12-31"}, "id_starts_on", "Enter a first day with a year between 1990 and 2199."),
        ({"ends_on": "0001-01-01"}, "id_ends_on", "Enter an end with a year between 1990 and 2199."),
        ({"reason": ""}, "id_reason", "Enter a reason."),
        ({"reason": "x" * 301}, "id_reason", "Shorten the reason to 300 characters; it has 301."),
    ],
)
def test_a_mistake_is_told_at_its_field(client, fields, place, sentence):
    person = make_user()
    sign_in_as(client, "portal_administrator")

    response = post_form(client, CREATE, **form_data(person) | fields)

    assert (response.status_code, person.grants.count()) == (200, 0)
    assert [said for where, said in response.context["errors"] if where.startswith(place)] == [sentence]


def test_a_place_that_contradicts_the_choice_is_told(client):
    person, unit = make_user(), make_unit()
    sign_in_as(client, "portal_administrator")

    response = post_form(client, CREATE, **form_data(person, unit=unit.pk))

    assert [place for place, said in response.context["errors"]] == ["id_unit"]


def test_what_the_rules_refuse_keeps_what_was_typed_and_is_recorded(client):
    administrator = sign_in_as(client, "portal_administrator")

    response = post_form(client, CREATE, **form_data(administrator))

    assert response.status_code == 409
    page = response.content.decode()
    assert "You cannot grant a role to yourself" in page
    assert "Edits the news" in page
    assert AuditEvent.objects.get(outcome="refused").actor == administrator


def test_a_grant_sent_twice_is_given_once(client):
    person = make_user()
    sign_in_as(client, "portal_administrator")
    data = form_data(person) | {idempotency.FIELD: idempotency.new_key()}

    first, second = client.post(CREATE, data), client.post(CREATE, data)

    assert first.url == second.url
    assert person.grants.count() == 1


def test_a_unit_owner_sees_and_grants_in_their_own_unit_alone(client):
    mine, other = make_unit(), make_unit()
    inside, outside = (grant(make_user(), "unit_editor", unit=unit) for unit in (mine, other))
    person = make_user()
    owner = sign_in_as(client, "unit_owner", unit=mine)

    shown = listed(client.get("/manage/grants/"))
    assert inside in shown
    assert outside not in shown
    assert {one.user for one in shown} == {inside.user, owner}
    for verb in ("end", "renew"):
        assert client.get(f"{inside.get_absolute_url()}{verb}/").status_code == 200
        assert client.get(f"{outside.get_absolute_url()}{verb}/").status_code == 404
        assert post_form(client, f"{outside.get_absolute_url()}{verb}/", note="No").status_code == 404
    refused = post_form(client, CREATE, **form_data(person, "unit_editor", scope_kind="unit", unit=other.pk))
    assert (refused.status_code, person.grants.count()) == (409, 0)


@pytest.mark.parametrize("address", ["/manage/roles/", "/manage/roles/auditor/", "/manage/grants/", CREATE])
def test_staff_see_neither_roles_nor_grants_of_others(client, address):
    others = grant(make_user(), "news_editor")
    sign_in_as(client, "staff")

    assert client.get(address).status_code == 403
    assert client.get(others.get_absolute_url()).status_code == 404


def test_people_see_their_own_grants_without_buttons(client):
    person = sign_in_as(client, "staff")

    page = client.get(person.grants.get().get_absolute_url())

    assert page.status_code == 200
    assert page.context["view"].actions() == []
    assert client.get(f"{person.grants.get().get_absolute_url()}end/").status_code == 403


def test_an_auditor_reads_grants_and_changes_none(client):
    given = grant(make_user(), "news_editor")
    sign_in_as(client, "auditor")

    assert client.get(given.get_absolute_url()).context["view"].actions() == []
    for address in (CREATE, f"{given.get_absolute_url()}end/", f"{given.get_absolute_url()}renew/"):
        assert client.get(address).status_code == 403
        assert post_form(client, address, note="No").status_code == 403


def test_an_administrator_ends_and_renews_from_the_grants_own_page(client):
    given = grant(make_user(), "news_editor", ends_on=timezone.localdate() + timedelta(days=9))
    sign_in_as(client, "portal_administrator")
    page = given.get_absolute_url()
    assert [one["verb"] for one in client.get(page).context["view"].actions()] == ["renew", "end"]

    assert post_form(client, f"{page}renew/").status_code == 302
    assert post_form(client, f"{page}end/", note="").context["errors"] == [("id_note", "Enter a reason.")]
    assert post_form(client, f"{page}end/", note="Changed posts").status_code == 302

    assert client.get(page).context["view"].actions() == []
    given.refresh_from_db()
    assert given.state == "Ended"


def test_the_last_administrator_is_told_whom_to_grant_the_role_first(client):
    administrator = sign_in_as(client, "portal_administrator")
    own = administrator.grants.get(role__slug="portal_administrator")

    response = post_form(client, f"{own.get_absolute_url()}end/", note="Tired")

    assert response.status_code == 409
    assert "Grant the role to someone else first" in response.content.decode()


def test_grants_are_narrowed_by_person_role_place_and_state(client):
    site, today = make_worksite(), timezone.localdate()
    webb = make_user(first_name="Marion", last_name="Webb")
    live = grant(webb, "news_editor", worksite=site)
    ended = grant(webb, "auditor", starts_on=today - timedelta(days=9), ends_on=today)
    coming = grant(webb, "supervisor", worksite=site, starts_on=today + timedelta(days=9))
    sign_in_as(client, "portal_administrator")

    assert set(listed(client.get("/manage/grants/?person=marion+webb"))) == {live, ended, coming}
    assert listed(client.get("/manage/grants/?person=webb&state=live")) == [live]
    assert listed(client.get("/manage/grants/?person=webb&state=ended")) == [ended]
    assert listed(client.get("/manage/grants/?person=webb&state=coming")) == [coming]
    assert listed(client.get(f"/manage/grants/?role={live.role_id}&place={site.name}")) == [live]


def test_a_role_says_what_it_may_do_and_who_holds_it_where(client):
    unit = make_unit()
    holder = grant(make_user(first_name="Marion", last_name="Webb"), "unit_editor", unit=unit)
    sign_in_as(client, "auditor")

    page = client.get("/manage/roles/unit_editor/").content.decode()

    assert "Can send a story for approval" in page
    assert f'href="{holder.get_absolute_url()}"' in page
    assert unit.name in page
    assert "Unit owner, Portal administrator" in page


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/manage/grants/", 11), ("/manage/roles/", 10), ("/manage/roles/news_editor/", 11)],
)
def test_pages_take_the_same_queries_for_any_rows(client, django_assert_num_queries, address, queries, rows):
    for _ in range(rows):
        grant(make_user(), "news_editor", created_by=None)
    sign_in_as(client, "auditor")
    client.get(address)  # The first page of a session also writes the session.

    with django_assert_num_queries(queries):
        client.get(address)


def test_the_list_and_the_page_of_a_grant_use_the_same_words(client):
    sign_in_as(client, "portal_administrator")
    given = grant(make_user(), "auditor", created_by=make_user())
    listed_words = {str(column.header) for column in client.get("/manage/grants/").context["view"].table.columns}
    words = {label for label, _ in client.get(given.get_absolute_url()).context["view"].facts()}
    assert {"Person", "Role", "Counts in", "First day", "Ends before", "State", "Granted by"} <= listed_words & words


@time_machine.travel("2026-06-03 15:00Z", tick=False)
def test_a_grant_ended_before_it_began_says_when_it_was_ended(client):
    administrator = sign_in_as(client, "portal_administrator")
    given = grant(make_user(), "auditor", starts_on=date(2026, 8, 1), ends_on=date(2027, 8, 1))
    end_grant(given, by=administrator, note="No longer needed")
    page = client.get(given.get_absolute_url()).content.decode()
    assert "June 3, 2026, before it began" in page
    assert "Ends before" not in page
    assert "Before it began" in client.get("/manage/grants/").content.decode()


def test_the_form_says_when_a_unit_or_a_worksite_is_needed(client):
    sign_in_as(client, "portal_administrator")
    page = client.get(CREATE).content.decode()
    assert "Needed when the role counts in one unit." in page
    assert "Needed when the role counts at one worksite." in page
