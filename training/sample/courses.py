"""Courses of a day that the full sample's year holds, and the rules that ask for them each fiscal year: invented."""

from datetime import date

from doc_portal.core.sample.context import MARK, Context
from training.models import Course, CourseVersion, RequirementRule, RuleTerms

TITLES = (
    "Firearms requalification", "Defensive tactics refresher", "First aid and CPR renewal", "Use of force refresher",
    "Suicide prevention refresher", "Report writing refresher",
)  # fmt: skip
ASKED = 5  # of these everybody owes; with the rules that are seeded about fifteen hold for a class of job
HOURS = 8
FISCAL_YEAR_BEGINS = 7
AUTHORITY = f"Invented {MARK}"


def year_courses(context: Context) -> list[CourseVersion]:
    """The version of each course, in the order in which the year holds them."""
    first = date(context.today.year - (context.today.month < FISCAL_YEAR_BEGINS), FISCAL_YEAR_BEGINS, 1)
    made = []
    for number, title in enumerate(TITLES, 1):
        course = Course.objects.create(
            code=f"SY-{number}", title=f"{title} {MARK}", category="in_service", confirmed=False, source=AUTHORITY
        )
        made.append(
            CourseVersion.objects.create(course=course, no=1, status="approved", contact_hours=HOURS, mode="in_seat")
        )
        if number <= ASKED:
            _ask_for(course, first)
    return made


def _ask_for(course: Course, first: date) -> None:
    rule = RequirementRule.objects.create(slug=f"sample-{course.code.lower()}", name=course.title, rule_set="other")
    terms = RuleTerms.objects.create(
        rule=rule, authority=AUTHORITY, source=AUTHORITY, cadence="fiscal_year", due="fiscal_year_end", starts_on=first,
        approved=True, confirmed=False, audience_words="All staff",
    )  # fmt: skip
    terms.courses.set([course])
