"""What may be done with a story, what is refused, and that a refusal leaves nothing behind."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from doc_portal.core.display import long_moment
from doc_portal.core.models import AuditEvent, Notification, SearchEntry
from doc_portal.core.tests.factories import acts_of, make_user, make_worksite
from doc_portal.core.workflow import Refused
from mission import todo
from mission.actions.news import approve_story, archive_story, return_story, revise_story, submit_story, write_story
from mission.models import NewsItem
from mission.tests.factories import make_live_story, make_story, unsaved_story

pytestmark = pytest.mark.django_db

SUBMITTED = NewsItem.Status.SUBMITTED
PAST = timezone.now() - timedelta(days=3)


def found(story) -> bool:
    return SearchEntry.objects.filter(kind="mission.newsitem", object_id=story.pk).exists()


def state_of(story):
    story.refresh_from_db()
    return (story.status, story.version, story.publish_at, story.approved_by_id, story.pinned)


def test_a_new_story_is_its_authors_draft_under_an_address_made_from_its_title():
    author = make_user()

    story = write_story(unsaved_story(title="Vests: they’re here!"), by=author)

    assert (story.status, story.created_by, story.slug) == ("draft", author, "vests-theyre-here")
    assert acts_of(story) == ["create"]


def test_two_stories_with_one_title_get_two_addresses():
    first, second = (write_story(unsaved_story(title="Same title"), by=make_user()) for _ in range(2))

    assert (first.slug, second.slug) == ("same-title", "same-title-2")


@pytest.mark.parametrize(
    ("title", "slug"), [("New", "new-2"), ("!!!", "story"), ("日本", "story"), ("x" * 100, "x" * 100)]
)
def test_an_address_is_never_empty_and_never_that_of_another_page(title, slug):
    assert write_story(unsaved_story(title=title), by=make_user()).slug == slug


def test_a_draft_keeps_its_address_when_its_title_changes():
    story = write_story(unsaved_story(title="First title"), by=make_user())
    story.title = "Second title"

    revise_story(story, by=story.created_by, changed="Title")

    story.refresh_from_db()
    assert (story.title, story.slug) == ("Second title", "first-title")


@pytest.mark.parametrize("status", ["submitted", "approved", "archived"])
def test_only_drafts_can_be_changed(status):
    story = make_story(status=status, title="Kept")
    story.title = "Changed"

    with pytest.raises(Refused, match="cannot be changed"):
        revise_story(story, by=story.created_by)

    story.refresh_from_db()
    assert (story.title, acts_of(story)) == ("Kept", [])


def test_a_draft_whose_end_has_passed_is_not_sent():
    story = make_story(publish_at=PAST, expire_at=PAST + timedelta(days=1))

    with pytest.raises(Refused, match="choose a later end"):
        submit_story(story, by=story.created_by)

    assert (state_of(story)[0], acts_of(story)) == ("draft", [])


def test_approving_before_its_hour_keeps_the_hour_and_records_who_did_it():
    appears = timezone.now() + timedelta(days=1)
    story, editor = make_story(status=SUBMITTED, publish_at=appears), make_user()

    approve_story(story, by=editor, note="Good")

    story.refresh_from_db()
    assert (story.status, story.publish_at, story.approved_by) == ("approved", appears, editor)
    assert story.phase == "Scheduled"
    event = AuditEvent.objects.of(story).get()
    assert (event.act, event.before, event.after, event.actor, event.reason) == (
        "approve", "submitted", "approved", editor, "Good",
    )  # fmt: skip


def test_a_late_approval_lets_the_story_appear_now_and_keeps_its_end():
    story = make_story(status=SUBMITTED, publish_at=PAST, expire_at=timezone.now() + timedelta(days=2))
    ends, before = story.expire_at, timezone.now()

    approve_story(story, by=make_user())

    story.refresh_from_db()
    assert before <= story.publish_at <= timezone.now()
    assert (story.expire_at, story.phase) == (ends, "Live")


def test_a_story_whose_end_has_passed_is_not_approved():
    story = make_story(status=SUBMITTED, publish_at=PAST, expire_at=PAST + timedelta(days=1))
    before = state_of(story)

    with pytest.raises(Refused, match="Return it to its author"):
        approve_story(story, by=make_user())

    assert (state_of(story), acts_of(story), found(story)) == (before, [], False)


def test_nobody_approves_their_own_story_for_the_whole_department():
    story = make_story(status=SUBMITTED)
    before = state_of(story)

    with pytest.raises(Refused, match="Someone else must approve it"):
        approve_story(story, by=story.created_by)

    assert (state_of(story), acts_of(story), found(story)) == (before, [], False)
    assert not Notification.objects.exists()


def test_nobody_approves_for_the_whole_department_what_they_were_the_last_to_change():
    story, editor, other = make_story(), make_user(), make_user()
    story.body = "All of it new."
    revise_story(story, by=editor, changed="Story")
    submit_story(story, by=editor)

    with pytest.raises(Refused, match="You were the last to change"):
        approve_story(story, by=editor)

    assert state_of(story)[0] == "submitted"
    approve_story(story, by=other)
    assert state_of(story)[0] == "approved"


def test_stories_to_approve_leave_out_what_one_was_the_last_to_change():
    editor = make_user("mission.approve_newsitem")
    theirs, changed = make_story(status=SUBMITTED), make_story(status=SUBMITTED, revised_by=editor)

    assert [one.url for one in todo.to_approve(editor)] == [theirs.get_absolute_url()]
    assert changed.needs_another_approver_than(editor)


def test_an_editor_may_approve_their_own_story_for_one_worksite():
    story = make_story(status=SUBMITTED, worksite=make_worksite())

    approve_story(story, by=story.created_by)

    assert state_of(story)[0] == "approved"


@pytest.mark.parametrize("status", ["draft", "approved", "archived"])
def test_only_a_story_that_waits_is_approved(status):
    story = make_story(status=status)

    with pytest.raises(Refused, match="stands as “"):
        approve_story(story, by=make_user())

    assert acts_of(story) == []


def test_approving_twice_is_refused_even_from_a_stale_copy():
    story = make_story(status=SUBMITTED)
    stale = NewsItem.objects.get(pk=story.pk)
    approve_story(story, by=make_user())

    at = AuditEvent.objects.of(story).get().at
    with pytest.raises(Refused, match=f"has stood as “Approved” since {long_moment(at)}. Nothing was changed"):
        approve_story(stale, by=make_user())

    assert acts_of(story) == ["approve"]


def test_the_author_is_told_what_was_decided():
    first, second = make_story(status=SUBMITTED), make_story(status=SUBMITTED)
    editor = make_user()

    approve_story(first, by=editor)
    return_story(second, by=editor, note="Name the warehouse.")

    told = {notice.user_id: notice.title for notice in Notification.objects.all()}
    assert told == {
        first.created_by_id: f"Your story “{first}” was approved",
        second.created_by_id: f"Your story “{second}” was returned for changes",
    }


def test_an_approved_story_is_found_and_an_archived_one_is_not():
    story = approve_story(make_story(status=SUBMITTED), by=make_user())
    assert found(story)

    archive_story(story, by=make_user())

    assert not found(story)


def test_a_story_approved_in_a_transaction_that_fails_is_not_found():
    story = make_story(status=SUBMITTED)

    with transaction.atomic():
        approve_story(story, by=make_user())
        assert found(story)
        transaction.set_rollback(True)

    assert not found(story)


def test_search_finds_a_story_only_while_it_is_live():
    story = approve_story(make_story(status=SUBMITTED), by=make_user())

    entry = SearchEntry.objects.get(kind="mission.newsitem", object_id=story.pk)

    assert (entry.live_from, entry.live_until) == (story.publish_at, story.expire_at)
    assert entry.permission == "mission.view_newsitem"


def test_approving_a_pinned_story_takes_the_pin_from_the_one_before():
    before = make_live_story(pinned=True)
    story = make_story(status=SUBMITTED, pinned=True)

    approve_story(story, by=make_user())

    before.refresh_from_db()
    story.refresh_from_db()
    assert (before.pinned, story.pinned) == (False, True)
    assert acts_of(before) == ["unpin"]


def test_each_worksite_and_the_department_have_a_pin_of_their_own():
    sites = [make_worksite(), make_worksite(), None]

    for site in sites:
        approve_story(make_story(status=SUBMITTED, pinned=True, worksite=site), by=make_user())

    assert NewsItem.objects.filter(pinned=True).count() == len(sites)


def test_a_refused_approval_leaves_the_pin_where_it_was():
    pinned = make_live_story(pinned=True)
    story = make_story(status=SUBMITTED, pinned=True)

    with pytest.raises(Refused):
        approve_story(story, by=story.created_by)

    pinned.refresh_from_db()
    assert pinned.pinned


def test_returning_needs_a_reason():
    story = make_story(status=SUBMITTED)

    with pytest.raises(Refused, match="what the author should change"):
        return_story(story, by=make_user(), note="  ")

    assert (state_of(story)[0], acts_of(story)) == ("submitted", [])


@pytest.mark.parametrize("status", ["draft", "submitted", "archived"])
def test_only_an_approved_story_is_archived(status):
    story = make_story(status=status)

    with pytest.raises(Refused):
        archive_story(story, by=make_user())

    assert state_of(story)[0] == status


def test_editors_have_stories_to_approve_but_not_their_own(django_assert_num_queries):
    editor = make_user("mission.approve_newsitem")
    waiting = make_story(status=SUBMITTED)
    make_story(status=SUBMITTED, created_by=editor)
    make_story()
    editor.scopes  # noqa: B018 - read before counting

    with django_assert_num_queries(1):
        items = todo.to_approve(editor)

    assert [item.url for item in items] == [waiting.get_absolute_url()]
    assert items[0].due_on == timezone.localdate(waiting.publish_at)


def test_stories_to_approve_are_those_of_ones_own_worksite():
    here, there = make_worksite(), make_worksite()
    editor = make_user("mission.approve_newsitem", worksite=here)
    mine = make_story(status=SUBMITTED, worksite=here)
    make_story(status=SUBMITTED, worksite=there)
    make_story(status=SUBMITTED)

    assert [item.url for item in todo.to_approve(editor)] == [mine.get_absolute_url()]


def test_a_returned_story_is_its_authors_to_do_until_it_is_sent_again():
    story = make_story(status=SUBMITTED)
    author = story.created_by
    assert todo.returned(author) == []

    return_story(story, by=make_user(), note="Name the warehouse.")
    assert [item.url for item in todo.returned(author)] == [story.get_absolute_url()]
    assert todo.returned(make_user()) == []

    submit_story(story, by=author)
    assert todo.returned(author) == []
