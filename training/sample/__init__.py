"""Training's part of the sample department: rooms, instructors, classes and everybody who comes to them, invented."""

from doc_portal.core.sample.context import Context
from training.actions.cohorts import form_cohorts
from training.sample.attendance import keep_seats, record_presence, report_training, set_bounds
from training.sample.classes import enrol, lay_out
from training.sample.completions import complete, set_aside, work_out
from training.sample.credit import certify, fill_queue, make_final, take_elsewhere
from training.sample.places import furnish, hire_instructors

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """What was made of each."""
    return {
        "training rooms": furnish(context),
        "instructors": hire_instructors(context),
        "classes": lay_out(context),
        "enrollments": enrol(context),
        "attendance": record_presence(context),
        "kept seats": keep_seats(context),
        "distances": set_bounds(context),
        "reports of training": report_training(context),
        "recruits in cohorts": form_cohorts()["joined"],
        "completions": complete(context),
        "final classes": make_final(context),
        "certificates": certify(context),
        "completions to place": fill_queue(context),
        "courses taken elsewhere": take_elsewhere(context),
        "waivers": set_aside(context),
        "requirements": work_out(context),
    }
