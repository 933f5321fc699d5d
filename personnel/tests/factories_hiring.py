"""Rows of hiring as tests need them: written straight to the tables, so that each room can be tried by itself."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.files_for_tests import PDF, upload
from personnel.applying import PAPERS
from personnel.models import (
    Applicant,
    Application,
    ApplicationDocument,
    ApplicationVersion,
    Appointment,
    ApprovalStep,
    ClearanceItem,
    ExchangeLeg,
    ExchangeProposal,
    JobClass,
    Offer,
    PayRange,
    Position,
    Posting,
    PostingLocation,
    PostingRevision,
    Question,
    ReasonCode,
    Requisition,
    StepKind,
    TransferWish,
)
from personnel.tests.factories import LONG_AGO, make_assignment, make_person

_serial = count(1)
PAY_FROM = timezone.datetime(2020, 7, 1).date()


def make_job_class(*, low=None, high=None, **fields) -> JobClass:
    """A class in use; with `low` and `high` it has a yearly pay range since July 2020."""
    n = next(_serial)
    made = JobClass.objects.create(**{"slug": f"class-{n}", "title": f"Class {n}", "category": "custody"} | fields)
    if low is not None:
        PayRange.objects.create(
            job_class=made, basis=1, low=Decimal(low), high=Decimal(high), starts_on=PAY_FROM, authority="Test"
        )
    return made


def make_position(job_class=None, worksite=None, **fields) -> Position:
    """A vacant chair; a `holder` makes it a filled one."""
    n = next(_serial)
    status = Position.Status.FILLED if fields.get("holder") else Position.Status.VACANT
    return Position.objects.create(
        **{
            "position_no": f"P{n:05}",
            "job_class": job_class or make_job_class(),
            "worksite": worksite or make_worksite(),
            "status": status,
        }
        | fields
    )


def make_requisition(status=Requisition.Status.DRAFT, **fields) -> Requisition:
    """A request in one status, without steps. Approved ones and later have been submitted."""
    n = next(_serial)
    now = timezone.now()
    sent = status not in (Requisition.Status.DRAFT, Requisition.Status.CANCELLED)
    defaults = {
        "number": f"REQ-T{n:05}",
        "requester": fields.pop("requester", None) or make_user(),
        "job_class": fields.pop("job_class", None) or make_job_class(),
        "worksite": fields.pop("worksite", None) or make_worksite(),
        "status": status,
        "submitted_at": now if sent else None,
        "explanation": "Overtime covers the post.",
    }
    return Requisition.objects.create(**defaults | fields)


def make_posting(
    status=Posting.Status.PUBLISHED, *, worksite=None, vacancies=1, shift="days", also_at=(), questions=(), **fields
) -> Posting:
    """An announcement that opened yesterday and closes in ten days, in one status: at one worksite, `also_at` others.

    `questions` are what applicants are asked, as fields of each. All of it stands before it is published.
    """
    n = next(_serial)
    now = timezone.now()
    job_class = fields.pop("job_class", None) or make_job_class()
    approved = status not in (Posting.Status.DRAFT, Posting.Status.IN_REVIEW, Posting.Status.RETURNED)
    published = approved and status != Posting.Status.APPROVED
    closes = fields.pop("closes_at", now + timedelta(days=10))
    defaults = {
        "number": f"JOA-T{n:05}",
        "title": f"{job_class.title} {n}",
        "job_class": job_class,
        "category": job_class.category,
        "duties": "Keeps order on a shift.",
        "min_quals": "One year of experience.",
        "work_schedule": "Monday to Friday",
        "eeo_statement": "The department is an equal opportunity employer.",
        "contact_words": "Office of Personnel",
        "opens_at": now - timedelta(days=1),
        "closes_at": closes,
        "announced_closes_at": closes,
        "status": status,
        "created_by": fields.pop("created_by", None) or make_user(),
        "approved_by": make_user() if approved else None,
        "approved_at": now - timedelta(days=2) if approved else None,
        "published_at": now - timedelta(days=1) if published else None,
        "stages": ["qualified", "scored", "listed", "referred", "interview"],
    }
    values = defaults | fields
    published_at = values.pop("published_at")
    made = Posting.objects.create(**values)
    for place in (worksite or make_worksite(), *also_at):
        PostingLocation.objects.create(posting=made, worksite=place, shift=shift, vacancies=vacancies)
    Question.objects.bulk_create(
        Question(posting=made, order=order, **asked) for order, asked in enumerate(questions, 1)
    )
    if published_at is not None:
        made.published_at = published_at
        made.save(update_fields=["published_at"])
    return made


def revise(posting: Posting, **values) -> Posting:
    """Change a published announcement as a numbered, approved revision does, whatever is changed."""
    now, no = timezone.now(), Posting.objects.values_list("revision", flat=True).get(pk=posting.pk) + 1
    PostingRevision.objects.create(
        posting=posting, no=no, kind="content", reason="Test", made_by=posting.created_by, made_at=now,
        approved_by=posting.approved_by, approved_at=now, notified_at=now,
    )  # fmt: skip
    Posting.objects.filter(pk=posting.pk).update(revision=no, **values)
    posting.refresh_from_db()
    return posting


def expire(posting: Posting, moment=None) -> Posting:
    """The announcement closed at a moment, an hour ago unless it is said, by a change that was approved."""
    moment = moment or timezone.now() - timedelta(hours=1)
    return revise(posting, opens_at=min(posting.opens_at, moment - timedelta(days=9)), closes_at=moment)


def make_applicant(**fields) -> Applicant:
    """Somebody from outside with a confirmed address and no usable password."""
    n = next(_serial)
    defaults = {
        "email": f"applicant{n}@example.com",
        "first_name": "Out",
        "last_name": f"Sider {n}",
        "password": "!",
        "verified_at": timezone.now(),
    }
    return Applicant.objects.create(**defaults | fields)


def make_reason(use=ReasonCode.Use.NOT_QUALIFIED, **fields) -> ReasonCode:
    n = next(_serial)
    return ReasonCode.objects.create(**{"use": use, "code": f"reason-{n}", "label": f"Reason {n}"} | fields)


def make_application(status=Application.Status.SUBMITTED, *, posting=None, **fields) -> Application:
    """An application of somebody from outside unless `person` is given; sent ones have one version.

    The announcement must take applications: the database's gate counts for factories too.
    """
    n = next(_serial)
    posting = posting or make_posting()
    if "person" not in fields:
        fields.setdefault("applicant", None)
        fields["applicant"] = fields["applicant"] or make_applicant()
    if status in (Application.Status.NOT_QUALIFIED, Application.Status.NOT_SELECTED):
        fields.setdefault("reason", make_reason())
    body = fields.pop("body", {"statement": "I would like the job.", "certified": True})
    sent = status not in (Application.Status.DRAFT, Application.Status.ABANDONED)
    made = Application.objects.create(posting=posting, body=body, status=Application.Status.DRAFT, **fields)
    if sent:
        ApplicationVersion.objects.create(application=made, no=1, body=body)
        made.number, made.status, made.submitted_at = f"APP-T{n:05}", status, timezone.now()
        made.save()
        made.refresh_from_db()
    elif status != made.status:
        made.status = status
        made.save()
    return made


def make_pay_range(job_class, *, low, high, **fields) -> PayRange:
    """Yearly pay since July 2020 unless it is said otherwise."""
    defaults = {"basis": 1, "starts_on": PAY_FROM, "authority": "Test"}
    return PayRange.objects.create(job_class=job_class, low=Decimal(low), high=Decimal(high), **defaults | fields)


def make_steps(requisition, status=Requisition.Status.SUBMITTED, kinds=StepKind.values) -> Requisition:
    """Send a draft as it is: with undecided steps of these kinds."""
    requisition.round, requisition.status = 1, status
    requisition.submitted_at = timezone.now()
    requisition.save()
    ApprovalStep.objects.bulk_create(
        ApprovalStep(requisition=requisition, requester=requisition.requester, round=1, no=no, kind=kind)
        for no, kind in enumerate(kinds, 1)
    )
    return requisition


def make_wish(**fields) -> TransferWish:
    """An open wish of somebody who works where it leads from."""
    here = fields.pop("from_worksite", None) or make_worksite()
    person = fields.pop("person", None) or make_assignment(make_person(), worksite=here).person
    defaults = {
        "job_class": fields.pop("job_class", None) or make_job_class(),
        "to_worksite": fields.pop("to_worksite", None) or make_worksite(),
        "seniority_date": LONG_AGO,
    }
    return TransferWish.objects.create(person=person, from_worksite=here, **defaults | fields)


def make_ring(sites, **fields) -> list[TransferWish]:
    """Wishes of one class, each leading to the next of these worksites, the last to the first."""
    job_class = fields.pop("job_class", None) or make_job_class()
    after = [*sites[1:], sites[0]]
    return [
        make_wish(job_class=job_class, from_worksite=here, to_worksite=there, **fields)
        for here, there in zip(sites, after, strict=True)
    ]


def make_exchange(sites, **fields) -> ExchangeProposal:
    """A proposal between these worksites, with wishes that fit."""
    ring = make_ring(sites)
    made = ExchangeProposal.objects.create(job_class=ring[0].job_class, **fields)
    for wish in ring:
        ExchangeLeg.objects.create(
            proposal=made, wish=wish, from_worksite=wish.from_worksite, to_worksite=wish.to_worksite
        )
    return made


def make_appointment(posting, *, person, **fields) -> Appointment:
    """Somebody of the department is appointed at the announcement's first place, everything cleared."""
    application = make_application(Application.Status.CLEARANCE, posting=posting, person=person)
    place, today = posting.locations.order_by("pk").first(), timezone.localdate()
    offer = Offer.objects.create(application=application, location=place, starts_on=today, accepted_at=timezone.now())
    ClearanceItem.objects.create(
        offer=offer, kind="background", outcome="cleared", decided_by=make_user(), decided_at=timezone.now()
    )
    defaults = {"job_class": posting.job_class, "worksite": place.worksite, "shift": place.shift, "starts_on": today}
    made = Appointment.objects.create(
        application=application, offer=offer, location=place, person=person, **defaults | fields
    )
    made.refresh_from_db()
    return made


def make_document(application, kind="transcript", name="transcript.pdf", content=PDF):
    """A paper that goes with an application, kept as one that was uploaded is."""
    attachment = store(upload(name, content), None, None, PAPERS)
    paper = ApplicationDocument.objects.create(application=application, attachment=attachment, kind=kind)
    attachment.record = paper
    attachment.save()
    return paper
