"""Jobs as anybody finds and reads them: by the clock, in every channel alike, and nothing internal for visitors."""

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.utils import timezone
from lxml import etree, html

from doc_portal.core.models import SearchEntry, Setting, Unit
from doc_portal.core.search import index_entry, search
from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.actions.applications import Sheet, submit_application
from personnel.applying import Asker
from personnel.deadlines import deadline, moment_on
from personnel.models import Posting
from personnel.moments import moments_of
from personnel.postings import closing_soon, unit_jobs
from personnel.tests.factories import make_person
from personnel.tests.factories_announcements import make_announcement, make_closed
from personnel.tests.factories_hiring import make_applicant, make_application, make_job_class, revise

pytestmark = pytest.mark.django_db
Status = Posting.Status
READER = ("core.use_portal", "personnel.view_posting")
INTERNAL = [one for one in Posting.Audience.values if one != "public"]


@pytest.fixture
def public(settings):
    settings.PUBLIC_JOBS = True


@pytest.fixture
def reader():
    return make_user(*READER)


def scheduled(**fields):
    now = timezone.now()
    return make_announcement(
        Status.PUBLISHED, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=20), **fields
    )


# --- The clock ---


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ((2026, 3, 8), datetime(2026, 3, 9, 4, 59, tzinfo=UTC)),
        ((2026, 11, 1), datetime(2026, 11, 2, 5, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_one_minute_to_midnight_also_when_the_clocks_change(day, last):
    closes = moment_on(datetime(*day).date())  # noqa: DTZ001 - a day typed without a zone
    assert closes == last
    posting = make_announcement(
        Status.PUBLISHED, opens_at=last - timedelta(days=9), closes_at=closes, announced_closes_at=closes
    )
    still_open = Posting.objects.open(at=last - timedelta(seconds=1)).filter(pk=posting.pk).exists()
    over = Posting.objects.open(at=last).filter(pk=posting.pk).exists()
    assert (still_open, over) == (True, False)
    assert posting.is_open(last - timedelta(seconds=1))
    assert not posting.is_open(last)


def test_a_deadline_is_told_to_the_minute_with_its_zone():
    year = timezone.localdate().year
    assert deadline(datetime(2026, 3, 4, 5, 59, tzinfo=UTC)).startswith("11:59 PM Central Time, Tue Mar 3")
    assert deadline(datetime(year, 7, 4, 17, 0, tzinfo=UTC)).startswith("12:00 PM Central Time, ")
    assert deadline(datetime(year + 1, 7, 4, 17, 0, tzinfo=UTC)).endswith(f", {year + 1}")


def test_list_page_home_and_search_follow_the_clock_alike(client, reader):
    live, over, coming = make_announcement(Status.PUBLISHED), make_closed(), scheduled()
    for one in (live, over, coming):
        index_entry(one)
    client.force_login(reader)
    listed = client.get("/jobs/").content.decode()
    assert [one.number in listed for one in (live, over, coming)] == [True, False, False]
    found = [hit.url for hit in search(reader, live.job_class.title).hits]
    assert found == [live.get_absolute_url()]
    assert {one.kind for one in SearchEntry.objects.filter(kind="personnel.posting")} == {"personnel.posting"}
    assert closing_soon(None)["jobs"] == [live]
    assert client.get(coming.get_absolute_url()).status_code == 404
    closed = client.get(over.get_absolute_url())
    tree = html.fromstring(closed.content.decode())
    assert "Closed" in tree.xpath("string(//main//*[@role='status'][1])")
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert closed["X-Robots-Tag"] == "noindex"
    assert tree.xpath("//script[@type='application/ld+json']") == []


def test_the_last_place_taken_ends_it_in_every_channel(client, reader, public):
    capped = make_announcement(Status.PUBLISHED, closing_type="cap", applicant_cap=1)
    index_entry(capped)
    assert len(search(reader, capped.job_class.title).hits) == 1
    told = {"statement": "Words", "phone": "", "places": [], "answers": [], "certified": "yes"}
    submit_application(capped, Sheet({"statement": "Words"}), told=told, asker=Asker(applicant=make_applicant()))
    assert search(reader, capped.job_class.title).hits == []
    for url in ("/jobs/", "/jobs/feed.rss", "/jobs/sitemap.xml"):
        assert capped.public_slug not in client.get(url).content.decode()
    page = client.get(capped.get_absolute_url()).content.decode()
    assert "when 1 application had arrived" in " ".join(page.split())
    assert "application/ld+json" not in page
    assert closing_soon(None) is None


def test_who_works_on_it_sees_its_line_of_time_and_readers_do_not(client, reader):
    live = make_announcement(Status.PUBLISHED)
    closes = live.closes_at - timedelta(days=2)
    revise(live, closes_at=closes)
    told = [(one.what, one.is_past) for one in moments_of(live)]
    assert told == [
        ("Approved", True), ("Published", True), ("Opens", True), ("Written", True), ("Closes", False),
        ("Deadline announced at first", False),
    ]  # fmt: skip
    client.force_login(reader)
    assert "Deadline announced at first" not in client.get(live.get_absolute_url()).content.decode()
    client.force_login(make_user(*READER, "personnel.view_unpublished_posting"))
    assert "Deadline announced at first" in client.get(live.get_absolute_url()).content.decode()


def test_the_last_day_says_so(client, reader):
    last = make_announcement(
        Status.PUBLISHED,
        opens_at=timezone.now() - timedelta(days=8),
        closes_at=moment_on(timezone.localdate()),
    )
    client.force_login(reader)
    for url in ("/jobs/", last.get_absolute_url()):
        shown = client.get(url).content.decode()
        assert "Closes today" in shown
        assert "11:59 PM Central Time" in shown


# --- Finding ---


def test_jobs_are_found_by_class_category_place_shift_type_pay_and_time(client, reader):
    north = make_worksite(name="North Prison", region="North")
    now = timezone.now()
    cook = make_job_class(title="Cook", category="food", low=30_000, high=40_000)
    wanted = make_announcement(
        Status.PUBLISHED, worksite=north, job_class=cook, shift="3", appointment_type="hourly", pay_high=40_000,
        closes_at=now + timedelta(days=2), announced_closes_at=now + timedelta(days=2), title="Night cook",
    )  # fmt: skip
    other = make_announcement(Status.PUBLISHED, pay_high=33_000)
    client.force_login(reader)
    for query in (
        f"job_class={cook.pk}", "category=food", f"worksite={north.pk}", "region=North", "shift=3", "kind=hourly",
        "pay=39,500", "soon=on", "q=night+cook", "q=north",
    ):  # fmt: skip
        shown = client.get(f"/jobs/?{query}").content.decode()
        assert (wanted.number in shown, other.number in shown) == (True, False), query
    assert "We could not read" in client.get("/jobs/?pay=plenty").content.decode()


def test_jobs_are_sorted_by_close_newness_and_pay(client, reader):
    now = timezone.now()
    first = make_announcement(Status.PUBLISHED, opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=1))
    endless = make_announcement(
        Status.PUBLISHED, opens_at=now - timedelta(days=3), closes_at=None, closing_type="until_filled", pay_low=None,
        pay_high=None,
    )  # fmt: skip
    best = make_announcement(
        Status.PUBLISHED, opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=5), pay_high=49_000
    )
    client.force_login(reader)

    def order(query):
        rows = html.fromstring(client.get(f"/jobs/{query}").content.decode()).xpath("//ul[@class='rows']/li//a/@href")
        return [next(one for one in (first, endless, best) if one.public_slug in href) for href in rows]

    assert order("") == [first, best, endless]
    assert order("?sort=-opens") == [best, endless, first]
    assert order("?sort=-pay") == [best, first, endless]


def test_an_announcement_tells_pay_both_ways_and_the_leave_of_its_opening_day(client, reader):
    posting = make_announcement(Status.PUBLISHED, pay_low=38_400, pay_high=48_000)
    client.force_login(reader)
    shown = " ".join(client.get(posting.get_absolute_url()).content.decode().split())
    assert "$38,400 to $48,000" in shown
    assert "$1,600 to $2,000" in shown
    assert "10 hours of annual leave and 10 hours of sick leave a month" in shown
    Setting.objects.filter(key__key__in=["annual_leave_hours", "sick_leave_hours"]).update(ends_on=timezone.localdate())
    later = make_announcement(Status.PUBLISHED, opens_at=timezone.now() - timedelta(seconds=1))
    assert "hours of annual leave" in client.get(posting.get_absolute_url()).content.decode()
    assert "hours of annual leave" not in client.get(later.get_absolute_url()).content.decode()


# --- Visitors ---


def test_while_the_switch_is_off_visitors_sign_in_and_feeds_do_not_exist(client, settings):
    posting = make_announcement(Status.PUBLISHED)
    for url in ("/jobs/", posting.get_absolute_url()):
        assert client.get(url).url.startswith("/accounts/login/?next=/jobs/")
    assert client.get("/jobs/feed.rss").status_code == 404
    assert client.get("/jobs/sitemap.xml").status_code == 404
    settings.PUBLIC_JOBS = True
    answer = client.get("/jobs/")
    assert answer.status_code == 200
    tree = html.fromstring(answer.content.decode())
    assert tree.xpath("//a[@class='brand']/@href") == ["/jobs/"]
    assert tree.xpath("//a[@class='sign-in']/text()") == ["Staff sign in"]
    assert "/jobs/" in html.fromstring(client.get("/accounts/login/").content.decode()).xpath("//main//a/@href")
    assert tree.xpath("//nav[contains(@class, 'unit-nav')]") == []
    assert tree.xpath("//form[contains(@class, 'find')]") == []
    assert client.post("/jobs/").status_code == 405
    assert client.get("/jobs/?export=csv").status_code in (302, 403)


@pytest.mark.parametrize("audience", INTERNAL)
def test_what_is_internal_does_not_exist_for_visitors_in_any_channel(client, public, reader, audience):
    internal = make_announcement(Status.PUBLISHED, audience=audience, title="Inside only")
    shown = make_announcement(Status.PUBLISHED)
    index_entry(internal)

    answer = client.get(internal.get_absolute_url())

    assert answer.status_code == 404
    assert "See the open jobs" in answer.content.decode()
    assert "Go to the home page" not in answer.content.decode()
    assert "Inside only" not in answer.content.decode()
    for url in ("/jobs/", "/jobs/?q=inside", f"/jobs/?job_class={internal.job_class_id}"):
        listed = client.get(url).content.decode()
        assert internal.number not in listed
        assert f'value="{internal.job_class_id}"' not in listed
    for url in ("/jobs/feed.rss", "/jobs/sitemap.xml"):
        text = client.get(url).content.decode()
        assert internal.public_slug not in text
        assert shown.public_slug in text
    assert client.get(f"/search/?q={internal.number}").status_code == 302
    client.force_login(reader)
    inside = client.get(internal.get_absolute_url())
    assert inside.status_code == 200
    assert "application/ld+json" not in inside.content.decode()
    assert internal.public_slug not in client.get("/jobs/feed.rss").content.decode()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN])
def test_what_is_not_announced_does_not_exist_for_visitors(client, public, status):
    posting = make_announcement(status)
    assert client.get(posting.get_absolute_url()).status_code == 404
    assert posting.public_slug not in client.get("/jobs/feed.rss").content.decode()


def test_the_feed_is_read_by_a_feed_reader(client, public):
    now = timezone.now()
    older = make_announcement(Status.PUBLISHED, opens_at=now - timedelta(days=5), title="Cook <I> & baker")
    newer = make_announcement(Status.PUBLISHED, opens_at=now - timedelta(days=1))
    make_closed()
    scheduled()

    read = feedparser.parse(client.get("/jobs/feed.rss").content)

    assert not read.bozo
    assert read.version == "rss20"
    assert [one.link.rsplit("/", 2)[1] for one in read.entries] == [newer.public_slug, older.public_slug]
    assert read.entries[1].title == f"Cook <I> & baker ({older.number})"
    assert older.deadline in read.entries[1].summary
    assert read.entries[1].published_parsed[:3] == older.opens_at.astimezone(UTC).timetuple()[:3]


def test_the_sitemap_names_what_is_open_alone(client, public, settings):
    live, over = make_announcement(Status.PUBLISHED), make_closed()
    tree = etree.fromstring(client.get("/jobs/sitemap.xml").content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = tree.xpath("//s:url/s:loc/text()", namespaces=space)
    assert [one.removeprefix(settings.PORTAL_ADDRESS) for one in found] == ["/jobs/", live.get_absolute_url()]
    assert over.public_slug not in "".join(found)


REQUIRED = {"title", "datePosted", "description", "hiringOrganization", "jobLocation"}
WANTED = {"validThrough", "employmentType", "baseSalary", "identifier", "directApply"}


def test_an_open_public_announcement_carries_a_job_posting(client, public):
    site = make_worksite(name="North Prison", street="1 Main St", city="Cameron", zip="64429")
    posting = make_announcement(
        Status.PUBLISHED,
        worksite=site,
        duties="Cook.</script><script>alert(1)</script>",
        pay_low=36_000,
        pay_high=48_000,
    )
    source = client.get(posting.get_absolute_url()).content.decode()
    (block,) = html.fromstring(source).xpath("//script[@type='application/ld+json']/text()")

    told = json.loads(block)

    assert told["@context"] == "https://schema.org/"
    assert told["@type"] == "JobPosting"
    assert set(told) >= REQUIRED | WANTED
    assert "</script><script>alert(1)" not in block
    assert datetime.fromisoformat(told["validThrough"]) == posting.closes_at
    assert datetime.fromisoformat(told["datePosted"]) == posting.opens_at
    assert told["identifier"]["value"] == posting.number
    (place,) = told["jobLocation"]
    assert place["address"] == {
        "@type": "PostalAddress", "streetAddress": "1 Main St", "addressLocality": "Cameron", "postalCode": "64429",
        "addressRegion": "MO", "addressCountry": "US",
    }  # fmt: skip
    salary = told["baseSalary"]["value"]
    assert (salary["minValue"], salary["maxValue"], salary["unitText"]) == (36_000, 48_000, "YEAR")
    assert told["employmentType"] == "FULL_TIME"
    assert shapes(told) == {
        "": "JobPosting",
        "baseSalary": "MonetaryAmount",
        "baseSalary.value": "QuantitativeValue",
        "hiringOrganization": "Organization",
        "identifier": "PropertyValue",
        "jobLocation": "Place",
        "jobLocation.address": "PostalAddress",
    }
    assert told["baseSalary"]["currency"] == "USD"
    assert told["directApply"] is True
    assert told["hiringOrganization"]["name"]


def shapes(thing, path="") -> dict[str, str]:
    """The schema.org type of every thing within a thing, by the way there; a list counts as each of its members."""
    found = {path: thing["@type"]}
    for name, value in thing.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found |= shapes(one, f"{path}.{name}".strip("."))
    return found


def test_the_page_leads_to_applying_and_says_what_is_not_submitted(client, reader, public):
    posting = make_announcement(Status.PUBLISHED)
    apply = f"{posting.get_absolute_url()}apply/"
    assert f'href="{apply}"' in client.get(posting.get_absolute_url()).content.decode()
    client.force_login(reader)
    assert f'href="{apply}"' not in client.get(posting.get_absolute_url()).content.decode()
    person = make_person(user=make_user(*READER, "personnel.apply_application"))
    client.force_login(person.user)
    assert f'href="{apply}"' in client.get(posting.get_absolute_url()).content.decode()
    make_application("draft", posting=posting, person=person)
    assert "Not submitted" in client.get(posting.get_absolute_url()).content.decode()
    closed = make_closed()
    assert f'href="{closed.get_absolute_url()}apply/"' not in client.get(closed.get_absolute_url()).content.decode()


def test_the_unit_page_of_personnel_shows_jobs_and_no_other_does():
    make_announcement(Status.PUBLISHED)
    units = {unit.slug: unit_jobs(None, unit) for unit in Unit.objects.seven()}
    assert [slug for slug, shown in units.items() if shown] == ["office-of-personnel"]


def test_an_open_announcement_leads_to_applying_and_a_closed_one_does_not(client):
    staff = make_user(*READER, "personnel.apply_application")
    job, over, elsewhere = (
        make_announcement(Status.PUBLISHED),
        make_closed(),
        make_announcement(Status.PUBLISHED, apply_here=False, how_to_apply="By mail"),
    )
    links = {}
    for asker in (staff, make_user(*READER)):
        client.force_login(asker)
        for one in (job, over, elsewhere):
            links[asker.pk, one.pk] = f'href="{one.get_absolute_url()}apply/"' in (
                client.get(one.get_absolute_url()).content.decode()
            )
    assert [key for key, there in links.items() if there] == [(staff.pk, job.pk)]
