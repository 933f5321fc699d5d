"""What must stay true when two people work on the news at the same moment."""

import pytest

from doc_portal.core.models import User
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, make_unit, make_user
from mission.actions.news import approve_story, write_story
from mission.models import NewsItem
from mission.tests.factories import make_story, unsaved_story

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_pinned_stories_approved_at_once_leave_one_pin():
    stories = [make_story(status="submitted", pinned=True) for _ in range(4)]
    editors = [make_user() for _ in stories]

    ended = endings(*(lambda s=s, e=e: approve_story(s, by=e) for s, e in zip(stories, editors, strict=True)))

    assert ended == ["done"] * 4
    assert NewsItem.objects.filter(status="approved").count() == 4
    assert NewsItem.objects.filter(status="approved", pinned=True).count() == 1


def test_one_story_is_approved_once():
    story = make_story(status="submitted")
    editors = [make_user(), make_user()]

    assert endings(*(lambda e=e: approve_story(story, by=e) for e in editors)) == ["done", "refused"]
    assert acts_of(story) == ["approve"]


def test_stories_with_one_title_written_at_once_get_addresses_of_their_own():
    unit, authors = make_unit(), [make_user() for _ in range(4)]

    def write(author: User):
        write_story(unsaved_story(title="Same", unit=unit), by=author)

    assert endings(*(lambda a=a: write(a) for a in authors)) == ["done"] * 4
    assert sorted(NewsItem.objects.values_list("slug", flat=True)) == ["same", "same-2", "same-3", "same-4"]
