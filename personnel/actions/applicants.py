"""What happens to an applicant's account: opened with a link by mail, its password chosen by whoever reads that mail.

The answers tell nobody whether an address has an account. Nothing is typed here that mail could not undo: a password
comes only through the link, so that nobody prepares an account for somebody else's address.
"""

from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from doc_portal.core.audit import log
from doc_portal.core.outbox import address_of, queue_mail
from doc_portal.core.signin import hashing_place
from personnel.applicants import account_of, fingerprint
from personnel.models import Applicant

SALT = "personnel.applicant-link"
LINK_HOURS = 24
MINUTES_BETWEEN_LINKS = 10
UNCONFIRMED_DAYS = 7
NEW = """You, or somebody who typed your address, asked for an account to apply for jobs at the Missouri Department of
Corrections.

Confirm your address and choose a password within {hours} hours:
{url}

If it was not you, do nothing: no account is opened."""
AGAIN = """You, or somebody who typed your address, asked for a new password for your account to apply for jobs.

Choose it within {hours} hours. The link works once:
{url}

If it was not you, do nothing: your password stays as it is."""


def register_applicant(*, email: str, first_name: str, last_name: str, phone: str = "", then: str = "") -> None:
    """Note who wants an account and send the link that opens it; an address that has one is sent that link again.

    `then` is where the link leads in the end.
    """
    applicant = account_of(email) or _note(email, first_name, last_name, phone)
    if applicant is not None:
        send_link(applicant, then=then)


def _note(email: str, first_name: str, last_name: str, phone: str) -> Applicant | None:
    """A new account that nobody can use yet; None where the address had one that was closed."""
    try:
        with transaction.atomic():
            made = Applicant.objects.create(
                email=email.strip(), first_name=first_name, last_name=last_name, phone=phone
            )
    except IntegrityError:
        return account_of(email)
    log("register", made, by=None, actor_name=str(made))
    return made


def ask_for_link(*, email: str) -> None:
    """Send the link to choose a password, where an account has the address."""
    if (applicant := account_of(email)) is not None:
        send_link(applicant)


def send_link(applicant: Applicant, *, then: str = "") -> bool:
    """Mail the link; at most one in ten minutes, however often it is asked for."""
    url = address_of(reverse("personnel:applicant-link", args=[link_token(applicant, then)]))
    words = AGAIN if applicant.verified_at else NEW
    subject = "Choose a new password" if applicant.verified_at else "Confirm your address to apply for jobs"
    part = int(timezone.now().timestamp()) // (MINUTES_BETWEEN_LINKS * 60)
    body = words.format(hours=LINK_HOURS, url=url)
    return queue_mail(applicant.email, subject, body, f"applicant-link:{applicant.pk}:{fingerprint(applicant)}:{part}")


def link_token(applicant: Applicant, then: str = "") -> str:
    """A link that works once and for a day: it is tied to the account as it is now."""
    return signing.dumps({"pk": applicant.pk, "print": fingerprint(applicant), "then": then}, salt=SALT)


def applicant_of_link(token: str) -> tuple[Applicant | None, str]:
    """Whose link it is and where it leads; nobody's where it was used, is too old or was made up."""
    try:
        told = signing.loads(token, salt=SALT, max_age=timedelta(hours=LINK_HOURS))
    except signing.BadSignature:
        return None, ""
    found = Applicant.objects.filter(pk=told["pk"], ended_at__isnull=True).first()
    if found is None or not constant_time_compare(told["print"], fingerprint(found)):
        return None, ""
    return found, told["then"]


def choose_password(applicant: Applicant, password: str) -> Applicant:
    """Keep a password chosen through the link; the address is confirmed by that. Other sessions end."""
    with hashing_place():
        applicant.set_password(password)
    first = applicant.verified_at is None
    applicant.verified_at = applicant.verified_at or timezone.now()
    with transaction.atomic():
        applicant.save(update_fields=["password", "verified_at"])
        log("confirm_address" if first else "password_change", applicant, by=None, actor_name=str(applicant))
    return applicant


def forget_unconfirmed_applicants() -> dict[str, int]:
    """The night's work: accounts whose address nobody confirmed within a week are no accounts.

    One for which a draft was begun, to grant an extension, waits for whom it was granted.
    """
    before = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    forgotten = Applicant.objects.filter(verified_at__isnull=True, created_at__lt=before, sample=False)
    deleted, _ = forgotten.filter(applications__isnull=True).delete()
    return {"applicants": deleted}
