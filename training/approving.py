"""What waits for a second person: terms of rules, waivers, completions to place, courses taken elsewhere."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from doc_portal.core.models import AuditEvent, User
from doc_portal.core.registry import TodoItem
from personnel.suppression import of_people_shown_to
from training.models import OutsideCompletion, RuleTerms, UnplacedCompletion, Waiver

SHOWN = 20


def not_written_by(rows: QuerySet, user: User) -> QuerySet:
    """Drafts of which somebody wrote nothing: who wrote or changed any of one does not approve it."""
    meta = rows.model._meta
    wrote = AuditEvent.objects.filter(
        content_type__app_label=meta.app_label, content_type__model=meta.model_name, object_id=OuterRef("pk"),
        actor=user, act__in=("create", "edit"), outcome=AuditEvent.Outcome.DONE,
    )  # fmt: skip
    return rows.filter(~Exists(wrote), created_by__isnull=False).exclude(created_by=user)


def terms_waiting(user):
    """Drafts somebody else wrote. Published rules that came as drafts wait for their words first."""
    return not_written_by(RuleTerms.objects.filter(approved=False, rule__retired=False), user)


def terms_to_approve(user) -> list[TodoItem]:
    """Each draft, the first to begin on top."""
    rows = terms_waiting(user).select_related("rule").order_by("starts_on", "pk")[:SHOWN]
    return [
        TodoItem(
            title=f"Approve terms: {one.rule}", url=reverse("training:ruleterms-approve", args=[one.pk]),
            note=one.authority, due_on=one.starts_on,
        )
        for one in rows
    ]  # fmt: skip


def waivers_waiting(user):
    """Waivers somebody else asked for, for other people, where this person approves."""
    rows = Waiver.objects.permitted(user, "training.approve_waiver").waiting()
    return rows.filter(of_people_shown_to(user)).exclude(Q(created_by=user) | Q(person__user=user))


def waivers_to_approve(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = waivers_waiting(user).select_related("person", "rule").order_by("created_at", "pk")[:SHOWN]
    return [
        TodoItem(title=f"Decide on a waiver: {one.rule}", url=one.get_absolute_url(), note=f"For {one.person}.")
        for one in rows
    ]


def completions_waiting(user):
    """The queue of completions that name nobody or no course we know."""
    return UnplacedCompletion.objects.visible_to(user).open()


def completions_to_place(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = completions_waiting(user).order_by("arrived_at", "pk")[:SHOWN]
    return [TodoItem(title=f"Place {one}", url=one.get_absolute_url(), note=one.words) for one in rows]


def courses_waiting(user):
    """Courses others took elsewhere and others handed in, where this person decides."""
    rows = OutsideCompletion.objects.permitted(user, "training.accept_outsidecompletion").waiting()
    return rows.filter(of_people_shown_to(user)).exclude(Q(created_by=user) | Q(person__user=user))


def courses_to_decide(user) -> list[TodoItem]:
    """Each of them, the oldest on top."""
    rows = courses_waiting(user).for_list().order_by("created_at", "pk")[:SHOWN]
    return [TodoItem(title=f"Decide on {one}", url=one.get_absolute_url(), note=f"For {one.person}.") for one in rows]
