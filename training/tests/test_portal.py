"""Training on the pages of the whole portal: search, home, the page of the Academy, measures, the week of a shift."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doc_portal.core.models import SearchEntry, Unit
from doc_portal.core.tests.factories import grant, make_user, make_worksite
from personnel.tests.factories import make_assignment, make_person
from training.actions.classes import cancel_class, publish_class
from training.measures import compliance_percent, hours_of_year, retention_percent, seats_used_percent
from training.models import ScheduledClass
from training.tests.factories import make_class, make_course, make_credit, make_enrolment, make_owed, make_version

pytestmark = pytest.mark.django_db


def entries():
    return dict(SearchEntry.objects.filter(kind="training.scheduledclass").values_list("object_id", "title"))


def test_search_knows_a_class_once_it_is_offered_and_by_its_number_alone_once_it_is_not():
    scheduler = make_user()
    one = make_class(make_version(make_course(title="Zebra handling")), status="draft", days=())
    assert entries() == {}
    publish_class(one, by=scheduler)
    assert entries() == {one.pk: f"{one.number} Zebra handling"}
    cancel_class(one, by=scheduler, note="No horses")
    assert entries() == {one.pk: one.number}


@pytest.fixture
def staff():
    """A member of staff with a worksite and an entry, who owes something and has a seat."""
    site = make_worksite()
    user = make_user(works_at=site)
    grant(user, "staff")
    person = make_assignment(make_person(user=user), worksite=site).person
    make_owed(person)
    make_enrolment(make_class(), person)
    return user


def test_home_tells_what_one_owes_and_the_next_class_in_one_query_each(client, staff):
    client.force_login(staff)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/").content.decode()
    assert "All my training" in page
    assert staff.person.enrolments.get().scheduled_class.course.title in page
    aside = ("SAVEPOINT", "RELEASE")
    assert sum(not query["sql"].startswith(aside) for query in asked.captured_queries) <= 20


def test_my_training_and_the_page_of_the_academy_tell_of_classes(client, staff, settings):
    settings.CALENDAR_FEEDS = True
    client.force_login(staff)
    title = staff.person.enrolments.get().scheduled_class.course.title
    mine = client.get("/training/mine/").content.decode()
    assert title in mine
    assert "/me/calendar/" in mine
    unit = Unit.objects.get(reference_key="training-and-employee-development")
    assert title in client.get(unit.get_absolute_url()).content.decode()


def test_what_training_counts():
    today = timezone.localdate()
    late, fine = (make_assignment(make_person()).person for _ in range(2))
    make_owed(late, due_on=today - timedelta(days=1))
    held = make_class(status="completed", days=(-3,), capacity=4)
    make_enrolment(held, fine, "attended")
    make_credit(fine)
    everybody = compliance_percent(today)
    assert 0 < everybody < 100
    assert seats_used_percent(today) == 25
    assert hours_of_year(today) == 8
    assert retention_percent(today) is None


def test_who_leads_a_shift_sees_who_is_away_this_week_and_nobody_of_another_worksite(client):
    site, other = make_worksite(), make_worksite()
    coordinator = make_user(works_at=site)
    grant(coordinator, "staff")
    grant(coordinator, "training_coordinator", worksite=site)
    ours, theirs = (make_assignment(make_person(), worksite=place).person for place in (site, other))
    one = make_class(days=(2, 9))
    for person in (ours, theirs):
        make_enrolment(one, person)
    make_enrolment(make_class(days=(1,)), ours, "waitlisted")
    client.force_login(coordinator)
    page = client.get("/training/this-week/").content.decode()
    assert page.count(str(ours)) == 1
    assert str(theirs) not in page
    assert str(theirs) not in client.get("/training/this-week/?worksite=all").content.decode()
    assert ScheduledClass.objects.count() == 2
