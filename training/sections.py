"""The pages that stand beside each other in training, for those who may open them."""

from doc_portal.core.addresses import address_of
from doc_portal.core.models import User

SECTIONS = (
    ("My training", "training:personrequirement-mine", "training.view_requirementrule"),
    ("Schedule", "training:board", "training.view_hold"),
    ("Team", "training:personrequirement-team", "training.view_personrequirement"),
    ("Classes this week", "training:week", "training.view_enrolment"),
    ("Nominate people", "training:enrolment-nominate", "training.nominate_enrolment"),
    ("Training held here", "training:localreport-list", "training.view_localreport"),
    ("Relief caps", "training:reliefcap-list", "training.view_reliefcap"),
    ("Compliance", "training:compliance-board", "training.view_board_scheduledclass"),
    ("Cohorts", "training:cohort-list", "training.view_cohort"),
)


def sections_for(user: User) -> list[tuple[str, str]]:
    """Words and addresses of the pages somebody may open."""
    return [(label, address_of(name)) for label, name, right in SECTIONS if user.has_perm(right)]
