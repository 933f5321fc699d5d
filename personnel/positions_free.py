"""Which vacant positions somebody who is to be appointed may take."""

from django.db.models import Exists, OuterRef

from personnel.models import Appointment, Offer, Position, Posting, PostingLocation, RequisitionPosition
from personnel.staffing import LIVE


def free_positions(posting: Posting, location: PostingLocation):
    """Vacant positions of the class at the worksite: none that another live request names, none promised already.

    Those the announcement's own requests name come first.
    """
    named = RequisitionPosition.objects.filter(position=OuterRef("pk"), requisition__status__in=LIVE)
    own = named.filter(requisition__postings=posting)
    promised = Offer.objects.standing().filter(position=OuterRef("pk"))
    waiting = Appointment.objects.standing().filter(position=OuterRef("pk"), seated_at=None)
    rows = Position.objects.vacant().of_kind(posting.job_class_id, location.worksite_id)
    rows = rows.annotate(own=Exists(own)).filter(~Exists(promised), ~Exists(waiting))
    return rows.exclude(Exists(named), own=False).order_by("-own", "position_no")


def is_free(position: Position, location: PostingLocation, posting: Posting) -> bool:
    """Whether a position is one of them."""
    return free_positions(posting, location).filter(pk=position.pk).exists()
