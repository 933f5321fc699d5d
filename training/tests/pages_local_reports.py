"""How the pages of training held by worksites are reached."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_assignment, make_person
from training.models import LocalReport, LocalReportPerson
from training.tests.factories import make_version
from training.tests.pages_classes import nothing
from training.tests.pages_enrolment import why

HIDDEN = Expect(404, 404)
SEES = ("training.view_localreport",)


def person(world):
    return make_assignment(make_person(), worksite=world.site).person


def report(status):
    """A report of this worksite with one person and a plan."""

    def made(world, by):
        row = LocalReport.objects.create(
            number=f"LTR-T-{LocalReport.objects.count():05}", worksite=world.site, course_version=make_version(),
            held_on=timezone.localdate(), taught_by="Sgt. Example", status=status, created_by=by,
        )  # fmt: skip
        LocalReportPerson.objects.create(report=row, person=person(world), minutes=480)
        row.lesson_plan = store(SimpleUploadedFile("plan.txt", b"Keys and counts"), row, by or world.author, ("txt",))
        row.save(update_fields=["lesson_plan"])
        return row

    return made


def reports(world, n):
    for _ in range(n):
        report("draft")(world, None)


def on_roster(world, n):
    shown = LocalReport.objects.order_by("pk").last()
    for _ in range(n):
        LocalReportPerson.objects.create(report=shown, person=person(world), minutes=60)


def body(world, row):
    return {
        "worksite": world.site.pk, "course_version": make_version().pk, "held_on": "2026-01-15",
        "taught_by": "Sgt. Example", "people": f"{person(world).employee_number} 240",
    }  # fmt: skip


LOCAL_REPORTS = (
    Case("training:localreport-list", queries=8, scope="worksite", rows=reports, empty_query="?status=accepted"),
    Case("training:localreport-detail", queries=10, row=report("draft"), scope="worksite", rows=on_roster,
         elsewhere=Expect(404, 405)),
    Case("training:localreport-create", queries=8, body=body, also=SEES, scope="worksite", elsewhere=Expect(200, 200)),
    Case("training:localreport-edit", queries=10, row=report("draft"), body=body,
         also=(*SEES, "training.add_localreport"), scope="worksite", elsewhere=HIDDEN),
    Case("training:localreport-send", queries=7, row=report("draft"), body=nothing, also=SEES, scope="worksite",
         elsewhere=HIDDEN),
    Case("training:localreport-accept", queries=7, row=report("sent"), body=nothing, also=SEES, scope="worksite",
         elsewhere=HIDDEN, owner=Expect(200, 409)),
    Case("training:localreport-return", queries=7, row=report("sent"), body=why, also=SEES, scope="worksite",
         elsewhere=HIDDEN, owner=Expect(200, 409)),
)  # fmt: skip
