"""Training's part of the sample department: rooms, instructors, classes and everybody who comes to them, invented."""

from doc_portal.core.sample.context import Context
from doc_portal.core.sample.traces import untold
from training.actions.cohorts import form_cohorts
from training.sample.attendance import keep_seats, record_presence, report_training
from training.sample.classes import lay_out
from training.sample.completions import complete, set_aside, work_out
from training.sample.courses import add_courses
from training.sample.credit import certify, fill_queue, make_final, take_elsewhere
from training.sample.enrolments import enrol
from training.sample.places import furnish, hire_instructors
from training.sample.reach import set_bounds
from training.sample.year import hold_a_year

__all__ = ["make"]


def make(context: Context) -> dict[str, int]:
    """What was made of each; nothing of training where the size holds no classes."""
    if not context.size.classes:
        return {}
    with untold():
        return context.in_parts(
            {
                "training rooms": furnish,
                "instructors": hire_instructors,
                "distances": set_bounds,
                "courses of the sample": add_courses,
                "classes": lay_out,
                "enrollments": enrol,
                "attendance": record_presence,
                "kept seats": keep_seats,
                "reports of training": report_training,
                "recruits in cohorts": lambda _: form_cohorts()["joined"],
                "classes of a year": hold_a_year,
                "completions": complete,
                "final classes": make_final,
                "certificates": certify,
                "completions to place": fill_queue,
                "courses taken elsewhere": take_elsewhere,
                "waivers": set_aside,
                "requirements": work_out,
            }
        )
