"""Deciding how a requisition is bought, attaching its papers, and asking MVE (fiscal.md 3.10, 3.11)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.values import value_of
from doc_portal.core.workflow import Refused, lock, transition
from fiscal.duties import require_another, who_wanted
from fiscal.models import (
    Contract,
    DecisionPaper,
    Method,
    MveCertificate,
    Paper,
    ProcurementRule,
    Requisition,
    RequisitionLine,
    SourcingDecision,
)
from fiscal.refusals import broken
from fiscal.sourcing import Found, NoRule, ask_of, find_path, split_of
from fiscal.splitting import Split, hold_related

OVERRIDE = "fiscal.override_sourcingdecision"
TAKEN = ("pdf", "docx", "xlsx", "odt", "png", "jpg")


@dataclass(frozen=True)
class Choice:
    """What a buyer says about a requisition. `path` None: as the rules find."""

    path: Method | None = None
    certificate: MveCertificate | None = None
    contract: Contract | None = None
    single_source: bool = False
    cooperative: bool = False
    emergency: bool = False
    grounds: str = ""
    reason: str = ""
    split_reason: str = ""

    @property
    def claims(self) -> dict:
        """What of it the tests ask about."""
        return {
            "certificate": self.certificate is not None,
            "contracts": (str(self.contract),) if self.contract else (),
            "single_source": self.single_source,
            "cooperative": self.cooperative,
            "emergency": self.emergency,
        }


def found_for(
    requisition: Requisition, choice: Choice, lines: list[RequisitionLine] | None = None, on: date | None = None
) -> tuple[Found, Split]:
    """What the rules of a day find for a requisition, and its split test. Raises `Refused` where no rule covers it."""
    lines = list(requisition.lines.select_related("commodity")) if lines is None else lines
    ask = ask_of(requisition, lines, on=on, **choice.claims)
    try:
        found = find_path(ask, ProcurementRule.objects.effective(ask.on))
    except NoRule as none:
        raise Refused(str(none)) from none
    return found, split_of(requisition, lines, found)


@transaction.atomic
def decide_sourcing(requisition: Requisition, choice: Choice, *, by: User) -> SourcingDecision:
    """Freeze how a requisition is bought, with the rules in force today; the decision before it is superseded."""
    requisition = lock(requisition)
    require_another(by, [who_wanted(requisition)], "decide how it is bought")
    _require_certificate(requisition, choice.certificate)
    hold_related(requisition)
    found, split = found_for(requisition, choice)
    path = choice.path or found.path
    manages = by.has_perm(OVERRIDE, requisition)
    _require_lawful(requisition, choice, found, path, manages)
    _require_not_split(requisition, choice, split, manages)
    before = SourcingDecision.objects.current().filter(requisition=requisition).first()
    departs, over = path > found.path, split.is_over
    made = SourcingDecision(
        requisition=requisition, path=path, found_path=found.path, amount=found.ask.amount, grounds=choice.grounds,
        asked={
            **choice.claims, "kind": found.ask.kind, "mve_makes": found.ask.mve_makes,
            "on": found.ask.on.isoformat(),
        },
        rules_used=found.rules_used(), papers=list(found.papers(path)),
        quotes_required=rule.quotes_required if (rule := found.at(path).rule) else 0,
        certificate=choice.certificate, contract=choice.contract, created_by=by,
        overridden_by=by if departs else None, reason=choice.reason,
        related_total=split.total if split.limit is not None else None, split_limit=split.limit,
        split_allowed_by=by if over else None, split_reason=choice.split_reason if over else "",
        report_due_on=_report_due() if path == Method.EMERGENCY else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            if before is not None:
                SourcingDecision.objects.filter(pk=before.pk).update(superseded_at=timezone.now())
            made.save()
    except IntegrityError as error:
        raise broken(error) from error
    if before is not None:
        _carry_papers(before, made)
    log("decide", made, by=by, reason=(choice.reason or choice.split_reason)[:240])
    return made


def _require_lawful(requisition, choice: Choice, found: Found, path: Method, manages: bool) -> None:
    """A later test needs the Purchasing Manager's reason; an earlier one must apply."""
    wanted = found.at(path)
    if path < found.path and not wanted.applies:
        raise Refused(
            f"“{wanted.name}” is no way to buy {requisition}: {wanted.outcome} The rules find “{found.step.name}” "
            f"({found.step.basis})."
        )
    if path > found.path and not (manages and choice.reason.strip()):
        raise Refused(
            f"The rules find “{found.step.name}” for {requisition} ({found.step.basis}), which comes before "
            f"“{wanted.name}”. Only the Purchasing Manager may depart from it, with a reason."
        )
    grounded = path in (Method.SINGLE_SOURCE, Method.COOPERATIVE, Method.EMERGENCY)
    if grounded and not choice.grounds.strip():
        raise Refused(f"Say on what grounds {requisition} is bought by “{wanted.name}” ({found.at(path).basis}).")


def _report_due() -> date:
    return timezone.localdate() + timedelta(days=int(value_of("emergency_report_days")))


def _require_certificate(requisition: Requisition, certificate: MveCertificate | None) -> None:
    """A certificate serves one requisition of the worksite MVE was asked for, until it is too old."""
    if certificate is None or certificate.status != MveCertificate.Status.ISSUED:
        return
    if certificate.worksite_id != requisition.worksite_id:
        raise Refused(
            f"MVE was asked about “{certificate.item}” for {certificate.worksite}, and {requisition} is for "
            f"{requisition.worksite}. Ask MVE for {requisition.worksite}."
        )
    if certificate.holds_until < timezone.localdate():
        raise Refused(
            f"Certificate {certificate.certificate_number} held until {long_date(certificate.holds_until)}. "
            "Ask MVE again."
        )
    serves = SourcingDecision.objects.current().filter(certificate=certificate).exclude(requisition=requisition).first()
    if serves is not None:
        raise Refused(
            f"Certificate {certificate.certificate_number} serves {serves.requisition}. Ask MVE about {requisition}."
        )


def _require_not_split(requisition, choice: Choice, split: Split, manages: bool) -> None:
    if split.is_over and not (manages and choice.split_reason.strip()):
        raise Refused(
            f"{requisition} cannot be bought apart. {split.says} Buy it by the way the whole amount asks for, or have "
            "the Purchasing Manager record why it is no split purchase."
        )


def _carry_papers(before: SourcingDecision, made: SourcingDecision) -> None:
    """What is on file stays on file."""
    DecisionPaper.objects.bulk_create(
        DecisionPaper(
            decision=made, paper=one.paper, attachment_id=one.attachment_id, covers=one.covers,
            created_by_id=one.created_by_id,
        )
        for one in before.attached.all()
        if one.paper in made.papers_taken
    )  # fmt: skip


@transaction.atomic
def attach_paper(decision: SourcingDecision, *, by: User, paper: str, file: UploadedFile, covers: int = 1):
    """Put a paper on file."""
    decision = lock(decision)
    if paper not in decision.papers_taken:
        raise Refused(f"{decision} asks for no such paper: {Paper(paper).label}. Choose one of those it asks for.")
    attachment = store(file, decision, by, TAKEN)
    try:
        with transaction.atomic():
            DecisionPaper.objects.create(
                decision=decision, paper=paper, attachment=attachment, covers=covers, created_by=by
            )
    except IntegrityError as error:
        raise broken(error) from error
    log("attach", decision, by=by, reason=str(Paper(paper).label))
    return decision


@transaction.atomic
def ask_mve(certificate: MveCertificate, *, by: User) -> MveCertificate:
    """Ask MVE whether it can supply; the days it has are those in force today."""
    certificate.created_by, certificate.days_limit = by, int(value_of("mve_days"))
    certificate.save()
    log("ask", certificate, by=by)
    return certificate


def issue_certificate(
    certificate: MveCertificate, *, by: User, certificate_number: str, promised_days: int | None,
    market_days: int | None, note: str, file: UploadedFile | None = None,
) -> MveCertificate:  # fmt: skip
    """MVE cannot supply in time: its certificate allows to buy elsewhere, for so many days. `file` is its scan.

    Where the market cannot supply within the days either, MVE has a reasonable time: why its days are none is noted.
    """
    if promised_days is not None and promised_days <= certificate.days_limit:
        raise Refused(
            f"MVE supplies “{certificate.item}” within {promised_days} days, and it has {certificate.days_limit}: "
            "order from MVE (RSMo 217.575)."
        )
    slow = market_days is not None and market_days > certificate.days_limit
    if slow and promised_days is not None and not note.strip():
        raise Refused(
            f"The market needs {market_days} days itself, so MVE has a reasonable time (RSMo 217.575). Note why "
            f"{promised_days} days are not reasonable, or order from MVE."
        )
    return _answer(
        certificate, "issue", by, note, file, promised_days=promised_days, market_days=market_days,
        certificate_number=certificate_number,
        holds_until=timezone.localdate() + timedelta(days=int(value_of("mve_certificate_days"))),
    )  # fmt: skip


def deny_certificate(certificate: MveCertificate, *, by: User, promised_days: int, note: str) -> MveCertificate:
    """MVE supplies: it is ordered from MVE."""
    return _answer(certificate, "deny", by, note, promised_days=promised_days)


def _answer(
    certificate: MveCertificate, verb: str, by: User, note: str, file: UploadedFile | None = None, **answer
) -> MveCertificate:
    try:
        with transition(certificate, verb, by=by, note=note) as locked:
            for name, value in (answer | {"answered_on": timezone.localdate()}).items():
                setattr(locked, name, value)
            if file:
                store(file, locked, by, TAKEN)
    except IntegrityError as error:
        raise broken(error) from error
    if locked.created_by is not None and locked.created_by != by:
        notify([locked.created_by], "purchase-mve", f"MVE answered: {locked.item}", locked)
    return locked
