"""What happens to instructors: who teaches, what they are certified in, and who takes over when one leaves."""

from django.db import transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from training.models import Instructor, InstructorCertificate


@transaction.atomic
def add_instructor(instructor: Instructor, *, by: User) -> Instructor:
    """Somebody of the directory teaches from now on."""
    if not instructor.person.is_current:
        raise Refused(f"{instructor.person} has left. Choose somebody who works here.")
    instructor.created_by = by
    instructor.save()
    log("create", instructor, by=by)
    return instructor


@transaction.atomic
def revise_instructor(instructor: Instructor, *, by: User, changed: str = "") -> Instructor:
    """Keep what was changed. Nobody stops teaching while they are to teach classes still."""
    coming = instructor.classes.standing().filter(scheduled_class__in=instructor.teaches_still())
    if instructor.retired and (left := coming.select_related("scheduled_class").first()):
        raise Refused(
            f"{instructor} teaches {left.scheduled_class.number} still. Put somebody else in their place there first."
        )
    instructor.save()
    log("edit", instructor, by=by, reason=changed)
    return instructor


@transaction.atomic
def keep_certificate(certificate: InstructorCertificate, *, by: User, changed: str = "") -> InstructorCertificate:
    """Keep what an instructor is certified in. Classes they are no longer certified for are told among the issues."""
    added = certificate.pk is None
    if added:
        certificate.created_by = by
    certificate.save()
    log("create" if added else "edit", certificate, by=by, reason=changed)
    return certificate
