"""What announcements offer the rest of the portal: things to do, search, home, a unit's page, what is owned."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.registry import TodoItem
from doc_portal.core.search.index import Entry
from doc_portal.core.workflow import Refused, lock
from personnel.models import Application, Person, Posting, PostingRevision, Requisition

SHOWN = 20
ON_HOME = ON_UNIT = 5
OFFICE = "office-of-personnel"


def announceable(user):
    """The approved requests that no announcement on somebody's desk covers, where this person may announce."""
    taken = Posting.objects.unfinished().values("requisitions")
    rows = Requisition.objects.permitted(user, "personnel.add_posting").filter(status=Requisition.Status.APPROVED)
    return rows.exclude(pk__in=taken.filter(requisitions__isnull=False)).for_list().order_by("job_class__title", "pk")


def to_announce(user) -> list[TodoItem]:
    """Approved requests nobody announces yet, where this person writes announcements; who needs people first, first."""
    rows = announceable(user).order_by(F("needed_by").asc(nulls_last=True), "pk")
    return [
        TodoItem(
            title=f"Announce {one.number}: {one.job_class}",
            url=f"{reverse('personnel:posting-create')}?requisition={one.number}",
            note=f"{one.worksite}, {one.vacancies} vacanc{'y' if one.vacancies == 1 else 'ies'}. It is approved.",
            due_on=one.needed_by,
        )
        for one in rows[:SHOWN]
    ]


def awaiting(user):
    """Announcements that wait for approval where a person may approve, but for those they wrote or changed."""
    waiting = Posting.objects.permitted(user, "personnel.approve_posting").filter(status=Posting.Status.IN_REVIEW)
    return waiting.exclude(created_by=user).exclude(revised_by=user)


def to_review(user) -> list[TodoItem]:
    """Announcements that wait for this person's approval."""
    return [
        _item(one, f"Approve or return {one}", f"Written by {one.created_by or 'the portal'}.", one.opens_at)
        for one in awaiting(user).select_related("created_by").order_by("opens_at", "pk")[:SHOWN]
    ]


def given_back(user):
    """A person's announcements that were given back."""
    return Posting.objects.filter(created_by=user, status=Posting.Status.RETURNED)


def returned(user) -> list[TodoItem]:
    """One's own announcements that were given back."""
    rows = given_back(user).order_by("opens_at", "pk")
    return [
        _item(one, f"Change {one} and send it again", "It was returned to you.", one.opens_at) for one in rows[:SHOWN]
    ]


def approved(user):
    """Approved announcements that a person may publish."""
    return Posting.objects.permitted(user, "personnel.publish_posting").filter(status=Posting.Status.APPROVED)


def to_publish(user) -> list[TodoItem]:
    """Approved announcements that this person may publish."""
    rows = approved(user)
    return [
        _item(one, f"Publish {one}", "It is approved.", one.opens_at) for one in rows.order_by("opens_at", "pk")[:SHOWN]
    ]


def changes(user):
    """Changes of published announcements that wait for a second person, where this one may decide."""
    postings = Posting.objects.permitted(user, "personnel.approve_posting")
    return PostingRevision.objects.undecided().filter(posting__in=postings).exclude(made_by=user)


def changes_to_decide(user) -> list[TodoItem]:
    """Changes of published announcements that wait for a second person."""
    rows = changes(user)
    return [
        TodoItem(
            title=f"Decide on a change of {one.posting}",
            url=one.get_absolute_url(),
            note=f"{one.get_kind_display()}, asked for by {one.made_by}.",
            due_on=one.posting.closes_on,
        )
        for one in rows.select_related("posting", "made_by").order_by("made_at", "pk")[:SHOWN]
    ]


def decided(user):
    """Announcements in review of which everybody who applied has an answer, where a person may complete them."""
    rows = Posting.objects.permitted(user, "personnel.complete_posting").filter(status=Posting.Status.EVALUATING)
    return rows.exclude(pk__in=Application.objects.undecided().values("posting"))


def to_complete(user) -> list[TodoItem]:
    """Announcements whose hiring is done and only has to be noted as complete."""
    rows = decided(user).order_by("closes_at", "pk")
    return [_item(one, f"Complete {one}", "Everybody who applied has an answer.", None) for one in rows[:SHOWN]]


def still_outside(user):
    """Announcements that are over and still stand on other boards, where a person publishes."""
    return Posting.objects.permitted(user, "personnel.publish_posting").to_close_outside()


def to_close_outside(user) -> list[TodoItem]:
    """Announcements that are over and still stand on other boards, until somebody notes that they do not."""
    rows = still_outside(user)
    return [
        _item(one, f"Close {one} on other boards", f"Also posted on: {one.outside_boards}.", one.closes_at)
        for one in rows.order_by("closes_at", "pk")[:SHOWN]
    ]


def _item(posting: Posting, title: str, note: str, due) -> TodoItem:
    due_on = timezone.localdate(due) if due else None
    return TodoItem(title=title, url=posting.get_absolute_url(), note=note, due_on=due_on)


def closing_soon(request) -> dict | None:
    """The next five jobs to close, for the home page."""
    rows = Posting.objects.open().filter(closes_at__isnull=False).for_list()
    jobs = list(rows.order_by("closes_at", "pk")[:ON_HOME])
    return {"jobs": jobs} if jobs else None


def unit_jobs(request, unit) -> dict | None:
    """The newest open jobs, on the page of the Office of Personnel."""
    if unit.slug != OFFICE:
        return None
    jobs = list(Posting.objects.open().for_list().order_by("-opens_at", "-pk")[:ON_UNIT])
    return {"jobs": jobs} if jobs else None


def rows():
    """Published announcements: what is written is found by nobody before."""
    return Posting.objects.filter(status=Posting.Status.PUBLISHED).for_list()


def entry(posting: Posting) -> Entry:
    """Found from the moment it opens until it closes, by those who may read announcements."""
    ends = [moment for moment in (posting.closes_at, posting.cap_reached_at) if moment is not None]
    return Entry(
        title=posting.title,
        url=posting.get_absolute_url(),
        summary=f"{posting.place_names}. {posting.number}. {posting.get_category_display()}"[:500],
        body=f"{posting.duties}\n{posting.min_quals}",
        identifiers=(posting.number,),
        aliases=(posting.job_class.title,),
        permission="personnel.view_posting",
        live_from=posting.opens_at,
        live_until=min(ends, default=None),
        dated=posting.opens_at,
    )


def unfinished(user):
    """Announcements somebody wrote that are not published yet."""
    return Posting.objects.unfinished().filter(created_by=user)


@transaction.atomic
def give(posting: Posting, person: Person, *, by: User) -> None:
    """Somebody else goes on with an announcement that is not published yet."""
    if person.user is None or not person.user.is_active:
        raise Refused(f"{person} has no account in the portal. Choose somebody who has one.")
    locked = lock(posting)
    if locked.approved_by_id == person.user_id:
        raise Refused(f"{person} approved “{locked}” and cannot be its author as well. Choose somebody else.")
    before, locked.created_by = locked.created_by, person.user
    locked.version += 1
    locked.save()
    log("assign", locked, by=by, before=str(before or ""), after=str(person.user))
