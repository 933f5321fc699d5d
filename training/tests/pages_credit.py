"""How the pages of completions, transcripts, certificates and courses taken elsewhere are reached."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.attachments import store
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.files_for_tests import png
from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_assignment, make_person
from training.models import Certificate, OutsideCompletion, UnplacedCompletion
from training.tests.factories import make_course, make_credit, make_version

VERIFIED = "whether a certificate holds is told to anybody by its code where PUBLIC_CERTIFICATES is on"
READS = ("training.view_trainingcredit", "training.view_certificate")
HIDDEN, GONE = Expect(404, 405), Expect(404, 404)


def at_site(world):
    return make_assignment(make_person(), worksite=world.site).person


def why(world, row):
    return {"note": "Entered twice"}


def note(world, row):
    return {"note": ""}


def uuid(row):
    return [row.uuid]


def serial(row):
    return [row.serial]


def person(world, by):
    return make_credit(at_site(world)).person


def more_of_them(world, n):
    """More completions of the person who is shown."""
    shown = type(make_person()).objects.filter(credits__isnull=False).order_by("pk").last()
    for _ in range(n):
        certify(make_credit(shown))


def credit(world, by):
    return make_credit(at_site(world), source="docota")


def credits(world, n):
    version = make_version()
    for _ in range(n):
        make_credit(at_site(world), version)


def certify(one):
    return Certificate.objects.create(
        serial=f"CRT-T-{one.pk:05}", person=one.person, course=one.course, credit=one, issued_on=one.completed_on,
        issued_by=make_user(),
    )  # fmt: skip


def certificate(world, by):
    return certify(credit(world, by))


def waiting(world, by):
    told = {"employee_number": "X1", "course": "T-1", "completed_on": "2026-01-31", "hours": ""}
    number = f"T-{UnplacedCompletion.objects.count()}"
    return UnplacedCompletion.objects.create(source="docota", external_id=number, row=told, problem="person")


def queue(world, n):
    for _ in range(n):
        waiting(world, None)


def matched(world, row):
    return {
        "decision": "match", "person": at_site(world).email, "version": make_version().pk,
        "completed_on": "2026-01-31", "hours": "2",
    }  # fmt: skip


def elsewhere(world, by):
    one = OutsideCompletion.objects.create(
        person=at_site(world), course_version=make_version(make_course(outside=True)), held_by="A college", hours=8,
        completed_on=timezone.localdate(), created_by=by,
    )  # fmt: skip
    one.evidence = store(SimpleUploadedFile("proof.png", png()), one, by or world.author, ("png",))
    one.save(update_fields=["evidence"])
    return one


def all_elsewhere(world, n):
    for _ in range(n):
        elsewhere(world, None)


def handed_in(world, row):
    return {
        "person": at_site(world).email, "course_version": make_version(make_course(outside=True)).pk,
        "held_by": "A college", "completed_on": "2026-01-31", "hours": "8",
        "evidence": SimpleUploadedFile("proof.png", png()),
    }  # fmt: skip


SEES = ("training.view_trainingcredit", "training.view_outsidecompletion")
CREDIT = (
    Case("training:transcript", queries=9, row=person, args=uuid, also=READS, elsewhere=HIDDEN, rows=more_of_them),
    Case("training:transcript-paper", row=person, args=uuid, also=READS, elsewhere=HIDDEN, html=False),
    Case("training:trainingcredit-list", queries=10, scope="worksite", rows=credits, empty_query="?q=no-such"),
    Case("training:trainingcredit-detail", queries=9, row=credit, also=READS, elsewhere=HIDDEN),
    Case("training:trainingcredit-void", queries=8, row=credit, body=why, also=READS, scope="worksite",
         elsewhere=GONE),
    Case("training:trainingcredit-certify", queries=7, row=credit, body=note, also=READS, scope="worksite",
         elsewhere=GONE),
    Case("training:certificate-detail", queries=9, row=certificate, args=serial, also=READS, elsewhere=HIDDEN),
    Case("training:certificate-paper", row=certificate, args=serial, also=READS, elsewhere=HIDDEN, html=False),
    Case("training:certificate-revoke", queries=7, row=certificate, args=serial, body=why, also=READS,
         scope="worksite", elsewhere=GONE),
    Case("training:certificate-reissue", queries=7, row=certificate, args=serial, body=why, also=READS,
         scope="worksite", elsewhere=GONE),
    Case("training:unplacedcompletion-list", queries=8, rows=queue, empty_query="?problem=voided"),
    Case("training:unplacedcompletion-settle", queries=9, row=waiting, body=matched, elsewhere=Expect(403, 403)),
    Case("training:outsidecompletion-list", queries=8, rows=all_elsewhere, also=SEES, scope="worksite",
         empty_query="?status=refused"),
    Case("training:outsidecompletion-create", queries=7, body=handed_in, also=SEES, scope="worksite",
         elsewhere=Expect(200, 200)),
    Case("training:outsidecompletion-detail", queries=8, row=elsewhere, also=SEES, elsewhere=HIDDEN),
    Case("training:outsidecompletion-accept", queries=7, row=elsewhere, body=note, also=SEES, scope="worksite",
         owner=Expect(200, 409), elsewhere=GONE),
    Case("training:outsidecompletion-refuse", queries=7, row=elsewhere, body=why, also=SEES, scope="worksite",
         owner=Expect(200, 409), elsewhere=GONE),
    Case("training:certificate-verify", queries=6, open=VERIFIED),
)  # fmt: skip
