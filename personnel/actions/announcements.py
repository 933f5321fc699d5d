"""What happens to an announcement: written from approved requests, reviewed by another person, published, ended.

Open and closed are no acts: the clock decides (personnel.md 3, items 5 to 7). Changes of published ones are in
`revisions.py`. Lock order: the announcement, then its requisitions by id.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.counters import next_number
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import Refused, lock, transition
from personnel.actions.job_alerts import match_alerts
from personnel.actions.requisitions import announce_requisitions, take_back_announcement
from personnel.actions.telling import tell_applicants
from personnel.announcing import STAGES, problems_of, yearly_range
from personnel.models import Posting, PostingLocation, Question, Requisition

SERIES = "JOA"
USUAL_DAYS = 14
"""How long a new draft is proposed to be open. Its author chooses; the least is a setting."""


@transaction.atomic
def draft_posting(requisitions: Sequence[Requisition], *, by: User) -> Posting:
    """Begin an announcement from approved requests of one class. The words of the class are copied, to be edited."""
    asked = _hold(requisitions)
    for request in asked:
        _require_announceable(request)
    if len({request.job_class_id for request in asked}) != 1:
        raise Refused("One announcement is for one class. Choose requests of the same class.")
    made = _from_class(asked[0], by)
    made.save()
    made.requisitions.set(asked)
    seats = Counter()
    for request in asked:
        seats[request.worksite_id, request.shift] += request.vacancies
    PostingLocation.objects.bulk_create(
        PostingLocation(posting=made, worksite_id=worksite, shift=shift, vacancies=number)
        for (worksite, shift), number in seats.items()
    )
    log("create", made, by=by, reason=", ".join(request.number for request in asked))
    return made


def _hold(requisitions: Iterable[Requisition]) -> list[Requisition]:
    """The requests, fresh and locked in the order of their ids."""
    keys = [request.pk for request in requisitions]
    rows = Requisition.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.select_for_update(no_key=True, of=("self",)).select_related("job_class", "worksite"))


def _require_announceable(request: Requisition) -> None:
    if request.status != Requisition.Status.APPROVED:
        raise Refused(
            f"{request.number} is {request.get_status_display().lower()}. "
            "Only approved requests that are not announced yet can be announced."
        )
    other = request.postings.unfinished().first()
    if other is not None:
        raise Refused(
            f"{request.number} already stands on announcement {other.number}, which is not published yet. "
            "Go on with that one, or withdraw it first."
        )


def _from_class(request: Requisition, by: User) -> Posting:
    now = timezone.now()
    job_class = request.job_class
    opens = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(8)))
    pay = yearly_range(job_class, timezone.localdate(opens))
    closes = timezone.make_aware(datetime.combine(timezone.localdate(opens) + timedelta(days=USUAL_DAYS), time(23, 59)))
    return Posting(
        number=next_number(SERIES, timezone.localdate(now).year),
        title=job_class.title,
        job_class=job_class,
        category=job_class.category,
        pay_low=pay.low if pay else None,
        pay_high=pay.high if pay else None,
        duties=job_class.duties,
        min_quals=job_class.min_quals,
        ksa=job_class.ksa,
        service=job_class.service,
        supervisory=job_class.supervisory or job_class.Supervisory.NONE,
        eeo_statement=_statement_in_use(),
        opens_at=opens,
        closes_at=closes,
        stages=list(STAGES),
        created_by=by,
    )


def _statement_in_use() -> str:
    """The EEO statement of the announcement published last, to be read and kept or changed; none is made up."""
    told = Posting.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")
    return told.values_list("eeo_statement", flat=True).first() or ""


@transaction.atomic
def edit_posting(posting: Posting, places: Sequence[PostingLocation], *, by: User, changed: str = "") -> Posting:
    """Keep what was changed in a draft, with its places. `posting` holds the new values.

    What waits for a decision or was approved is refused: who decides must find what they decided on.
    """
    _require_editable(lock(posting))
    posting.revised_by = by
    posting.save()
    posting.locations.all().delete()
    PostingLocation.objects.bulk_create(
        PostingLocation(posting=posting, worksite=one.worksite, shift=one.shift, vacancies=one.vacancies)
        for one in places
    )
    log("edit", posting, by=by, reason=changed)
    return posting


@transaction.atomic
def ask_questions(posting: Posting, questions: Sequence[Question], *, by: User) -> Posting:
    """Put the questions asked of every applicant in the place of those that stood there."""
    locked = lock(posting)
    _require_editable(locked)
    locked.questions.all().delete()
    for order, question in enumerate(questions):
        question.pk, question.posting, question.order = None, locked, order
    Question.objects.bulk_create(questions)
    locked.version += 1
    locked.revised_by = by
    locked.save()
    log("edit", locked, by=by, reason="Questions")
    return locked


def _require_editable(posting: Posting) -> None:
    if posting.editable:
        return
    way_out = (
        "Ask for a change of it instead."
        if posting.published_at
        else "Ask a personnel analyst to return it to you first."
    )
    raise Refused(f"“{posting}” is {posting.get_status_display().lower()} and cannot be edited. {way_out}")


def submit_posting(posting: Posting, *, by: User, note: str = "") -> Posting:
    """Send a draft for review. Refused while something on it is wrong or missing."""
    with transition(posting, "submit", by=by, note=note) as locked:
        _require_whole(locked, "Edit it first.")
    return locked


@transaction.atomic
def return_posting(posting: Posting, *, by: User, note: str) -> Posting:
    """Give an announcement back to its author, saying why; an approval is taken back with it."""
    if not note.strip():
        raise Refused("Say what the author should change.")
    with transition(posting, "return", by=by, note=note) as locked:
        locked.approved_by = locked.approved_at = None
    tell_author(locked, "announcement-returned", f"Your announcement “{locked}” was returned for changes", by=by)
    return locked


def approval_objection(posting: Posting, user: User) -> str:
    """Why `user` may not approve an announcement; empty where they may."""
    if not posting.needs_another_approver_than(user):
        return ""
    return f"“{posting}” was written or last changed by you. Someone else must approve it, or return it to its author."


@transaction.atomic
def approve_posting(posting: Posting, *, by: User, note: str = "") -> Posting:
    """Approve what somebody else wrote and was the last to change."""
    with transition(posting, "approve", by=by, note=note) as locked:
        if sentence := approval_objection(locked, by):
            raise Refused(sentence)
        _require_whole(locked, "Return it to its author.")
        locked.approved_by, locked.approved_at = by, timezone.now()
    tell_author(locked, "announcement-approved", f"Your announcement “{locked}” was approved", by=by)
    return locked


@transaction.atomic
def publish_posting(posting: Posting, *, by: User, note: str = "") -> Posting:
    """Publish: it opens at its hour, or at once where that has passed.

    Its requests are announced with it. Refused where a position they ask for is gone meanwhile (the staffing guard),
    or where too little time would be left to apply.
    """
    with transition(posting, "publish", by=by, note=note) as locked:
        now = timezone.now()
        locked.opens_at = max(locked.opens_at, now)
        _require_whole(locked, "Return it to its author.")
        _announce(locked, by)
        locked.published_at, locked.announced_closes_at = now, locked.closes_at
    match_alerts()
    index_entry(locked)
    tell_author(locked, "announcement-published", f"Your announcement “{locked}” was published", by=by)
    return locked


def _announce(posting: Posting, by: User) -> None:
    """Note on its requests that they are announced. The guard counts once more: positions may be gone."""
    asked = _hold(posting.requisitions.all())
    for request in asked:
        if request.status != Requisition.Status.APPROVED:
            raise Refused(
                f"“{posting}” announces {request.number}, which is {request.get_status_display().lower()}. "
                "Return it to its author, or withdraw it."
            )
    announce_requisitions(asked, by=by)


@transaction.atomic
def withdraw_posting(posting: Posting, *, by: User, note: str) -> Posting:
    """Take an announcement back. A published one leaves the list; everybody who applied or began to is told."""
    if not note.strip():
        raise Refused("Say why it is withdrawn.")
    with transition(posting, "withdraw", by=by, note=note) as locked:
        pass
    _take_down(locked, by, f"“{locked}” was withdrawn", note)
    return locked


@transaction.atomic
def cancel_posting(posting: Posting, *, by: User, note: str) -> Posting:
    """End a published announcement without hiring. Its page stays and says so."""
    if not note.strip():
        raise Refused("Say why it is cancelled.")
    with transition(posting, "cancel", by=by, note=note) as locked:
        pass
    _take_down(locked, by, f"“{locked}” was cancelled", note)
    return locked


def _take_down(posting: Posting, by: User, told: str, why: str) -> None:
    """Free the requests of an announcement that came to nothing, and tell who applied or began to."""
    if posting.published_at is None:
        return
    for request in _hold(posting.requisitions.all()):
        if request.status == Requisition.Status.POSTED:
            take_back_announcement(request, by=by, note=f"{posting.number}: {why}")
    index_entry(posting)
    tell_applicants(posting, posting.applications.live(), "job-change", told, f"{told}. {why}")


def evaluate_posting(posting: Posting, *, by: User, note: str = "") -> Posting:
    """Begin the review of applications, once nobody can apply any more."""
    with transition(posting, "evaluate", by=by, note=note) as locked:
        if not Posting.objects.closed().filter(pk=locked.pk).exists():
            raise Refused(
                f"“{locked}” is still {'open' if locked.is_open() else 'to open'}: {locked.deadline}. "
                "Wait until it has closed, or close it earlier."
            )
    return locked


def complete_posting(posting: Posting, *, by: User, note: str = "") -> Posting:
    """Close the file once everybody who applied has an answer. Whether requests are filled, appointments tell."""
    with transition(posting, "complete", by=by, note=note) as locked:
        waiting = locked.applications.undecided().count()
        if waiting:
            raise Refused(
                f"“{locked}” has {waiting:,} application{'' if waiting == 1 else 's'} without an answer. "
                "Decide on each of them first: who applied must hear how it ended."
            )
    return locked


@transaction.atomic
def note_closed_outside(posting: Posting, *, by: User) -> Posting:
    """Note that the outside boards it was pushed to no longer show it."""
    locked = lock(posting)
    if not Posting.objects.to_close_outside().filter(pk=locked.pk).exists():
        raise Refused(f"“{locked}” has nothing to be closed on other boards now.")
    locked.outside_closed_on = timezone.localdate()
    locked.version += 1
    locked.save()
    log("close_outside", locked, by=by, reason=locked.outside_boards)
    return locked


def _require_whole(posting: Posting, way_out: str) -> None:
    """Refuse with every problem where there is one."""
    problems = problems_of(posting, posting.locations.select_related("worksite"))
    if problems:
        raise Refused(f"“{posting}” cannot go on. {' '.join(problems.values())} {way_out}")


def tell_author(posting: Posting, kind: str, title: str, *, by: User) -> None:
    """Tell who wrote an announcement, unless they did it themselves."""
    if posting.created_by_id not in (None, by.pk):
        notify([posting.created_by], kind, title, posting)
