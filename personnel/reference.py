"""The reference data of personnel: job classes with their pay history, reasons, and the steps of a request."""

from datetime import date, timedelta
from decimal import Decimal

from doc_portal.core.reference import Brought, bring_in, read_rows, yes
from personnel.models import ApprovalRoute, JobCategory, JobClass, PayRange, ReasonCode, StepKind

SINCE = date(2000, 1, 1)
STEPS_AUTHORITY = "Assumption: worksite head, analyst, budget, appointing authority; to be confirmed by Personnel"
REASONS_SOURCE = "Assumption: a list to start with; to be confirmed by Personnel"
FLAGS_NOTE = "Custody and contact with inmates: assumed from the title, to be confirmed."
CLASS_FIELDS = (
    "title", "scheme", "kind", "code", "category", "pay_grade", "custody", "inmate_contact", "ended_on", "note",
    "confirmed", "source",
)  # fmt: skip
PAY_FIELDS = ("low", "high", "authority", "confirmed", "source")
REASON_FIELDS = ("label", "order", "source")
ROUTE_FIELDS = ("kind", "authority")
Use = ReasonCode.Use
REASONS = (
    (Use.NOT_QUALIFIED, "education", "Education asked for is missing"),
    (Use.NOT_QUALIFIED, "experience", "Experience asked for is missing"),
    (Use.NOT_QUALIFIED, "license", "License or certificate asked for is missing"),
    (Use.NOT_QUALIFIED, "documents", "Documents asked for did not arrive"),
    (Use.NOT_QUALIFIED, "audience", "Not among those who may apply"),
    (Use.NOT_SELECTED, "other-selected", "Another applicant was selected"),
    (Use.NOT_SELECTED, "interview", "Did not come to the interview"),
    (Use.NOT_SELECTED, "reference", "References did not support the application"),
    (Use.NOT_SELECTED, "clearance", "Did not pass the background check"),
    (Use.NOT_SELECTED, "closed", "The position was not filled"),
    (Use.DECLINED, "pay", "Pay"),
    (Use.DECLINED, "distance", "Distance to the worksite"),
    (Use.DECLINED, "shift", "Shift or hours"),
    (Use.DECLINED, "other-job", "Took another job"),
    (Use.DECLINED, "no-answer", "Did not answer"),
    (Use.RESCINDED, "clearance", "Did not pass clearance"),
    (Use.RESCINDED, "documents", "Papers were not as stated"),
    (Use.RESCINDED, "position", "The position is no longer there"),
)
TITLE_WORDS = (
    (JobCategory.MANAGEMENT, ("warden", "functional unit manager", "special assistant")),
    (JobCategory.PROBATION, ("probation & parole", "community transition")),
    (JobCategory.EDUCATION, ("teacher", "education", "librarian", "training officer")),
    (JobCategory.PROGRAMS, ("case manager", "classification", "counselor", "recreation")),
    (JobCategory.CUSTODY, ("corrections officer", "correctional officer", "captain", "major", "investigator")),
    (JobCategory.FOOD, ("cook", "food service")),
    (JobCategory.TRADES, ("boiler", "engineer", "labor", "maintenance", "electronics")),
    (JobCategory.SUPPLY, ("storekeeper", "canteen", "vocational enterprises", "factory")),
    (
        JobCategory.OFFICE,
        ("office support", "accounting", "executive", "procurement", "resources", "wellness", "analyst"),
    ),
)
"""Words of a title -> where people look for it. An aid for finding, in this order."""
MEETS_INMATES = {
    JobCategory.CUSTODY, JobCategory.PROBATION, JobCategory.PROGRAMS, JobCategory.EDUCATION, JobCategory.FOOD,
    JobCategory.TRADES, JobCategory.SUPPLY, JobCategory.MANAGEMENT,
}  # fmt: skip


def load() -> list[Brought]:
    """Everything personnel brings along, in the order in which rows name each other."""
    return [_load_classes(), _load_pay(), _load_reasons(), _load_steps()]


def category_of(title: str) -> JobCategory:
    """Under which heading people look for a job of this title."""
    folded = title.casefold()
    found = (category for category, words in TITLE_WORDS if any(word in folded for word in words))
    return next(found, JobCategory.OTHER)


def _load_classes() -> Brought:
    """What no source gives stays blank. Whether holders meet inmates is assumed from the title, and says so."""
    rows = []
    for row in read_rows("job_classes.csv"):
        category = category_of(row["title"])
        meets = category in MEETS_INMATES
        made = JobClass(
            slug=row["slug"],
            title=row["title"],
            scheme=row["scheme"],
            kind=row["kind"],
            code=row["class_number"] or None,
            category=category,
            pay_grade=row["pay_grade"],
            custody=category == JobCategory.CUSTODY,
            inmate_contact=meets,
            ended_on=_after(row["valid_to"]),
            note=" ".join(filter(None, [_sentence(row["note"]), FLAGS_NOTE if meets else ""])),
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        rows.append(made)
    return bring_in(rows, ("slug",), CLASS_FIELDS)


def _load_pay() -> Brought:
    """Yearly ranges as far as they are published. Since when they held is not: that stays blank."""
    ids = dict(JobClass.objects.values_list("slug", "pk"))
    rows = [
        PayRange(
            job_class_id=ids[row["slug"]],
            basis=PayRange.Basis.ANNUAL,
            low=Decimal(row["annual_min"]),
            high=Decimal(row["annual_max"]),
            ends_on=_after(row["valid_to"]),
            authority=row["source"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in read_rows("job_classes.csv")
        if row["annual_min"]
    ]
    return bring_in(rows, ("job_class", "basis", "ends_on"), PAY_FIELDS)


def _load_reasons() -> Brought:
    rows = [
        ReasonCode(use=use, code=code, label=label, order=order * 10, confirmed=False, source=REASONS_SOURCE)
        for order, (use, code, label) in enumerate(REASONS, 1)
    ]
    return bring_in(rows, ("use", "code"), REASON_FIELDS)


def _load_steps() -> Brought:
    """The department's four steps. Once somebody has changed the route, it is left alone."""
    if ApprovalRoute.objects.filter(version__gt=1).exists() or ApprovalRoute.objects.exclude(created_by=None).exists():
        return Brought("approval route", 0, 0)
    rows = [
        ApprovalRoute(no=no, kind=kind, starts_on=SINCE, authority=STEPS_AUTHORITY, confirmed=False)
        for no, kind in enumerate(StepKind.values, 1)
    ]
    return bring_in(rows, ("worksite", "no", "starts_on"), ROUTE_FIELDS)


def _after(last: str) -> date | None:
    """The day after the last one, on which it no longer holds; None where there is none."""
    return date.fromisoformat(last) + timedelta(days=1) if last else None


def _sentence(note: str) -> str:
    """A note as a sentence."""
    return f"{note[:1].upper()}{note[1:].rstrip('.')}." if note else ""
