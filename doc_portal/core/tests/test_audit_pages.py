"""The audit trail as auditors read it, and the history of one record field by field."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from lxml import html

from doc_portal.core.actions.grants import end_grant, grant_role
from doc_portal.core.audit import log, log_refusal
from doc_portal.core.display import long_date
from doc_portal.core.history import history_of, row_changes
from doc_portal.core.models import AuditEvent, Role, RoleGrant, Worksite
from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite, post_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    person = make_user()
    grant(person, "auditor")
    client.force_login(person)
    return person


def parse(response):
    return html.fromstring(response.content.decode())


def fact(page, label: str) -> str:
    """What a page says beside a label."""
    return page.xpath(f"normalize-space(//dt[.='{label}']/following-sibling::dd[1])")


def exported(client, query: str) -> list[list[str]]:
    """The headings and rows of the trail as CSV."""
    text = b"".join(client.get(f"/audit/{query}&export=csv").streaming_content).decode()
    return list(csv.reader(io.StringIO(text)))[3:]


def listed(response) -> list[str]:
    """The acts a page shows that these tests made, newest first."""
    return [event.act for event in response.context["view"].table.page.object_list.data if "role" not in event.act]


def test_an_auditor_finds_who_granted_a_role_and_why(client, auditor):
    administrator, person, site = make_user(last_name="Granter"), make_user(last_name="Granted"), make_worksite()
    grant(administrator, "portal_administrator")
    given = grant_role(
        person, Role.objects.get(slug="news_editor"), by=administrator, scope_kind="worksite", worksite=site,
        reason="Covers for Ida",
    )  # fmt: skip

    found = client.get("/audit/?person=granter&act=grant").context["view"].table.page.object_list.data
    [event] = found
    page = client.get(event.get_absolute_url()).content.decode()

    for words in ("Covers for Ida", administrator.get_full_name(), site.name, person.username):
        assert words in page
    assert f'href="/audit/history/core.rolegrant/{given.pk}/"' in page


def test_the_trail_is_narrowed_by_person_act_kind_outcome_day_and_words(client, auditor):
    person, site, now = make_user(last_name="Quill"), make_worksite(name="Sample Farm"), timezone.now()
    log("inspect", site, by=person, reason="Yearly round")
    log_refusal("open_gate", site, by=person, reason="Not on duty")
    AuditEvent.objects.create(act="count", actor=person, at=now - timedelta(days=40), reason="Older round")
    AuditEvent.objects.create(act="weigh", actor=person, at=now - timedelta(days=400), reason="Oldest round")
    kind = AuditEvent.objects.get(act="inspect").content_type_id
    day = timezone.localdate(now - timedelta(days=40)).isoformat()

    assert listed(client.get("/audit/?person=quill")) == ["open_gate", "inspect", "count", "weigh"]
    assert listed(client.get("/audit/?act=inspect")) == ["inspect"]
    assert listed(client.get(f"/audit/?kind={kind}&person=quill")) == ["open_gate", "inspect"]
    assert listed(client.get("/audit/?outcome=refused&person=quill")) == ["open_gate"]
    assert listed(client.get(f"/audit/?since={day}&until={day}&person=quill")) == ["count"]
    assert listed(client.get("/audit/?q=ROUND")) == ["inspect", "count"]
    assert listed(client.get("/audit/?q=sample+farm")) == ["open_gate", "inspect"]
    assert listed(client.get("/audit/?q=round&until=2000-01-01")) == []


@pytest.mark.parametrize(
    "query",
    ["since=0001-01-01&until=9999-12-31", "until=0001-01-01", "since=yesterday", "kind=999999999999999999999",
     "act=fly", "page=9999999", "sort=nothing", "person=%25%25&q=%27%3B--"],
)  # fmt: skip
def test_nonsense_in_the_address_answers_a_page(client, auditor, query):
    log("inspect", make_worksite(), by=auditor)

    assert client.get(f"/audit/?{query}").status_code == 200


def test_words_longer_than_their_column_are_kept_whole_and_read_on_the_page(client, auditor):
    long = "Central Region, room 101 beside the chapel, " * 40
    kept = log("move_meeting", make_worksite(name="x" * 60), by=auditor, before=long, after="Now", actor_name=long)
    kept.refresh_from_db()
    assert (len(kept.before), kept.before[-1], kept.after, kept.details) == (60, "…", "Now", {"before_in_full": long})
    assert long.strip() in client.get(kept.get_absolute_url()).text


def test_the_trail_says_that_words_are_looked_for_in_a_bounded_time(client, auditor):
    assert "Words are looked for in 92 days" in client.get("/audit/?q=gate").content.decode()


def test_an_export_holds_the_filtered_trail_and_is_itself_recorded(client, auditor):
    log("inspect", make_worksite(name="=Farm"), by=auditor)
    log("count", make_worksite(), by=auditor)

    rows = b"".join(client.get("/audit/?act=inspect&export=csv").streaming_content).decode().splitlines()

    assert len(rows) == 5
    assert ",'=Farm," in rows[-1]
    export = AuditEvent.objects.get(act="export")
    assert (export.actor, export.details["rows"]) == (auditor, 1)
    assert "Act: Inspect" in export.reason


def test_an_export_of_the_trail_counts_the_rows_it_holds_and_not_itself(client, auditor):
    log("inspect", make_worksite(), by=auditor)

    lines = list(csv.reader(io.StringIO(b"".join(client.get("/audit/?export=csv").streaming_content).decode())))

    assert f"{len(lines) - 4:,} rows." in lines[1][0]
    assert AuditEvent.objects.get(act="export").details["rows"] == len(lines) - 4
    assert "Export" not in {line[2] for line in lines[4:]}


def test_an_act_keeps_the_roles_held_at_that_moment(client, auditor, django_assert_num_queries):
    actor, unit = make_user(), make_unit()
    grant(actor, "staff")
    editor = grant(actor, "unit_editor", unit=unit)
    site = make_worksite()
    site_kind_known = log("look", site, by=actor)
    with django_assert_num_queries(1):
        event = log("inspect", site, by=actor)
    RoleGrant.objects.filter(pk=editor.pk).update(ends_on=editor.starts_on)
    actor.forget_rights()

    assert site_kind_known.actor_roles == event.actor_roles == "Staff; Unit editor (one unit)"
    assert log("inspect", site, by=actor).actor_roles == "Staff"
    assert log("inspect", site, by=None).actor_roles == ""
    page = parse(client.get(event.get_absolute_url()))
    assert fact(page, "Roles held") == "Staff; Unit editor (one unit)"
    [line] = exported(client, "?act=inspect&person=" + actor.last_name)[1:2]
    assert "Staff" in line


@pytest.mark.parametrize(("said", "kept", "told"), [(None, "own", "Own"), ("shared", "shared", "Shared")])
def test_an_act_keeps_the_kind_of_workstation_the_session_names(client, auditor, said, kept, told):
    if said:
        session = client.session
        session["workstation"] = said
        session.save()

    lines = exported(client, "?outcome=done")

    event = AuditEvent.objects.filter(act="export").latest("at")
    assert lines[0][-3:] == ["Workstation", "Before", "After"]
    assert event.workstation == kept
    assert fact(parse(client.get(event.get_absolute_url())), "Workstation") == told
    assert log("count", None, by=auditor).workstation == ""


def test_an_act_speaks_in_labels_and_links_to_its_record_where_the_reader_may_open_it(client, auditor):
    person, giver = make_user(), make_user()
    grant(giver, "portal_administrator")
    given = grant_role(person, Role.objects.get(slug="staff"), by=giver, scope_kind="all", reason="New here")
    event = AuditEvent.objects.of(given).get()
    page = parse(client.get(event.get_absolute_url()))

    assert fact(page, "Counts in") == "Whole department"
    assert fact(page, "First day") == long_date(given.starts_on)
    assert page.xpath(f"//dd/a[@href='{given.get_absolute_url()}']/text()") == [event.object_name]

    client.force_login(make_user("core.view_auditevent", "core.use_portal"))
    page = parse(client.get(event.get_absolute_url()))
    assert fact(page, "Record") == event.object_name
    assert page.xpath("//dd/a") == []


def test_a_status_before_and_after_an_act_is_told_in_words(client, auditor):
    event = AuditEvent.objects.create(act="close", record=make_worksite(), before="open", after="closed")
    page = parse(client.get(event.get_absolute_url()))

    assert (fact(page, "Before"), fact(page, "After")) == ("Open", "Closed")


@pytest.mark.parametrize("slug", ["staff", "portal_administrator", "news_editor", "executive_reader"])
def test_the_trail_is_closed_to_everyone_but_auditors(client, slug):
    event = log("inspect", make_worksite(), by=None)
    person = make_user()
    grant(person, slug)
    client.force_login(person)

    for address in ("/audit/", "/audit/?export=csv", event.get_absolute_url(),
                    f"/audit/history/core.worksite/{event.object_id}/"):  # fmt: skip
        assert client.get(address).status_code == 403


def test_a_right_to_audit_in_one_unit_shows_nothing_of_the_departments_trail(client):
    event = log("inspect", make_worksite(), by=None)
    client.force_login(make_user("core.view_auditevent", unit=make_unit()))

    assert listed(client.get("/audit/")) == []
    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.get(f"/audit/history/core.worksite/{event.object_id}/").status_code == 403


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_the_trail_is_only_read(client, auditor, verb):
    event = log("inspect", make_worksite(), by=None)

    for address in ("/audit/", event.get_absolute_url(), f"/audit/history/core.worksite/{event.object_id}/"):
        assert getattr(client, verb)(address).status_code == 405


def test_an_act_tells_when_to_the_hundredth_of_a_second_and_what_it_left_behind(client, auditor):
    moment = timezone.now().replace(year=2026, month=1, day=15, hour=18, minute=5, second=7, microsecond=250_000)
    event = AuditEvent.objects.create(act="count", at=moment, details={"rows": 3, "by": "hand"}, address="10.1.2.3")

    page = client.get(event.get_absolute_url()).content.decode()

    for words in ("January 15, 2026, 12:05:07.25 CST (UTC-0600)", "<dt>Rows</dt>", "hand", "10.1.2.3"):
        assert words in page


def test_a_records_history_shows_every_field_before_and_after(client, auditor):
    site = make_worksite(name="Old name", city="Potosi")
    Worksite.objects.filter(pk=site.pk).update(name="New name")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_worksite SET city = 'Bonne Terre' WHERE id = %s", [site.pk])

    city, name, added = row_changes(Worksite, site.pk)

    assert [(change.label, change.before, change.after) for change in name.changes] == [
        ("Name", "Old name", "New name")
    ]
    assert [(change.label, change.before, change.after) for change in city.changes] == [
        ("City", "Potosi", "Bonne Terre")
    ]
    assert ("Name", "—", "Old name") in [(change.label, change.before, change.after) for change in added.changes]
    page = client.get(f"/audit/history/core.worksite/{site.pk}/").content.decode()
    assert "<del>Potosi</del> → <ins>Bonne Terre</ins>" in page
    assert page.index("Bonne Terre</ins>") < page.index("New name</ins>")


def test_a_records_history_names_who_changed_it_through_a_page(client):
    administrator, given = make_user(last_name="Ender"), grant(make_user(), "news_editor")
    grant(administrator, "portal_administrator")
    client.force_login(administrator)

    post_form(client, f"{given.get_absolute_url()}end/", note="Changed posts")

    happenings = history_of(RoleGrant, given.pk)
    assert {one.who for one in happenings if one.what in ("Row changed", "End")} == {administrator.get_full_name()}


def test_a_records_history_writes_choices_people_and_places_in_words():
    site, person = make_worksite(name="Sample Farm"), make_user(first_name="Ida", last_name="Sole")
    given = grant(person, "news_editor", worksite=site)

    [added] = row_changes(RoleGrant, given.pk)

    told = {change.label: change.after for change in added.changes}
    assert (told["User"], told["Role"], told["Worksite"]) == ("Ida Sole", "News editor", "Sample Farm")
    assert told["Counts in"] == "One worksite"


def test_refusals_stand_in_a_records_history():
    administrator = make_user()
    grant(administrator, "portal_administrator")
    given = administrator.grants.get()
    log_refusal("end_grant", given, by=administrator, reason="The last one")

    assert [(one.what, one.refused, one.reason) for one in history_of(RoleGrant, given.pk) if one.url] == [
        ("End grant", True, "The last one")
    ]


@pytest.mark.parametrize(
    "path", ["core.worksite/999999", "core.nothing/1", "worksite/1", "no.thing.at.all/1", "core.worksite/9" + "9" * 30]
)
def test_what_has_no_history_does_not_exist(client, auditor, path):
    assert client.get(f"/audit/history/{path}/").status_code == 404


def test_no_password_stands_in_the_history_of_an_account():
    person = make_user()
    person.set_password("a long pass phrase")
    person.save()

    labels = {change.label for one in row_changes(type(person), person.pk) for change in one.changes}

    assert "User name" in labels
    assert not {label for label in labels if "assword" in label}


@pytest.mark.parametrize("rows", [1, 50])
def test_the_trail_takes_the_same_queries_for_any_number_of_rows(client, auditor, django_assert_num_queries, rows):
    for number in range(rows):
        log("inspect", make_worksite(), by=make_user(), reason=str(number))
    client.get("/audit/?act=inspect")  # The first page of a session also writes the session.

    with django_assert_num_queries(12):
        response = client.get("/audit/?act=inspect")

    assert len(listed(response)) == min(rows, 25)


@pytest.mark.parametrize("rows", [1, 50])
def test_a_history_takes_the_same_queries_for_any_number_of_changes(client, auditor, django_assert_num_queries, rows):
    given = grant(make_user(), "news_editor", created_by=make_user())
    for number in range(rows):
        given.reason = f"Reason {number}"
        given.save()
        log("note", given, by=make_user())
    client.get(f"/audit/history/core.rolegrant/{given.pk}/")

    with django_assert_num_queries(15):
        client.get(f"/audit/history/core.rolegrant/{given.pk}/")


def test_the_acts_to_choose_from_are_those_that_happened():
    for act in ("weigh", "count", "count"):
        log(act, by=None)
    end_grant(grant(make_user(), "news_editor"), by=_administrator(), note="Done")

    acts = AuditEvent.objects.acts()

    assert acts == sorted(set(acts))
    assert {"weigh", "count", "end"} <= set(acts)


def _administrator():
    person = make_user()
    grant(person, "portal_administrator")
    return person
