"""What applications give people to do: reviews of qualifications, referred names, one's own drafts."""

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.registry import TodoItem
from personnel.models import Application, Offer, Posting
from personnel.status_words import NOT_SUBMITTED

SHOWN = 20
HIRING = (
    "requisition-steps", "requisitions-returned", "exchanges", "requests-to-announce", "announcements-to-review",
    "announcements-returned", "announcements-to-publish", "announcement-changes", "announcements-outside",
    "hiring-review", "claims", "panels", "points", "hiring-referred", "offers-to-make", "offers-waiting", "clearance",
    "prea", "offers-to-appoint", "link-appointments", "announcements-to-complete", "open-accounts",
)  # fmt: skip
"""The to-do providers “My work in hiring” shows, in the order from an empty post to a person in it."""


def unreviewed(user):
    """Applications whose qualifications wait for a review, where a person reviews them."""
    return Application.objects.permitted(user, "personnel.review_application").in_review()


def to_review(user) -> list[TodoItem]:
    """Announcements with applications whose qualifications wait for a review, those that close first on top."""
    return [
        TodoItem(
            title=f"Review qualifications: {title}",
            url=f"{reverse('personnel:application-queue')}?q={number}",
            note=_count(count, flagged),
            due_on=timezone.localdate(closes) if closes is not None else None,
        )
        for number, title, closes, count, flagged in unreviewed(user)
        .order_by()
        .values_list("posting__number", "posting__title", "posting__closes_at")
        .annotate(count=Count("pk"), flags=Count("pk", filter=Q(flagged=True)))
        .order_by(F("posting__closes_at").asc(nulls_last=True), "posting__number")[:SHOWN]
    ]


def _count(count: int, flagged: int) -> str:
    words = f"{count:,} application{'' if count == 1 else 's'}"
    return f"{words}, {flagged:,} with an answer that asks for a look" if flagged else words


def referred(user):
    """Applications that were referred to the managers of a person's worksites and wait for them."""
    scope = scope_of(user, "personnel.interview_application")
    if scope.everywhere or not scope.worksites:
        return Application.objects.none()  # who looks after the whole department refers names, and waits for none
    return Application.objects.permitted(user, "personnel.interview_application").filter(
        Q(posting__managers_see_before_close=True) | Q(posting__in=Posting.objects.closed().values("pk")),
        status=Application.Status.REFERRED,
    )


def to_choose_from(user) -> list[TodoItem]:
    """Announcements with names that were referred to the managers of a worksite and wait for them."""
    rows = (
        referred(user)
        .order_by()
        .values_list("posting__public_slug", "posting__title")
        .annotate(count=Count("pk"))
        .order_by("posting__title", "posting__public_slug")
    )
    return [
        TodoItem(
            title=f"Choose whom to interview: {title}",
            url=reverse("personnel:application-board", args=[slug]),
            note=f"{count:,} name{'' if count == 1 else 's'} referred to you",
        )
        for slug, title, count in rows[:SHOWN]
    ]


def chosen(user):
    """Applications a manager invited to an interview, closed ones, for those who make offers."""
    rows = Application.objects.permitted(user, "personnel.offer_application").filter(
        status=Application.Status.INTERVIEW
    )
    return rows.filter(posting__in=Posting.objects.closed().exclude(status=Posting.Status.COMPLETED).values("pk"))


def to_offer(user) -> list[TodoItem]:
    """Announcements on which somebody was interviewed and waits for an offer or an answer."""
    rows = (
        chosen(user)
        .order_by()
        .values_list("posting__public_slug", "posting__number", "posting__title")
        .annotate(count=Count("pk"))
        .order_by("posting__number", "posting__public_slug")
    )
    return [
        TodoItem(
            title=f"Make an offer: {title}",
            url=reverse("personnel:application-board", args=[slug]),
            note=f"{number}, {count:,} in interview. Ask the manager whom they choose.",
        )
        for slug, number, title, count in rows[:SHOWN]
    ]


def unsettled(user):
    """Offers a person sees that nobody has answered yet."""
    return Offer.objects.visible_to(user).filter(ended_at=None, accepted_at=None)


def to_settle(user) -> list[TodoItem]:
    """Offers nobody has answered yet, the first day nearest first."""
    return [
        TodoItem(
            title=f"Note the answer to the offer: {offer.application.who}",
            url=offer.get_absolute_url(),
            note=offer.application.posting.title,
            due_on=offer.starts_on,
        )
        for offer in unsettled(user).for_list().order_by("starts_on", "pk")[:SHOWN]
    ]


def drafts(user):
    """A person's drafts of applications to announcements that are open."""
    return Application.objects.of_user(user).drafts().filter(posting__in=Posting.objects.open().values("pk"))


def to_submit(user) -> list[TodoItem]:
    """One's own drafts while the announcement takes them: not submitted is easily taken for done."""
    rows = drafts(user).order_by(F("posting__closes_at").asc(nulls_last=True), "pk")
    return [
        TodoItem(
            title=f"{NOT_SUBMITTED}: {title}",
            url=reverse("personnel:application-apply", args=[slug]),
            note="Your application is a draft.",
            due_on=timezone.localdate(closes) if closes is not None else None,
        )
        for slug, title, closes in rows.values_list("posting__public_slug", "posting__title", "posting__closes_at")[
            :SHOWN
        ]
    ]
