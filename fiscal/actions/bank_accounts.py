"""The register of bank accounts: entered, changed, closed by entering the day."""

from django.db import IntegrityError, transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from fiscal.models import BankAccount
from fiscal.refusals import broken


@transaction.atomic
def keep_account(account: BankAccount, *, by: User, changed: str = "") -> BankAccount:
    """Enter an account, or keep it as changed. Authority that was named is kept on record with what replaces it."""
    before = BankAccount.objects.filter(pk=account.pk).first() if account.pk else None
    if before is None:
        account.created_by = by
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise broken(error) from error
    told = {}
    if before is not None and before.authority != account.authority:
        told = {"before": before.authority or "No authority", "after": account.authority or "No authority"}
    log("edit" if before else "create", account, by=by, reason=changed, **told)
    return account


@transaction.atomic
def give_account(account: BankAccount, custodian: User, *, by: User) -> None:
    """Somebody else looks after an account that is open."""
    account = lock(account)
    if account.closed_on:
        raise Refused(f"{account} is closed. Nobody needs to look after it any more.")
    before, account.custodian, account.version = account.custodian, custodian, account.version + 1
    account.save(update_fields=["custodian", "version"])
    log("assign", account, by=by, before=before.shown_name, after=custodian.shown_name)
