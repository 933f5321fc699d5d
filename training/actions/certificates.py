"""Issuing certificates, revoking them, and issuing another in their place (training.md 3, item 14).

A certificate is issued with the credit where the version of the course certifies in something, and on request for any
other credit. How long it holds is worked out from all completions that certify in the same: a renewal inside its
window loses no day.
"""

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.audit import event, log
from doc_portal.core.models import AuditEvent, User
from doc_portal.core.notifications import notify
from doc_portal.core.workflow import Refused
from training.models import Certificate, TrainingCredit
from training.numbers import next_serials
from training.refusals import broken

HOLDS = """
SELECT k.id, k.person_id, k.course_id, v.grants_id, k.completed_on, (
       SELECT (training_renewals(o.completed_on, v.validity_months::integer,
               coalesce(v.renew_window_days, 0)::integer ORDER BY o.completed_on, o.id)).ends_on
         FROM training_trainingcredit o JOIN training_courseversion ov ON ov.id = o.course_version_id
        WHERE v.validity_months IS NOT NULL AND o.person_id = k.person_id AND o.voided_at IS NULL
          AND o.completed_on <= k.completed_on
          AND CASE WHEN v.grants_id IS NULL THEN o.course_id = k.course_id ELSE ov.grants_id = v.grants_id END)
  FROM training_trainingcredit k
  JOIN training_courseversion v ON v.id = k.course_version_id
 WHERE k.id = ANY(%(credits)s) AND k.voided_at IS NULL AND (%(all)s OR v.grants_id IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM training_certificate s WHERE s.credit_id = k.id AND s.revoked_at IS NULL)
 ORDER BY k.id
"""


@transaction.atomic
def issue_certificates(credits: Iterable[int], *, by: User | None, asked: bool = False, replaces=None) -> list:
    """Certificates for lines of the ledger that have none; unless `asked`, of courses that certify in something."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDS, {"credits": list(credits), "all": asked})
        found = cursor.fetchall()
    if not found:
        return []
    serials = next_serials(timezone.localdate().year, len(found))
    rows = [
        Certificate(
            serial=serial, credit_id=credit, person_id=person, course_id=course, certification_id=certification,
            issued_on=day, valid_until=until, issued_by=by, replaces=replaces,
        )
        for serial, (credit, person, course, certification, day, until) in zip(serials, found, strict=True)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return Certificate.objects.bulk_create(rows)
    except IntegrityError as error:
        raise broken(error) from error


@transaction.atomic
def issue_certificate(credit: TrainingCredit, *, by: User, note: str = "") -> Certificate:
    """Issue a certificate for one line of the ledger."""
    credit = _lock_credit(credit.pk)
    if credit.voided_at is not None:
        raise Refused(f"“{credit}” was voided. A certificate is issued for credit that stands.")
    if credit.person.user_id == by.pk:
        raise Refused("Nobody issues a certificate to themselves. Ask another registrar.")
    made = issue_certificates([credit.pk], by=by, asked=True)
    if not made:
        raise Refused(f"A certificate for “{credit}” stands already. Revoke it first, or issue another in its place.")
    log("issue", made[0], by=by, reason=note)
    return made[0]


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: User, note: str) -> Certificate:
    """Revoke a certificate with a reason: whoever verifies its code is told so from now on."""
    locked = _lock(certificate)
    if locked.revoked_at is not None:
        raise Refused(f"{locked} was revoked already. Nothing was changed.")
    if locked.person.user_id == by.pk:
        raise Refused("Nobody revokes their own certificate. Ask another registrar.")
    locked.revoked_at, locked.revoked_by, locked.revoke_reason = timezone.now(), by, note[:240]
    locked.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    log("revoke", locked, by=by, reason=note)
    if locked.person.user_id:
        notify([locked.person.user], "training-certificate", f"{locked} was revoked: {note[:120]}", locked)
    return locked


@transaction.atomic
def reissue_certificate(certificate: Certificate, *, by: User, note: str) -> Certificate:
    """Revoke a certificate if it still stands and issue another for the same credit, with its own serial and code."""
    credit = _lock_credit(certificate.credit_id) if certificate.credit_id else None
    locked = _lock(certificate)
    if Certificate.objects.filter(replaces=locked).exists():
        raise Refused(f"Another certificate took the place of {locked} already. Reissue that one.")
    if credit is None or credit.voided_at is not None:
        raise Refused(f"The credit behind {locked} does not stand. Nothing can be issued for it.")
    if locked.person.user_id == by.pk:
        raise Refused("Nobody issues a certificate to themselves. Ask another registrar.")
    if locked.revoked_at is None:
        revoke_certificate(locked, by=by, note=note)
    made = issue_certificates([locked.credit_id], by=by, asked=True, replaces=locked)
    if not made:
        raise Refused(f"A certificate for the credit of {locked} stands already. Reissue that one.")
    log("reissue", made[0], by=by, reason=note)
    return made[0]


def revoke_with_credit(credits: Iterable[int], *, by: User, reason: str) -> int:
    """Revoke the certificates of voided lines; in the caller's transaction."""
    rows = Certificate.objects.filter(credit__in=list(credits), revoked_at=None)
    found = list(rows.order_by("pk"))
    rows.update(revoked_at=timezone.now(), revoked_by=by, revoke_reason=f"The credit was voided: {reason}"[:240])
    AuditEvent.objects.bulk_create(event("revoke", one, by=by, reason=reason) for one in found)
    return len(found)


def _lock_credit(key: int) -> TrainingCredit:
    """A line of the ledger, held: who voids it waits, or has voided it. Before its certificate, as voiding does."""
    rows = TrainingCredit.objects.select_for_update(no_key=True, of=("self",)).select_related("person", "course")
    return rows.get(pk=key)


def _lock(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(no_key=True, of=("self",)).select_related("person__user", "credit")
    return rows.get(pk=certificate.pk)
