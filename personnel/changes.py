"""Changes of a published announcement in words: what was, what is to be, what people are told (personnel.md 3, item 6).

A change keeps field names with their former and coming values as text.
"""

from decimal import Decimal

from django.utils.dateparse import parse_datetime

from doc_portal.core.display import heading, written
from personnel.deadlines import deadline
from personnel.models import Posting, PostingRevision

CONTENT_FIELDS = (
    "title", "pay_low", "pay_high", "duties", "min_quals", "ksa", "drug_test", "background_check", "firearms",
    "physical", "special_requirements", "documents", "work_schedule", "promotion_potential", "travel", "telework",
    "contact_words", "how_to_apply", "eeo_statement",
)  # fmt: skip
AT_ONCE = "at once"
"""What an earlier close asks for that takes effect when it is approved."""


def told_words(posting: Posting, revision: PostingRevision) -> str:
    """What somebody who began to apply is told of a change."""
    match revision.kind:
        case PostingRevision.Kind.EXTENSION:
            return f"{posting} is open longer: it closes at {posting.deadline}"
        case PostingRevision.Kind.EARLY_CLOSE:
            return f"{posting} closes earlier: at {posting.deadline}. Your application is not submitted"
    return f"{posting} was changed. Read it again before you submit your application"


def text_of(value) -> str:
    """A value as a change keeps it: amounts with cents, line ends as browsers and the database have them alike."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def differences(revision: PostingRevision) -> list[dict[str, str]]:
    """What a change changes, in words: the field, as it was, as it will be."""
    found = []
    for name, (before, after) in revision.changes.items():
        field = Posting._meta.get_field(name)
        if after == AT_ONCE and revision.approved_at:
            after = revision.approved_at.isoformat()
        found.append(
            {"label": heading(Posting, name), "before": _in_words(field, before), "after": _in_words(field, after)}
        )
    return found


def _in_words(field, text: str) -> str:
    if text == AT_ONCE:
        return "When the change is approved"
    if field.name == "closes_at":
        return deadline(parse_datetime(text)) if text else "No closing time"
    value = field.to_python(text) if text != "" else None
    return str((field.flatchoices and dict(field.flatchoices).get(value)) or written(value, long=True))
