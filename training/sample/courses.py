"""Courses of a day whose hours are known, and the rules that ask for them: invented. A year or a plan holds them."""

from datetime import date

from doc_portal.core.models import User
from doc_portal.core.sample.context import MARK, Context
from training.actions.catalogue import add_version, next_version
from training.models import Course, CourseVersion, RequirementRule, RuleTerms

TITLES = (
    "Firearms requalification", "Defensive tactics refresher", "First aid and CPR renewal", "Use of force refresher",
    "Suicide prevention refresher", "Report writing refresher",
)  # fmt: skip
ASKED = 5  # of these everybody owes; with the rules that are seeded about fifteen hold for a class of job
RENEWED = 2  # of these where no year is held, once a year from the last time on, so that some is due in any month
HOURS = 8
FEWEST = 8  # people for the course that nobody owes
FISCAL_YEAR_BEGINS = 7
AUTHORITY = f"Invented {MARK}"
CODE = "SY-"
EACH_YEAR = {"cadence": "fiscal_year", "due": "fiscal_year_end"}
A_YEAR_ON = {"cadence": "months", "every_months": 12, "due": "hire", "due_in": 12, "due_unit": "months"}


def add_courses(context: Context) -> int:
    """The courses with their rules; a version and terms that wait for the approver."""
    if _own().exists():
        return 0
    first = date(context.today.year - (context.today.month < FISCAL_YEAR_BEGINS), FISCAL_YEAR_BEGINS, 1)
    for number, title in enumerate(TITLES, 1):
        course = Course.objects.create(
            code=f"{CODE}{number}", title=f"{title} {MARK}", category="in_service", confirmed=False, source=AUTHORITY
        )
        CourseVersion.objects.create(
            course=course, no=1, status="approved", contact_hours=HOURS, mode="in_seat",
            min_seats=1 if number <= ASKED else FEWEST,
        )  # fmt: skip
        if number <= ASKED:
            renewed = number <= RENEWED and not context.size.year_classes
            _ask_for(course, first, **(A_YEAR_ON if renewed else EACH_YEAR), approved=True)
    _propose(context, course)
    return len(TITLES)


def year_courses() -> list[CourseVersion]:
    """The version of each course, in the order in which the year holds them."""
    return list(CourseVersion.objects.current().filter(course__in=_own()).order_by("course__code"))


def _own():
    return Course.objects.filter(code__startswith=CODE)


def _ask_for(course: Course, first: date, **terms) -> None:
    rule, _ = RequirementRule.objects.get_or_create(
        slug=f"sample-{course.code.lower()}", defaults={"name": course.title, "rule_set": "other"}
    )
    made = RuleTerms.objects.create(
        rule=rule, authority=AUTHORITY, source=AUTHORITY, starts_on=first, confirmed=False,
        audience_words="All staff", **terms,
    )  # fmt: skip
    made.courses.set([course])


def _propose(context: Context, course: Course) -> None:
    """A longer version of a course that nobody owes, and terms by which everybody would."""
    owner = User.objects.filter(sample=True, username="curriculum.owner").first()
    if owner is None:
        return
    draft = next_version(course)
    draft.contact_hours = 2 * HOURS
    add_version(draft, by=owner)
    _ask_for(course, context.day(30), **EACH_YEAR, created_by=owner)
