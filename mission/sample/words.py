"""Words and tasks of the sample: terms that are plainly invented, services, and what readers say of pages."""

from itertools import islice, product

from django.utils import timezone
from django.utils.text import slugify

from doc_portal.core.models import Unit
from doc_portal.core.sample.context import MARK, Context, sample_people
from doc_portal.core.sample.rows import copy
from mission.glossary import folded
from mission.models import Document, Feedback, GlossaryTerm, Service
from personnel.models import RoleContact

WORDS = ("Yard", "Gate", "Meal", "Key", "Tool", "Count", "Visit", "Laundry", "Mail", "Radio", "Roster", "Vehicle")
LAST = ("Review", "Register", "Team", "Plan", "Report", "Meeting", "Check", "Note")
PERSONNEL, TRAINING, HEALTH = (
    "office-of-personnel", "training-and-employee-development", "employee-health-wellness-and-safety",
)  # fmt: skip
FISCAL, GENERAL = "fiscal-management-unit", "general-services"
TASKS = (
    ("Report an injury at work", "Tell your supervisor at once, then fill in the form.", HEALTH),
    ("Change your direct deposit", "Bring the new account to the payroll desk.", FISCAL),
    ("Order a uniform", "Ask the warehouse desk for your size.", GENERAL),
    ("Book a training class", "Choose a class with your supervisor.", TRAINING),
    ("Ask for leave", "Send the request before the roster is made.", PERSONNEL),
    ("Get a key replaced", "Report the key as lost before you ask for another.", GENERAL),
    ("Claim travel expenses", "Keep the receipts and send them with the claim.", FISCAL),
    ("Report a wet floor", "Mark the place first, then call the desk.", HEALTH),
    ("Ask for a new chair", "Have the work place looked at.", HEALTH),
    ("Find a class on running meetings", "Choose a day, then ask your supervisor.", "planning-section"),
    ("Send a package", "Bring it to the mailroom before noon.", GENERAL),
    ("Ask about a canteen account", "Write down the account and the day first.", "offender-financial-services"),
)
SAYINGS = (
    ("wrong", "The telephone number is not the present one."),
    ("broken", "The form does not open."),
    ("not_useful", "I did not find whom to call."),
    ("useful", "Found it at once."),
)


def write_terms(context: Context) -> int:
    """Acronyms that begin with SQ, each with an expansion that says it is a sample; contacts answer for them."""
    wanted = context.missing(context.size.terms, GlossaryTerm.objects.filter(source=MARK).count())
    taken = set(GlossaryTerm.objects.values_list("folded", flat=True))
    free = ((term, text) for term, text in _terms() if folded(term, text) not in taken)
    owners = list(RoleContact.objects.kept().order_by("pk")[:200]) or [None]
    chance, now = context.chance("terms"), timezone.now()
    return copy(
        GlossaryTerm,
        (
            GlossaryTerm(
                term=term,
                expansion=text,
                meaning="Invented for the sample.",
                source=MARK,
                owner=chance.choice(owners),
                reviewed_on=context.day(-chance.randrange(450)),
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
    """A task for each unit and more, each marked as a sample, with a contact, a form and a policy of the sample."""
    units = {unit.slug: unit for unit in Unit.objects.seven()}
    kept = set(Service.objects.values_list("slug", flat=True))
    wide = RoleContact.objects.kept().filter(worksite=None, region="").order_by("-pk")
    contacts = {contact.unit_id: contact for contact in wide}
    papers = Document.objects.kept().filter(sample=True, visibility=Document.Visibility.STAFF).order_by("pk")
    forms, policies = (list(papers.filter(kind=kind)[: len(TASKS)]) for kind in ("form", "policy"))
    chance = context.chance("services")
    rows = [
        Service(
            slug=f"sample-{slugify(title)}",
            title=title,
            summary=f"{summary} {MARK}",
            body=f"1. {summary}\n2. Wait for the answer.\n\nThese steps are a sample and no rule of the department.",
            unit=units[unit],
            contact=contacts.get(units[unit].pk),
            form=forms[place % len(forms)] if forms else None,
            policy=policies[place % len(policies)] if policies else None,
            reviewed_on=context.day(-chance.randrange(300)),
        )
        for place, (title, summary, unit) in enumerate(TASKS)
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
