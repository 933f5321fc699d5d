"""The sample news: every state and category, nothing that could be taken for an announcement."""

import pytest
from django.core.management.base import CommandError

from doc_portal.core.models import AuditEvent
from doc_portal.core.sample.context import Size
from doc_portal.core.sample.seeding import load_sample
from mission.models import NewsItem, UnitFunction

pytestmark = pytest.mark.django_db

TINY = Size("tiny", people=80, offices=0, grants=170, traces=0, notices=0, years=1, news=40)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Sign-ins are written beside the test, not into the portal's own folder, and hashed in no time."""
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def told():
    """The stories written out word for word."""
    return NewsItem.objects.exclude(slug__startswith="sample-story-")


def test_there_is_a_story_in_every_state_and_a_live_one_in_every_category():
    load_sample(TINY, 1)
    assert told().count() == 14
    phases = {story.phase for story in told()}
    assert phases == {"Draft", "Waiting for approval", "Scheduled", "Live", "Ended", "Archived"}
    assert set(told().live().values_list("category", flat=True)) == set(NewsItem.Category.values)


def test_a_returned_story_carries_the_reason_in_its_history():
    load_sample(TINY, 1)
    story = NewsItem.objects.get(slug="sample-returned-story-about-shift-bids")
    acts = list(AuditEvent.objects.of(story).values_list("act", "before", "after"))
    assert acts == [("create", "", ""), ("submit", "draft", "submitted"), ("return", "submitted", "draft")]
    assert AuditEvent.objects.of(story).last().reason.startswith("Sample reason")


def test_one_story_is_pinned_for_the_department_and_one_for_a_worksite():
    load_sample(TINY, 1)
    assert set(NewsItem.objects.filter(pinned=True).values_list("worksite__slug", flat=True)) == {None, "fcc"}


def test_every_story_says_in_its_title_that_it_is_a_sample():
    load_sample(TINY, 1)
    assert NewsItem.objects.count() == 14 + 40
    assert not NewsItem.objects.exclude(title__startswith="Sample").exists()


def test_nobody_approved_their_own_story_in_the_sample():
    load_sample(TINY, 1)
    assert not [story for story in NewsItem.objects.all() if story.approved_by_id == story.created_by_id]


def test_functions_get_sample_contacts_where_none_is_known():
    UnitFunction.objects.filter(pk=UnitFunction.objects.first().pk).update(contact_words="The real desk")
    load_sample(TINY, 1)
    assert UnitFunction.objects.first().contact_words == "The real desk"
    assert not UnitFunction.objects.filter(contact=None, contact_words="").exists()
    others = UnitFunction.objects.exclude(contact_words="The real desk")
    assert all(one.phone.startswith("573-555-01") and one.contact_words.endswith("(sample)") for one in others)


def test_news_alone_is_refused_while_there_are_no_people():
    with pytest.raises(CommandError, match="no people yet"):
        load_sample(TINY, 1, unit="mission")
