"""Training a worksite held by itself: reported with roster and lesson plan, accepted or returned by the registrar."""

from decimal import Decimal
from math import ceil

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, transition
from personnel.models import Person
from training.actions.crediting import Given, give_credit, in_hours
from training.models import LocalReport, LocalReportPerson, TrainingCredit
from training.numbers import next_report_number
from training.refusals import broken

PAPERS = ("pdf", "docx", "odt", "txt")


@transaction.atomic
def write_report(
    report: LocalReport, roster: dict[Person, int], *, by: User, plan=None, changed: str = ""
) -> LocalReport:
    """Keep a report with its roster, and the lesson plan where one is handed in."""
    made = report.pk is None
    if made:
        report.number = next_report_number(timezone.localdate().year)
    try:
        with transaction.atomic():
            report.save()
            _keep_roster(report, roster)
            if plan is not None:
                report.lesson_plan = store(plan, report, by, PAPERS)
                report.save(update_fields=["lesson_plan"])
    except IntegrityError as error:
        raise broken(error) from error
    log("create" if made else "edit", report, by=by, reason=changed)
    return report


def _keep_roster(report: LocalReport, roster: dict[Person, int]) -> None:
    LocalReportPerson.objects.filter(report=report).delete()
    LocalReportPerson.objects.bulk_create(
        LocalReportPerson(report=report, person=person, minutes=minutes) for person, minutes in roster.items()
    )


@transaction.atomic
def send_report(report: LocalReport, *, by: User, note: str = "") -> LocalReport:
    """Hand a report to the registrar: with a roster, a lesson plan, and of a day that has come."""
    if report.lesson_plan_id is None:
        raise Refused(f"{report.number} has no lesson plan. Edit it and attach the plan before you send it.")
    if not report.roster.exists():
        raise Refused(f"{report.number} names nobody. Edit it and enter the roster before you send it.")
    if report.held_on > timezone.localdate():
        raise Refused(f"{report.number} is of {long_date(report.held_on)}. Send it once the training was held.")
    with transition(report, "send", by=by, note=note) as one:
        one.answer, one.decided_by = "", None
    return one


@transaction.atomic
def return_report(report: LocalReport, *, by: User, note: str) -> LocalReport:
    """Return a report, saying what is missing."""
    _require_another(report, by)
    with transition(report, "return", by=by, note=note) as one:
        one.answer, one.decided_by = note[:400], by
    notify([one.created_by], "seat-report", f"Report {one.number} was returned: {note[:120]}", one)
    return one


@transaction.atomic
def accept_report(report: LocalReport, *, by: User, note: str = "") -> LocalReport:
    """Accept a report: everybody who was there long enough has the credit."""
    _require_another(report, by)
    with transition(report, "accept", by=by, note=note) as accepted:
        rows = accepted.roster.filter(minutes__gte=ceil(least_minutes(accepted))).order_by("pk")
        give_credit([_given(accepted, one) for one in rows], by=by)
        accepted.answer, accepted.decided_by = note[:400], by
    notify([accepted.created_by], "seat-report-accepted", f"Report {accepted.number} was accepted", accepted)
    return accepted


def _require_another(report: LocalReport, by: User) -> None:
    if report.created_by_id == by.pk:
        raise Refused(f"You wrote {report.number}. Somebody else must decide on it.")


def least_minutes(report: LocalReport) -> Decimal:
    """From how many minutes on one has the credit: the share of the course's hours that is asked for."""
    version = report.course_version
    if version.contact_hours is None:
        return Decimal(1)
    own = version.min_attendance_pct
    least = Decimal(value_of("training_attendance_percent", report.held_on) if own is None else own)
    return least * version.contact_hours * 60 / 100


def _given(report: LocalReport, one: LocalReportPerson) -> Given:
    """What somebody on the roster is credited with."""
    version = report.course_version
    return Given(
        one.person_id, version.pk, in_hours(one.minutes) if version.contact_hours is None else version.contact_hours,
        report.held_on, TrainingCredit.Source.LOCAL, f"{report.number}-{one.person_id}",
    )  # fmt: skip
