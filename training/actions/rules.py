"""Writing rules: terms between two days, approved by somebody else than their author, ended and never rewritten."""

from datetime import date

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import AuditEvent, User, Worksite
from doc_portal.core.workflow import Refused, lock
from training.models import AlternatingSite, RequirementRule, RuleTerms
from training.refusals import broken

SAYS = (
    "authority", "url", "title_words", "custody", "inmate_contact", "worksite_kinds", "supervisory", "hired_from",
    "hired_until", "audience_words", "audience_known", "satisfied", "bucket_category", "bucket_hours", "cadence",
    "every_months", "always_in_seat", "due", "due_in", "due_unit", "grace_days", "renew_window_days", "note",
)  # fmt: skip
LISTS = ("job_classes", "courses", "curricula")
"""What new terms take over from the ones before, with these lists; their days are their own."""
WORKED_OFF = "What people owe is worked out again within minutes."


@transaction.atomic
def approve_terms(terms: RuleTerms, *, by: User, note: str = "") -> RuleTerms:
    """From their first day on these terms count, and those that held without an end until then end that day.

    Whoever wrote or changed any of them asks somebody else.
    """
    terms = lock(terms)
    if terms.approved:
        raise Refused(f"“{terms}” was already approved. Nothing was changed.")
    _require_other_writer(terms, by)
    _require_hours(terms)
    terms.approved, terms.approved_by, terms.version = True, by, terms.version + 1
    try:
        with transaction.atomic():
            _end_those_before(terms, by)
            terms.save(update_fields=["approved", "approved_by", "version"])
    except IntegrityError as error:
        raise broken(error) from error
    log("approve", terms, by=by, reason=note)
    return terms


def _end_those_before(terms: RuleTerms, by: User) -> None:
    """No gap and no overlap: what held without an end makes room on the first day of what follows."""
    for before in terms.gives_way().select_for_update(no_key=True, of=("self",)):
        before.ends_on, before.version = terms.starts_on, before.version + 1
        before.save(update_fields=["ends_on", "version"])
        log("end", before, by=by, reason=f"Followed by “{terms}”.", after=f"{terms.starts_on:%Y-%m-%d}")


def require_draft(terms: RuleTerms) -> None:
    """Refuse to change terms that were approved."""
    if terms.approved:
        raise Refused(f"“{terms}” is approved and stays as it is. End it, and write new terms from that day on.")


def last_terms(rule: RequirementRule) -> RuleTerms | None:
    """The approved terms that begin last: what new ones take over from."""
    return rule.terms.filter(approved=True).order_by("-starts_on").first()


def next_terms(rule: RequirementRule, last: RuleTerms | None) -> RuleTerms:
    """Terms that say what the last ones say, not saved: what new ones begin with."""
    return RuleTerms(rule=rule, **({name: getattr(last, name) for name in SAYS} if last else {}))


def _require_other_writer(terms: RuleTerms, by: User) -> None:
    """Whoever wrote any of the draft, also before somebody else changed it, does not approve it."""
    wrote = AuditEvent.objects.of(terms).filter(actor=by, act__in=("create", "edit"), outcome="done")
    if by.pk == terms.created_by_id or wrote.exists():
        raise Refused(f"You wrote “{terms}”. Somebody else must approve it: ask another who may approve requirements.")


def _require_hours(terms: RuleTerms) -> None:
    if terms.satisfied == RuleTerms.Satisfied.HOURS and terms.bucket_hours is None:
        raise Refused(f"“{terms}” asks for hours, and how many is not entered. Edit the terms and enter the hours.")


@transaction.atomic
def end_terms(terms: RuleTerms, *, by: User, ends_on: date, note: str) -> RuleTerms:
    """The terms hold until a day; from that day on others may follow."""
    terms = lock(terms)
    if not terms.approved:
        raise Refused(f"“{terms}” is a draft and holds for nobody. Edit it instead.")
    if by.pk == terms.created_by_id:
        raise Refused(f"You wrote “{terms}”. Somebody else must end it: ask another who may approve requirements.")
    if ends_on <= terms.starts_on:
        raise Refused(f"“{terms}” cannot end before it began. Choose a day after {long_date(terms.starts_on)}.")
    if terms.ends_on is not None and ends_on > terms.ends_on:
        raise Refused(
            f"“{terms}” already ends on {long_date(terms.ends_on)}. To ask for it longer, write terms from that day on."
        )
    terms.ends_on, terms.version = ends_on, terms.version + 1
    terms.save(update_fields=["ends_on", "version"])
    log("end", terms, by=by, reason=note, after=f"{ends_on:%Y-%m-%d}")
    return terms


@transaction.atomic
def set_site(rule: RequirementRule, *, by: User, worksite: Worksite, in_seat_in_even_years: bool) -> RequirementRule:
    """In which fiscal years a worksite takes the alternating course in seat; said again, the last word counts."""
    rule = lock(rule)
    AlternatingSite.objects.update_or_create(
        rule=rule, worksite=worksite, defaults={"in_seat_in_even_years": in_seat_in_even_years, "confirmed": True}
    )
    log("set_site", rule, by=by, after=f"{worksite}: in seat in {'even' if in_seat_in_even_years else 'odd'} years")
    return rule
