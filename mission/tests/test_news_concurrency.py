"""What must stay true when two people work on the news at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import acts_of, make_unit, make_user
from doc_portal.core.workflow import Refused
from mission.actions.news import approve_story, write_story
from mission.models import NewsItem
from mission.models.news import DEFAULT_LIFE
from mission.tests.factories import make_story

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks):
    """Start every task at the same moment; how each ended."""
    start = Barrier(len(tasks))

    def run(task):
        try:
            start.wait()
            task()
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(tasks)) as pool:
        return sorted(pool.map(run, tasks))


def test_two_pinned_stories_approved_at_once_leave_one_pin():
    stories = [make_story(status="submitted", pinned=True) for _ in range(4)]
    editors = [make_user() for _ in stories]

    ended = at_once(*(lambda s=s, e=e: approve_story(s, by=e) for s, e in zip(stories, editors, strict=True)))

    assert ended == ["done"] * 4
    assert NewsItem.objects.filter(status="approved").count() == 4
    assert NewsItem.objects.filter(status="approved", pinned=True).count() == 1


def test_one_story_is_approved_once():
    story = make_story(status="submitted")
    editors = [make_user(), make_user()]

    assert at_once(*(lambda e=e: approve_story(story, by=e) for e in editors)) == ["done", "refused"]
    assert acts_of(story) == ["approve"]


def test_stories_with_one_title_written_at_once_get_addresses_of_their_own():
    unit, now, authors = make_unit(), timezone.now(), [make_user() for _ in range(4)]

    def write(author: User):
        write_story(
            NewsItem(
                title="Same", summary="Short.", body="Long.", category="wellness", unit=unit, contact="Desk",
                publish_at=now, expire_at=now + DEFAULT_LIFE,
            ),
            by=author,
        )  # fmt: skip

    assert at_once(*(lambda a=a: write(a) for a in authors)) == ["done"] * 4
    assert sorted(NewsItem.objects.values_list("slug", flat=True)) == ["same", "same-2", "same-3", "same-4"]
