"""Who reads, writes and decides which stories."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite, post_form
from mission.actions.news import approve_story, return_story
from mission.models import NewsItem
from mission.tests.factories import make_live_story, make_reader, make_story
from mission.tests.forms import CREATE, EDITOR, listed, story_data, verbs

pytestmark = pytest.mark.django_db


def test_a_unit_editor_writes_for_their_own_unit_alone(client):
    mine, other = make_unit(), make_unit()
    client.force_login(make_user(*EDITOR, unit=mine))

    offered = list(client.get(CREATE).context["form"].fields["unit"].queryset)
    response = post_form(client, CREATE, **story_data(other))

    assert offered == [mine]
    assert response.context["errors"] == [("id_unit", "Choose a unit that answers for it from the list.")]
    assert post_form(client, CREATE, **story_data(mine)).status_code == 302


def test_a_worksite_editor_writes_for_their_own_worksite_alone(client):
    here, there, unit = make_worksite(), make_worksite(), make_unit()
    client.force_login(make_user(*EDITOR, worksite=here))

    assert post_form(client, CREATE, **story_data(unit)).context["errors"] == [
        ("id_worksite", "Choose the worksite the story is for.")
    ]
    assert post_form(client, CREATE, **story_data(unit, worksite=there.pk)).status_code == 200
    assert post_form(client, CREATE, **story_data(unit, worksite=here.pk)).status_code == 302
    assert NewsItem.objects.get().worksite == here


def test_someone_with_rights_at_one_place_and_another_cannot_mix_them(client):
    """The choices offer both places; the two together are judged when the story is saved."""
    unit, other_unit, here, there = make_unit(), make_unit(), make_worksite(), make_worksite()
    person = make_user(*EDITOR, worksite=here)
    client.force_login(person)

    response = post_form(client, CREATE, **story_data(other_unit, worksite=here.pk))

    assert response.status_code == 302
    assert there not in client.get(CREATE).context["form"].fields["worksite"].queryset
    assert unit in client.get(CREATE).context["form"].fields["unit"].queryset


@pytest.mark.parametrize("verb", ["edit", "submit", "approve", "return", "archive"])
def test_a_right_at_one_worksite_does_nothing_at_another(client, verb):
    here, there = make_worksite(), make_worksite()
    status = {"edit": "draft", "submit": "draft", "archive": "approved"}.get(verb, "submitted")
    story = make_story(status=status, worksite=there)
    mine = make_story(status=status, worksite=here)
    client.force_login(make_user(*EDITOR, worksite=here))

    assert client.get(f"{mine.get_absolute_url()}{verb}/").status_code == 200
    expected = 403 if status == "approved" else 404
    assert client.get(f"{story.get_absolute_url()}{verb}/").status_code == expected
    assert post_form(client, f"{story.get_absolute_url()}{verb}/", note="No").status_code == expected
    story.refresh_from_db()
    assert story.status == status


def test_a_right_at_one_worksite_gives_no_rows_at_another():
    here, there = make_worksite(), make_worksite()
    editor = make_user(*EDITOR, worksite=here)
    mine, theirs = (make_story(status="submitted", worksite=site) for site in (here, there))

    assert list(NewsItem.objects.permitted(editor, "mission.approve_newsitem")) == [mine]
    assert theirs not in NewsItem.objects.visible_to(editor)


@pytest.mark.parametrize("status", ["draft", "submitted", "archived"])
def test_a_story_that_is_not_published_does_not_exist_for_readers(client, status):
    story = make_story(status=status)
    client.force_login(make_reader())

    assert client.get(story.get_absolute_url()).status_code == 404


def test_a_scheduled_story_does_not_exist_for_readers_yet(client):
    story = make_live_story(publish_at=timezone.now() + timedelta(hours=1))
    client.force_login(make_reader())

    assert client.get(story.get_absolute_url()).status_code == 404
    assert listed(client.get("/news/")) == []


@pytest.mark.parametrize("verb", ["edit", "submit", "approve", "return", "archive"])
def test_readers_may_read_and_nothing_else(client, verb):
    story = make_live_story()
    client.force_login(make_reader())

    page = client.get(story.get_absolute_url())
    assert (page.status_code, verbs(page)) == (200, [])
    assert client.get(f"{story.get_absolute_url()}{verb}/").status_code == 403
    assert client.get(CREATE).status_code == 403
    assert client.get("/manage/news/").status_code == 403


def test_readers_do_not_see_the_workings_of_a_story(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    return_story(story, by=make_user(), note="Too long by half")
    NewsItem.objects.filter(pk=story.pk).update(status="submitted")
    approve_story(NewsItem.objects.get(pk=story.pk), by=make_user())

    client.force_login(make_reader())
    assert "Too long by half" not in client.get(story.get_absolute_url()).content.decode()
    client.force_login(author)
    assert "Too long by half" in client.get(story.get_absolute_url()).content.decode()


def test_an_auditor_reads_drafts_with_their_history_and_changes_none(client):
    draft, auditor = make_story(title="Not yet"), make_user()
    grant(auditor, "auditor")
    client.force_login(auditor)

    page = client.get(draft.get_absolute_url())
    assert page.status_code == 200
    assert f"{draft.get_absolute_url()}edit/" not in page.content.decode()
    assert listed(client.get("/manage/news/")) == ["Not yet"]
    assert [client.get(f"/news/{draft.slug}/{verb}/").status_code for verb in ("edit", "submit")] == [403, 403]
