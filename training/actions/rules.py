"""Writing rules: terms between two days, approved by somebody else than their author, ended and never rewritten."""

from datetime import date

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User, Worksite
from doc_portal.core.workflow import Refused, lock
from training.models import AlternatingSite, RequirementRule, RuleTerms
from training.refusals import broken

WORKED_OFF = "What people owe is worked out again within minutes."


@transaction.atomic
def approve_terms(terms: RuleTerms, *, by: User, note: str = "") -> RuleTerms:
    """From their first day on these terms count. Whoever wrote or last changed them asks somebody else."""
    terms = lock(terms)
    if terms.approved:
        raise Refused(f"“{terms}” was already approved. Nothing was changed.")
    if by.pk == terms.created_by_id:
        raise Refused(f"You wrote “{terms}”. Somebody else must approve it: ask another who may approve requirements.")
    _require_hours(terms)
    terms.approved, terms.approved_by, terms.version = True, by, terms.version + 1
    try:
        with transaction.atomic():
            terms.save(update_fields=["approved", "approved_by", "version"])
    except IntegrityError as error:
        raise broken(error) from error
    log("approve", terms, by=by, reason=note)
    return terms


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
