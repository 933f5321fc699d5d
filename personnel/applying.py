"""Who may apply to an announcement, until when, and in which words it is refused (personnel.md 3, items 10 and 11).

The database refuses in the end; `refusal_of` is the one place that puts the names of its rules into sentences.
"""

from dataclasses import dataclass

from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from personnel.deadlines import deadline
from personnel.models import Applicant, Application, Person, Position, Posting

PAPERS = ("pdf", "docx", "odt", "txt", "jpg", "png")
NO_ENTRY = (
    "You have no entry in the directory, and members of staff apply as the person they are there. Ask a directory "
    "steward to add you."
)


@dataclass(frozen=True)
class Asker:
    """Who applies: a member of staff as the person of the directory they are, or somebody from outside."""

    user: User | None = None
    person: Person | None = None
    applicant: Applicant | None = None

    @property
    def name(self) -> str:
        return str(self.person or self.user or self.applicant)

    @property
    def email(self) -> str:
        """Where mail reaches them; empty for staff without a mailbox."""
        return self.applicant.email if self.applicant else self.user.email

    @property
    def acting(self) -> dict:
        """How acts of theirs are recorded: with the account, or under the name of somebody without one."""
        return {"by": self.user, "actor_name": "" if self.user else self.name}

    def applications(self):
        """Their own applications; none where staff have no entry in the directory."""
        if self.applicant is not None:
            return Application.objects.filter(applicant=self.applicant)
        return Application.objects.of_user(self.user)


def asker_of(request) -> Asker:
    """Who asks: one query for staff, none for applicants, whom the session already told."""
    if request.applicant is not None:
        return Asker(applicant=request.applicant)
    person = Person.objects.current().filter(user=request.user).select_related("worksite").first()
    return Asker(user=request.user, person=person)


def asker_behind(application: Application) -> Asker:
    """Whose application it is, told as whoever asks for it."""
    if application.applicant_id:
        return Asker(applicant=application.applicant)
    return Asker(user=application.person.user, person=application.person)


def live_application(posting: Posting, asker: Asker) -> Application | None:
    """What this person has to do with the announcement: the draft or the application that is neither gone nor old."""
    return asker.applications().live().filter(posting=posting).first()


def withdrawn_before(posting: Posting, asker: Asker) -> Application | None:
    """What this person sent here last and took back."""
    gone = asker.applications().filter(posting=posting, status=Application.Status.WITHDRAWN)
    return gone.order_by("-created_at", "-pk").first()


def unfit_sentence(posting: Posting, asker: Asker) -> str:
    """Why this person may not apply, by who may; empty where they may."""
    if not posting.apply_here:
        return f"“{posting.title}” takes no applications in the portal. How to apply: {posting.how_to_apply}"
    if asker.applicant is not None:
        return "" if posting.audience == Posting.Audience.PUBLIC else f"“{posting.title}” is for staff alone."
    if asker.person is None:
        return NO_ENTRY
    match posting.audience:
        case Posting.Audience.WORKSITE:
            return _unfit_by_worksite(posting, asker.person)
        case Posting.Audience.TRANSFER:
            return _unfit_by_class(posting, asker.person)
    return ""


def _unfit_by_worksite(posting: Posting, person: Person) -> str:
    places = {place.worksite_id: place.worksite.name for place in posting.locations.select_related("worksite")}
    if person.worksite_id in places:
        return ""
    here = f"You work at {person.worksite}" if person.worksite_id else "The directory names no worksite for you"
    return (
        f"“{posting.title}” is for staff of {', '.join(sorted(set(places.values())))}. {here}. "
        "Where that is wrong, suggest a correction on your page of the directory."
    )


def _unfit_by_class(posting: Posting, person: Person) -> str:
    held = Position.objects.filled().filter(holder=person).select_related("job_class").order_by("pk")
    classes = {position.job_class_id: position.job_class.title for position in held}
    if posting.job_class_id in classes:
        return ""
    yours = (
        f"You hold a position of {', '.join(classes.values())}" if classes else "No position names you as its holder"
    )
    return (
        f"“{posting.title}” is a transfer, for staff of the class {posting.job_class}. {yours}. "
        "Where that is wrong, ask your human resources office."
    )


def takes_now(posting: Posting, application: Application | None = None) -> bool:
    """Whether the database would take an application at this moment, an extension of this one considered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() < personnel_posting_accepts_until(%s, %s)",
            [posting.pk, application.pk if application is not None else None],
        )
        return bool(cursor.fetchone()[0])


def extended_until(application: Application):
    """The later deadline granted to this application; None where there is none."""
    return application.extensions.filter(until__isnull=False).order_by("-until").values_list("until", flat=True).first()


def closed_sentence(posting: Posting) -> str:
    """Since when it takes no applications, and how to ask for an extension."""
    return f"{_why_closed(posting)} {ask_sentence(posting)}"


def _why_closed(posting: Posting) -> str:
    name, now = f"“{posting.title}”", timezone.now()
    if posting.status == Posting.Status.PUBLISHED and posting.opens_at > now:
        return f"{name} opens at {deadline(posting.opens_at)}."
    if posting.status in (Posting.Status.CANCELLED, Posting.Status.WITHDRAWN):
        return f"{name} was {posting.get_status_display().lower()} and takes no applications."
    if posting.cap_reached_at is not None:
        return f"{name} closed at {deadline(posting.cap_reached_at)}, {posting.full_because}."
    if posting.closes_at is not None and posting.closes_at <= now:
        was = f" It was announced until {deadline(posting.announced_closes_at)}." if posting.closed_early else ""
        return f"{name} closed at {deadline(posting.closes_at)}.{was}"
    return f"{name} takes no applications now."


def ask_sentence(posting: Posting) -> str:
    """Whom to ask for an extension, and when there is one."""
    contact = posting.contact_words or (str(posting.contact) if posting.contact_id else "the Office of Personnel")
    return (
        f"If leave, a system outage, a disability or military service kept you from applying in time, ask {contact} "
        f"for an extension and name {posting.number}."
    )


def already_sentence(application: Application) -> str:
    """Which application there is already, and what can be done with it."""
    what = f"application {application.number}" if application.number else "a draft that is not submitted"
    where = reverse("personnel:application-own", args=[application.pk])
    return f"You already have {what} for “{application.posting.title}”. It stands under My applications ({where})."


def refusal_of(error: IntegrityError, posting: Posting, asker: Asker) -> Refused | None:
    """What a rule of the database says, by its name; None where it is none of these rules."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if name == "application_posting_open":
        return Refused(closed_sentence(Posting.objects.get(pk=posting.pk)))
    if name == "application_not_of_its_panel":
        return Refused(
            f"You sit on a panel that scores who applies for “{posting.title}”, and who scores there does not apply. "
            "Ask whoever keeps the panel to release you first."
        )
    if name in ("application_one_live_per_person", "application_one_live_per_applicant"):
        return Refused(already_sentence(live_application(posting, asker)))
    return None
