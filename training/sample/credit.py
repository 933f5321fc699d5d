"""Classes of the sample made final with their credit, certificates, the queue of completions, courses elsewhere."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from doc_portal.core.models import User
from doc_portal.core.sample.context import MARK, Context
from personnel.models import Person
from training.actions.certificates import reissue_certificate, revoke_certificate
from training.actions.completing import ask_reopen, finalise_class
from training.actions.completions import keep_completions, match_completion, set_completion_aside
from training.actions.outside import accept_course, hand_in_course, refuse_course
from training.models import (
    Certificate,
    Course,
    CourseVersion,
    OutsideCompletion,
    ScheduledClass,
    UnplacedCompletion,
)
from training.models.certificates import new_code
from training.numbers import next_serials
from training.papers import OFFICE, set_paper
from training.sample.completions import bystanders

FINAL = 5
CERTIFIED = "TC-68"
LATEST = """
SELECT DISTINCT ON (k.person_id) k.id, k.person_id, k.course_id, k.completed_on, training_after(k.completed_on, 12)
  FROM training_trainingcredit k JOIN training_course c ON c.id = k.course_id
 WHERE c.code = %s AND k.voided_at IS NULL ORDER BY k.person_id, k.completed_on DESC, k.id
"""
TO_PLACE = (
    ("person", "E999001", "TC-68", "", "“E999001” is nobody's employee number."),
    ("person", "E999002", "TC-68", "", "“E999002” is nobody's employee number."),
    ("course", "", "MOL-77", "", "“MOL-77” is the code of no course in use."),
    ("unreadable", "", "TC-68", "two", "“two” are no hours from 0 to 400."),
    ("person", "E999003", "TC-68", "", "“E999003” is nobody's employee number."),
    ("person", "E999004", "TC-68", "", "“E999004” is nobody's employee number."),
)  # fmt: skip


def registrars() -> tuple[User | None, User | None]:
    """The two registrars of the sample."""
    found = {one.username: one for one in User.objects.filter(sample=True, username__startswith="registrar.academy")}
    return found.get("registrar.academy"), found.get("registrar.academy2")


def make_final(context: Context) -> int:
    """Some classes that were held are final, with the credit of who was there; one is asked to be reopened."""
    registrar, other = registrars()
    rows = list(ScheduledClass.objects.order_by("number")[:FINAL])
    if registrar is None or any(one.status != ScheduledClass.Status.COMPLETED for one in rows):
        return 0
    for one in rows:
        finalise_class(one, by=registrar)
    if other is not None and rows:
        ask_reopen(rows[-1], by=other, note=f"The sheet of the second day has one more name {MARK}")
    return len(rows)


@transaction.atomic
def certify(context: Context) -> int:
    """A certificate for everybody's latest completion of one course: valid, run out, revoked, and issued again."""
    registrar, _ = registrars()
    if registrar is None or Certificate.objects.filter(course__code=CERTIFIED).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [CERTIFIED])
        found = cursor.fetchall()
    rows = [
        Certificate(
            serial=serial, credit_id=credit, person_id=person, course_id=course, issued_on=day, valid_until=until,
            verify_code=new_code(),
        )
        for serial, (credit, person, course, day, until) in zip(
            next_serials(context.today.year, len(found)), found, strict=True
        )
    ]  # fmt: skip
    made = Certificate.objects.bulk_create(rows, batch_size=2_000)
    others = [one for one in made[-20:] if not (one.person.user and one.person.user.sample)][:3]
    for one in others[:2]:
        revoke_certificate(one, by=registrar, note=f"The sheet was another's {MARK}")
    for one in others[2:3]:
        reissue_certificate(one, by=registrar, note=f"The name was misspelled {MARK}")
    return len(made)


@transaction.atomic
def fill_queue(context: Context) -> int:
    """Completions an online system sent that name nobody or no course; one was matched, one set aside."""
    registrar, _ = registrars()
    person = bystanders().first()
    version = CourseVersion.objects.current().filter(course__code=CERTIFIED).first()
    if UnplacedCompletion.objects.exists() or None in (registrar, person, version):
        return 0
    day = context.day(-9)
    waiting = [
        {
            "waits": {"employee_number": number or person.employee_number, "course": course,
                      "completed_on": day.isoformat(), "hours": hours},
            "source": "docota", "external_id": f"queue-{place}", "problem": problem, "words": words,
        }
        for place, (problem, number, course, hours, words) in enumerate(TO_PLACE, 1)
    ]  # fmt: skip
    keep_completions([], waiting, by=registrar)
    *_, matched, aside = UnplacedCompletion.objects.order_by("pk")
    match_completion(matched, person, version, completed_on=day, hours=Decimal(2), by=registrar)
    set_completion_aside(aside, by=registrar, note=f"A test account of the vendor {MARK}")
    return len(waiting)


def take_elsewhere(context: Context) -> int:
    """A course others hold, approved beforehand, taken by three: one waits, one is accepted, one turned down."""
    registrar, _ = registrars()
    author = User.objects.filter(sample=True, username="coordinator.bonneterre").first()
    people = list(bystanders()[:3])
    if OutsideCompletion.objects.exists() or None in (registrar, author) or len(people) < 3:
        return 0
    course = Course.objects.create(
        code="EX-1", title=f"First aid instructor {MARK}", category="elective", outside=True, confirmed=False,
        note="Invented for the sample.",
    )  # fmt: skip
    version = CourseVersion.objects.create(course=course, no=1, status="approved", contact_hours=16, mode="in_seat")
    made = [_handed_in(person, version, author, context) for person in people]
    accept_course(made[1], by=registrar, note="Certificate seen")
    refuse_course(made[2], by=registrar, note="The certificate names another day.")
    return len(made)


def _handed_in(person: Person, version: CourseVersion, author: User, context: Context) -> OutsideCompletion:
    paper = set_paper(
        "certificate",
        {
            "title": "Certificate", "office": f"A college {MARK}", "about": "Evidence of a course taken elsewhere",
            "lead": "This certifies that", "name": str(person), "did": "has completed", "course": str(version.course),
            "facts": [["Hours", "16"]], "verify": f"Handed in to the {OFFICE}.",
        },
    )  # fmt: skip
    one = OutsideCompletion(
        person=person, course_version=version, held_by=f"A college {MARK}", completed_on=context.day(-40), hours=16
    )
    return hand_in_course(one, by=author, evidence=SimpleUploadedFile("certificate.pdf", paper))
