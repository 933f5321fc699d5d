"""Courses taken elsewhere: handed in with evidence, accepted with their credit, or turned down (training.md 3, 1)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused, transition
from training.actions.crediting import Given, give_credit
from training.models import OutsideCompletion, TrainingCredit
from training.refusals import broken

EVIDENCE = ("pdf", "png", "jpg")
KIND = "training-certificate"


@transaction.atomic
def hand_in_course(one: OutsideCompletion, *, by: User, evidence) -> OutsideCompletion:
    """Keep what was handed in, with its evidence, for the registrar."""
    if one.completed_on > timezone.localdate():
        raise Refused(f"{long_date(one.completed_on)} is still to come. Hand the course in once it is completed.")
    one.created_by = by
    try:
        with transaction.atomic():
            one.save()
            one.evidence = store(evidence, one, by, EVIDENCE)
            one.save(update_fields=["evidence"])
    except IntegrityError as error:
        raise broken(error) from error
    log("create", one, by=by)
    return one


@transaction.atomic
def accept_course(one: OutsideCompletion, *, by: User, note: str = "") -> OutsideCompletion:
    """Accept a course taken elsewhere: the person has its credit."""
    _require_another(one, by)
    if one.status == OutsideCompletion.Status.WAITING and one.evidence_id is None:
        raise Refused(f"“{one}” has no evidence. Turn it down, and have it handed in again with the certificate.")
    with transition(one, "accept", by=by, note=note) as accepted:
        given = Given(
            accepted.person_id, accepted.course_version_id, accepted.hours, accepted.completed_on,
            TrainingCredit.Source.EXTERNAL, f"outside-{accepted.pk}",
        )  # fmt: skip
        (accepted.credit_id,) = give_credit([given], by=by)
        accepted.answer, accepted.decided_by = note[:400], by
    notify(_told(accepted), KIND, f"{accepted.course_version.course.title} was accepted", accepted)
    return accepted


@transaction.atomic
def refuse_course(one: OutsideCompletion, *, by: User, note: str) -> OutsideCompletion:
    """Turn a course taken elsewhere down, saying why."""
    _require_another(one, by)
    with transition(one, "refuse", by=by, note=note) as refused:
        refused.answer, refused.decided_by = note[:400], by
    notify(_told(refused), KIND, f"{refused.course_version.course.title} was turned down: {note[:120]}", refused)
    return refused


def _require_another(one: OutsideCompletion, by: User) -> None:
    if by.pk in (one.created_by_id, one.person.user_id):
        raise Refused("Nobody decides on a course they handed in or took themselves. Ask another registrar.")


def _told(one: OutsideCompletion) -> list[User]:
    """Whom the answer goes to: who handed it in, and the person."""
    return [user for user in dict.fromkeys([one.created_by, one.person.user]) if user is not None]
