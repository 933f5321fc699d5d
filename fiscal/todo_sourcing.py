"""What sourcing and solicitations give buyers to do. One query each."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.registry import TodoItem
from fiscal.duties import wanted_by_others
from fiscal.models import MveCertificate, Protest, Requisition, Solicitation, SourcingDecision

SHOWN = 20


def unsourced(user):
    """Requisitions of others a buyer took up, of which it is not decided how they are bought."""
    decided = SourcingDecision.objects.current().filter(requisition=OuterRef("pk"))
    rows = Requisition.objects.permitted(user, "fiscal.add_sourcingdecision")
    return wanted_by_others(user, rows).filter(~Exists(decided), status=Requisition.Status.SOURCING)


def requisitions_to_source(user: User) -> list[TodoItem]:
    """Each of them, what is needed first on top."""
    return [
        TodoItem(
            title=f"Decide how to buy {one.number}",
            url=reverse("fiscal:requisition-decide", args=[one.pk]),
            note=one.need[:200],
            due_on=one.need_by,
        )
        for one in unsourced(user).order_by("need_by", "pk")[:SHOWN]
    ]


def to_open(user):
    """Solicitations whose time is over."""
    return Solicitation.objects.permitted(user, "fiscal.close_solicitation").to_open()


def solicitations_to_open(user: User) -> list[TodoItem]:
    """Each of them, the first to close on top."""
    return [
        TodoItem(title=f"Open quotes: {one}", url=one.get_absolute_url(), due_on=timezone.localdate(one.closes_at))
        for one in to_open(user).order_by("closes_at", "pk")[:SHOWN]
    ]


def windows_over(user):
    """Awards nobody can protest against any more, and no timely protest stands against; none of what one asked for."""
    standing = Protest.objects.filter(solicitation=OuterRef("pk"), timely=True).exclude(outcome=Protest.Outcome.DENIED)
    rows = Solicitation.objects.permitted(user, "fiscal.finalize_solicitation").window_over()
    return wanted_by_others(user, rows.exclude(Exists(standing)), "requisition__")


def awards_to_finalize(user: User) -> list[TodoItem]:
    """Each of them, the earliest on top."""
    return [
        TodoItem(title=f"Make award final: {one}", url=one.get_absolute_url())
        for one in windows_over(user).order_by("protest_ends_on", "pk")[:SHOWN]
    ]


def protested(user):
    """Solicitations with a timely protest nobody has decided."""
    waiting = Protest.objects.filter(solicitation=OuterRef("pk"), timely=True, outcome=Protest.Outcome.OPEN)
    return Solicitation.objects.permitted(user, "fiscal.protest_solicitation").filter(Exists(waiting))


def protests_to_decide(user: User) -> list[TodoItem]:
    """Each of them."""
    return [
        TodoItem(title=f"Decide protest: {one}", url=one.get_absolute_url())
        for one in protested(user).order_by("protest_ends_on", "pk")[:SHOWN]
    ]


def unreported(user):
    """Emergency purchases without the report that is due afterwards."""
    return SourcingDecision.objects.permitted(user, "fiscal.attach_sourcingdecision").unreported()


def emergencies_to_report(user: User) -> list[TodoItem]:
    """Each of them, what is due first on top."""
    return [
        TodoItem(
            title=f"Attach the report on {one.requisition}", url=one.get_absolute_url(), due_on=one.report_due_on,
            note="An emergency purchase is reported afterwards.",
        )
        for one in unreported(user).select_related("requisition").order_by("report_due_on", "pk")[:SHOWN]
    ]  # fmt: skip


def mve_waiting(user):
    """Questions MVE has not answered."""
    return MveCertificate.objects.permitted(user, "fiscal.issue_mvecertificate").waiting()


def mve_to_answer(user: User) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    return [
        TodoItem(title=f"Record the answer of {one}", url=one.get_absolute_url(), due_on=one.need_by)
        for one in mve_waiting(user).order_by("pk")[:SHOWN]
    ]
