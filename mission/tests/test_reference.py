"""The reference data: the department's words, every function named for its units, and what a second load may not do."""

import pytest

from doc_portal.core.models import AuditEvent, County, SearchEntry, Unit, Worksite
from doc_portal.core.reference import county_names, load_all
from doc_portal.core.tests.factories import make_user
from mission.actions.units import rename_unit
from mission.models import SiteLink, StatementVersion, UnitFunction, UnitPage
from mission.tests.factories import make_reader

pytestmark = pytest.mark.django_db

FUNCTIONS = {
    "office-of-personnel": ["Recruiting and retaining staff", "Employment Opportunities"],
    "training-and-employee-development": [
        "Pre-service training",
        "In-service training",
        "Management and supervisory training",
        "Regional Training Academy, Farmington",
        "Regional Training Academy, Jefferson City",
        "Regional Training Academy, Saint Joseph",
        "Professional growth",
    ],
    "employee-health-wellness-and-safety": [
        "Job-related health and safety",
        "Communicable and infectious disease control",
    ],
    "fiscal-management-unit": [
        "Oversight of departmental finances",
        "Liaison with state finance offices",
        "Fiscal impact review",
        "SAM II operations and maintenance",
        "Purchasing",
        "Audit Services",
        "County Reimbursement",
    ],
    "offender-financial-services": [
        "Offender canteen",
        "Canteen revenue for recreation, religion and education",
        "Offender banking system",
        "Offenders' personal funds",
        "Savings accounts",
        "Savings bonds",
        "Debts to others",
        "Offender payroll",
        "Accounts receivable",
    ],
    "general-services": [
        "Food services oversight",
        "Commodity food storage and distribution",
        "Construction, maintenance and leasing budgets",
        "Central office business office",
        "Central mailroom and warehouse",
        "Telecommunications",
        "Fleet management",
    ],
    "planning-section": [
        "Process improvement",
        "Strategic planning",
        "Problem solving",
        "Customer satisfaction",
        "Flowcharting",
        "Vision, mission and values guidance",
        "Objectives and outcomes with measures",
        "Action plans",
        "Meeting-management training",
    ],
}


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_every_function_named_for_a_unit_is_a_row_of_its_page_and_leads_to_a_page(client, slug):
    client.force_login(make_reader())
    unit = Unit.objects.get(slug=slug)
    rows = list(unit.functions.all())
    page = client.get(unit.get_absolute_url()).content.decode()
    assert [row.name for row in rows] == FUNCTIONS[slug]
    for row in rows:
        assert f'href="{row.target}"' in page
        answer = client.get(row.target)
        assert answer.status_code == 200
        assert f"<h1>{row.name.replace(chr(39), '&#x27;')}</h1>" in answer.content.decode()
        assert "Who does it and how to reach them" in answer.content.decode()


def test_the_seven_units_stand_in_the_divisions_order_with_their_short_names():
    assert [unit.menu_name for unit in Unit.objects.seven()] == [
        "Personnel", "Training", "Health and safety", "Fiscal", "Offender finance", "General services", "Planning",
    ]  # fmt: skip
    assert UnitPage.objects.count() == 8


def test_the_values_are_anchored_under_the_departments_own_headings(client):
    client.force_login(make_reader())
    version = StatementVersion.objects.current().get()
    values = version.statements.filter(part="value")
    assert [(one.anchor, one.heading) for one in values] == [
        ("staff", "Staff"),
        ("offender-success", "Offender Success"),
        ("accountability", "Accountability"),
        ("restored-communities", "Restored Communities"),
    ]
    page = client.get("/about/values/").content.decode()
    for one in values:
        assert f'id="{one.anchor}"' in page
        for paragraph in one.text.split("\n\n"):
            assert paragraph.replace("'", "&#x27;") in page


def test_the_mission_and_vision_are_the_supplied_wording(client):
    client.force_login(make_reader())
    assert (
        "The Missouri Department of Corrections supervises and provides rehabilitative services to adult offenders in "
        "correctional institutions and Missouri communities to enhance public safety."
    ) in client.get("/about/mission/").content.decode()
    vision = client.get("/about/vision/").content.decode()
    for line in (
        "A Safer Missouri and the Standard of Excellence in Corrections",
        "We desire to be the standard of excellence in the field of corrections.",
        "Through innovation and collaboration, we want to embrace changes that better serve Missouri communities "
        "impacted by criminal behavior and achieve a safer State.",
    ):
        assert line in vision


def test_wording_that_was_not_supplied_is_an_empty_marked_draft_staff_do_not_see(client):
    draft = StatementVersion.objects.of("mission-vision-values").get(status="draft")
    assert draft.change_note == "Wording announced in May 2018: not supplied; to be entered."
    assert not draft.statements.exists()
    client.force_login(make_reader())
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "May 2018" not in client.get("/about/history/").content.decode()


def test_the_home_strip_is_at_most_400_characters_of_the_mission():
    strip = StatementVersion.objects.current().get().strip
    assert 0 < len(strip) <= 400
    assert strip.startswith("The Missouri Department of Corrections supervises")


def test_loading_again_changes_nothing():
    before = AuditEvent.objects.count()
    assert not [brought for brought in load_all() if brought.added or brought.changed]
    assert AuditEvent.objects.count() == before


def test_loading_takes_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(63):
        load_all()


def test_loading_mends_rows_nobody_has_touched():
    Worksite.objects.filter(slug="fcc").update(name="Something else", street="")
    UnitFunction.objects.filter(slug="purchasing").update(summary="Other")
    load_all()
    assert Worksite.objects.get(slug="fcc").name == "Farmington Correctional Center"
    assert UnitFunction.objects.get(slug="purchasing").summary == "Bids, contracts, requisitions."


def test_loading_leaves_what_a_person_changed():
    Worksite.objects.filter(slug="fcc").update(name="Renamed by a person", version=2)
    SiteLink.objects.filter(slug="save-a-life").update(enabled=False, version=2)
    County.objects.filter(fips="29187").update(jail_days_certified_by="")
    load_all()
    assert Worksite.objects.get(slug="fcc").name == "Renamed by a person"
    assert not SiteLink.objects.get(slug="save-a-life").enabled
    assert County.objects.get(fips="29187").jail_days_certified_by == "sheriff to circuit clerk"


def test_loading_does_not_bring_back_a_unit_under_the_address_it_left():
    unit = Unit.objects.get(slug="general-services")
    unit.slug, unit.version = "business-operations", 2
    rename_unit(unit, by=make_user())
    load_all()
    assert not Unit.objects.filter(slug="general-services").exists()
    assert Unit.objects.filter(reference_key="general-services").count() == 1
    assert UnitFunction.objects.filter(unit=unit).count() == 7


def test_sixteen_district_offices_without_a_source_are_loaded_with_a_mark(client):
    doubtful = Worksite.objects.filter(kind="pp_district_office", confirmed=False)
    assert doubtful.count() == 16
    client.force_login(make_reader())
    page = client.get(doubtful.get(slug="pp-1").get_absolute_url()).content.decode()
    assert "To be confirmed" in page
    assert "This entry is not confirmed" in page
    listed = client.get("/worksites/?q=P%26P+District").content.decode()
    assert listed.count("To be confirmed") >= 16


def test_parts_of_a_row_that_are_not_confirmed_are_marked_one_by_one(client):
    client.force_login(make_reader())
    page = client.get("/worksites/mtc/").content.decode()
    for fact in ("30227 US Highway 136", "Minimum"):
        assert f'{fact} <span class="status warn">To be confirmed</span>' in page
    assert "Maryville <span" not in page
    assert page.count("To be confirmed") == 2


def test_the_city_and_the_county_of_st_louis_are_told_apart():
    names = county_names()
    assert names["St. Louis"] == names["St. Louis County"] == "29189"
    assert names["City of St. Louis"] == "29510"
    assert Worksite.objects.get(slug="tcstl").county_id == "29510"


def test_search_knows_what_was_loaded():
    kinds = dict.fromkeys(("core.unit", "core.worksite", "core.county", "mission.unitfunction"), 0)
    for kind in SearchEntry.objects.filter(kind__in=kinds).values_list("kind", flat=True):
        kinds[kind] += 1
    assert kinds == {"core.unit": 8, "core.worksite": 61, "core.county": 115, "mission.unitfunction": 43}
    former = SearchEntry.objects.get(kind="core.worksite", title="Transition Center of Kansas City")
    assert "reentry" in former.folded_title
