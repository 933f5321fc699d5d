"""What the database itself refuses, whoever asks and however: raw SQL around the portal."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from doc_portal.core.tests.factories import make_user, make_worksite
from mission.tests.factories import make_live_story, make_story

pytestmark = pytest.mark.django_db


def change(story, assignment, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE mission_newsitem SET {assignment} WHERE id = %s", [*values, story.pk])  # noqa: S608


@pytest.mark.parametrize(
    ("assignment", "rule"),
    [
        ("expire_at = publish_at", "news_ends_after_it_appears"),
        ("expire_at = publish_at - interval '1 second'", "news_ends_after_it_appears"),
        ("expire_at = publish_at + interval '365 days 1 second'", "news_lives_a_year_at_most"),
        (
            "publish_at = '1989-12-31T00:00Z', expire_at = '1990-02-01T00:00Z'",
            "news_dates_within_reason",
        ),
        ("publish_at = '2200-01-01T00:00Z', expire_at = '2200-02-01T00:00Z'", "news_dates_within_reason"),
        ("status = 'approved'", "news_approved_story_names_its_approver"),
        ("status = 'archived', approved_at = now()", "news_approved_story_names_its_approver"),
        ("status = 'live'", "news_status_known"),
        ("contact_words = ''", "news_says_whom_to_ask"),
    ],
)
def test_the_database_refuses_a_story_that_breaks_a_rule(assignment, rule):
    story = make_story()

    with pytest.raises(IntegrityError, match=rule):
        change(story, assignment)


def test_the_database_refuses_an_author_as_approver_of_a_story_for_the_department():
    story = make_story()

    with pytest.raises(IntegrityError, match="news_department_wide_story_not_approved_by_its_author"):
        change(story, "status = 'approved', approved_at = now(), approved_by_id = created_by_id")


def test_the_database_refuses_a_picture_without_words():
    story = make_story()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_attachment (uuid, name, kind, size, sha256, created_at)"
            " VALUES (gen_random_uuid(), 'a.png', 'png', 1, '', now()) RETURNING id"
        )
        (picture,) = cursor.fetchone()

    with pytest.raises(IntegrityError, match="news_picture_has_words"):
        change(story, "image_id = %s", picture)


def test_the_database_refuses_who_changed_a_story_last_as_its_approver_for_the_department():
    story = make_story(revised_by=make_user())

    with pytest.raises(IntegrityError, match="news_department_wide_story_not_approved_by_its_author"):
        change(story, "status = 'approved', approved_at = now(), approved_by_id = revised_by_id")


@pytest.mark.parametrize(
    "assignment",
    ["title = 'Other'", "summary = 'Other'", "body = 'Other'", "status = 'draft'", "status = 'submitted'"],
)
def test_the_database_keeps_the_words_of_an_approved_story(assignment):
    story = make_live_story()

    with pytest.raises(DatabaseError, match="Cannot update rows"):
        change(story, assignment)


def test_the_database_keeps_the_readers_of_an_approved_story():
    with pytest.raises(DatabaseError, match="Cannot update rows"):
        change(make_live_story(), "worksite_id = %s", make_worksite().pk)


@pytest.mark.parametrize("at_worksite", [False, True])
def test_the_database_refuses_a_second_pin_for_the_same_readers(at_worksite):
    worksite = make_worksite() if at_worksite else None
    make_live_story(pinned=True, worksite=worksite)
    second = make_live_story(worksite=worksite)

    with pytest.raises(IntegrityError, match="news_one_pin_per_audience"):
        change(second, "pinned = true")


def test_the_database_refuses_one_address_for_two_stories():
    first, second = make_story(), make_story()

    with pytest.raises(IntegrityError, match="slug"):
        change(second, "slug = %s", first.slug)


def test_the_database_refuses_to_delete_a_story():
    story = make_live_story()

    with pytest.raises(DatabaseError, match="Cannot delete rows"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM mission_newsitem WHERE id = %s", [story.pk])
