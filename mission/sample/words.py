"""Words and tasks of the sample: terms that are plainly invented, services, and what readers say of pages."""

from itertools import islice, product

from django.utils import timezone
from django.utils.text import slugify

from doc_portal.core.models import Unit
from doc_portal.core.sample.context import MARK, Context, sample_people
from doc_portal.core.sample.rows import copy
from mission.glossary import folded
from mission.models import Feedback, GlossaryTerm, Service

WORDS = ("Yard", "Gate", "Meal", "Key", "Tool", "Count", "Visit", "Laundry", "Mail", "Radio", "Roster", "Vehicle")
LAST = ("Review", "Register", "Team", "Plan", "Report", "Meeting", "Check", "Note")
TASKS = (
    ("Report an injury at work", "Tell your supervisor at once, then fill in the form."),
    ("Change your direct deposit", "Bring the new account to the payroll desk."),
    ("Order a uniform", "Ask the warehouse desk for your size."),
    ("Book a training class", "Choose a class with your supervisor."),
    ("Ask for leave", "Send the request before the roster is made."),
    ("Get a key replaced", "Report the key as lost before you ask for another."),
    ("Claim travel expenses", "Keep the receipts and send them with the claim."),
    ("Report a wet floor", "Mark the place first, then call the desk."),
    ("Ask for a new chair", "Have the work place looked at."),
    ("Send a package", "Bring it to the mailroom before noon."),
)
SAYINGS = (
    ("wrong", "The telephone number is not the present one."),
    ("broken", "The form does not open."),
    ("not_useful", "I did not find whom to call."),
    ("useful", "Found it at once."),
)


def write_terms(context: Context) -> int:
    """Acronyms that begin with SQ, each with an expansion that says it is a sample."""
    wanted = context.missing(context.size.terms, GlossaryTerm.objects.filter(source=MARK).count())
    taken = set(GlossaryTerm.objects.values_list("folded", flat=True))
    free = ((term, text) for term, text in _terms() if folded(term, text) not in taken)
    now = timezone.now()
    return copy(
        GlossaryTerm,
        (
            GlossaryTerm(
                term=term,
                expansion=text,
                meaning="Invented for the sample.",
                source=MARK,
                folded=folded(term, text),
                created_at=now,
                version=1,
            )
            for term, text in islice(free, wanted)
        ),
    )


def _terms():
    for number, (one, other, last) in enumerate(product(WORDS, WORDS, LAST)):
        letters = f"{chr(65 + number // 26 // 26 % 26)}{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
        yield f"SQ{letters}", f"Sample {one} {other} {last}"


def write_services(context: Context) -> int:
    """A task for each unit and more, each marked as a sample."""
    units = list(Unit.objects.seven())
    kept = set(Service.objects.values_list("slug", flat=True))
    rows = [
        Service(
            slug=f"sample-{slugify(title)}",
            title=title,
            summary=f"{summary} {MARK}",
            body=f"1. {summary}\n2. Wait for the answer.\n\nThese steps are a sample and no rule of the department.",
            unit=units[place % len(units)],
        )
        for place, (title, summary) in enumerate(TASKS)
        if f"sample-{slugify(title)}" not in kept
    ]
    return len(Service.objects.bulk_create(rows))


def write_feedback(context: Context) -> int:
    """What some people say of the services, one saying each."""
    if Feedback.objects.exists() and not context.again:
        return 0
    services = list(Service.objects.kept().filter(slug__startswith="sample-").order_by("pk"))
    people = list(sample_people()[: 2 * len(services)])
    rows = [
        Feedback(
            path=service.get_absolute_url(),
            page_title=service.title,
            page_version=str(service.version),
            kind=SAYINGS[place % len(SAYINGS)][0],
            comment=f"{SAYINGS[place % len(SAYINGS)][1]} {MARK}",
            unit_id=service.unit_id,
            created_by=person,
        )
        for place, (person, service) in enumerate(zip(people, services + services, strict=False))
    ]
    return len(Feedback.objects.bulk_create(rows, ignore_conflicts=True))
