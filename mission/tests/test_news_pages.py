"""Writing and reading a story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.actions.settings import set_value
from doc_portal.core.models import AuditEvent, SettingKey
from doc_portal.core.tests.factories import make_unit, make_user, make_worksite, post_form
from mission.models import NewsItem
from mission.tests.factories import make_live_story, make_reader, make_story
from mission.tests.factories_words import make_contact
from mission.tests.forms import CREATE, EDITOR, stamp, story_data
from personnel.tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_a_story_names_its_contact_and_who_stands_in_for_a_holder_who_left(client):
    left = make_person(ended_on=timezone.localdate())
    contact = make_contact(service="Badges", holder=left, backup=make_person(last_name="Standin"))
    story = make_live_story(contact=contact, contact_words="")
    client.force_login(make_reader())

    page = client.get(story.get_absolute_url()).content.decode()

    assert f'href="{contact.get_absolute_url()}"' in page
    assert "Position vacant; Test Standin stands in" in page
    assert left.last_name not in page


def test_a_story_from_before_contacts_were_kept_says_whom_to_ask_in_its_words(client):
    story = make_live_story(contact_words="The boiler desk, 573-555-0142")
    client.force_login(make_reader())

    assert "The boiler desk, 573-555-0142" in client.get(story.get_absolute_url()).content.decode()


def test_a_new_story_is_offered_fourteen_days(client):
    client.force_login(make_user(*EDITOR))

    form = client.get(CREATE).context["form"]

    assert form["expire_at"].initial - form["publish_at"].initial == timedelta(days=14)


def test_how_long_a_new_story_stays_up_is_a_setting(client):
    key = SettingKey.objects.get(key="news_days")
    set_value(key, value="30", authority="A memo", starts_on=timezone.localdate(), by=make_user())
    client.force_login(make_user(*EDITOR))

    form = client.get(CREATE).context["form"]

    assert form["expire_at"].initial - form["publish_at"].initial == timedelta(days=30)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": ""}, "id_title", "Enter a title."),
        ({"title": "x" * 101}, "id_title", "Shorten the title to 100 characters; it has 101."),
        ({"summary": ""}, "id_summary", "Enter a summary."),
        ({"summary": "x" * 241}, "id_summary", "Shorten the summary to 240 characters; it has 241."),
        ({"body": ""}, "id_body", "Enter a story."),
        ({"category": "gossip"}, "id_category", "Choose a category from the list."),
        ({"category": ""}, "id_category", "Choose a category."),
        ({"unit": ""}, "id_unit", "Choose a unit that answers for it."),
        ({"contact": ""}, "id_contact", "Choose the contact readers turn to."),
        ({"contact": "0"}, "id_contact", "Choose a contact from the list."),
        ({"publish_at": "soon"}, "id_publish_at", "Enter a start as a date and a time."),
        ({"expire_at": ""}, "id_expire_at", "Enter an end."),
        ({"publish_at": "0001-01-01T00:00"}, "id_publish_at", "Enter a start with a year between 1990 and 2199."),
        ({"expire_at": "9999-12-31T23:59"}, "id_expire_at", "Enter an end with a year between 1990 and 2199."),
        ({"expire_at": "2020-01-01T00:00"}, "id_expire_at", "Choose an end that has not passed yet."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_everything_typed_comes_back(client, fields, field, sentence):
    client.force_login(make_user(*EDITOR))

    response = post_form(client, CREATE, **story_data(make_unit()) | {"image_alt": "A vest"} | fields)

    assert (response.status_code, NewsItem.objects.count()) == (200, 0)
    assert [said for place, said in response.context["errors"] if place.startswith(field)] == [sentence]
    page = response.content.decode()
    assert "Error:" in page
    assert "A vest" in page


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (timedelta(days=3), timedelta(days=3), "Enter an end after the start."),
        (timedelta(days=3), timedelta(days=2), "Enter an end after the start."),
        (timedelta(days=1), timedelta(days=366, minutes=1), "Enter an end at most 365 days after the start."),
    ],
)
def test_a_story_ends_after_it_starts_and_within_a_year(client, starts, ends, sentence):
    client.force_login(make_user(*EDITOR))
    now = timezone.now()

    response = post_form(
        client, CREATE, **story_data(make_unit(), publish_at=stamp(now + starts), expire_at=stamp(now + ends))
    )

    assert response.context["errors"] == [("id_expire_at", sentence)]


def test_a_story_sent_twice_is_kept_once(client):
    client.force_login(make_user(*EDITOR))
    data = story_data(make_unit()) | {idempotency.FIELD: idempotency.new_key()}

    first, second = client.post(CREATE, data), client.post(CREATE, data)

    assert (first.url, second.url) == ("/news/vests-are-here/", "/news/vests-are-here/")
    assert NewsItem.objects.count() == 1


def test_reading_a_story_never_touches_its_row(client):
    story = make_live_story()
    before = NewsItem.objects.values().get(pk=story.pk)
    client.force_login(make_reader())

    client.get(story.get_absolute_url())
    client.get("/news/")

    assert NewsItem.objects.values().get(pk=story.pk) == before


def test_a_story_that_waits_cannot_be_edited_and_what_was_typed_is_kept(client):
    story = make_story(status="submitted")
    client.force_login(make_user(*EDITOR))
    edit = f"{story.get_absolute_url()}edit/"

    assert client.get(edit).url == story.get_absolute_url()
    response = post_form(client, edit, **story_data(story.unit, title="Typed for nothing?", _version=story.version))

    story.refresh_from_db()
    assert response.status_code == 409
    assert "Ask an editor to return it" in response.content.decode()
    assert "Typed for nothing?" in response.content.decode()
    assert story.title != "Typed for nothing?"


def test_a_save_over_a_newer_save_shows_both_texts_and_writes_nothing(client):
    story = make_story(title="Before")
    client.force_login(make_user(*EDITOR))
    first, yours = (story_data(story.unit, title=title, _version=story.version) for title in ("Theirs", "Yours"))
    post_form(client, f"{story.get_absolute_url()}edit/", **first)
    story.refresh_from_db()

    response = post_form(client, f"{story.get_absolute_url()}edit/", **yours)

    story.refresh_from_db()
    assert (response.status_code, story.title) == (409, "Theirs")
    assert "Yours" in response.content.decode()
    assert "Theirs" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 50])
def test_a_story_takes_the_same_queries_however_much_happened_to_it(client, django_assert_num_queries, rows):
    story = make_live_story()
    for _ in range(rows):
        AuditEvent.objects.create(act="edit", record=story, actor=story.created_by)
    client.force_login(make_user(*EDITOR))
    client.get(story.get_absolute_url())

    with django_assert_num_queries(11):
        client.get(story.get_absolute_url())


@pytest.mark.parametrize("worksite", [False, True])
def test_a_story_says_for_whom_it_is(client, worksite):
    site = make_worksite(name="Zenith Center") if worksite else None
    story = make_live_story(worksite=site)
    client.force_login(make_reader())

    facts = dict(client.get(story.get_absolute_url()).context["view"].facts())

    assert facts["Readers"] == ("Zenith Center" if worksite else "Whole department")
