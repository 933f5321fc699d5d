"""Terms of a rule in words: whom they ask, for what, how often, by when."""

from doc_portal.core.display import listed, long_date, plain_number
from doc_portal.core.models import Worksite
from personnel.models import JobClass
from training.models import Category, RuleTerms

Cadence, Due, Satisfied = RuleTerms.Cadence, RuleTerms.Due, RuleTerms.Satisfied


def counted(number: int, one: str) -> str:
    """“1 day”, “30 days”."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def audience_of(terms: RuleTerms) -> str:
    """Whom the terms ask; each part narrows it further."""
    parts = []
    if classes := [str(one) for one in terms.job_classes.all()]:
        parts.append(f"job class {' or '.join(classes)}")
    if terms.title_words:
        parts.append("a title with " + " or ".join(f"“{word}”" for word in terms.title_words))
    if terms.custody is not None:
        parts.append("a custody post" if terms.custody else "no custody post")
    if terms.inmate_contact is not None:
        parts.append("contact with inmates" if terms.inmate_contact else "no contact with inmates")
    if terms.worksite_kinds:
        kinds = dict(Worksite.Kind.choices)
        parts.append("a worksite of the kind " + " or ".join(kinds[one].lower() for one in terms.worksite_kinds))
    if terms.supervisory:
        levels = dict(JobClass.Supervisory.choices)
        parts.append(" or ".join(levels[one].lower() for one in terms.supervisory))
    if terms.hired_from:
        parts.append(f"hired on or after {long_date(terms.hired_from)}")
    if terms.hired_until:
        parts.append(f"hired before {long_date(terms.hired_until)}")
    return f"Staff with {listed(parts)}" if parts else "All staff"


def asked_of(terms: RuleTerms) -> str:
    """What clears it, in a few words; the courses are listed beside it."""
    match terms.satisfied:
        case Satisfied.HOURS:
            kind = Category(terms.bucket_category).label.lower() + " " if terms.bucket_category else ""
            hours = plain_number(terms.bucket_hours)
            return f"{hours} hours of {kind}training" if hours else f"Hours of {kind}training, not entered yet"
        case Satisfied.ANY:
            return "Any one of the courses"
    return "Every one of the courses"


def cadence_of(terms: RuleTerms) -> str:
    """How often, and how early it may be renewed."""
    told = terms.get_cadence_display()
    if terms.cadence == Cadence.MONTHS:
        told = f"Every {terms.every_months} months" if terms.every_months != 1 else "Every month"
        if terms.renew_window_days:
            told += f", without losing time up to {counted(terms.renew_window_days, 'day')} early"
    return told


def due_of(terms: RuleTerms) -> str:
    """By when, grace included."""
    span = counted(terms.due_in, terms.due_unit.removesuffix("s"))
    match terms.due:
        case Due.FISCAL_YEAR_END | Due.ANNIVERSARY | Due.BEFORE_POST:
            told = terms.get_due_display()
        case _:
            told = f"Within {span} {terms.get_due_display().lower()}"
    return f"{told}; {counted(terms.grace_days, 'day')} of grace" if terms.grace_days else told
