"""How each address of applications, processes and applicants' accounts is reached (doc_portal/tests/cases.py)."""

from doc_portal.core.models import User
from doc_portal.tests.cases import Case, Expect, Open
from personnel.models import Application, Person, PreaQuestion, ReasonCode, StageTemplate, StatusWords
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import make_application, make_document, make_job_class, make_posting, make_reason
from personnel.tests.factories_selection import make_offer

HIDDEN = Expect(404, 404)
SEEN = Expect(403, 403)
READS = ("personnel.view_application", "personnel.review_application")
STATEMENT = "Two years in the control center at Algoa, 2021 to 2023."


def by_slug(row):
    return [row.public_slug]


def entry_of(user):
    """The person asking, as a member of staff of the directory; the same one however often it is asked for."""
    found = Person.objects.filter(user=user).first()
    return found or make_assignment(make_person(user=user, employee_number=user.employee_number)).person


def posting(world, by):
    """An open announcement at the site."""
    return make_posting(worksite=world.site)


def posting_to_apply_to(world, by):
    """The same, for somebody who is in the directory."""
    entry_of(by)
    return posting(world, by)


def apply_body(world, row):
    return {"statement": STATEMENT, "phone": "", "document_kind": "resume", "certified": "on"}


def own(status=Application.Status.SUBMITTED):
    """An application of the person asking, in one status."""

    def row(world, by):
        return make_application(status, posting=posting(world, by), person=entry_of(by))

    return row


def sent(status=Application.Status.SUBMITTED):
    """Somebody else's application to an announcement at the site."""

    def row(world, by):
        return make_application(status, posting=posting(world, by))

    return row


def offered(world, by):
    """An application of the person asking that is to be cleared for work with inmates, with nothing answered."""
    job_class = make_job_class(inmate_contact=True)
    application = make_application(posting=make_posting(worksite=world.site, job_class=job_class), person=entry_of(by))
    return make_offer(application, cleared=False).application


def prea_answers(world, row):
    return {f"prea_{one.pk}": "no" for one in PreaQuestion.objects.all()}


def own_paper(world, by):
    return make_document(own()(world, by))


def paper(world, by):
    return make_document(sent()(world, by))


def by_uuid(row):
    return [row.attachment.uuid]


def mine(world, n):
    """Applications of the person asking, who is the newest account."""
    person = entry_of(User.objects.order_by("pk").last())
    for _ in range(n):
        make_application(person=person)


def waiting(world, n):
    row = posting(world, None)
    for _ in range(n):
        make_application(posting=row)


def on_board(world, n):
    """Further applicants of the announcement the page is about."""
    row = world.site.posting_locations.last().posting
    for _ in range(n):
        make_application(posting=row)


def board_with_one(world, by):
    row = posting(world, by)
    make_application(posting=row)
    return row


def nothing(world, row):
    return {}


def note(world, row):
    return {"note": "As discussed."}


def reason(use):
    def body(world, row):
        return {"reason": make_reason(use).pk, "note": "A license is missing."}

    return body


def move(world, row):
    return {"verb": "review", "note": "", "chosen": [row.applications.get().pk]}


def extension(world, row):
    return {
        "who": entry_of(world.author).user.username,
        "kind": "outage",
        "justification": "The network of the site was down.",
        "until": "",
    }


def process(world, by):
    name = f"Process {StageTemplate.objects.count()}"
    return StageTemplate.objects.create(name=name, stages=["qualified", "referred"], created_by=by)


def process_body(world, row):
    return {"name": f"Process of {world.here.pk}", "stages": ["listed", "referred"], "note": ""}


def words(world, by):
    return StatusWords.objects.get(status="referred")


def words_body(world, row):
    return {"words": "Referred to the manager", "next_step": "", "source": "The department"}


def processes(world, n):
    for one in range(n):
        StageTemplate.objects.create(name=f"More {n} {one}", stages=["qualified"])


NOT_QUALIFIED, NOT_SELECTED = ReasonCode.Use.NOT_QUALIFIED, ReasonCode.Use.NOT_SELECTED
QUALIFIED = sent(Application.Status.QUALIFIED)
STEP = {"also": READS, "scope": "worksite", "elsewhere": HIDDEN}

APPLICATIONS = (
    Case(
        "personnel:application-apply", queries=14, row=posting_to_apply_to, args=by_slug, body=apply_body,
        personal=True, also=("personnel.view_posting",),
    ),
    Case(
        "personnel:application-save", row=posting_to_apply_to, args=by_slug, body=apply_body, stays=200, personal=True,
        also=("personnel.view_posting",), html=False,
    ),
    Case("personnel:application-mine", queries=9, row=None, rows=mine),
    Case("personnel:application-own", queries=16, row=own(), personal=True),
    Case("personnel:application-answer", queries=10, row=offered, body=prea_answers, personal=True),
    Case("personnel:application-withdraw", queries=9, row=own(), body=note, personal=True),
    Case(
        "personnel:application-abandon", queries=8, row=own(Application.Status.DRAFT), body=nothing, personal=True
    ),
    Case(
        "personnel:application-voluntary", row=own(), body=nothing, personal=True, twice=False, html=False,
    ),
    Case("personnel:application-document", row=own_paper, args=by_uuid, personal=True, html=False),
    Case("personnel:hiring-work", queries=7),
    Case("personnel:application-queue", queries=8, rows=waiting, scope="worksite", empty_query="?q=no-such-number"),
    Case(
        "personnel:application-detail", queries=18, row=sent(), also=READS, scope="worksite", elsewhere=HIDDEN
    ),
    Case("personnel:application-review", queries=8, row=sent(), body=note, **STEP),
    Case("personnel:application-qualify", queries=8, row=sent(), body=note, **STEP),
    Case("personnel:application-disqualify", queries=9, row=sent(), body=reason(NOT_QUALIFIED), **STEP),
    Case("personnel:application-list", queries=8, row=QUALIFIED, body=note, **STEP),
    Case("personnel:application-refer", queries=8, row=QUALIFIED, body=note, **STEP),
    Case("personnel:application-interview", queries=8, row=QUALIFIED, body=note, **STEP),
    Case("personnel:application-pass", queries=9, row=QUALIFIED, body=reason(NOT_SELECTED), **STEP),
    Case(
        "personnel:application-note", queries=8, row=sent(), scope="worksite", elsewhere=HIDDEN, also=READS,
        body=lambda world, row: {"text": "Called, and left a message."},
    ),
    Case("personnel:application-document-see", queries=8, row=paper, body=nothing, **STEP),
    Case(
        "personnel:application-board", queries=12, row=board_with_one, args=by_slug, body=move, rows=on_board,
        also=(*READS, "personnel.view_posting"), scope="worksite", elsewhere=SEEN,
    ),
    Case(
        "personnel:application-extend", queries=8, row=posting, args=by_slug, body=extension, scope="worksite",
        also=("personnel.view_posting", "personnel.view_application"), elsewhere=SEEN,
    ),
    Case("personnel:stagetemplate-list", queries=8, rows=processes),
    Case("personnel:stagetemplate-create", queries=6, body=process_body, elsewhere=Expect(200, 409)),
    Case(
        "personnel:stagetemplate-edit", queries=7, row=process, body=process_body,
        also=("personnel.view_stagetemplate",), elsewhere=SEEN,
    ),
    Case("personnel:statuswords-list", queries=8),
    Case(
        "personnel:statuswords-edit", queries=7, row=words, body=words_body, also=("personnel.view_statuswords",),
        elsewhere=SEEN,
    ),
    *(
        Open(f"personnel:applicant-{name}", "the way in for people from outside; not found unless PUBLIC_JOBS is on")
        for name in ("register", "forgotten", "link-sent", "link", "sign-in", "sign-out")
    ),
)  # fmt: skip
