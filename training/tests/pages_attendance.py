"""How the pages of attendance are reached: a class that was held where the case's rows lie."""

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_assignment, make_person
from training.models import Attendance, ScheduledClass
from training.tests.factories import make_attendance, make_class, make_enrolment
from training.tests.pages_classes import nothing, number
from training.tests.pages_enrolment import here, why

S = ScheduledClass.Status
NO = Expect(403, 403)
KEEPS = ("training.record_attendance", "training.view_scheduledclass")
SEES = ("training.view_scheduledclass",)


def meeting(world, by):
    """A meeting of yesterday with one person."""
    scheduled = make_class(center=here(world), days=(-1,), created_by=by)
    make_enrolment(scheduled, make_assignment(make_person(), worksite=world.site).person)
    return scheduled.meetings.get()


def held(status, **fields):
    """A class of yesterday whose attendance is recorded."""

    def made(world, by):
        scheduled = make_class(center=here(world), days=(-1,), created_by=by)
        make_attendance(make_enrolment(scheduled, status="attended"))
        told = dict(fields)
        if status == S.FINALISED:
            told |= {"finalised_by": make_user(), "finalised_at": timezone.now()}
        ScheduledClass.objects.filter(pk=scheduled.pk).update(status=status, **told)
        scheduled.refresh_from_db()
        return scheduled

    return made


def asked(world, by):
    scheduled = held(S.FINALISED)(world, by)
    ScheduledClass.objects.filter(pk=scheduled.pk).update(
        reopen_asked_by=make_user(), reopen_asked_at=timezone.now(), reopen_reason="A sheet turned up"
    )
    scheduled.refresh_from_db()
    return scheduled


def line(world, by):
    found = meeting(world, by)
    return make_attendance(found.scheduled_class.enrolments.get(), found)


def tap(world, row):
    return {"tap": f"{row.scheduled_class.enrolments.first().pk}:present"}


def unenrolled(world, row):
    return {"number": make_person().employee_number}


def signed(world, row):
    return {f"status-{one.pk}": "present" for one in row.scheduled_class.enrolments.all()}


def corrected(world, row):
    return {"status": "late", "minutes": 100, "reason": "Signed on page two"}


def scored(world, row):
    return {"component": "Written", f"score-{row.enrolments.first().pk}": "80"}


def roster(world, n):
    """More people at the class that is shown."""
    shown = ScheduledClass.objects.order_by("pk").last()
    for _ in range(min(n, 20)):
        one = make_enrolment(shown)
        for at in shown.meetings.all():
            if not Attendance.objects.filter(enrolment=one, meeting=at).exists():
                make_attendance(one, at)


ATTENDANCE = (
    Case("training:meeting-attendance", queries=9, row=meeting, body=tap, also=KEEPS, scope="worksite", elsewhere=NO,
         rows=roster),
    Case("training:meeting-sheet", queries=9, row=meeting, body=signed, also=KEEPS, scope="worksite", elsewhere=NO,
         rows=roster),
    Case("training:meeting-walkin", queries=7, row=meeting, body=unenrolled, also=KEEPS, scope="worksite",
         elsewhere=NO, stays=409),
    Case("training:meeting-print", queries=10, row=meeting, also=KEEPS, scope="worksite", elsewhere=Expect(403, 405),
         rows=roster),
    Case("training:attendance-correct", queries=7, row=line, body=corrected,
         also=("training.view_enrolment", "training.record_attendance"), scope="worksite", elsewhere=Expect(404, 404)),
    Case("training:scheduledclass-attendance", queries=11, row=held(S.IN_PROGRESS), args=number, also=KEEPS,
         scope="worksite", elsewhere=Expect(403, 405), rows=roster),
    Case("training:scheduledclass-scores", queries=8, row=held(S.IN_PROGRESS), args=number, body=scored, also=KEEPS,
         scope="worksite", elsewhere=NO, rows=roster),
    Case("training:scheduledclass-complete", queries=7, row=held(S.IN_PROGRESS), args=number, body=nothing, also=SEES,
         scope="worksite", elsewhere=NO),
    Case("training:scheduledclass-finalise", queries=9, row=held(S.COMPLETED), args=number, body=nothing, also=SEES,
         scope="worksite", elsewhere=NO),
    Case("training:scheduledclass-askreopen", queries=7, row=held(S.FINALISED), args=number, body=why, also=SEES,
         scope="worksite", elsewhere=NO),
    Case("training:scheduledclass-reopen", queries=8, row=asked, args=number, body=nothing, also=SEES,
         scope="worksite", elsewhere=NO),
)  # fmt: skip
