"""The SAM II desk's verbs: issues, access that a third person approves and that is certified again, code changes."""

from datetime import date

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.actions.external import accept_reference
from fiscal.code_uses import code_of, refusal_for, uses_of
from fiscal.models import CodeChange, ExternalDocRef, SamIssue, SystemAccess
from fiscal.refusals import broken

KIND = "fiscal-sam-ii"
VIEW_ISSUES = "fiscal.view_samissue"


def _save(record: models.Model) -> None:
    """Save, or refuse with the sentence of the rule that is broken."""
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise broken(error) from error


@transaction.atomic
def keep_issue(issue: SamIssue, *, by: User, changed: str = "") -> SamIssue:
    """Open an issue, or keep it as changed; its new owner is told."""
    if not issue.owner.is_active or not issue.owner.has_perm(VIEW_ISSUES):
        raise Refused(
            f"{issue.owner.shown_name} cannot open issues of the SAM II desk, and so cannot own one. Choose somebody "
            "who can, or have a portal administrator grant them a role of Fiscal Management."
        )
    before = SamIssue.objects.filter(pk=issue.pk).first() if issue.pk else None
    if before is None:
        issue.created_by = by
    _save(issue)
    log("edit" if before else "create", issue, by=by, reason=changed)
    if issue.owner_id != by.pk and (before is None or before.owner_id != issue.owner_id):
        notify([issue.owner], KIND, f"SAM II issue for you: {issue}", issue)
    return issue


def move_issue(issue: SamIssue, *, by: User, verb: str, note: str) -> SamIssue:
    """Hand an issue to OA, record it as fixed, or open it again."""
    with transition(issue, verb, by=by, note=note) as locked:
        pass
    return locked


@transaction.atomic
def give_issue(issue: SamIssue, owner: User, *, by: User) -> None:
    """Somebody else mends it."""
    issue = lock(issue)
    issue.owner, issue.version = owner, issue.version + 1
    keep_issue(issue, by=by, changed="Owner")


@transaction.atomic
def answer_reference(
    ref: ExternalDocRef, *, by: User, taken: bool, error_code: str = "", error_text: str = "", owner: User | None = None
) -> ExternalDocRef:
    """Note what the other system answered. A document it rejected opens an issue with an owner."""
    if taken:
        return accept_reference(ref, by=by)
    with transition(ref, "reject", by=by, note=f"{error_code} {error_text}".strip()[:240]) as locked:
        pass
    keep_issue(
        SamIssue(document=str(ref), error_code=error_code, error_text=error_text, owner=owner, reference=ref), by=by
    )
    return locked


@transaction.atomic
def ask_access(access: SystemAccess, *, by: User) -> SystemAccess:
    """Ask for access for somebody else; a third person approves it."""
    access.created_by = by
    _save(access)
    log("create", access, by=by, reason=access.reason[:240])
    return access


def decide_access(access: SystemAccess, *, by: User, granted: bool, note: str = "") -> SystemAccess:
    """Approve or refuse access that somebody else asked for, for a third."""
    if by.pk in (access.person_id, access.created_by_id):
        raise Refused(f"You asked for {access}, or it is yours. Somebody else who approves access must decide on it.")
    with transition(access, "approve" if granted else "refuse", by=by, note=note) as locked:
        if granted:
            locked.approved_by, locked.certified_by, locked.certified_on = by, by, timezone.localdate()
    notify([locked.created_by], KIND, f"{locked}: {'approved' if granted else 'refused'}", locked)
    return locked


@transaction.atomic
def certify_accesses(rows: list[SystemAccess], *, by: User) -> int:
    """Say that these are still needed. Nobody certifies their own."""
    for one in sorted(rows, key=lambda row: row.pk):
        access = lock(one)
        if access.person_id == by.pk:
            raise Refused(f"{access} is yours. Somebody else must say that it is still needed.")
        if access.status != SystemAccess.Status.GRANTED:
            raise Refused(f"{access} is {access.get_status_display().lower()}. Open the page again to see what stands.")
        access.certified_on, access.certified_by, access.version = timezone.localdate(), by, access.version + 1
        access.save(update_fields=["certified_on", "certified_by", "version"])
        log("certify", access, by=by)
    return len(rows)


def remove_access(access: SystemAccess, *, by: User, note: str) -> SystemAccess:
    """Record that access was taken away in the other system."""
    with transition(access, "remove", by=by, note=note) as locked:
        pass
    return locked


def recertify_days() -> tuple[int, int]:
    """After how many days access must be certified again, and how many days before that it is asked for."""
    return int(value_of("fiscal_access_certify_days")), int(value_of("fiscal_access_notice_days"))


def due_before(fy: int, on: date | None = None) -> date:
    """The day before which changes of codes for a fiscal year must reach OA."""
    month, day = str(value_of("fiscal_code_changes_before", on)).split("-")
    return date(fy - 1, int(month), int(day))


@transaction.atomic
def ask_code_change(change: CodeChange, *, by: User, though_used: bool = False) -> CodeChange:
    """Ask for a change of a code; the day it must reach OA is kept with it. One that ends keeps its name.

    What still uses a code that is to end is known to who asks (`though_used`), and the reason says what becomes of it.
    """
    if sentence := refusal_for(change):
        raise Refused(sentence)
    if (uses := uses_of(change)) and not though_used:
        raise Refused(
            f"{change} is asked for, and it is still used by {uses}, of that year or the one before. Say that this is "
            "known."
        )
    if change.change == CodeChange.Change.END:
        change.name = code_of(change).name
    change.created_by, change.due_before = by, due_before(change.year_id)
    _save(change)
    log("create", change, by=by, reason=change.reason[:240])
    return change


def move_code_change(change: CodeChange, *, by: User, verb: str, note: str = "") -> CodeChange:
    """Record it as sent to OA, as done there, or withdraw it. Sent late, or while the code is used, it says why."""
    today = timezone.localdate()
    if verb == "send" and not note.strip() and (uses := uses_of(change)):
        raise Refused(f"What is to end with {change} is still used by {uses}. Say in the note what becomes of them.")
    if verb == "send" and today >= change.due_before and not note.strip():
        raise Refused(
            f"{change} had to reach OA before {long_date(change.due_before)}. Say in the note why it is late and what "
            "OA answered."
        )
    with transition(change, verb, by=by, note=note) as locked:
        if verb == "send":
            locked.sent_on = today
    return locked
