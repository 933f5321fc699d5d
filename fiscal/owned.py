"""What people answer for in fiscal, and how somebody else takes it over."""

from django.db.models import Q

from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from fiscal.actions.bank_accounts import give_account
from fiscal.actions.buyers import give_requisition
from fiscal.actions.coordination import give_item
from fiscal.actions.invoices import give_exception
from fiscal.actions.sam_ii import give_issue
from fiscal.models import BankAccount, CoordinationItem, MatchException, Requisition, SamIssue
from personnel.models import Person


def items_of(user: User):
    """What the person is to deliver to other offices."""
    return CoordinationItem.objects.open().filter(owner=user).order_by("due_on", "pk")


def give_item_to(item: CoordinationItem, person: Person, *, by: User) -> None:
    """Somebody else delivers it."""
    give_item(item, account_of(person), by=by)


def accounts_of(user: User):
    """Open bank accounts the person looks after."""
    return BankAccount.objects.open().filter(custodian=user).order_by("name", "pk")


def give_account_to(account: BankAccount, person: Person, *, by: User) -> None:
    """Somebody else looks after it."""
    give_account(account, account_of(person), by=by)


def account_of(person: Person) -> User:
    """The account of somebody who takes something over. Refused where they have none."""
    if person.user is None or not person.user.is_active:
        raise Refused(f"{person} has no account in the portal. Choose somebody who has one.")
    return person.user


def issues_of(user: User):
    """Issues of the SAM II desk the person is to mend."""
    return SamIssue.objects.open().filter(owner=user).order_by("pk")


def give_issue_to(issue: SamIssue, person: Person, *, by: User) -> None:
    """Somebody else mends it."""
    give_issue(issue, account_of(person), by=by)


def exceptions_of(user: User):
    """Differences between orders, receipts and bills that the person is to settle."""
    return MatchException.objects.open().filter(owner=user).order_by("pk")


def give_exception_to(exception: MatchException, person: Person, *, by: User) -> None:
    """Somebody else settles it."""
    give_exception(exception, account_of(person), by=by)


def purchases_of(user: User):
    """What the person buys, and orders of theirs on what nobody took up."""
    bought = Q(buyer=user) | Q(buyer=None, orders__created_by=user)
    rows = Requisition.objects.being_bought().filter(bought)
    return Requisition.objects.filter(pk__in=rows.values("pk")).order_by("pk")


def give_purchase_to(requisition: Requisition, person: Person, *, by: User) -> None:
    """Another buyer goes on with it and its orders."""
    give_requisition(requisition, buyer=account_of(person), by=by)
