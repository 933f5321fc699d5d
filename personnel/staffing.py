"""The staffing guard: no more vacancies are announced than positions are free (personnel.md 3, item 4)."""

from doc_portal.core.locks import hold
from doc_portal.core.workflow import Refused
from personnel.models import Position, Requisition


def check_staffing(*requisitions: Requisition) -> None:
    """Refuse requests that ask for more than is free at their worksites. Holds a lock until the transaction ends."""
    for one in sorted(requisitions, key=lambda one: (one.job_class_id, one.worksite_id)):
        hold(f"personnel.staffing {one.job_class_id} {one.worksite_id}")
        seats = Position.objects.of_kind(one.job_class_id, one.worksite_id)
        rows = Requisition.objects.filter(job_class=one.job_class_id, worksite=one.worksite_id)
        announced = sum(rows.filter(status=Requisition.Status.POSTED).values_list("vacancies", flat=True))
        free = seats.authorised().count() - seats.filled().count() - announced
        if one.vacancies > free:
            raise Refused(
                f"{one.number} asks for {one.vacancies}, but only {max(0, free)} of the authorised positions of "
                f"{one.job_class} at {one.worksite} are free. Lower the vacancies or have positions authorised."
            )
