"""The home page: what it greets with, which blocks it shows, and what it costs."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from doc_portal.core.models import Worksite
from doc_portal.core.tests.factories import grant, make_role, make_unit, make_user, make_worksite
from mission.models import NewsItem, SiteLink, StatementVersion
from mission.tests.factories import make_live_story, make_reader, make_story
from mission.tests.factories_library import make_version
from mission.tests.today import make_alert, make_event
from mission.views.home import Home

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")


def test_home_shows_the_mission_the_worksite_news_and_save_a_life(client):
    site = Worksite.objects.get(slug="fcc")
    make_live_story(title="For everyone")
    make_live_story(title="For Farmington", worksite=site)
    make_live_story(title="For elsewhere", worksite=make_worksite())
    client.force_login(make_reader(works_at=site, first_name="Dana"))
    page = client.get("/").content.decode()
    for text in ("For everyone", "For Farmington", "St. Francois County", "to enhance public safety.", "Save a life"):
        assert text in page
    assert "For elsewhere" not in page
    assert page.index("Top tasks") < page.index('id="news"') < page.index("Our mission")


def test_every_block_stands_in_the_order_of_the_requirements(client):
    site = make_worksite()
    make_alert(site, severity="critical", text="Gate 2 is shut.")
    make_story(status=NewsItem.Status.SUBMITTED)
    make_live_story(title="For everyone")
    make_event(title="Open house")
    make_version(days=-1)
    reads = ("event", "document", "newsitem", "service")
    editor = make_user("mission.approve_newsitem", *(f"mission.view_{name}" for name in reads), works_at=site)
    grant(editor, make_role("core.use_portal"))
    client.force_login(editor)
    page = client.get("/").content.decode()
    blocks = ("todo", "tasks", "site", "news", "events", "policies", "mission", "save")
    places = [page.index("Gate 2 is shut."), *(page.index(f'<h2 id="{name}"') for name in blocks)]
    assert places == sorted(places)


def test_blocks_with_nothing_to_say_are_absent(client):
    NewsItem.objects.all().update(expire_at=datetime(2020, 1, 15, tzinfo=CHICAGO), publish_at="2020-01-01T00:00Z")
    SiteLink.objects.update(enabled=False)
    client.force_login(make_reader())
    page = client.get("/").content.decode()
    for title in ("My worksite", 'id="news"', "Save a life", 'id="todo"'):
        assert title not in page
    assert "You have nothing to do." in page


def test_a_pinned_story_comes_first_and_five_are_shown(client):
    unit = make_unit()
    make_live_story(unit=unit, title="Pinned", pinned=True)
    for n in range(6):
        make_live_story(unit=unit, title=f"Later {n}")
    client.force_login(make_reader())
    rows = client.get("/").content.decode().partition('id="news"')[2].partition("</section>")[0]
    assert rows.count("<li>") == 5
    assert rows.index("Pinned") < rows.index("Later")


def test_home_shows_five_things_to_do_and_says_how_many_there_are(client):
    editor, unit = make_user("core.use_portal", "mission.view_newsitem", "mission.approve_newsitem"), make_unit()
    for _ in range(7):
        make_story(unit=unit, status=NewsItem.Status.SUBMITTED)
    client.force_login(editor)
    block = client.get("/").content.decode().partition('id="todo"')[2].partition("</section>")[0]
    assert block.count("<li>") == 5
    assert "All 7 items" in block


def test_tasks_are_those_a_person_may_do(client):
    client.force_login(make_reader())
    page = client.get("/").content.decode()
    assert "Find a worksite" in page
    assert "Write a story" not in page


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(3, "evening"), (4, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")],
)
def test_the_greeting_follows_the_clock_in_chicago(rf, hour, greeting):
    view = Home()
    view.request = rf.get("/")
    view.request.user = make_reader(first_name="Dana")
    with time_machine.travel(datetime(2026, 1, 15, hour, 30, tzinfo=CHICAGO), tick=False):
        assert view.greeting == f"Good {greeting}, Dana"


@pytest.mark.parametrize("rows", [1, 50])
def test_home_takes_the_same_queries_with_one_row_and_with_fifty(client, django_assert_num_queries, rows):
    site, unit = make_worksite(county_id="29187"), make_unit()
    for _ in range(rows):
        make_live_story(unit=unit)
        make_live_story(unit=unit, worksite=site)
    client.force_login(make_reader(works_at=site))
    client.get("/")
    with django_assert_num_queries(16):
        client.get("/")


def test_without_a_version_in_force_home_still_opens_and_the_statements_are_not_found(client):
    later = StatementVersion.objects.current().get().effective_on
    client.force_login(make_reader())
    with time_machine.travel(datetime(later.year - 1, 6, 15, 12, tzinfo=CHICAGO)):
        client.force_login(make_reader())
        assert "Our mission</h2>" not in client.get("/").content.decode()
        assert client.get("/about/mission/").status_code == 404
