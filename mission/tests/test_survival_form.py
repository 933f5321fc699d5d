"""The benchmark that kills processes posts stories: what it sends must be what the form takes."""

import uuid

import pytest

from bench.stories import story
from doc_portal.core.models import Unit
from doc_portal.core.tests.factories import make_user
from mission.models import NewsItem
from mission.tests.factories_words import make_contact
from mission.tests.forms import CREATE, EDITOR

pytestmark = pytest.mark.django_db


def test_what_the_benchmark_types_into_a_new_story_is_taken(client):
    make_contact(Unit.objects.seven()[0])
    client.force_login(make_user(*EDITOR))
    key = str(uuid.uuid4())
    sent = client.post(CREATE, story(client.get(CREATE).content.decode(), key))
    assert sent.status_code == 302
    assert NewsItem.objects.get().title == key
