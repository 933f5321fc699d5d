"""Announcements with the approved requests and free positions behind them, as the rooms before leave them."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import JobAlert, Posting, PostingRevision, Requisition
from personnel.tests.factories_hiring import make_job_class, make_position, make_posting, make_requisition

Status = Posting.Status
REVIEWED = (Status.APPROVED, Status.PUBLISHED, Status.EVALUATING, Status.COMPLETED, Status.CANCELLED)


def make_request(worksite=None, job_class=None, vacancies=1, status=Requisition.Status.APPROVED, **fields):
    """A request, approved unless said otherwise, with as many vacant positions as it asks for."""
    worksite, job_class = worksite or make_worksite(), job_class or make_job_class()
    for _ in range(vacancies):
        make_position(job_class, worksite)
    return make_requisition(status, worksite=worksite, job_class=job_class, vacancies=vacancies, **fields)


def make_announcement(status=Status.DRAFT, *, worksite=None, vacancies=1, **fields) -> Posting:
    """An announcement without fault in one status, made from a request of its own at one worksite."""
    worksite = worksite or make_worksite()
    job_class = fields.pop("job_class", None) or make_job_class(low=30_000, high=50_000)
    published = status in (*REVIEWED[1:], Status.WITHDRAWN)
    request = make_request(
        worksite, job_class, vacancies, Requisition.Status.POSTED if published else Requisition.Status.APPROVED
    )
    days = {} if published else {"opens_at": timezone.now() + timedelta(days=1)}
    pay = {"pay_low": 32_000, "pay_high": 40_000}
    made = make_posting(
        status, worksite=worksite, vacancies=vacancies, job_class=job_class, **{**days, **pay, **fields}
    )
    made.requisitions.set([request])
    return made


def make_closed(status=Status.PUBLISHED, **fields) -> Posting:
    """An announcement whose deadline passed yesterday."""
    now = timezone.now()
    return make_announcement(status, opens_at=now - timedelta(days=20), closes_at=now - timedelta(days=1), **fields)


def make_change(posting=None, made_by=None, **fields) -> PostingRevision:
    """A change of the schedule that waits for a decision."""
    posting = posting or make_announcement(Status.PUBLISHED)
    defaults = {
        "kind": PostingRevision.Kind.CONTENT,
        "changes": {"work_schedule": [posting.work_schedule, "Nights"]},
        "reason": "The post moved to nights.",
    }
    return PostingRevision.objects.create(posting=posting, made_by=made_by or make_user(), **defaults | fields)


def make_alert(user=None, **fields) -> JobAlert:
    """A live alert of a member of staff, for everything at one category unless said otherwise."""
    owner = {} if "applicant" in fields else {"user": user or make_user("personnel.view_posting")}
    defaults = {"category": "custody", "expires_at": timezone.now() + timedelta(days=300)}
    return JobAlert.objects.create(**owner | defaults | fields)
