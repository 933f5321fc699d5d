"""What leaves the portal as a spreadsheet can do no harm there."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from doc_portal.core.export import inert
from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_could_be_a_formula_gets_an_apostrophe(lead):
    assert inert(f"{lead}1+1") == f"'{lead}1+1"


def test_nul_is_left_out_before_the_lead_is_judged():
    assert inert("\0=1+1") == "'=1+1"


@pytest.mark.parametrize("number", [-5, 3, Decimal("-1.50"), 2.5])
def test_numbers_stay_numbers(number):
    assert inert(number) is number


def test_moments_are_told_in_missouri_time():
    assert inert(datetime(2026, 6, 3, 11, 45, tzinfo=UTC)) == datetime(2026, 6, 3, 6, 45)  # noqa: DTZ001


@pytest.fixture
def clerk(client):
    user = make_user("core.export_worksite", "core.view_worksite")
    grant(user, "staff")
    client.force_login(user)
    return user


NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def rows_of(response, form):
    body = b"".join(response.streaming_content)
    if form == "csv":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(body)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)], sheet


@pytest.mark.django_db
@pytest.mark.parametrize("nasty", NASTY)
def test_a_list_downloads_as_csv_without_formulas(client, clerk, nasty):
    make_worksite(name=nasty, slug="nasty")

    lines = rows_of(client.get(reverse("mission:worksite-list"), {"export": "csv"}), "csv")

    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert any("'" + nasty in line for line in lines)


@pytest.mark.django_db
def test_a_list_downloads_as_a_workbook_without_formulas(client, clerk):
    for place, nasty in enumerate(NASTY):
        make_worksite(name=nasty, slug=f"nasty-{place}")

    _, sheet = rows_of(client.get(reverse("mission:worksite-list"), {"export": "xlsx"}), "xlsx")

    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.django_db
def test_an_export_says_who_when_and_which_filter_and_is_recorded(client, clerk):
    lines = rows_of(client.get(reverse("mission:worksite-list"), {"export": "csv", "q": "Algoa"}), "csv")

    assert str(clerk) in lines[1][0]
    assert "Filter: Name, abbreviation, former name or city: Algoa. 1 row." in lines[1][0]
    event = AuditEvent.objects.get(act="export")
    assert (event.actor, event.details["rows"]) == (clerk, 1)


@pytest.mark.django_db
def test_an_export_names_what_was_chosen_in_the_words_of_its_chips(client):
    unit = make_unit(name="Sample Unit")
    editor = make_user("mission.view_unpublished_newsitem", "mission.export_newsitem", "core.use_portal")
    client.force_login(editor)
    query = {"export": "csv", "unit": unit.pk, "status": "draft"}

    lines = rows_of(client.get(reverse("mission:newsitem-manage"), query), "csv")

    assert "Filter: Status: Draft; Unit: Sample Unit. 0 rows." in lines[1][0]
    assert AuditEvent.objects.get(act="export").reason == "News desk; filter Status: Draft; Unit: Sample Unit"


@pytest.mark.django_db
def test_an_export_without_a_filter_says_so(client, clerk):
    lines = rows_of(client.get(reverse("mission:worksite-list"), {"export": "csv", "sort": "name"}), "csv")

    assert "Filter: none." in lines[1][0]


@pytest.mark.django_db
def test_an_export_needs_its_own_permission(client):
    user = make_user()
    grant(user, "staff")
    client.force_login(user)

    assert client.get(reverse("mission:worksite-list"), {"export": "csv"}).status_code == 403


@pytest.mark.django_db
def test_an_export_holds_only_the_rows_it_is_permitted_for(client):
    here = make_worksite(name="Here")
    make_worksite(name="There")
    user = make_user("core.export_worksite", worksite=here)
    grant(user, "staff")
    client.force_login(user)

    text = str(rows_of(client.get(reverse("mission:worksite-list"), {"export": "csv"}), "csv"))

    assert "Here" in text
    assert "There" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"export": "exe"}, "Lists are exported as CSV or XLSX"),
        ({"export": "csv", "kind": "castle"}, "Nothing was exported: we could not read “Kind” in the filter"),
    ],
)
def test_an_export_that_cannot_be_read_is_refused_with_the_name_of_what_is_wrong(client, clerk, asked, sentence):
    response = client.get(reverse("mission:worksite-list"), asked)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not AuditEvent.objects.filter(act="export").exists()


@pytest.mark.django_db
def test_a_page_number_or_an_order_that_cannot_be_read_keeps_nobody_from_the_export(client, clerk):
    asked = {"export": "csv", "page": "abc", "sort": "nonsense"}
    assert client.get(reverse("mission:worksite-list"), asked).status_code == 200
