"""The news, the news desk and their exports: which stories stand where, and what that costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.factories import acts_of, make_unit, make_user, make_worksite, post_form
from mission.models import NewsItem
from mission.tests.factories import make_live_story, make_reader, make_story
from mission.tests.forms import CREATE, EDITOR, STAFF, listed, story_data

pytestmark = pytest.mark.django_db


def test_a_story_goes_from_its_author_over_an_editor_to_the_news(client):
    unit, author, editor = make_unit(), make_user(*EDITOR), make_user(*EDITOR)
    client.force_login(author)

    response = post_form(client, CREATE, **story_data(unit))
    assert response.url == "/news/vests-are-here/"
    story = NewsItem.objects.get()
    assert "<strong>warehouse</strong>" in client.get(response.url).content.decode()
    assert post_form(client, f"{response.url}submit/").status_code == 302

    client.force_login(editor)
    assert post_form(client, f"{story.get_absolute_url()}approve/").status_code == 302

    client.force_login(make_user(*STAFF))
    assert "New vests arrive on Monday." in client.get("/news/").content.decode()
    assert acts_of(story) == ["create", "submit", "approve"]


def test_the_news_are_live_stories_for_the_department_and_ones_own_worksite(client):
    here, there = make_worksite(), make_worksite()
    for title, fields in {
        "Department": {},
        "Here": {"worksite": here},
        "There": {"worksite": there},
        "Ended": {"expire_at": timezone.now() - timedelta(minutes=1), "publish_at": timezone.now() - timedelta(days=9)},
        "Coming": {"publish_at": timezone.now() + timedelta(days=1)},
    }.items():
        make_live_story(title=title, **fields)
    make_story(title="Draft")
    client.force_login(make_reader(works_at=here))

    assert sorted(listed(client.get("/news/"))) == ["Department", "Here"]
    assert sorted(listed(client.get("/news/?ended=on"))) == ["Department", "Ended", "Here"]
    assert sorted(listed(client.get("/news/?everywhere=on"))) == ["Department", "Here", "There"]
    assert listed(client.get(f"/news/?worksite={there.pk}")) == ["There"]
    assert sorted(listed(client.get("/news/?page=1"))) == ["Department", "Here"]


def test_the_news_are_narrowed_by_category_unit_and_words(client):
    unit = make_unit()
    make_live_story(title="Vests", category="wellness", unit=unit)
    make_live_story(title="Pay", category="policy_pay", body="A raise for all")
    client.force_login(make_reader())

    assert listed(client.get("/news/?category=policy_pay")) == ["Pay"]
    assert listed(client.get(f"/news/?unit={unit.pk}")) == ["Vests"]
    assert listed(client.get("/news/?q=RAISE")) == ["Pay"]
    assert listed(client.get("/news/?q=100%25")) == []


def test_nonsense_in_the_address_gives_the_news_and_a_notice(client):
    make_live_story(title="Vests")
    client.force_login(make_reader())

    response = client.get("/news/?category=gossip&unit=abc&page=last")

    assert listed(response) == ["Vests"]
    assert "We could not read" in response.content.decode()


def test_the_pinned_story_comes_first(client):
    make_live_story(title="Pinned", pinned=True, publish_at=timezone.now() - timedelta(days=5))
    make_live_story(title="Newer")
    client.force_login(make_reader())

    assert listed(client.get("/news/")) == ["Pinned", "Newer"]


def test_the_news_desk_shows_what_one_looks_after(client):
    here = make_worksite()
    for status in ("draft", "submitted", "approved"):
        make_story(status=status, title=f"Here {status}", worksite=here)
    make_story(title="Elsewhere", worksite=make_worksite())
    make_story(title="Department")
    client.force_login(make_user(*EDITOR, worksite=here))

    assert sorted(listed(client.get("/manage/news/"))) == ["Here approved", "Here draft", "Here submitted"]
    assert listed(client.get("/manage/news/?status=submitted")) == ["Here submitted"]
    assert listed(client.get("/manage/news/?phase=live")) == ["Here approved"]
    assert listed(client.get("/manage/news/?phase=ended")) == []


def test_an_export_needs_its_own_permission_and_holds_what_is_shown(client):
    make_live_story(title="=1+1")
    make_live_story(title="Ended", expire_at=timezone.now(), publish_at=timezone.now() - timedelta(days=1))
    client.force_login(make_reader())
    assert client.get("/news/?export=csv").status_code == 403

    client.force_login(make_user(*STAFF, "mission.export_newsitem"))
    rows = b"".join(client.get("/news/?export=csv").streaming_content).decode().splitlines()

    assert rows[-1].startswith("'=1+1,")
    assert not [row for row in rows if row.startswith("Ended,")]
    assert AuditEvent.objects.get(act="export").details == {"rows": 1, "format": "csv"}


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("address", "queries"), [("/news/", 12), ("/manage/news/", 12)])
def test_lists_take_the_same_queries_for_any_number_of_rows(client, django_assert_num_queries, address, queries, rows):
    for _ in range(rows):
        make_live_story()
    client.force_login(make_user(*EDITOR))
    client.get(address)  # The first page of a session also writes the session.

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert len(listed(response)) == min(rows, 25)
