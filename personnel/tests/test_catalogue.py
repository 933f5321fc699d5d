"""The class catalogue: what is known of each class and what it has paid since when; and bringing it in as a list."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.models import SearchEntry
from doc_portal.core.search import rebuild_search
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.values import load_settings
from doc_portal.tests.markup import parse
from personnel.actions.catalogue import add_job_class, add_pay_range, add_reason
from personnel.models import ApprovalRoute, JobClass, PayRange, ReasonCode
from personnel.reference import load
from personnel.tests.factories_hiring import make_job_class, make_pay_range
from personnel.tests.test_lists import bring_in, check

pytestmark = pytest.mark.django_db

RIGHTS = (
    "core.use_portal", "core.add_importrun", "core.view_importrun", "core.apply_importrun", "personnel.view_reasoncode",
    *(f"personnel.{right}_jobclass" for right in ("view", "add", "change", "import", "export")),
    *(f"personnel.{right}_{model}" for right in ("add", "change") for model in ("payrange", "reasoncode")),
)  # fmt: skip


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def analyst():
    load_settings()
    return make_user(*RIGHTS)


# What is brought along


def test_the_five_numbered_classes_and_three_ranges_are_history_that_ended_in_june_2020():
    numbered = JobClass.objects.filter(code__isnull=False).order_by("code")
    assert [(one.code, one.ended_on) for one in numbered] == [
        (code, date(2020, 7, 1)) for code in ("5001", "5002", "5003", "5020", "5035")
    ]
    ranges = PayRange.objects.order_by("job_class__code")
    assert [(one.job_class.code, one.low, one.high, one.starts_on, one.ends_on) for one in ranges] == [
        ("5001", Decimal("28872.00"), Decimal("46176.00"), None, date(2020, 7, 1)),
        ("5003", Decimal("30768.00"), Decimal("49248.00"), None, date(2020, 7, 1)),
        ("5020", Decimal("28872.00"), Decimal("46176.00"), None, date(2020, 7, 1)),
    ]
    assert not PayRange.objects.in_force().exists()
    assert PayRange.objects.in_force(date(2019, 1, 1)).count() == 3


def test_what_no_source_gives_stays_blank_and_grades_keep_their_zero():
    in_use = JobClass.objects.get(slug="correctional-officer-i")
    assert (in_use.code, in_use.pay_grade, in_use.overtime_code, in_use.min_quals) == (None, "", "", "")
    assert in_use.is_in_use
    assert "assumed from the title, to be confirmed" in in_use.note
    assert JobClass.objects.get(code="5002").pay_grade == "04"
    assert JobClass.objects.count() == 66
    assert not ReasonCode.objects.filter(confirmed=True).exists()
    assert list(ApprovalRoute.objects.order_by("no").values_list("kind", "confirmed")) == [
        ("cao", False), ("analyst", False), ("budget", False), ("appointing", False),
    ]  # fmt: skip


def test_what_a_person_changed_is_left_as_it_is():
    assert sum(one.added + one.changed for one in load()) == 0
    ApprovalRoute.objects.filter(no=4).update(ends_on=timezone.localdate(), version=2)
    ReasonCode.objects.filter(code="pay").update(label="Too little pay", version=2)
    JobClass.objects.filter(slug="warden").update(title="Superintendent", version=2)
    load()
    assert ApprovalRoute.objects.count() == 4
    assert ReasonCode.objects.get(code="pay").label == "Too little pay"
    assert JobClass.objects.get(slug="warden").title == "Superintendent"


# Pages


def test_a_class_shows_both_ways_of_pay_and_its_history(client):
    staff = make_user()
    grant(staff, "staff")
    client.force_login(staff)
    job_class = make_job_class(low="28872", high="46176")
    make_pay_range(job_class, low="13.50", high="20", basis=3, starts_on=date(2021, 1, 1))
    make_pay_range(job_class, low="24000", high="36000", starts_on=None, ends_on=date(2020, 7, 1))
    words = " ".join(parse(client.get(job_class.get_absolute_url())).text_content().split())
    assert "$28,872 to $46,176" in words
    assert "a year, or $1,203.00 to $1,924.00 twice a month." in words
    assert "Beginning not known until Jul 1, 2020" in words
    assert "$13.50 to $20.00 an hour" in words
    old = " ".join(parse(client.get("/job-classes/corrections-officer-i/")).text_content().split())
    assert "No pay range is in force today" in old
    assert "Edit" not in old


def test_the_list_shows_classes_in_use_unless_ended_ones_are_asked_for(client):
    staff = make_user()
    grant(staff, "staff")
    client.force_login(staff)
    assert "Corrections Officer I" not in client.get("/job-classes/").content.decode()
    assert "Corrections Officer II" in client.get("/job-classes/?ended=on&q=5002").content.decode()


def test_classes_are_found_by_title_and_number(client):
    make_job_class(title="Farrier", code="9876", scheme="ucp")
    rebuild_search("personnel.jobclass")
    staff = make_user()
    grant(staff, "staff")
    client.force_login(staff)
    for words in ("farrier", "9876"):
        assert "Farrier" in client.get("/search/", {"q": words}).content.decode()
    assert SearchEntry.objects.get(kind="personnel.jobclass", title="Farrier").permission == "personnel.view_jobclass"


def test_a_number_twice_in_one_scheme_and_wrong_pay_are_told_at_the_form(client, analyst):
    client.force_login(analyst)
    body = {
        "title": "Farrier", "scheme": "ucp", "kind": "class", "code": "0042", "category": "trades", "ended_on": "",
        "structure": "", "pay_grade": "04", "overtime_code": "1", "service": "", "probation_months": "",
        "supervisory": "", "eeo4_category": "", "duties": "", "min_quals": "", "ksa": "", "note": "", "source": "",
    }  # fmt: skip
    assert post_form(client, "/job-classes/new/", **body).status_code == 302
    made = JobClass.objects.get(title="Farrier")
    assert (made.slug, made.pay_grade, made.exempt, acts_of(made)) == ("farrier", "04", True, ["create"])
    again = post_form(client, "/job-classes/new/", **body | {"title": "Blacksmith"})
    assert "This scheme already has a class with that number." in again.content.decode()
    assert post_form(client, "/job-classes/new/", **body | {"code": ""}).status_code == 302
    pay = {
        "basis": "1",
        "low": "30,000",
        "high": "$40,000",
        "starts_on": "2026-01-01",
        "ends_on": "",
        "authority": "Plan",
    }
    address = f"/job-classes/{made.slug}/pay/new/"
    assert post_form(client, address, **pay).status_code == 302
    for wrong, sentence in (
        ({"low": "50,000"}, "The lowest pay is above the highest. Check both amounts."),
        ({"ends_on": "2025-12-31"}, "The end must come after the start."),
        ({"starts_on": "2027-01-01"}, "This class already has a pay range by that basis for some of these days."),
        ({"low": "-1"}, "Enter an amount above zero"),
        ({"authority": ""}, "Enter an authority."),
    ):
        answer = post_form(client, address, **pay | wrong)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
    assert made.pay_ranges.count() == 1


def test_reasons_are_added_and_retired_never_deleted(client, analyst):
    client.force_login(analyst)
    body = {"use": "declined", "label": "Moved away", "order": "7"}
    assert post_form(client, "/manage/reasons/new/", **body).status_code == 302
    made = ReasonCode.objects.get(label="Moved away")
    assert (made.code, made.confirmed) == ("moved-away", False)
    assert made in ReasonCode.objects.for_use("declined")
    edit = body | {"retired": "on", "_version": "1"}
    assert post_form(client, f"/manage/reasons/{made.pk}/edit/", **edit).status_code == 302
    assert made not in ReasonCode.objects.for_use("declined")


# The list


def lines(*rows, head="title,scheme,code,low,high,pay_from,pay_until,authority"):
    return "\n".join([head, *rows, ""])


def test_wrong_rows_are_refused_with_their_reason_and_the_others_stand(analyst):
    paid = make_job_class(title="Cook", scheme="ucp", code="0100")
    make_pay_range(paid, low="30000", high="40000", starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    run = check(
        lines(
            "Baker,ucp,0200,30000,40000,2025-01-01,,Plan",
            "Butcher,ucp,0200,,,,,",
            "Miller,ucp,0300,50000,40000,,,Plan",
            "Cook,ucp,0100,31000,41000,2024-06-01,,Plan",
            "Brewer,guild,0400,,,,,",
            "Weaver,ucp,,30000,,,,Plan",
            "Tailor,ucp,,1,2,,,",
            "Spinner,ucp,,,,,,",
            "Dyer,ucp,,,,,,",
            "Dyer,ucp,,,,,,",
        ),
        analyst,
        "jobclasses",
    )
    told = [(one["line"], one["column"], one["message"]) for one in run.report["errors"]]
    assert told == [
        (3, "code", "Line 2 has the same scheme and number “0200”. Keep one of them."),
        (4, "low", "The lowest pay is above the highest. Check both amounts."),
        (
            5,
            "pay_from",
            "The class already has a pay range by that basis from January 1, 2024 until January 1, 2025. End it first, "
            "or correct the days.",
        ),
        (
            6,
            "scheme",
            "“guild” is none of these: Classes before July 2020, Uniform Classification and Pay, Title in use.",
        ),
        (7, "high", "Enter both the lowest and the highest pay, or neither."),
        (8, "authority", "Enter who sets this pay: the pay plan, law or decision."),
        (11, "title", "Line 10 has the same scheme and title “Dyer”. Keep one of them."),
    ]
    assert [one["name"] for one in run.report["changes"]] == ["Baker", "Spinner", "Dyer"]


def test_a_list_adds_classes_with_pay_and_changes_those_it_knows(analyst):
    known = make_job_class(title="Cook", scheme="ucp", code="0100", pay_grade="04")
    pay = make_pay_range(known, low="30000", high="40000", starts_on=date(2024, 1, 1))
    run = bring_in(
        lines(
            "Head cook,ucp,0100,30000,42000,2024-01-01,2026-01-01,Plan of 2024",
            "Cook,ucp,0101,15,20,2026-01-01,,Plan of 2026",
            "Helper,title_in_use,,,,,,",
        ),
        analyst,
        "jobclasses",
    )
    assert (run.status, run.new, run.changed) == ("applied", 2, 1)
    known.refresh_from_db()
    pay.refresh_from_db()
    assert (known.title, known.pay_grade, known.version) == ("Head cook", "04", 2)
    assert (pay.high, pay.ends_on, pay.authority) == (Decimal("42000.00"), date(2026, 1, 1), "Plan of 2024")
    made = JobClass.objects.get(code="0101")
    assert (made.slug, made.pay_ranges.get().low, acts_of(made)) == ("cook", Decimal("15.00"), ["create"])
    assert SearchEntry.objects.filter(kind="personnel.jobclass", object_id=made.pk).exists()


def test_the_catalogue_taken_away_and_brought_in_again_makes_no_difference(client, analyst):
    make_job_class(title="Cook, first class", low="28872", high="46176", min_quals="Two\nlines", overtime_code="2")
    client.force_login(analyst)
    listed = b"".join(client.get("/job-classes/current/").streaming_content).decode().removeprefix("\ufeff")
    run = check(listed, analyst, "jobclasses")
    assert (run.report["changes"], run.report["errors"], run.unchanged) == ([], [], 67)


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_classes_of_one_title_added_at_once_get_addresses_of_their_own():
    people = [make_user() for _ in range(3)]
    assert endings(*(lambda p=p: add_job_class(JobClass(title="Farrier"), by=p) for p in people)) == ["done"] * 3
    found = JobClass.objects.filter(title="Farrier").values_list("slug", flat=True)
    assert sorted(found) == ["farrier", "farrier-2", "farrier-3"]


def test_a_range_follows_on_one_that_ends(analyst):
    job_class = make_job_class()
    make_pay_range(job_class, low="1", high="2", starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    made = add_pay_range(
        PayRange(
            job_class=job_class, basis=1, low=Decimal(2), high=Decimal(3), starts_on=date(2025, 1, 1), authority="Plan"
        ),
        by=analyst,
    )
    assert job_class.pay_now == made


@pytest.mark.django_db(transaction=True)
def test_reasons_of_one_wording_added_at_once_get_codes_of_their_own():
    people = [make_user() for _ in range(3)]
    ended = endings(*(lambda p=p: add_reason(ReasonCode(use="declined", label="Moved"), by=p) for p in people))
    assert ended == ["done"] * 3
    assert sorted(ReasonCode.objects.filter(label="Moved").values_list("code", flat=True)) == [
        "moved", "moved-2", "moved-3",
    ]  # fmt: skip
