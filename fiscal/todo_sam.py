"""What the SAM II desk and the registers give people to do. One query each."""

from doc_portal.core.models import User
from doc_portal.core.registry import TodoItem
from fiscal.models import BankAccount, CoordinationItem

SHOWN = 20


def items_owned(user):
    """Open coordination items of a person."""
    return CoordinationItem.objects.open().filter(owner=user)


def items_to_deliver(user: User) -> list[TodoItem]:
    """Each of them, what is due first on top."""
    return [
        TodoItem(
            title=one.title, url=one.get_absolute_url(), note=f"For: {one.get_office_display()}.", due_on=one.due_on
        )
        for one in items_owned(user).order_by("due_on", "pk")[:SHOWN]
    ]


def accounts_without_authority(user: User):
    """Open accounts that no policy is named for."""
    return BankAccount.objects.permitted(user, "fiscal.oversee_bankaccount").without_authority()


def accounts_to_settle(user: User) -> list[TodoItem]:
    """Each of them, by name."""
    return [
        TodoItem(
            title=f"Name the authority of {one.name}, or close it",
            url=one.get_absolute_url(),
            note=f"{one.bank}, {one.worksite}.",
        )
        for one in accounts_without_authority(user).select_related("worksite").order_by("name", "pk")[:SHOWN]
    ]
