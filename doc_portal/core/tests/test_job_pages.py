"""Background work as people see it."""

import pytest
from lxml.html import fromstring

from doc_portal.core.jobs import start_job
from doc_portal.core.models import Job
from doc_portal.core.tests.factories import acts_of, make_user, post_form

pytestmark = pytest.mark.django_db


def make_job(by, **fields):
    job = start_job("apply_import", "Import of sites.csv", {"run": 0}, by=by)
    Job.objects.filter(pk=job.pk).update(**fields)
    job.refresh_from_db()
    return job


@pytest.fixture
def owner(client):
    person = make_user("core.use_portal")
    client.force_login(person)
    return person


def test_a_running_job_shows_its_progress_and_renews_itself(client, owner):
    job = make_job(owner, status="running", done=30, total=120, note="Line 30")
    text = client.get(job.get_absolute_url()).content.decode()
    assert "30 of 120, 25 percent" in text
    bar = fromstring(text).get_element_by_id("done")
    assert (bar.tag, bar.get("max"), bar.get("value")) == ("progress", "120", "30")
    assert f'hx-get="{job.get_absolute_url()}?poll=1"' in text
    assert 'hx-trigger="every 3s"' in text
    assert f"{job.get_absolute_url()}cancel/" in text
    Job.objects.filter(pk=job.pk).update(status="done", finished_at="2026-06-01T12:00Z")
    text = client.get(job.get_absolute_url()).text
    assert ("100 percent" in text, "30 of 120" in text) == (True, False)


def test_a_finished_job_shows_its_end_and_no_longer_renews_itself(client, owner):
    job = make_job(owner, status="failed", error="The list is closed <b>today</b>.", finished_at="2026-06-01T12:00Z")
    text = client.get(job.get_absolute_url()).content.decode()
    assert "The list is closed &lt;b&gt;today&lt;/b&gt;." in text
    assert "hx-get" not in text.split('id="progress"')[1].split("</section>")[0]
    assert "cancel/" not in text


def test_a_result_that_lies_elsewhere_is_linked(client, owner):
    job = make_job(owner, status="done", result={"url": "/manage/imports/1/", "label": "See the import"})
    assert '<a href="/manage/imports/1/">See the import</a>' in client.get(job.get_absolute_url()).content.decode()


def test_ones_own_job_is_called_off_and_a_second_time_refused(client, owner):
    job = make_job(owner)
    assert post_form(client, f"{job.get_absolute_url()}cancel/").status_code == 302
    job.refresh_from_db()
    assert (job.status, job.cancel_requested, acts_of(job)) == ("canceled", True, ["start", "cancel"])
    refused = post_form(client, f"{job.get_absolute_url()}cancel/")
    assert refused.status_code == 409
    assert "already canceled" in refused.content.decode()


def test_other_peoples_jobs_are_not_there(client, owner):
    job = make_job(make_user("core.use_portal"))
    for path in ("", "cancel/"):
        assert client.get(f"{job.get_absolute_url()}{path}").status_code == 404
    assert job.title not in client.get("/manage/jobs/").content.decode()


def test_who_looks_after_the_portal_sees_all_jobs_but_needs_a_right_to_end_them(client):
    job = make_job(make_user("core.use_portal"))
    client.force_login(make_user("core.use_portal", "core.view_job"))
    assert job.title in client.get("/manage/jobs/?status=waiting").content.decode()
    page = client.get(job.get_absolute_url())
    assert (page.status_code, "cancel/" in page.content.decode()) == (200, False)
    assert post_form(client, f"{job.get_absolute_url()}cancel/").status_code == 403
    client.force_login(make_user("core.use_portal", "core.view_job", "core.cancel_job"))
    assert "cancel/" in client.get(job.get_absolute_url()).content.decode()
    assert post_form(client, f"{job.get_absolute_url()}cancel/").status_code == 302


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_asks_the_same_number_of_queries_however_long(client, owner, rows, django_assert_num_queries):
    for _ in range(rows):
        make_job(owner)
    client.get("/manage/jobs/")
    with django_assert_num_queries(10):
        assert client.get("/manage/jobs/").status_code == 200
