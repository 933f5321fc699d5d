"""What an announcement must be before it is sent for review, approved or published (personnel.md 3, item 5).

Asked by the form, so that each problem stands at its field, and by every step on the way out, because days pass, pay
ranges change and requests are cancelled meanwhile.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from doc_portal.core.display import clock, long_date, long_moment
from doc_portal.core.values import value_of
from personnel.models import JobClass, PayRange, Posting, PostingLocation
from personnel.models.announcements import span

MIN_DAYS = "posting_min_days_open"
STAGES = ("qualified", "scored", "listed", "referred", "interview")
"""The stages an application passes between review and offer where no process is chosen."""


def yearly_range(job_class: JobClass, on) -> PayRange | None:
    """What the class pays a year on a day; None where the catalogue does not know."""
    return job_class.pay_ranges.in_force(on).filter(basis=PayRange.Basis.ANNUAL).first()


def pay_problem(job_class: JobClass, amount, on) -> str:
    """Why an amount a year is none this class pays on a day; empty where it is, or the catalogue does not know."""
    found = yearly_range(job_class, on)
    if found is None or found.low <= amount <= found.high:
        return ""
    return f"On {long_date(on)} this class pays {span(found.low, found.high)} a year. Enter an amount within that."


def problems_of(posting: Posting, places: Iterable[PostingLocation]) -> dict[str, str]:
    """What keeps an announcement from review: the field of the form to a sentence that says what to do."""
    return faults_of(posting, places) | missing_words(posting)


def faults_of(posting: Posting, places: Iterable[PostingLocation]) -> dict[str, str]:
    """What is wrong with what stands there, so that not even a draft keeps it."""
    return {**_dates(posting), **_pay(posting), **_openings(posting, list(places)), **_choices(posting)}


def _dates(posting: Posting) -> dict[str, str]:
    if posting.opens_at is None:
        return {}
    by_field = {"first_cutoff_on": posting.first_cutoff_at, "closes_on": posting.closes_at}
    if posting.closing_type == Posting.ClosingType.CUTOFF and posting.first_cutoff_at is None:
        return {"first_cutoff_on": "Enter the first cut-off."}
    if posting.closing_type == Posting.ClosingType.FIXED and posting.closes_at is None:
        return {"closes_on": "Enter the day on which it closes, or choose another way of closing."}
    for field, moment in by_field.items():
        if moment is not None and (problem := _too_soon(posting, moment)):
            return {field: problem}
    return {}


def _too_soon(posting: Posting, moment) -> str:
    """Why a cut-off or close is too early; empty where it is not. The shortest time is a dated setting."""
    if moment <= posting.opens_at:
        return f"It opens on {long_moment(posting.opens_at)}. Enter a day after that."
    days = value_of(MIN_DAYS, timezone.localdate(posting.opens_at))
    opens = timezone.localtime(posting.opens_at)
    earliest = timezone.make_aware(opens.replace(tzinfo=None) + timedelta(days=days))
    if moment >= earliest:
        return ""
    return (
        f"It must be open at least {days} day{'' if days == 1 else 's'}: "
        f"enter {clock(earliest)} on {long_date(timezone.localdate(earliest))} or later."
    )


def _pay(posting: Posting) -> dict[str, str]:
    if posting.opens_at is None:
        return {}
    day = timezone.localdate(posting.opens_at)
    low, high, found = posting.pay_low, posting.pay_high, yearly_range(posting.job_class, day)
    if low is None and high is None:
        return (
            {} if found is None else {"pay_low": f"Enter the pay. The class pays {span(found.low, found.high)} a year."}
        )
    for field, amount in (("pay_low", low), ("pay_high", high)):
        if amount is None:
            return {field: "Enter both amounts."}
    if low > high:
        return {"pay_high": "The highest pay is below the lowest. Check both amounts."}
    typed = {"pay_low": low, "pay_high": high}
    problems = {field: pay_problem(posting.job_class, amount, day) for field, amount in typed.items()}
    return {field: problem for field, problem in problems.items() if problem}


def _openings(posting: Posting, places: list[PostingLocation]) -> dict[str, str]:
    """At least one opening, and nowhere more than the requests behind the announcement ask for."""
    if not places:
        return {"places": "Name at least one worksite with its vacancies."}
    asked = Counter()
    for request in posting.requisitions.all():
        asked[request.worksite_id] += request.vacancies
    offered, names = Counter(), {}
    for place in places:
        offered[place.worksite_id] += place.vacancies
        names[place.worksite_id] = place.worksite
    for worksite, number in offered.items():
        if number > asked[worksite]:
            return {
                "places": f"{names[worksite]}: the approved requests ask for {asked[worksite] or 'none'} there, and "
                f"{number} stand{'s' if number == 1 else ''} here. Enter fewer, or have a further request approved."
            }
    return {}


def _choices(posting: Posting) -> dict[str, str]:
    """What one choice makes necessary elsewhere."""
    found = {}
    if posting.closing_type == Posting.ClosingType.CAP and not posting.applicant_cap:
        found["applicant_cap"] = "Enter the number of applications at which it closes."
    if not posting.apply_here and not posting.how_to_apply.strip():
        found["how_to_apply"] = "Say how people apply, since they do not apply in the portal."
    return found


def missing_words(posting: Posting) -> dict[str, str]:
    """What a draft may lack until it is sent for review."""
    found = {}
    if not posting.eeo_statement.strip():
        found["eeo_statement"] = "Enter the EEO statement. An announcement does not appear without one."
    if posting.contact_id is None and not posting.contact_words.strip():
        found["contact_words"] = "Choose a contact, or say in words whom to ask."
    return found
