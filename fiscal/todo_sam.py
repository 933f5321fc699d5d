"""What the SAM II desk and the registers give people to do. One query each."""

from datetime import timedelta

from django.db.models import DateField, ExpressionWrapper, Value
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.registry import TodoItem
from doc_portal.core.values import number_in_force
from fiscal.actions.sam_ii import recertify_days
from fiscal.models import (
    BankAccount,
    CodeChange,
    CoordinationItem,
    Reconciliation,
    ReconciliationItem,
    SamIssue,
    SystemAccess,
)

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


def issues_owned(user):
    """Open issues of a person."""
    return SamIssue.objects.open().filter(owner=user)


def issues_to_mend(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(title=f"Mend {one}", url=one.get_absolute_url(), note=f"{one.get_status_display()}.")
        for one in issues_owned(user).order_by("pk")[:SHOWN]
    ]


def accesses_asked(user: User):
    """Access others asked for, for others."""
    rows = SystemAccess.objects.permitted(user, "fiscal.approve_systemaccess")
    return rows.filter(status=SystemAccess.Status.REQUESTED).exclude(person=user).exclude(created_by=user)


def accesses_to_decide(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(title=f"Approve or refuse: {one}", url=one.get_absolute_url(), note=one.reason[:200])
        for one in accesses_asked(user).for_list().order_by("pk")[:SHOWN]
    ]


def accesses_due(user: User):
    """Access to certify again, one's own left out."""
    today = timezone.localdate()
    days, notice = (number_in_force(f"fiscal_access_{name}_days", today) for name in ("certify", "notice"))
    rows = SystemAccess.objects.permitted(user, "fiscal.certify_systemaccess").granted()
    rows = rows.filter(certified_on__lte=ExpressionWrapper(Value(today) - days + notice, output_field=DateField()))
    return rows.filter(person__is_active=True).exclude(person=user)


def accesses_to_certify(user: User) -> list[TodoItem]:
    """All of them as one thing to do: they are certified together."""
    first = accesses_due(user).order_by("certified_on").values_list("certified_on", flat=True).first()
    if first is None:
        return []
    due_on = first + timedelta(days=recertify_days()[0])
    return [TodoItem(title="Certify access to SAM II", url=reverse("fiscal:systemaccess-certify"), due_on=due_on)]


def changes_unsent(user: User):
    """Code changes that have not reached OA."""
    return CodeChange.objects.permitted(user, "fiscal.move_codechange").unsent()


def changes_to_send(user: User) -> list[TodoItem]:
    """Each of them, what is due first on top."""
    return [
        TodoItem(title=f"Send to OA: {one}", url=one.get_absolute_url(), due_on=one.due_before - timedelta(days=1))
        for one in changes_unsent(user).order_by("due_before", "pk")[:SHOWN]
    ]


def reconciliations_open(user: User):
    """Reconciliations that somebody else prepared and explained."""
    rows = Reconciliation.objects.permitted(user, "fiscal.sign_reconciliation")
    waiting = rows.filter(status=Reconciliation.Status.OPEN).exclude(created_by=user)
    return waiting.exclude(pk__in=ReconciliationItem.objects.filter(created_by=user).values("reconciliation"))


def reconciliations_to_sign(user: User) -> list[TodoItem]:
    """Each of them, the oldest period on top."""
    rows = reconciliations_open(user).select_related("period").order_by("period__year", "period__no")
    return [
        TodoItem(
            title=f"Sign the reconciliation of {one.period}, once nothing is unexplained", url=one.get_absolute_url()
        )
        for one in rows[:SHOWN]
    ]
