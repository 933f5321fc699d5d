"""What hiring gives people to do, from scoring to the first weeks. One query each."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.registry import TodoItem
from personnel.models import (
    Application,
    Appointment,
    ChecklistItem,
    ClearanceItem,
    NewHireTask,
    Offer,
    PanelMember,
    PreferenceClaim,
)

SHOWN = 20


def panels_to_score(user) -> list[TodoItem]:
    """Panels that were started and where one has not locked."""
    seats = PanelMember.objects.filter(
        user=user, panel__started_at__isnull=False, panel__closed_at=None, locked_at=None
    ).exclude(conflict=True)
    return [
        TodoItem(
            title=f"Score on “{seat.panel}”" if seat.declared_at else f"Declare conflicts for “{seat.panel}”",
            url=reverse("personnel:panel-detail", args=[seat.panel_id]),
            note="Nobody sees the result before every member has locked.",
            due_on=seat.panel.meets_on,
        )
        for seat in seats.select_related("panel__posting").order_by("panel__meets_on", "pk")[:SHOWN]
    ]


def claims_to_decide(user) -> list[TodoItem]:
    """Claims that wait for a verifier, the nearest close first; none of an announcement one scores for."""
    waiting = PreferenceClaim.objects.visible_to(user).open().for_list()
    waiting = waiting.exclude(application__posting__panels__members__user=user)
    return [
        TodoItem(
            title=f"Verify a claim of {claim.application.who}",
            url=claim.get_absolute_url(),
            note=f"{claim.get_kind_display()}, {claim.application.posting}.",
            due_on=_day(claim.application.posting.closes_at),
        )
        for claim in waiting.order_by("application__posting__closes_at", "pk")[:SHOWN]
    ]


def items_to_clear(user) -> list[TodoItem]:
    """Open items of background, drug test and medical."""
    return _items(user, ClearanceItem.objects.exclude(kind=ClearanceItem.Kind.PREA), "personnel:clearanceitem-decide")


def prea_to_clear(user) -> list[TodoItem]:
    """Open PREA items."""
    return _items(user, ClearanceItem.objects.filter(kind=ClearanceItem.Kind.PREA), "personnel:clearanceitem-prea")


def _items(user, rows, url_name: str) -> list[TodoItem]:
    waiting = rows.open().visible_to(user).for_list().select_related("offer__application__applicant")
    return [
        TodoItem(
            title=f"{item.get_kind_display()}: clear {item.offer.application.who}",
            url=reverse(url_name, args=[item.pk]),
            note=f"{item.offer.application.posting}.",
            due_on=item.offer.starts_on,
        )
        for item in waiting.order_by("offer__starts_on", "pk")[:SHOWN]
    ]


def people_to_appoint(user) -> list[TodoItem]:
    """Offers on which everything is cleared, where this person appoints."""
    ready = Offer.objects.visible_to(user).permitted(user, "personnel.appoint_application").standing().with_phase()
    ready = ready.filter(application__status=Application.Status.CLEARANCE, open_items=0).for_list()
    return [
        TodoItem(
            title=f"Appoint {offer.application.who}",
            url=offer.get_absolute_url(),
            note=f"{offer.application.posting}. Everything is cleared.",
            due_on=offer.starts_on,
        )
        for offer in ready.order_by("starts_on", "pk")[:SHOWN]
    ]


def new_hires_to_add(user) -> list[TodoItem]:
    """Appointments of people from outside without an entry in the directory, where this person adds entries."""
    waiting = Appointment.objects.permitted(user, "personnel.add_person").filter(person=None).for_list()
    return [
        TodoItem(
            title=f"Add {one.application.who} to the directory and link the entry",
            url=reverse("personnel:appointment-link", args=[one.pk]),
            note=f"{one.job_class}, {one.worksite}.",
            due_on=one.starts_on,
        )
        for one in waiting.select_related("application__applicant").order_by("starts_on", "pk")[:SHOWN]
    ]


def first_weeks(user) -> list[TodoItem]:
    """What one does in one's own first weeks, and for the new hires one supervises."""
    mine = Q(person__user=user, who=ChecklistItem.Who.NEW_HIRE)
    led = Q(
        person__assignments__supervisor__user=user,
        person__assignments__ends_on=None,
        who=ChecklistItem.Who.SUPERVISOR,
    )
    tasks = NewHireTask.objects.open().filter(pk__in=NewHireTask.objects.filter(mine | led).values("pk"))
    return [
        TodoItem(
            title=task.text,
            url=reverse("personnel:newhiretask-finish", args=[task.pk]),
            note="Your first weeks." if task.person.user_id == user.pk else f"First weeks of {task.person}.",
            due_on=task.due_on,
        )
        for task in tasks.select_related("person").order_by("due_on", "pk")[:SHOWN]
    ]


def _day(moment):
    return timezone.localdate(moment) if moment else None
