"""A plan for the department: asked for, worked out in the worker, then committed there in one transaction, or dropped.

Working out writes the proposal and nothing else; called off or killed it has written nothing. Committing asks first
whether the facts are those the proposal was made of, then writes classes, seats and bookings by a handful of
statements, through the same constraints as everything else.
"""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.audit import log
from doc_portal.core.display import listed
from doc_portal.core.jobs import start_job
from doc_portal.core.locks import hold
from doc_portal.core.models import Job, User
from doc_portal.core.workflow import Refused, lock, transition
from training.actions.telling import tell_leaders
from training.models import Center, PlanRun
from training.planning.asked import Asked
from training.planning.commit import write_plan
from training.planning.fingerprint import changed, digest, parts_now
from training.planning.plan import figures_of, plannable, propose
from training.planning.proposal import keep_proposal

LOCK = "training.plan"
PLAN_JOB, COMMIT_JOB = "plan_training", "commit_training_plan"


@transaction.atomic
def ask_plan(run: PlanRun, asked: Asked, *, by: User) -> PlanRun:
    """Keep what a plan is asked for and hand it to the worker."""
    if asked.starts_on <= timezone.localdate():
        raise Refused("A plan begins tomorrow at the earliest. Choose a later first day.")
    asked = replace(asked, centers=_within_reach(asked.centers, "training.add_planrun", by))
    run.inputs = asked.as_json()
    run.created_by = by
    run.save()
    run.job = start_job(PLAN_JOB, f"Working out {run}", {"run": run.pk}, by=by)
    run.save(update_fields=["job"])
    log("create", run, by=by)
    return run


def run_plan(job: Job, report) -> dict:
    """The job that works a plan out. Started again after a kill it finds the plan waiting, or done."""
    report(0, 100, "Reading who owes what")
    run = PlanRun.objects.get(pk=job.payload["run"])
    if run.status == PlanRun.Status.WAITING:
        asked = Asked.of(run)
        courses = sorted(plannable(asked))
        parts = parts_now(asked, courses)
        found = propose(asked, report)
        report(98, 100, "Keeping the proposal")
        with transition(run, "propose", by=run.created_by) as locked:
            keep_proposal(locked, found)
            locked.inputs |= {"parts": parts, "known": courses}
            locked.fingerprint = digest(parts)
            locked.figures = figures_of(found)
    elif run.status == PlanRun.Status.DROPPED:
        raise Refused(f"{run} was dropped. Plan again.")
    return {"url": run.get_absolute_url(), "label": "See the proposal"}


def commit_plan(run: PlanRun, *, by: User, note: str = "") -> PlanRun:
    """Hand a proposal to the worker to be committed. Refused at once where it is known to be stale."""
    with transaction.atomic():
        run = lock(run)
        _require_proposed(run)
        if unfinished(run):
            raise Refused(f"{run} is being committed right now. See Background work for how far it is.")
        _require_reach(run, by)
        _require_seats(run)
        require_unchanged(run)
        payload = {"run": run.pk, "by": by.pk, "note": note}
        run.job = start_job(COMMIT_JOB, f"Committing {run}", payload, by=by)
        run.save(update_fields=["job"])
    return run


def run_commit(job: Job, report) -> dict:
    """The job that commits a plan. Started again after a kill it finds the plan committed or untouched."""
    report(0, 100, "Checking that nothing changed")
    run = PlanRun.objects.get(pk=job.payload["run"])
    by = User.objects.get(pk=job.payload["by"])
    if run.status != PlanRun.Status.COMMITTED:
        commit_now(run, by=by, note=job.payload["note"], report=report)
    return {"url": run.get_absolute_url(), "label": "See the plan"}


def commit_now(run: PlanRun, *, by: User, note: str = "", report=lambda *_: None) -> dict[str, int]:
    """Write classes, seats and bookings of a proposal, all or none; how many of each."""
    with transaction.atomic():
        hold(LOCK)
        _require_proposed(run)
        if not by.has_perm("training.commit_planrun"):
            raise Refused("You may not commit plans any more. Ask the director of training.")
        _require_reach(run, by)
        with transition(run, "commit", by=by, note=note) as locked:
            written = write_plan(locked, by=by, check=lambda: require_unchanged(locked), report=report)
            locked.committed_by = by
            locked.figures |= {"written": written}
        tell_leaders(locked)
    return written


def drop_plan(run: PlanRun, *, by: User, note: str = "") -> PlanRun:
    """A proposal that is not wanted; it stays on record without its seats."""
    _require_reach(run, by)
    with transition(run, "drop", by=by, note=note) as locked:
        if unfinished(locked) and locked.status == PlanRun.Status.PROPOSED:
            raise Refused(f"{run} is being committed right now. Cancel that work first.")
        locked.seats.all().delete()
    return locked


def unfinished(run: PlanRun) -> Job | None:
    """The job that works a plan out or commits it, while it waits or runs."""
    return Job.objects.unfinished().filter(pk=run.job_id).first()


def require_unchanged(run: PlanRun) -> None:
    """Refuse a proposal whose facts have changed, naming which."""
    asked = Asked.of(run)
    now = parts_now(asked, run.inputs["known"])
    if digest(now) != run.fingerprint:
        names = listed(changed(run.inputs["parts"], now))
        raise Refused(
            f"{run} was worked out from facts that have changed since: {names}. Nothing was saved. Plan again with the "
            "same inputs, and commit the new proposal."
        )
    if asked.starts_on <= timezone.localdate():
        raise Refused(f"{run} begins on a day that is here already. Plan again from tomorrow on.")


def _within_reach(centers: tuple[int, ...], permission: str, by: User) -> tuple[int, ...]:
    """These centers as far as somebody's right counts there; for who plans everywhere they stay as they are."""
    if scope_of(by, permission).everywhere:
        return centers
    own = Center.objects.in_use().permitted(by, permission).order_by("pk").values_list("pk", flat=True)
    found = tuple(one for one in own if not centers or one in centers)
    if not found:
        raise Refused("Your right to plan counts at none of these training centers. Ask a portal administrator.")
    return found


def _require_reach(run: PlanRun, by: User) -> None:
    kept = tuple(run.inputs["centers"])
    if _within_reach(kept, "training.commit_planrun", by) != kept:
        raise Refused(f"{run} is for centers where your right does not count. Ask somebody whose right counts there.")


def _require_seats(run: PlanRun) -> None:
    if not run.figures.get("placed"):
        raise Refused(f"{run} gives nobody a seat, so there is nothing to commit. Drop it, and plan again.")


def _require_proposed(run: PlanRun) -> None:
    if run.status != PlanRun.Status.PROPOSED:
        raise Refused(f"{run} is {run.get_status_display().lower()}. Nothing was changed.")
