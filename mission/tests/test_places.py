"""Worksites and counties: who finds, changes and closes them, and lists of them brought in from a file."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.imports import Row
from doc_portal.core.models import AuditEvent, SearchEntry, Worksite
from doc_portal.core.search import index_entry
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_role, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from mission.actions.places import close_worksite, revise_worksite
from mission.imports import apply, plan
from mission.tests.factories import READER, make_live_story, make_reader
from personnel.actions.assignments import add_assignment
from personnel.models import Assignment, RoleContact
from personnel.tests.factories import make_assignment
from personnel.tests.factories_contacts import make_contact

STEWARD = (
    *READER, "core.add_worksite", "core.change_worksite", "core.close_worksite", "core.export_worksite",
    "core.import_worksite",
)  # fmt: skip
pytestmark = pytest.mark.django_db


def make_coordinator(worksite):
    """Changes one worksite, reads everywhere."""
    person = make_reader()
    grant(person, make_role("core.change_worksite"), worksite=worksite)
    return person


def close(site, **changed):
    defaults = {"by": make_user(), "closed_on": timezone.localdate(), "note": "Merged"}
    return close_worksite(site, **defaults | changed)


# The list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ERDCC", "Eastern Reception, Diagnostic and Correctional Center"),
        ("q=Community+Release", "Transition Center of Kansas City"),
        ("q=vandalia", "Women&#x27;s Eastern Reception, Diagnostic and Correctional Center"),
        ("kind=transition_center&county=29510", "Transition Center of St. Louis"),
        ("status=closed&q=fulton", "Cremer Therapeutic Community Center"),
    ],
)
def test_a_worksite_is_found_by_abbreviation_former_name_city_kind_county_and_status(client, query, found):
    client.force_login(make_reader())
    page = client.get(f"/worksites/?{query}").content.decode()
    assert found in page
    assert page.count("row-link") == 1


def test_a_filter_that_cannot_be_read_shows_everything_and_says_so(client):
    client.force_login(make_reader())
    answer = client.get("/worksites/?kind=castle&page=abc&sort=nothing")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "We could not read “Kind”" in page
    assert page.count("row-link") == 25


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_takes_the_same_queries_with_one_row_and_with_fifty(client, django_assert_num_queries, rows):
    for n in range(rows):
        make_worksite(city="Nowhere", name=f"Place {n}", abbreviation=f"P{n}", county_id="29187")
    client.force_login(make_reader())
    client.get("/worksites/?q=nowhere")
    with django_assert_num_queries(12):
        client.get("/worksites/?q=nowhere")


def test_an_export_carries_the_marks_and_is_recorded(client):
    steward = make_user(*STEWARD)
    client.force_login(steward)
    lines = b"".join(client.get("/worksites/?q=District+1&export=csv").streaming_content).decode().splitlines()
    head = next(line for line in lines if line.startswith("Name,"))
    assert "Confirmed,Street confirmed,Place confirmed" in head
    assert any("P&P District 1," in line and ",No," in line for line in lines)
    assert AuditEvent.objects.get(act="export", actor=steward).details["format"] == "csv"


def test_readers_may_not_export(client):
    client.force_login(make_reader())
    assert client.get("/worksites/?export=csv").status_code == 403
    assert not AuditEvent.objects.filter(act="export").exists()


# One worksite


def test_a_worksites_page_shows_its_own_live_news(client):
    site = make_worksite()
    make_live_story(title="Lot B is closed", worksite=site)
    make_live_story(title="For everyone")
    client.force_login(make_reader())
    page = client.get(site.get_absolute_url()).content.decode()
    assert "Lot B is closed" in page
    assert "For everyone" not in page


def test_a_coordinator_changes_their_own_worksite_and_no_other(client):
    mine, other = make_worksite(name="Old Place"), make_worksite()
    client.force_login(make_coordinator(mine))
    sent = {"name": "New Place", "kind": "institution", "phone": "573-555-0142", "_version": "1"}
    assert post_form(client, f"/worksites/{mine.slug}/edit/", **sent).status_code == 302
    assert post_form(client, f"/worksites/{other.slug}/edit/", **sent).status_code == 403
    assert post_form(client, f"/worksites/{mine.slug}/close/", closed_on="2026-01-01", note="x").status_code == 403
    assert client.get("/worksites/new/").status_code == 403
    mine.refresh_from_db()
    assert (mine.name, mine.former_names, mine.version) == ("New Place", "Old Place", 2)
    assert "old place" in SearchEntry.objects.get(kind="core.worksite", object_id=mine.pk).folded_title
    assert acts_of(other) == []


def test_a_name_that_only_returns_is_not_a_former_name_twice():
    site, by = make_worksite(name="First"), make_user()
    for number, name in enumerate(("Second", "First", "Second"), start=2):
        site.name, site.version = name, number
        revise_worksite(site, by=by)
    site.refresh_from_db()
    assert site.former_names == "First; Second"


def test_an_abbreviation_is_used_once_in_any_case(client):
    client.force_login(make_user(*STEWARD))
    answer = post_form(client, "/worksites/new/", name="Another", kind="other", abbreviation="erdcc")
    assert answer.status_code == 200
    assert "Another worksite already uses this abbreviation" in answer.content.decode()
    assert not Worksite.objects.filter(name="Another").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_worksite(abbreviation="Erdcc")


def test_a_new_worksite_gets_an_address_of_its_own(client):
    client.force_login(make_user(*STEWARD))
    for _ in range(2):
        assert post_form(client, "/worksites/new/", name="New", kind="other").status_code == 302
    assert list(Worksite.objects.filter(name="New").order_by("pk").values_list("slug", flat=True)) == ["new-2", "new-3"]


# Closing


def test_a_worksite_with_current_assignments_is_not_closed():
    site = make_worksite()
    make_user(works_at=site)
    make_user(works_at=site)
    make_user(works_at=site, is_active=False)
    make_assignment(worksite=site)
    ended = make_assignment(worksite=site)
    Assignment.objects.filter(pk=ended.pk).update(ends_on=timezone.localdate())
    with pytest.raises(Refused, match="3 people work or are to work at"):
        close(site)
    site.refresh_from_db()
    assert (site.status, site.closed_on) == ("open", None)
    assert acts_of(site) == []


def test_a_worksite_where_somebody_is_to_begin_or_a_contact_is_kept_is_not_closed():
    beginning, served = make_worksite(), make_worksite()
    make_assignment(worksite=beginning, starts_on=timezone.localdate() + timedelta(days=20))
    with pytest.raises(Refused, match="1 person works or is to work at"):
        close(beginning)
    contact = make_contact(worksite=served)
    with pytest.raises(Refused, match="1 contact is kept for"):
        close(served)
    RoleContact.objects.filter(pk=contact.pk).update(ended_on=timezone.localdate())
    close(served)
    served.refresh_from_db()
    assert served.status == "closed"


def test_nobody_is_assigned_to_a_closed_worksite():
    person, site = make_assignment().person, make_worksite()
    close(site)
    wanted = Assignment(person=person, title="Clerk", worksite=site, starts_on=timezone.localdate(), primary=False)
    with pytest.raises(Refused, match="is closed"):
        add_assignment(wanted, by=make_user())


@pytest.mark.django_db(transaction=True)
def test_of_closing_a_worksite_and_assigning_somebody_to_it_at_once_one_is_refused():
    person, site, by = make_assignment().person, make_worksite(), make_user()
    wanted = Assignment(person=person, title="Clerk", worksite=site, starts_on=timezone.localdate(), primary=False)
    assert endings(lambda: close(site, by=by), lambda: add_assignment(wanted, by=by)) == ["done", "refused"]


def test_an_empty_worksite_is_closed_once_and_its_page_stays(client):
    site = make_worksite()
    client.force_login(make_user(*STEWARD))
    url = f"/worksites/{site.slug}/close/"
    today = timezone.localdate().isoformat()
    assert post_form(client, url, closed_on=today, note="Merged").status_code == 302
    again = post_form(client, url, closed_on=today, note="Merged")
    assert again.status_code == 409
    assert "as “Closed”" in again.content.decode()
    page = client.get(site.get_absolute_url()).content.decode()
    assert "Closed" in page
    assert "Close worksite" not in page
    assert acts_of(site) == ["close"]
    assert site not in Worksite.objects.open()


def test_a_worksite_known_to_be_closed_without_a_day_is_not_closed_again():
    with pytest.raises(Refused, match="stands as “Closed”"):
        close(Worksite.objects.get(slug="msp"))


# Confirming


def test_what_was_checked_is_confirmed_and_every_mark_goes(client):
    site = make_worksite(status="unverified", confirmed=False, street="1 Main St", street_confirmed=False, source="A")
    client.force_login(make_user(*STEWARD, "core.confirm_worksite"))
    url = f"{site.get_absolute_url()}confirm/"
    assert "To be confirmed" in client.get(site.get_absolute_url()).content.decode()
    assert post_form(client, url, _version="1", note="Call with the warden’s office").status_code == 302
    page = client.get(site.get_absolute_url()).content.decode()
    assert "To be confirmed" not in page.partition("<main")[2]
    assert "is not confirmed" not in page
    assert "Source: A; Call with the warden’s office" in page
    assert f'href="{url}"' not in page
    assert acts_of(site) == ["confirm"]
    assert post_form(client, url, _version="2", note="Again").status_code == 409


def test_a_worksite_in_doubt_is_marked_and_stays_open(client):
    site = make_worksite()
    client.force_login(make_user(*STEWARD, "core.doubt_worksite"))
    assert post_form(client, f"{site.get_absolute_url()}doubt/", _version="1", note="It may move").status_code == 302
    site.refresh_from_db()
    assert (site.status, site.confirmed) == ("unverified", False)
    assert Worksite.objects.open().filter(pk=site.pk).exists()
    assert "This entry is not confirmed" in client.get(site.get_absolute_url()).content.decode()


def test_a_list_moves_a_worksite_between_open_and_to_be_confirmed_by_recorded_acts():
    by = make_user()
    doubted = make_worksite(slug="doubted", name="Doubted", kind="other")
    settled = make_worksite(slug="settled", name="Settled", kind="other", status="unverified", confirmed=False)
    lines = rows_of(
        {"slug": "doubted", "name": "Doubted", "status": "unverified"},
        {"slug": "settled", "name": "Settled", "status": "open"},
        {"slug": "fresh", "name": "Fresh", "status": "unverified"},
    )
    apply(plan(lines, by), by)
    assert dict(Worksite.objects.filter(slug__in=["doubted", "settled", "fresh"]).values_list("slug", "status")) == {
        "doubted": "unverified", "settled": "open", "fresh": "unverified",
    }  # fmt: skip
    assert acts_of(doubted) == ["edit", "doubt"]
    assert acts_of(settled) == ["edit", "confirm"]
    settled.refresh_from_db()
    assert not settled.confirmed  # a mark of its own, which this list said nothing about


# Days


def test_a_worksite_is_not_closed_for_a_day_to_come_nor_before_it_opened():
    site, today = make_worksite(opens_on=timezone.localdate() - timedelta(days=3)), timezone.localdate()
    with pytest.raises(Refused, match="not for a day to come"):
        close(site, closed_on=today + timedelta(days=1))
    with pytest.raises(Refused, match="Choose a later day"):
        close(site, closed_on=today - timedelta(days=3))


@pytest.mark.parametrize(("column", "value"), [("closed_on", "2000-01-01"), ("opens_on", "1066-10-14")])
def test_the_database_refuses_wrong_days(column, value):
    site = make_worksite(opens_on="2001-01-01")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_worksite SET {column} = %s WHERE id = %s", [value, site.pk])  # noqa: S608


# Counties


def test_a_county_shows_its_worksites_and_who_certifies_jail_days(client):
    client.force_login(make_reader())
    page = client.get("/counties/29187/").content.decode()
    assert "sheriff to circuit clerk" in page
    for name in ("Farmington Correctional Center", "Cook-chill plant, Bonne Terre"):
        assert name in page
    assert "superintendent to chief executive officer" in client.get("/counties/29510/").content.decode()
    assert client.get("/counties/99999/").status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_a_county_takes_the_same_queries_with_one_worksite_and_with_fifty(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_worksite(county_id="29001")
    client.force_login(make_reader())
    client.get("/counties/29001/")
    with django_assert_num_queries(10):
        client.get("/counties/29001/")


def test_a_worksite_shows_its_nearest_academy_and_dates_and_choices_in_words(client):
    academy = Worksite.objects.get(slug="eastern-region-training-center")
    site = make_worksite(nearest_academy=academy, opened="1986-12", houses="men and women", custody_level="minimum")
    client.force_login(make_reader())
    page = client.get(site.get_absolute_url()).content.decode()
    for words in (f'<a href="{academy.get_absolute_url()}">{academy}</a>', "December 1986", "Men and women", "Minimum"):
        assert words in page
    assert "Nearest academy" not in client.get("/worksites/acc/").content.decode()


def test_a_coordinator_chooses_the_nearest_academy_among_open_training_centers(client):
    site = make_worksite()
    closed = make_worksite(kind="training_center", status="closed")
    client.force_login(make_coordinator(site))
    page = client.get(f"{site.get_absolute_url()}edit/").content.decode()
    offered = page.partition('name="nearest_academy"')[2].partition("</select>")[0]
    assert "Central Region Training Center" in offered
    for other in (closed.name, site.name, "Algoa"):
        assert other not in offered
    academy = Worksite.objects.get(slug="aec")
    sent = {"name": site.name, "kind": "institution", "nearest_academy": academy.pk, "_version": "1"}
    assert post_form(client, f"{site.get_absolute_url()}edit/", **sent).status_code == 302
    assert Worksite.objects.get(pk=site.pk).nearest_academy == academy


def test_a_worksite_is_not_its_own_nearest_academy():
    site = make_worksite()
    with pytest.raises(IntegrityError), transaction.atomic():
        Worksite.objects.filter(pk=site.pk).update(nearest_academy=site)


# Bringing in a list


def rows_of(*lines):
    return [Row(number, {"slug": "", "name": "", "kind": "other"} | line) for number, line in enumerate(lines, start=2)]


def test_a_list_tells_what_is_new_changed_and_ended_and_changes_nothing_yet():
    closing = make_worksite(slug="closing", name="Closing")
    made = plan(
        rows_of(
            {"slug": "brand-new", "name": "Brand new", "abbreviation": "BN1"},
            {"slug": "fcc", "name": "Farmington Correctional Center", "kind": "institution", "phone": "573-555-0142"},
            {"slug": "closing", "name": "Closing", "kind": "institution", "status": "closed"},
            {"slug": "acc", "name": "Algoa Correctional Center", "kind": "institution"},
        ),
        make_user(),
    )
    assert [change.key for change in made.new] == ["brand-new"]
    assert [(change.key, change.fields) for change in made.changed] == [("fcc", {"phone": ("", "573-555-0142")})]
    assert [change.key for change in made.ended] == ["closing"]
    assert made.unchanged == 1
    assert made.errors == []
    closing.refresh_from_db()
    assert closing.status == "open"
    assert not Worksite.objects.filter(slug="brand-new").exists()


def test_a_plan_is_carried_out_through_the_actions():
    make_worksite(slug="closing", name="Closing")
    by = make_user()
    rows = rows_of(
        {"slug": "brand-new", "name": "Brand new", "county": "City of St. Louis", "capacity": "40", "confirmed": "no"},
        {"slug": "fcc", "name": "Farmington Prison", "kind": "institution"},
        {"slug": "closing", "name": "Closing", "kind": "institution", "status": "closed", "closed_on": "2026-01-31"},
    )
    apply(plan(rows, by), by)
    new, changed, ended = (Worksite.objects.get(slug=slug) for slug in ("brand-new", "fcc", "closing"))
    assert (new.county_id, new.capacity, new.confirmed, new.created_by) == ("29510", 40, False, by)
    assert (changed.name, changed.former_names, changed.version) == (
        "Farmington Prison", "Farmington Correctional Center", 2,
    )  # fmt: skip
    assert (ended.status, ended.closed_on.isoformat()) == ("closed", "2026-01-31")
    assert acts_of(ended) == ["edit", "close"]
    assert not plan(rows, by).changes


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ({"slug": "x", "name": ""}, "name"),
        ({"slug": "x", "name": "x" * 121}, "name"),
        ({"slug": "not a slug", "name": "X"}, "slug"),
        ({"slug": "x", "name": "X", "kind": "castle"}, "kind"),
        ({"slug": "x", "name": "X", "county": "Kent"}, "county"),
        ({"slug": "x", "name": "X", "capacity": "many"}, "capacity"),
        ({"slug": "x", "name": "X", "capacity": "9999999999"}, "capacity"),
        ({"slug": "x", "name": "X", "confirmed": "perhaps"}, "confirmed"),
        ({"slug": "x", "name": "X", "zip": "=1+1"}, "zip"),
        ({"slug": "x", "name": "X", "phone": "../.."}, "phone"),
        ({"slug": "x", "name": "X", "status": "gone"}, "status"),
        ({"slug": "x", "name": "X", "status": "closed"}, "status"),
        ({"slug": "x", "name": "X", "abbreviation": "erdcc"}, "abbreviation"),
        ({"slug": "msp", "name": "Missouri State Penitentiary", "status": "open"}, "status"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_by_line_and_column(line, column):
    made = plan(rows_of(line), make_user())
    assert [(error.line, error.column) for error in made.errors] == [(2, column)]
    assert made.changes == []


def test_a_list_is_checked_on_one_page_and_applied_on_another(client):
    steward = make_user(*STEWARD, "core.add_importrun", "core.view_importrun", "core.apply_importrun")
    client.force_login(steward)
    assert "/manage/imports/worksites/new/" in client.get("/worksites/").content.decode()
    text = "slug,name,kind,phone\nfcc,Farmington Correctional Center,institution,573-555-0142\n"
    file = SimpleUploadedFile("worksites.csv", text.encode(), content_type="text/csv")
    checked = post_form(client, "/manage/imports/worksites/new/", file=file, encoding="utf-8")
    assert checked.status_code == 302
    assert "573-555-0142" in client.get(checked.url).content.decode()
    assert Worksite.objects.get(slug="fcc").phone == ""
    assert post_form(client, f"{checked.url}apply/").status_code == 302
    assert Worksite.objects.get(slug="fcc").phone == "573-555-0142"
    assert acts_of(Worksite.objects.get(slug="fcc")) == ["edit"]


@pytest.mark.parametrize("name", ["\u200b", "\u2800\u00ad", "\ufeff\u3164"])
def test_a_list_may_not_bring_in_a_name_nobody_can_see(name):
    made = plan(rows_of({"slug": "unseen", "name": name, "kind": "institution"}), make_user())
    assert made.changes == []
    [error] = made.errors
    assert (error.line, error.column) == (2, "name")
    assert error.message == "The name holds only characters that cannot be seen. Type it in letters or digits."


def test_a_list_may_not_name_a_worksite_twice_or_close_one_where_people_work():
    site = make_worksite(slug="busy", name="Busy")
    make_user(works_at=site)
    made = plan(
        rows_of(
            {"slug": "busy", "name": "Busy", "status": "closed"},
            {"slug": "acc", "name": "A"},
            {"slug": "acc", "name": "B"},
        ),
        make_user(),
    )
    assert [(error.line, error.column) for error in made.errors] == [(2, "status"), (4, "slug")]
    assert "1 person works or is to work at Busy" in made.errors[0].message


def test_who_looks_for_an_abbreviation_sees_it_in_the_result(client):
    site = make_worksite(name="Zenith Center", abbreviation="ZQC", note="ZQC is a long story about a place")
    index_entry(site)
    client.force_login(make_reader())
    hit = client.get("/search/", {"q": "zqc"}).context["hits"][0]
    assert hit["title"] == "Zenith Center"
    assert "ZQC" in hit["snippet"]
    assert "Institution" in hit["snippet"]
