"""What hiring gives people to do, from scoring to the first weeks. One query each."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.registry import TodoItem
from personnel.models import (
    Application,
    Appointment,
    ChecklistItem,
    ClearanceItem,
    NewHireTask,
    Offer,
    Panel,
    PanelMember,
    Person,
    PreferenceClaim,
    PreferenceRule,
)
from personnel.models.applications import ENDED

SHOWN = 20


def seats(user):
    """A person's seats on panels that were started, where they have not locked."""
    return PanelMember.objects.filter(
        user=user, panel__started_at__isnull=False, panel__closed_at=None, locked_at=None
    ).exclude(conflict=True)


def panels_to_score(user) -> list[TodoItem]:
    """Panels that were started and where one has not locked."""
    return [
        TodoItem(
            title=f"Score on “{seat.panel}”" if seat.declared_at else f"Declare conflicts for “{seat.panel}”",
            url=reverse("personnel:panel-detail", args=[seat.panel_id]),
            note="Nobody sees the result before every member has locked.",
            due_on=seat.panel.meets_on,
        )
        for seat in seats(user).select_related("panel__posting").order_by("panel__meets_on", "pk")[:SHOWN]
    ]


def claims(user):
    """Claims that wait for a verifier; none of an announcement one scores for."""
    waiting = PreferenceClaim.objects.visible_to(user).open()
    return waiting.exclude(application__posting__panels__members__user=user)


def claims_to_decide(user) -> list[TodoItem]:
    """Claims that wait for a verifier, the nearest close first; none of an announcement one scores for."""
    return [
        TodoItem(
            title=f"Verify a claim of {claim.application.who}",
            url=claim.get_absolute_url(),
            note=f"{claim.get_kind_display()}, {claim.application.posting}.",
            due_on=_day(claim.application.posting.closes_at),
        )
        for claim in claims(user).for_list().order_by("application__posting__closes_at", "pk")[:SHOWN]
    ]


def points_due(user):
    """Verified claims whose points wait: the panel has closed with a result, every claim of the applicant is decided.

    None of an announcement one scores for.
    """
    claims = PreferenceClaim.objects.filter(application=OuterRef("application"))
    scoring = Panel.objects.filter(posting=OuterRef("application__posting"), closed_at=None)
    rows = PreferenceClaim.objects.visible_to(user).filter(
        ~Exists(claims.filter(status=PreferenceClaim.Status.CLAIMED)),
        ~Exists(scoring),
        status=PreferenceClaim.Status.VERIFIED,
        points_applied=None,
        rule__effect=PreferenceRule.Effect.POINTS,
        rule__points__isnull=False,
        application__result__isnull=False,
    )
    rows = rows.exclude(application__status__in=ENDED)
    return rows.exclude(application__posting__panels__members__user=user)


def points_to_give(user) -> list[TodoItem]:
    """Applicants whose panel has closed and whose points of preference are not given yet."""
    rows = points_due(user).for_list().order_by("application__posting__closes_at", "application", "pk")
    due = {claim.application_id: claim.application for claim in rows[:SHOWN]}
    return [
        TodoItem(
            title=f"Give the points of {one.who}",
            url=reverse("personnel:application-points", args=[one.pk]),
            note=f"{one.posting}. Every sheet of the panel is locked.",
        )
        for one in due.values()
    ]


def clearance(user):
    """Open items of background, drug test and medical that a person may see."""
    return ClearanceItem.objects.exclude(kind=ClearanceItem.Kind.PREA).open().visible_to(user)


def prea(user):
    """Open PREA items that a person may see."""
    return ClearanceItem.objects.filter(kind=ClearanceItem.Kind.PREA).open().visible_to(user)


def items_to_clear(user) -> list[TodoItem]:
    """Open items of background, drug test and medical."""
    return _items(clearance(user), "personnel:clearanceitem-decide")


def prea_to_clear(user) -> list[TodoItem]:
    """Open PREA items."""
    return _items(prea(user), "personnel:clearanceitem-prea")


def _items(rows, url_name: str) -> list[TodoItem]:
    waiting = rows.for_list().select_related("offer__application__applicant")
    return [
        TodoItem(
            title=f"{item.get_kind_display()}: clear {item.offer.application.who}",
            url=reverse(url_name, args=[item.pk]),
            note=f"{item.offer.application.posting}.",
            due_on=item.offer.starts_on,
        )
        for item in waiting.order_by("offer__starts_on", "pk")[:SHOWN]
    ]


def cleared(user):
    """Offers on which everything is cleared, where a person appoints."""
    ready = Offer.objects.visible_to(user).permitted(user, "personnel.appoint_application").standing().with_phase()
    return ready.filter(application__status=Application.Status.CLEARANCE, open_items=0)


def people_to_appoint(user) -> list[TodoItem]:
    """Offers on which everything is cleared, where this person appoints."""
    return [
        TodoItem(
            title=f"Appoint {offer.application.who}",
            url=offer.get_absolute_url(),
            note=f"{offer.application.posting}. Everything is cleared.",
            due_on=offer.starts_on,
        )
        for offer in cleared(user).for_list().order_by("starts_on", "pk")[:SHOWN]
    ]


def unlinked(user):
    """Appointments without an entry in the directory, where a person adds entries."""
    return Appointment.objects.standing().permitted(user, "personnel.add_person").filter(person=None)


def new_hires_to_add(user) -> list[TodoItem]:
    """Appointments of people from outside without an entry in the directory, where this person adds entries."""
    waiting = unlinked(user).for_list()
    return [
        TodoItem(
            title=f"Add {one.application.who} to the directory and link the entry",
            url=reverse("personnel:appointment-link", args=[one.pk]),
            note=f"{one.job_class}, {one.worksite}.",
            due_on=one.starts_on,
        )
        for one in waiting.select_related("application__applicant").order_by("starts_on", "pk")[:SHOWN]
    ]


def without_account(user):
    """New hires of the directory who cannot sign in yet, for those who open accounts."""
    if not scope_of(user, "core.add_rolegrant").everywhere:
        return Person.objects.none()
    begins = Appointment.objects.standing().filter(person=OuterRef("pk"))
    return Person.objects.visible_to(user).current().filter(Exists(begins), user=None)


def accounts_to_open(user) -> list[TodoItem]:
    """New hires who cannot sign in yet."""
    return [
        TodoItem(
            title=f"Open an account for {one}",
            url=reverse("personnel:person-account", args=[one.uuid]),
            note="Appointed, and in the directory. Their first weeks wait on their list.",
        )
        for one in without_account(user).order_by("last_name", "first_name", "pk")[:SHOWN]
    ]


def first_weeks(user) -> list[TodoItem]:
    """What one does in one's own first weeks, and for the new hires one supervises."""
    return [
        TodoItem(
            title=task.text,
            url=reverse("personnel:newhiretask-finish", args=[task.pk]),
            note="Your first weeks." if task.person.user_id == user.pk else f"First weeks of {task.person}.",
            due_on=task.due_on,
        )
        for task in tasks(user).select_related("person").order_by("due_on", "pk")[:SHOWN]
    ]


def tasks(user):
    """A person's open tasks of first weeks: their own, and those of the new hires they supervise."""
    mine = Q(person__user=user, who=ChecklistItem.Who.NEW_HIRE)
    led = Q(
        person__assignments__supervisor__user=user,
        person__assignments__ends_on=None,
        who=ChecklistItem.Who.SUPERVISOR,
    )
    return NewHireTask.objects.open().filter(pk__in=NewHireTask.objects.filter(mine | led).values("pk"))


def _day(moment):
    return timezone.localdate(moment) if moment else None
