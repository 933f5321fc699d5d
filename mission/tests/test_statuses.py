"""The status of a worksite: one at a time, replaced under a lock, normal once it is over, for staff alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import AuditEvent, OutboxMail, SearchEntry
from doc_portal.core.registry import declared
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from mission.actions.statuses import set_status
from mission.models import WorksiteStatus
from mission.tests.forms import stamp
from mission.tests.today import COORDINATOR, make_status, state
from mission.today import status_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def unsaved(worksite, slug="closed", start=timedelta(0), end=None, note="Call your supervisor."):
    now = timezone.now()
    return WorksiteStatus(
        worksite=worksite, state=state(slug), starts_at=now + start, ends_at=now + end if end else None, note=note
    )


def test_the_words_are_data():
    assert list(WorksiteStatus._meta.get_field("state").related_model.objects.values_list("name", flat=True)) == [
        "Normal", "Delayed start", "Closed", "Limited movement", "System outage", "Other",
    ]  # fmt: skip


def test_a_new_status_closes_the_old_one_at_the_same_moment():
    site, by = make_worksite(), make_user()
    old = make_status(site)
    new = set_status(unsaved(site, "delayed-start"), by=by)
    old.refresh_from_db()
    assert old.closed_at == new.starts_at
    assert old.closed_by == by
    assert status_of(site).name == "Delayed start"
    told = AuditEvent.objects.of(new).get()
    assert (told.act, told.before, told.after) == ("set", "Closed", "Delayed start")


def test_a_status_set_for_later_lets_the_present_one_hold_until_then():
    site, by = make_worksite(), make_user()
    make_status(site)
    later = set_status(unsaved(site, "delayed-start", start=8 * HOUR), by=by)
    now = status_of(site)
    assert (now.name, now.until, now.later) == ("Closed", later.starts_at, later)


def test_a_status_set_now_takes_back_one_set_for_later():
    site, by = make_worksite(), make_user()
    set_status(unsaved(site, "delayed-start", start=8 * HOUR), by=by)
    set_status(unsaved(site, "closed"), by=by)
    assert (status_of(site).name, status_of(site).later) == ("Closed", None)
    assert WorksiteStatus.objects.in_force_once().count() == 1


def test_after_its_end_the_worksite_is_normal_since_then():
    site = make_worksite()
    over = timezone.now() - HOUR
    make_status(site, starts_at=over - HOUR, ends_at=over)
    now = status_of(site)
    assert (now.name, now.level, now.since, now.note) == ("Normal", "ok", over, "")


def test_a_worksite_without_any_status_is_normal():
    assert (status_of(make_worksite()).name, status_of(make_worksite()).since) == ("Normal", None)


def test_what_has_been_is_not_rewritten():
    site = make_worksite()
    old = make_status(site)
    new = set_status(unsaved(site, start=-5 * HOUR), by=make_user())
    old.refresh_from_db()
    assert new.starts_at > old.starts_at
    assert old.closed_at == new.starts_at


def test_an_end_in_the_past_or_before_the_start_is_refused_and_leaves_nothing():
    site, by = make_worksite(), make_user()
    old = make_status(site)
    with pytest.raises(Refused, match=r"which has passed. Choose a later end"):
        set_status(unsaved(site, end=-HOUR), by=by)
    with pytest.raises(Refused, match="end before it starts"):
        set_status(unsaved(site, start=3 * HOUR, end=HOUR), by=by)
    old.refresh_from_db()
    assert old.closed_at is None
    assert WorksiteStatus.objects.count() == 1


def test_a_closed_worksite_has_no_status():
    site = make_worksite(status="closed", closed_on=timezone.localdate())
    with pytest.raises(Refused, match="is closed and has no status any more"):
        set_status(unsaved(site), by=make_user())


def test_a_status_across_the_night_clocks_go_back_holds_until_its_moment():
    site = make_worksite()
    start, end = datetime(2020, 11, 1, 4, 0, tzinfo=UTC), datetime(2020, 11, 1, 11, 0, tzinfo=UTC)
    make_status(site, starts_at=start, ends_at=end)  # 11:00 pm to 5:00 am, seven hours
    hours = [hour for hour in range(-1, 9) if WorksiteStatus.objects.current(start + hour * HOUR).exists()]
    assert hours == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_at": "2099-11-01T01:30"}, "1:30 am comes twice"),
        ({"starts_at": "2099-03-08T02:30"}, "2:30 am does not exist"),
        ({"ends_at": "2020-01-01T10:00"}, "Enter an end that has not passed, or leave it empty."),
        ({"starts_at": "2020-01-01T10:00"}, "Enter a start that has not passed"),
        ({"starts_at": "2099-01-02T10:00", "ends_at": "2099-01-02T09:00"}, "Enter an end after the start."),
        ({"note": ""}, "Enter what staff should do."),
        ({"note": "x" * 301}, "to 300 characters; it has 301."),
        ({"state": ""}, "Choose a status."),
        ({"state": "99999"}, "Choose a status from the list."),
    ],
)
def test_bad_input_comes_back_with_its_sentence(client, fields, sentence):
    site = make_worksite()
    client.force_login(make_user(*COORDINATOR, worksite=site))
    body = {"state": state().pk, "starts_at": "", "ends_at": "", "note": "Stay at home."} | fields
    sent = post_form(client, f"/worksites/{site.slug}/status/new/", **body)
    assert sent.status_code == 200
    assert sentence in sent.content.decode()
    assert not WorksiteStatus.objects.exists()


def test_a_coordinator_sets_the_status_of_their_own_worksite_alone(client):
    site, other = make_worksite(), make_worksite()
    client.force_login(make_user(*COORDINATOR, worksite=site, works_at=site))
    until = stamp(timezone.now() + 5 * HOUR)
    body = {"state": state().pk, "starts_at": "", "ends_at": until, "note": "Stay at home."}
    assert post_form(client, f"/worksites/{site.slug}/status/new/", **body).url == site.get_absolute_url()
    assert post_form(client, f"/worksites/{other.slug}/status/new/", **body).status_code == 403
    assert client.get(f"/worksites/{other.slug}/status/new/").status_code == 403
    for page in ("/", site.get_absolute_url()):
        html = client.get(page).content.decode()
        assert "Closed" in html
        assert "Stay at home." in html
    assert "Set status" not in client.get(other.get_absolute_url()).content.decode()


def test_the_form_says_what_is_replaced(client):
    site = make_worksite()
    make_status(site, note="Stay at home today.")
    client.force_login(make_user(*COORDINATOR, worksite=site))
    html = client.get(f"/worksites/{site.slug}/status/new/").content.decode()
    assert "This is replaced" in html
    assert "Stay at home today." in html


def test_the_list_of_worksites_marks_those_that_do_not_run_normally(client):
    make_status(make_worksite(name="Aardvark Center"))
    client.force_login(make_user("core.use_portal", "core.export_worksite"))
    assert '<span class="status bad">Closed</span>' in client.get("/worksites/?q=Aardvark").content.decode()
    exported = b"".join(client.get("/worksites/?q=Aardvark&export=csv").streaming_content).decode()
    assert "Today" not in exported


def test_a_status_is_in_no_mail_search_or_calendar():
    site, by = make_worksite(), make_user()
    set_status(unsaved(site, note="Keep away from the north gate."), by=by)
    assert not OutboxMail.objects.filter(body__icontains="north gate").exists()
    assert not SearchEntry.objects.filter(body__icontains="north gate").exists()
    assert "mission.worksitestatus" not in {source.kind for source in declared("search")}
    assert {source.name for source in declared("calendar")}.isdisjoint({"statuses"})


def insert(site, start, end=None, closed=None):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mission_worksitestatus (worksite_id, state_id, starts_at, ends_at, closed_at, note, version,"
            " created_at) VALUES (%s, %s, %s, %s, %s, 'x', 1, now())",
            [site.pk, state().pk, start, end, closed],
        )


def test_the_database_refuses_two_statuses_for_one_time():
    site, now = make_worksite(), timezone.now()
    insert(site, now, closed=now + 2 * HOUR)
    with pytest.raises(IntegrityError, match="worksite_statuses_do_not_overlap"):
        insert(site, now + HOUR, closed=now + 3 * HOUR)
    insert(site, now + 2 * HOUR)
    with pytest.raises(IntegrityError, match="worksite_has_one_open_status"):
        insert(site, now - 9 * HOUR, end=now - 8 * HOUR)
    insert(site, now + HOUR, closed=now + HOUR)  # taken back before it began: it overlaps with nothing


@pytest.mark.django_db(transaction=True)
def test_coordinators_at_once_leave_one_status_and_no_gap():
    site, people = make_worksite(), [make_user() for _ in range(4)]
    made = at_once(*(lambda by=by: set_status(unsaved(site), by=by) for by in people))
    assert not [one for one in made if isinstance(one, Exception)]
    rows = list(WorksiteStatus.objects.filter(worksite=site).order_by("starts_at", "pk"))
    assert [row.closed_at for row in rows] == [*(row.starts_at for row in rows[1:]), None]
