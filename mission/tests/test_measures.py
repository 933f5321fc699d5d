"""Figures the mission unit answers for, and what its units and people own."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Worksite
from doc_portal.core.tests.factories import grant, make_unit, make_user, make_worksite
from mission import owned
from mission.measures import days_to_approval, stories_by_month, stories_published, worksites_to_confirm
from mission.models import NewsItem
from mission.tests.factories import make_function, make_live_story, make_page, unsaved_story

pytestmark = pytest.mark.django_db


def approved_after(days):
    """A story approved now that was sent so many days ago, after an earlier try."""
    story = make_live_story()
    now = timezone.now()
    NewsItem.objects.filter(pk=story.pk).update(approved_at=now)
    kind = ContentType.objects.get_for_model(NewsItem)
    for age in (days, days + 9):
        AuditEvent.objects.create(act="submit", content_type=kind, object_id=story.pk, at=now - timedelta(days=age))


def test_the_median_of_days_from_the_last_sending_to_the_approval():
    NewsItem.objects.filter(approved_at__isnull=False).update(approved_at=timezone.now() - timedelta(days=200))
    assert days_to_approval(timezone.localdate()) is None
    for days in (1, 2, 30):
        approved_after(days)
    assert days_to_approval(timezone.localdate()) == Decimal("2.0")


def appeared(*days):
    for day in days:
        moment = datetime.combine(day, time(12), timezone.get_current_timezone())
        make_live_story(publish_at=moment, expire_at=moment + timedelta(days=1))


def test_stories_are_counted_by_the_month_in_which_they_appeared():
    on = date(2031, 1, 15)
    appeared(date(2030, 1, 1), date(2030, 12, 1), date(2030, 12, 31))
    appeared(date(2029, 12, 31), date(2031, 1, 1))  # before the twelve months, and in the month that still runs
    assert stories_published(on) == 3
    drawn = stories_by_month(on)
    told = [(place.label, place.text) for place in drawn.places]
    assert len(told) == 12
    assert told[0] == ("Jan", "1")
    assert told[1] == ("Feb", "0")
    assert drawn.name.startswith("Stories by month, January 2030 to December 2030: from 1 in Jan to 2 in Dec")
    assert told[-1] == ("Dec", "2")


def test_a_story_of_new_years_eve_in_chicago_counts_in_december_although_it_is_january_in_greenwich():
    moment = datetime(2030, 12, 31, 23, 30, tzinfo=timezone.get_default_timezone())
    make_live_story(publish_at=moment, expire_at=moment + timedelta(days=1))
    assert [place.text for place in stories_by_month(date(2031, 1, 2)).places][-1] == "1"


def test_where_no_story_appeared_nothing_is_drawn():
    assert stories_published(date(2050, 1, 1)) == 0
    assert stories_by_month(date(2050, 1, 1)) is None


def test_worksites_count_while_any_part_waits_to_be_confirmed():
    before = worksites_to_confirm(timezone.localdate())
    make_worksite(confirmed=True)
    site = make_worksite(confirmed=True, street_confirmed=False)
    assert worksites_to_confirm(timezone.localdate()) == before + 1
    Worksite.objects.filter(pk=site.pk).update(street_confirmed=True)
    assert worksites_to_confirm(timezone.localdate()) == before


def test_a_unit_owns_its_page_its_functions_and_stories_not_approved():
    page, other = make_page(), make_page()
    function = make_function(page.unit)
    make_function(other.unit)
    author = make_user()
    draft = unsaved_story(unit=page.unit, created_by=author, slug="owned-draft", status=NewsItem.Status.DRAFT)
    draft.save()
    assert list(owned.pages_of(page.unit)) == [page]
    assert list(owned.functions_of(page.unit)) == [function]
    assert list(owned.unfinished_stories_of(page.unit)) == [draft]
    assert list(owned.unfinished_stories(author)) == [draft]


def test_a_person_owns_the_functions_of_the_units_they_answer_for():
    page = make_page()
    function = make_function(page.unit)
    owner = make_user()
    grant(owner, "unit_owner", unit=page.unit)
    grant(make_user(), "unit_owner", unit=make_unit())
    assert list(owned.functions(owner)) == [function]
