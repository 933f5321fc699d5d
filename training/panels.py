"""What training shows on the home page and on the page of the Training Academy."""

from doc_portal.core.addresses import address_of
from training.models import PersonRequirement, ScheduledClass

ACADEMY = "training-and-employee-development"
SHOWN, CLASSES = 4, 5
LINKS = (
    ("My training", "What you owe, by when and why; your classes.", "personrequirement-mine", "view_requirementrule"),
    ("Courses", "What is taught.", "course-list", "view_course"),
    ("Training centers", "Where training happens.", "center-list", "view_center"),
    ("What people owe", "People you lead or look after.", "personrequirement-list", "view_personrequirement"),
    ("Classes this week", "Who is away for training, for the shift.", "week", "view_enrolment"),
    ("Compliance board", "How compliant every worksite is.", "compliance-board", "view_board_scheduledclass"),
)


def owed(request) -> dict | None:
    """What one owes that is overdue or due soon, the nearest first. One query; nothing where nothing is due."""
    rows = PersonRequirement.objects.of(request.user).due_soon().with_standing().select_related("rule", "terms")
    found = list(rows.order_by("due_on", "pk")[:SHOWN])
    return {"owed": found} if found else None


def academy(request, unit) -> dict | None:
    """On the page of the Training Academy: what one may open, and the next classes with seats. No query elsewhere."""
    if unit.reference_key != ACADEMY:
        return None
    may = request.user.has_perm
    links = [
        (label, note, address_of(f"training:{name}")) for label, note, name, right in LINKS if may(f"training.{right}")
    ]
    rows = ScheduledClass.objects.visible_to(request.user).enrolling().filter(starts_at__isnull=False).for_list()
    return {"links": links, "classes": list(rows.order_by("starts_at", "pk")[:CLASSES])}
