"""Pictures of stories: kept, shown with words, taken away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doc_portal.core.tests.factories import make_unit, make_user, post_form
from mission.actions.news import approve_story, submit_story
from mission.models import NewsItem
from mission.tests.factories import make_reader
from mission.tests.forms import CREATE, EDITOR, download, png, story_data

pytestmark = pytest.mark.django_db


def test_a_picture_is_kept_with_the_story_and_shown_with_its_words(client):
    client.force_login(make_user(*EDITOR))
    picture = SimpleUploadedFile("vest.png", png())

    response = post_form(client, CREATE, **story_data(make_unit(), picture=picture, image_alt="A folded vest"))

    story = NewsItem.objects.get()
    page = client.get(response.url).content.decode()
    assert f'src="{story.image.get_absolute_url()}" alt="A folded vest"' in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vest.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("vest.png", b"<html>"),
        ("vest.gif", b"GIF89a"),
    ],
)
def test_a_picture_of_another_kind_is_refused_at_its_field(client, name, content):
    client.force_login(make_user(*EDITOR))

    response = post_form(
        client, CREATE, **story_data(make_unit(), picture=SimpleUploadedFile(name, content), image_alt="A vest")
    )

    assert [place for place, said in response.context["errors"]] == ["id_picture"]
    assert not NewsItem.objects.exists()


def test_a_picture_needs_words(client):
    client.force_login(make_user(*EDITOR))

    response = post_form(client, CREATE, **story_data(make_unit(), picture=SimpleUploadedFile("vest.png", png())))

    assert response.context["errors"] == [("id_image_alt", "Say in words what the picture shows.")]


def test_a_picture_can_be_taken_away_again(client):
    client.force_login(make_user(*EDITOR))
    unit = make_unit()
    post_form(client, CREATE, **story_data(unit, picture=SimpleUploadedFile("vest.png", png()), image_alt="A vest"))
    story = NewsItem.objects.get()

    response = post_form(
        client, f"{story.get_absolute_url()}edit/", **story_data(unit, remove_picture="on", _version=story.version)
    )

    story.refresh_from_db()
    assert (response.status_code, story.image, story.image_alt) == (302, None, "")


def test_a_picture_taken_away_is_not_handed_to_readers(client):
    author, unit = make_user(*EDITOR), make_unit()
    client.force_login(author)
    post_form(client, CREATE, **story_data(unit, picture=SimpleUploadedFile("vest.png", png()), image_alt="A vest"))
    story = NewsItem.objects.get()
    first = story.image.get_absolute_url()
    second = SimpleUploadedFile("vest.png", png(3, 3))
    address = f"{story.get_absolute_url()}edit/"
    post_form(client, address, **story_data(unit, picture=second, image_alt="A vest", _version=story.version))
    story.refresh_from_db()
    approve_story(submit_story(story, by=author), by=make_user())

    pictures = (first, story.image.get_absolute_url())
    assert [download(client, one) for one in pictures] == [200, 200]
    client.force_login(make_reader())
    assert [download(client, one) for one in pictures] == [404, 200]
