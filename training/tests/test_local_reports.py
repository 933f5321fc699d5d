"""Training a worksite held by itself: the roster's lines, the lesson plan, and the registrar's answer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.tests.factories import grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from training.actions.local_reports import accept_report, return_report, send_report
from training.models import LocalReport, TrainingCredit
from training.tests.factories import make_credit, make_version

pytestmark = pytest.mark.django_db
PLAN = b"Objectives: keys, counts, keys again."


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.FILE_STORE = tmp_path


@pytest.fixture
def site():
    return make_worksite()


@pytest.fixture
def coordinator(site):
    user = make_user()
    grant(user, "staff")
    grant(user, "training_coordinator", worksite=site)
    return user


@pytest.fixture
def registrar():
    user = make_user()
    grant(user, "staff")
    grant(user, "training_registrar")
    return user


def officer(site):
    return make_assignment(make_person(), worksite=site).person


def typed(site, version, roster, **more):
    told = {
        "worksite": site.pk, "course_version": version.pk, "held_on": timezone.localdate().isoformat(),
        "taught_by": "Sgt. Example", "people": roster,
    }  # fmt: skip
    return told | more


def reported(client, coordinator, site, roster, version=None, **more) -> LocalReport:
    client.force_login(coordinator)
    plan = SimpleUploadedFile("plan.txt", PLAN)
    answer = post_form(
        client, "/training/reports/new/", **typed(site, version or make_version(), roster, plan=plan, **more)
    )
    assert answer.status_code == 302, answer.text
    return LocalReport.objects.get()


def test_a_worksite_reports_and_the_registrar_accepts_with_the_credit(client, coordinator, registrar, site):
    there, short, twice = (officer(site) for _ in range(3))
    version = make_version()
    make_credit(twice, version)
    roster = f"{there.employee_number} 480\n{short.employee_number}, 100\n{twice.employee_number} 480 minutes"
    report = reported(client, coordinator, site, roster, version)
    page = client.get(report.get_absolute_url()).text
    assert "Too short for the credit" in page
    assert "plan.txt" in page
    send_report(report, by=coordinator)
    client.force_login(registrar)
    assert "Return report" in client.get(report.get_absolute_url()).text
    assert post_form(client, f"{report.get_absolute_url()}accept/", note="").status_code == 302
    made = TrainingCredit.objects.filter(source="local").order_by("pk")
    assert [(one.person, one.hours, one.counts) for one in made] == [(there, 8, True), (twice, 8, False)]


def test_each_line_of_the_roster_that_cannot_be_read_is_told(client, coordinator, site):
    known, long = officer(site), officer(site)
    client.force_login(coordinator)
    roster = f"X1 60\n{known.employee_number}\n{known.employee_number} 60\n{long.employee_number} 00000000140000"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = post_form(
        client, "/training/reports/new/", **typed(site, make_version(), roster, held_on=tomorrow, plan="")
    )
    assert answer.status_code == 200
    assert "Line 1: Nobody you answer for has the employee number X1" in answer.text
    assert "Line 2: write the minutes behind the number" in answer.text
    assert "Line 3:" in answer.text
    assert "Line 4: write the minutes behind the number" in answer.text
    assert "training is reported once held" in answer.text
    assert not LocalReport.objects.exists()


def test_a_report_is_returned_with_a_reason_mended_and_decided_by_another(client, coordinator, registrar, site):
    one = officer(site)
    report = reported(client, coordinator, site, f"{one.employee_number} 480")
    with pytest.raises(Refused, match="stands as “Draft”"):
        accept_report(report, by=registrar)
    send_report(report, by=coordinator)
    with pytest.raises(Refused, match="Somebody else must decide"):
        return_report(report, by=coordinator, note="Mine")
    return_report(report, by=registrar, note="The plan is of another course")
    report.refresh_from_db()
    assert (report.status, report.answer) == ("returned", "The plan is of another course")
    LocalReport.objects.update(lesson_plan=None)
    report.refresh_from_db()
    with pytest.raises(Refused, match="has no lesson plan"):
        send_report(report, by=coordinator)
    report.roster.all().delete()
    report.lesson_plan_id = 1
    with pytest.raises(Refused, match="names nobody"):
        send_report(report, by=coordinator)
