"""Buttons and pages of decisions on a story, and what they tell."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.factories import grant, make_unit, make_user, post_form
from mission.actions.news import return_story, revise_story, submit_story
from mission.tests.factories import make_live_story, make_story
from mission.tests.forms import EDITOR, verbs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", ["edit", "submit"]),
        ("submitted", ["approve", "return"]),
        ("approved", ["archive"]),
        ("archived", []),
    ],
)
def test_an_editor_is_offered_what_is_legal_now(client, status, offered):
    story = make_story(status=status)
    client.force_login(make_user(*EDITOR))

    assert verbs(client.get(story.get_absolute_url())) == offered


def test_authors_are_told_that_someone_else_must_approve_and_get_no_button(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    client.force_login(author)

    page = client.get(story.get_absolute_url())

    assert verbs(page) == ["return"]
    assert "someone else must approve it" in page.content.decode()


def test_approving_ones_own_story_is_refused_with_a_sentence_and_recorded(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    client.force_login(author)

    response = post_form(client, f"{story.get_absolute_url()}approve/", note="It is fine")

    story.refresh_from_db()
    assert (response.status_code, story.status) == (409, "submitted")
    page = response.content.decode()
    assert "Someone else must approve it" in page
    assert "It is fine" in page
    refusal = AuditEvent.objects.of(story).get()
    assert (refusal.outcome, refusal.actor) == ("refused", author)


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_a_decision_on_words_that_have_changed_since_is_refused(client, verb):
    story, editor = make_story(status="submitted", body="Harmless."), make_user(*EDITOR)
    client.force_login(editor)
    seen = client.get(f"{story.get_absolute_url()}{verb}/").context["record_version"]
    return_story(story, by=make_user(), note="Say more.")
    story.refresh_from_db()
    story.body, story.version = "Something else.", story.version + 1
    revise_story(story, by=story.created_by)
    submit_story(story, by=story.created_by)

    response = post_form(client, f"{story.get_absolute_url()}{verb}/", note="Because", _version=seen)

    story.refresh_from_db()
    assert (response.status_code, story.status) == (409, "submitted")
    assert "was changed after you opened this page" in response.content.decode()
    again = response.context["record_version"]
    assert post_form(client, f"{story.get_absolute_url()}{verb}/", note="Because", _version=again).status_code == 302


def test_the_confirming_page_carries_the_version_that_was_read(client):
    story = make_story(status="submitted")
    client.force_login(make_user(*EDITOR))

    page = client.get(f"{story.get_absolute_url()}approve/").content.decode()

    assert f'name="_version" value="{story.version}"' in page


def test_a_late_approval_says_that_the_story_appears_now(client):
    story = make_story(status="submitted", publish_at=timezone.now() - timedelta(days=2))
    client.force_login(make_user(*EDITOR))

    assert "appears as soon as you approve it" in client.get(f"{story.get_absolute_url()}approve/").content.decode()
    page = client.post(
        f"{story.get_absolute_url()}approve/", {idempotency.FIELD: idempotency.new_key()}, follow=True
    ).content.decode()

    assert "so it appears now instead" in page


def test_approving_says_whose_place_at_the_top_is_taken(client):
    make_live_story(pinned=True, title="Old pin")
    story = make_story(status="submitted", pinned=True)
    client.force_login(make_user(*EDITOR))

    assert "from “Old pin”" in client.get(f"{story.get_absolute_url()}approve/").content.decode()


def test_returning_without_a_reason_comes_back_with_a_sentence(client):
    story = make_story(status="submitted")
    client.force_login(make_user(*EDITOR))

    response = post_form(client, f"{story.get_absolute_url()}return/", note="")

    story.refresh_from_db()
    assert (response.status_code, story.status) == (200, "submitted")
    assert response.context["errors"] == [("id_note", "Enter a reason.")]


def test_the_author_reads_why_a_draft_was_returned(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    return_story(story, by=make_user(), note="Name the warehouse.")
    client.force_login(author)

    assert "An editor returned this story: Name the warehouse." in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_an_author_without_an_editors_role_is_offered_no_decision_on_their_story(client, verb):
    author = make_user()
    grant(author, "unit_editor", unit=make_unit())
    story = make_story(status="submitted", created_by=author, unit=author.grants.get().unit)
    client.force_login(author)

    page = client.get(story.get_absolute_url())

    assert verbs(page) == []
    assert f"{story.get_absolute_url()}{verb}/" not in page.content.decode()
