"""What a panel does: it is set up, its members declare, score and lock; then its result stands (items 16 and 25).

Nobody sees another's sheet before every member who scores has locked: the database seals it, `act_as` says who asks.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.actor import act_as
from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, lock
from personnel.actions.moves import moved
from personnel.models import Application, Competency, Panel, PanelApplicant, PanelMember, ScoreSheet
from personnel.panels import fewest_members, results, reviews_here, scored_here, unrated, why_not_scored
from personnel.refusals import broken

SCORABLE = (
    Application.Status.QUALIFIED,
    Application.Status.SCORED,
    Application.Status.LISTED,
    Application.Status.REFERRED,
    Application.Status.INTERVIEW,
)


@transaction.atomic
def set_up_panel(panel: Panel, *, by: User, like: Panel | None = None) -> Panel:
    """Keep a new panel; `like` gives it the competencies of an earlier one."""
    panel.created_by = by
    panel.save()
    if like is not None:
        Competency.objects.bulk_create(
            Competency(panel=panel, order=one.order, name=one.name, weight=one.weight, anchors=one.anchors)
            for one in like.competencies.all()
        )
    log("create", panel, by=by)
    return panel


@transaction.atomic
def add_member(panel: Panel, user: User, *, by: User) -> PanelMember:
    """Ask somebody to sit. Refused once the panel has closed, and for who applied, reviews or verified claims there."""
    panel = lock(panel)
    if reviews_here(user, panel.posting):
        raise Refused(
            f"{user} reviews the qualifications of who applies for “{panel.posting}”, and who does that scores nobody. "
            "Ask somebody else."
        )
    if panel.closed_at:
        raise Refused(f"“{panel}” has closed: every sheet is locked, and the result stands. Set up another panel.")
    try:
        with transaction.atomic():
            member = PanelMember.objects.create(panel=panel, user=user)
    except IntegrityError as error:
        raise broken(error, who=user) from error
    log("add_member", panel, by=by, reason=str(user))
    notify([user], "panel", f"You were asked to sit on “{panel}”", panel)
    return member


@transaction.atomic
def release_member(member: PanelMember, *, by: User, note: str) -> PanelMember:
    """Let a member go who cannot score. Their sheets do not count, and nobody waits for them.

    Refused once they have locked. The panel closes where everybody else has.
    """
    panel = lock(member.panel)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).get(pk=member.pk)
    if member.locked_at:
        raise Refused(f"{member} has locked their sheets, and those count. A locked member stays on “{panel}”.")
    if member.conflict:
        raise Refused(f"{member} stands down already. Nothing was changed.")
    member.declared_at, member.conflict, member.declaration = timezone.now(), True, note
    member.save()
    log("release_member", panel, by=by, reason=f"{member}: {note}")
    _close_if_all_have_locked(panel, by=by)
    return member


@transaction.atomic
def keep_competency(competency: Competency, *, by: User, changed: str = "") -> Competency:
    """Keep what a panel rates, with its weight and anchor texts. Refused once the panel was started."""
    panel = _before_the_start(competency.panel)
    fresh = competency.pk is None
    try:
        with transaction.atomic():
            competency.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("add_competency" if fresh else "edit_competency", panel, by=by, reason=changed or competency.name)
    return competency


@transaction.atomic
def remove_competency(competency: Competency, *, by: User) -> Panel:
    """Take a competency off the sheet. Refused once the panel was started."""
    panel = _before_the_start(competency.panel)
    log("remove_competency", panel, by=by, reason=competency.name)
    competency.delete()
    return panel


@transaction.atomic
def choose_applicants(panel: Panel, applications, *, by: User) -> Panel:
    """Say whom the panel scores. Refused once it was started."""
    panel = _before_the_start(panel)
    chosen = list(applications)
    panel.candidates.exclude(application__in=chosen).delete()
    there = set(panel.candidates.values_list("application", flat=True))
    PanelApplicant.objects.bulk_create(
        PanelApplicant(panel=panel, application=one) for one in chosen if one.pk not in there
    )
    log("choose_applicants", panel, by=by, reason=f"{len(chosen)} applicant{'' if len(chosen) == 1 else 's'}")
    return panel


@transaction.atomic
def start_panel(panel: Panel, *, by: User, note: str = "") -> Panel:
    """Let the members score. From here on competencies, weights, anchors and applicants stay as they are."""
    panel = _before_the_start(panel)
    sitting, fewest = panel.members.exclude(conflict=True).count(), fewest_members()
    if sitting < fewest:
        raise Refused(f"“{panel}” has {_members(sitting)}, and a panel has {fewest} at least. Add members first.")
    competencies = list(panel.competencies.all())
    if not competencies:
        raise Refused(f"“{panel}” has nothing to rate yet. Add its competencies first.")
    bare = [one.name for one in competencies if not one.is_anchored]
    if bare:
        raise Refused(f"Say what each rating from 1 to 5 means for {', '.join(bare)} first.")
    if not scored_here(panel).exists():
        raise Refused(f"“{panel}” has nobody to score. Choose its applicants first.")
    panel.started_at = timezone.now()
    panel.version += 1
    panel.save()
    log("start", panel, by=by, reason=note)
    members = [member.user for member in panel.members.exclude(conflict=True).select_related("user")]
    notify(members, "panel-start", f"“{panel}” scores now: declare conflicts first", panel)
    return panel


@transaction.atomic
def declare(panel: Panel, *, by: User, conflict: bool, declaration: str = "") -> PanelMember:
    """Say, before the first rating, whether there is a conflict, kinship included. Who has one stands down."""
    panel, member = _seat(panel, by)
    if panel.started_at is None:
        raise Refused(f"“{panel}” was not started yet, so its applicants may still change. Declare once it has.")
    if reviews_here(by, panel.posting):
        raise Refused(
            f"You review the qualifications of who applies for “{panel.posting}”, and who does that scores nobody. "
            "Ask whoever keeps the panel to release you."
        )
    if member.declared_at:
        raise Refused("You have declared already, and that stays. Ask who keeps the panel if something has changed.")
    if conflict and not declaration.strip():
        raise Refused("Say in a few words what the conflict is.")
    member.declared_at, member.conflict, member.declaration = timezone.now(), conflict, declaration
    member.save()
    log("stand_down" if conflict else "declare", panel, by=by)
    if conflict:
        _close_if_all_have_locked(panel, by=by)
    return member


@transaction.atomic
def score(panel: Panel, application: Application, *, by: User, ratings: dict[int, tuple[int, str]]) -> Panel:
    """Keep one's ratings of one applicant: competency key to rating and note.

    Refused before declaring, after locking, for somebody who is not scored here, and to who does not sit here.
    """
    panel, member = _seat(panel, by)
    _may_score(panel, member)
    if not scored_here(panel).filter(pk=application.pk).exists():
        raise Refused(f"{application.who} is not among those “{panel}” scores, or has withdrawn.")
    act_as(by)
    now = timezone.now()
    ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(
                panel=panel, panellist=by, application=application, competency_id=key, rating=rating, note=note,
                rated_at=now,
            )
            for key, (rating, note) in ratings.items()
        ],
        update_conflicts=True,
        unique_fields=["panellist", "application", "competency"],
        update_fields=["rating", "note", "rated_at"],
    )  # fmt: skip
    return panel


@transaction.atomic
def lock_sheets(panel: Panel, *, by: User) -> Panel:
    """Lock all of one's sheets for good. The last to lock opens the result to everybody.

    Refused while a rating is missing, and while fewer members than a panel needs are left.
    """
    panel, member = _seat(panel, by)
    _may_score(panel, member)
    act_as(by)
    missing = unrated(panel, by)
    if missing:
        who = ", ".join(str(one.who) for one in scored_here(panel) if one.pk in missing)
        raise Refused(f"You have not rated everything yet: {who}. Rate every competency of each, then lock.")
    left, fewest = panel.members.exclude(conflict=True).count(), fewest_members()
    if left < fewest:
        raise Refused(
            f"{_members(left).capitalize()} are left on “{panel}”, and a panel has {fewest} at least. "
            "Who keeps it must add somebody before you lock."
        )
    member.locked_at = timezone.now()
    member.save()
    log("lock", panel, by=by)
    _close_if_all_have_locked(panel, by=by)
    return Panel.objects.get(pk=panel.pk)


def _close_if_all_have_locked(panel: Panel, *, by: User) -> None:
    """Open the sheets and note the results, once nobody who scores is left. Call with the panel locked."""
    scoring = panel.members.exclude(conflict=True)
    locked = scoring.filter(locked_at__isnull=False).count()
    if panel.closed_at or locked < fewest_members() or scoring.filter(locked_at=None).exists():
        return
    panel.closed_at = timezone.now()
    panel.version += 1
    panel.save()
    log("close", panel, by=by)
    for one in results(panel):
        _note_result(one.application, one.result, panel, by=by)
    people = [member.user for member in scoring.select_related("user")]
    notify([*people, panel.created_by], "panel-result", f"“{panel}” has its result", panel)


def _note_result(application: Application, result, panel: Panel, *, by: User) -> None:
    """Write a result on the application; one that waits for scores is scored now, others keep their place."""
    if application.status == Application.Status.QUALIFIED:
        with moved(application, "score", by=by, note=str(panel)) as locked:
            locked.result = result
        return
    locked = lock(application)
    locked.result = result
    locked.version += 1
    locked.save()
    log("note_result", locked, by=by, reason=str(panel))


def _before_the_start(panel: Panel) -> Panel:
    locked = lock(panel)
    if locked.started_at:
        raise Refused(
            f"“{locked}” was started, and what it scores stays as it is: every applicant is measured alike. "
            "Set up another panel where something is wrong."
        )
    return locked


def _seat(panel: Panel, user: User) -> tuple[Panel, PanelMember]:
    """The panel, locked, and this person's seat on it. Two who lock at once are one after the other."""
    locked = lock(panel)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).filter(panel=locked, user=user).first()
    if member is None:
        raise Refused(f"You do not sit on “{locked}”, so there is no sheet of yours on it.")
    return locked, member


def _may_score(panel: Panel, member: PanelMember) -> None:
    if sentence := why_not_scored(panel, member):
        raise Refused(sentence)


def _members(number: int) -> str:
    return "1 member" if number == 1 else f"{number} members"
