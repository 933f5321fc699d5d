"""What readers say of pages: which pages ask, what a page tells of itself, and what owners have to answer."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse

from doc_portal.core.access import unit_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models import SearchEntry
from doc_portal.core.registry import HelpLink, TodoItem
from mission.models import Document, Feedback

SALT = "mission.feedback"
SHOWN = 20
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Subject:
    """The page somebody speaks of: where it is, what it is called, in which version, and whose it is."""

    path: str
    title: str = ""
    version: str = ""
    unit: int | None = None

    def signed(self) -> str:
        """As the page's own form carries it: nobody can make up a title or another owner."""
        return signing.dumps([self.path, self.title, self.version, self.unit], salt=SALT, compress=True)


def read_subject(text: str) -> Subject | None:
    """What `signed()` made; None for anything else."""
    try:
        return Subject(*signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def subject_at(path: str, user) -> Subject:
    """A page named by its address alone. Its title and unit are known where search shows it to this person."""
    entry = SearchEntry.objects.visible_to(user).filter(url=path).order_by("pk").first()
    return Subject(path, entry.title[:LONGEST_TITLE], "", entry.unit_id) if entry else Subject(path)


def box(request, view) -> dict | None:
    """What stands at the foot of a page that asks its readers; nothing on pages that may not be named to others."""
    if not getattr(view, "asks_readers", False) or not request.user.is_authenticated:
        return None
    thing = getattr(view, "object", None)
    if _is_private(thing):
        return None
    subject = Subject(request.path, view.get_title()[:LONGEST_TITLE], _version(view, thing), _unit(view, thing))
    return {"about": subject.signed(), "page": request.path}


def _is_private(thing) -> bool:
    """Whether the page of a thing is not for all staff: a restricted document, or a draft."""
    if isinstance(thing, Document):
        return thing.visibility == Document.Visibility.RESTRICTED or thing.number_is_open
    return getattr(thing, "status", "") == "draft"


def _version(view, thing) -> str:
    """The number of the version in force where the page shows one, else that of the record."""
    shown = getattr(view, "current", None) or getattr(view, "version", None)
    return str(getattr(shown, "n", None) or getattr(shown, "pk", None) or getattr(thing, "version", ""))[:40]


def _unit(view, thing) -> int | None:
    return unit_of(thing) if thing is not None else getattr(getattr(view, "division", None), "pk", None)


def unanswered(user):
    """Problems and comments nobody has answered, of the pages a person answers for."""
    return Feedback.objects.permitted(user, "mission.answer_feedback").waiting()


def to_answer(user) -> list[TodoItem]:
    """What readers said and nobody has answered. One query."""
    return [
        TodoItem(
            title=f"Answer a reader of “{one.page_title or one.path}”",
            url=one.get_absolute_url(),
            note=f"{one.get_kind_display()}. {one.get_status_display()}.",
        )
        for one in unanswered(user).order_by("created_at", "pk")[:SHOWN]
    ]


def tell_what_was_looked_for(user, query: str) -> list[HelpLink]:
    """The way to tell the editors what a search should have found."""
    if not user.has_perm("core.use_portal"):
        return []
    told = urlencode({"kind": Feedback.Kind.MISSING, "page": address_of("core:search"), "q": query})
    return [HelpLink("Tell us what you looked for", f"{reverse('mission:feedback-create')}?{told}")]


def taken_on(user):
    """What a person has taken on and not answered."""
    return Feedback.objects.filter(assigned_to=user).waiting().order_by("pk")


def waiting_in(unit):
    """What readers of a unit's pages wait for."""
    return Feedback.objects.filter(unit=unit).waiting().order_by("pk")
