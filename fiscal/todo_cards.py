"""What purchases with cards give people to do: to explain, to approve, to review."""

from doc_portal.core.money import dollars
from doc_portal.core.registry import TodoItem
from fiscal.models import CardTransaction

SHOWN = 20


def unexplained(user):
    """One's own that wait for a receipt, a requisition or what they were for."""
    return CardTransaction.objects.to_explain(user)


def unapproved(user):
    """Explained ones with cards one approves."""
    return CardTransaction.objects.to_approve(user)


def unreviewed(user):
    """Approved ones with cards one reviews."""
    return CardTransaction.objects.to_review(user)


def to_explain(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return _items(unexplained(user), "Explain")


def to_approve(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return _items(unapproved(user), "Approve")


def to_review(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return _items(unreviewed(user), "Review")


def _items(rows, verb: str) -> list[TodoItem]:
    rows = rows.select_related("card__holder").order_by("posted_on", "pk")
    return [
        TodoItem(
            title=f"{verb}: {one.vendor_name}, {dollars(one.amount)}", url=one.get_absolute_url(),
            note=f"{one.card}. {one.exception}".strip(),
        )
        for one in rows[:SHOWN]
    ]  # fmt: skip
