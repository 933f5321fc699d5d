"""What is done to sign-ins."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.backend import account_named
from doc_portal.core.locks import hold
from doc_portal.core.models import SignInAttempt, User
from doc_portal.core.signin import locked_names
from doc_portal.core.workflow import Refused


def release_sign_in(attempt: SignInAttempt, *, by: User, note: str = "") -> SignInAttempt:
    """Let the name of this attempt be tried again at once."""
    with transaction.atomic():
        hold(f"sign-in {attempt.name}")
        if not locked_names().filter(name=attempt.name).exists():
            raise Refused(f"The name {attempt.told_name} is not locked any more. Nothing had to be done.")
        SignInAttempt.objects.filter(name=attempt.name, succeeded=False).update(released=True)
        account = None if attempt.is_unknown else account_named(attempt.name)
        log("release_sign_in", account, by=by, reason=note, details={"name": attempt.told_name})
        return attempt
