"""One post from an empty chair to a person in it, in a real browser, by keyboard: nine roles, one refusal each.

What analysts, a second panellist and the Office of Professional Standards do between is done without a browser: the
nine who wait for each other are looked at here. Who directs a person to the next page is the page before it.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from doc_portal.core.models import OutboxMail
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite
from doc_portal.core.tests.files_for_tests import PDF
from doc_portal.tests.test_journeys import WIDTHS, seat, seats  # noqa: F401 - a keyboard for each person
from personnel.actions.announcements import approve_posting, evaluate_posting, publish_posting
from personnel.actions.application_review import interview_application, qualify_application, refer_application
from personnel.actions.offers import accept_offer, decide_clearance, make_offer
from personnel.actions.panels import (
    add_member,
    choose_applicants,
    declare,
    keep_competency,
    lock_sheets,
    score,
    set_up_panel,
    start_panel,
)
from personnel.actions.prea import clear_prea, record_check
from personnel.actions.requisitions import approve_step
from personnel.actions.revisions import approve_revision, ask_early_close
from personnel.models import Application, Appointment, Competency, Offer, Panel, Posting, PreaCheck, Requisition
from personnel.tests.factories_hiring import make_application, make_job_class, make_position, make_posting, make_reason
from personnel.tests.factories_selection import ANCHORS, first_day, make_rule

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("width", WIDTHS),
]
PASSWORD = "Ozark plateau 1820"  # noqa: S105
GO = "main .form-foot .btn-primary"
LINK = "main a[href$='{}']"


def staff(*roles, worksite=None, **fields):
    """A member of staff with these roles at the worksite, or everywhere."""
    user = make_user(**fields)
    grant(user, "staff")
    for role in roles:
        grant(user, role, worksite=worksite)
    return user


class Post:
    """The post that is filled, and who has to do with it."""

    def __init__(self):
        self.site = make_worksite(name="Aardvark Center")
        self.job_class = make_job_class(
            title="Boiler tender", low=30_000, high=50_000, inmate_contact=True, duties="Tends.", min_quals="None."
        )
        self.position = make_position(self.job_class, self.site)
        make_rule("veteran")
        self.clerk = staff("hr_specialist", worksite=self.site, first_name="Hera")
        self.warden = staff("worksite_head", worksite=self.site, first_name="Wade")
        self.budget = staff("budget_reviewer", first_name="Bud")
        self.authority = staff("appointing_authority", first_name="Ava")
        self.verifier = staff("preference_verifier", first_name="Vera")
        self.analyst, self.second = staff("personnel_analyst"), staff("personnel_analyst")
        self.panel = [staff(first_name="Pan"), staff(), staff()]
        self.standards = staff("professional_standards")

    @property
    def request(self) -> Requisition:
        return Requisition.objects.get()

    @property
    def posting(self) -> Posting:
        return Posting.objects.get()

    @property
    def application(self) -> Application:
        return Application.objects.get()


def decide(desk, post, said):
    """Approve the open step of the request."""
    desk.open(post.request.get_absolute_url())
    desk.press(LINK.format("/approve/"))
    desk.press(GO)
    desk.reads(said)
    desk.fits()


def ask_for_somebody(desk, post):
    desk.open("/requisitions/new/")
    desk.choose("job_class", post.job_class.title)
    desk.choose("worksite", post.site.name)
    desk.fill("explanation", "Overtime covers the boilers.")
    desk.press(GO)
    desk.press(GO)
    desk.press(LINK.format("/submit/"))
    desk.press(GO)
    desk.reads("Requisition sent")
    desk.fits()
    assert desk.watched.open(f"{post.request.get_absolute_url()}approve/") == 403
    desk.reads("You asked for")


def write_the_announcement(desk, post):
    desk.watched.said.clear()
    desk.open("/jobs/work/")
    desk.press(f"main a[href$='?requisition={post.request.number}']")
    desk.press(GO)
    desk.fill("work_schedule", "Monday to Friday")
    desk.moment("opens_at", timezone.now() - timezone.timedelta(hours=1))
    desk.fill("contact_words", "Office of Personnel")
    desk.fill("eeo_statement", "Words of the statement.")
    desk.press(GO)
    desk.press(LINK.format("/submit/"))
    desk.press(GO)
    desk.reads("sent for review")
    desk.fits()


def apply(visitor, post):
    """Somebody from outside finds the job, opens an account, is told what is missing, and applies."""
    visitor.open("/jobs/")
    visitor.press(f"main a[href='{post.posting.get_absolute_url()}']")
    visitor.fits()
    visitor.press(LINK.format("/apply/"))
    visitor.press("main a[href*='/register/']")
    for name, text in (("first_name", "Nora"), ("last_name", "Vale"), ("email", "nora.vale@example.com")):
        visitor.fill(name, text)
    visitor.press("main button[type=submit]")
    visitor.open(urlsplit(re.search(r"http\S+", OutboxMail.objects.latest("pk").body)[0]).path)
    visitor.fill("password1", PASSWORD)
    visitor.fill("password2", PASSWORD)
    visitor.press("main button[type=submit]")
    visitor.reads("Not submitted")
    visitor.press(GO)
    visitor.reads("Tick “I certify that what I say here is true and complete” to submit.")
    visitor.fill("statement", "Tended boilers for ten years.")
    visitor.choose("document_kind", "Proof of pref")
    paper = {"name": "dd214.pdf", "mimeType": "application/pdf", "buffer": PDF}
    visitor.page.set_input_files("[name=document]", paper)
    visitor.press("main button[value=document]")
    visitor.reads("It is not submitted yet")
    visitor.tab_to("[name=claims][value=veteran]")
    visitor.page.keyboard.press("Space")
    for question in visitor.page.query_selector_all("main input[name^=prea_][value=no]"):
        visitor.pick(question.get_attribute("name"), "no")
    visitor.tab_to("[name=certified]")
    visitor.page.keyboard.press("Space")
    visitor.press(GO)
    visitor.reads("is submitted. You get a receipt by mail.")
    visitor.pick("sex", "decline")
    visitor.press("main form[action$='/voluntary/'] button")
    visitor.reads("These answers are kept apart from your application")
    visitor.fits()
    visitor.watched.open(f"{post.posting.get_absolute_url()}applicants/")
    assert urlsplit(visitor.page.url).path == "/accounts/login/"


def decide_the_claim(desk, post):
    claim = post.application.claims.get()
    desk.open("/me/to-do/")
    desk.press(f"main a[href='{claim.get_absolute_url()}']")
    desk.press(LINK.format("/verify/"))
    desk.press(GO)
    desk.reads("Without proof there is no preference")
    desk.choose("evidence", "dd214")
    desk.press(GO)
    desk.reads("Claim verified")
    desk.fits()
    desk.open(f"/hiring/points/{post.application.pk}/")
    desk.press(GO)
    desk.reads("Points come once every sheet is locked")


def form_the_panel(post) -> Panel:
    panel = set_up_panel(Panel(posting=post.posting), by=post.clerk)
    for one in post.panel:
        add_member(panel, one, by=post.clerk)
    keep_competency(Competency(panel=panel, name="Judgment", anchors=ANCHORS), by=post.clerk)
    choose_applicants(panel, [post.application], by=post.clerk)
    return start_panel(panel, by=post.clerk)


def sit_on_the_panel(desk, post, panel):
    other = panel.members.get(user=post.panel[1])
    desk.open("/me/to-do/")
    desk.press(f"main a[href='{panel.get_absolute_url()}']")
    desk.press(LINK.format("/declare/"))
    desk.pick("conflict", "no")
    desk.press(GO)
    desk.press(LINK.format(f"/score/{post.application.pk}/"))
    desk.pick(f"rating_{panel.competencies.get().pk}", "4")
    desk.press(GO)
    desk.reads("Rated")
    desk.press(LINK.format("/lock/"))
    desk.press(GO)
    desk.reads("The result opens once every member has locked")
    desk.fits()
    assert desk.watched.open(f"/hiring/panels/members/{other.pk}/sheet/") == 404


def let_the_others_score(post, panel):
    for one in post.panel[1:]:
        declare(panel, by=one, conflict=False)
        score(panel, post.application, by=one, ratings={panel.competencies.get().pk: (4, "")})
        lock_sheets(panel, by=one)


def clear(post, offer):
    """Personnel clears the background, the Office of Professional Standards what 28 CFR 115.17 asks."""
    items = {item.kind: item for item in offer.clearance.all()}
    decide_clearance(items["background"], by=post.analyst, outcome="cleared", conclusion="")
    today = timezone.localdate()
    check = PreaCheck(applicant=post.application.applicant, checked_on=today, outcome=PreaCheck.Outcome.CLEAR)
    record_check(check, by=post.standards)
    clear_prea(items["prea"], by=post.standards, outcome="cleared", conclusion="", no_prior_employer=True)


def test_one_post_from_an_empty_chair_to_a_person_in_it(seat, seats, settings, width):  # noqa: F811
    settings.PUBLIC_JOBS = True
    post = Post()
    clerk, budget = seat(post.clerk), seat(post.budget)
    ask_for_somebody(clerk, post)
    warden = seat(post.warden, width)
    warden.open("/me/to-do/")
    warden.reads(f"Decide on {post.request.number}: Boiler tender")
    decide(warden, post, "Step approved")
    assert budget.watched.open(f"{post.request.get_absolute_url()}approve/") == 403
    budget.reads("is not open yet: step 2 (Personnel analyst) comes first")
    budget.watched.said.clear()
    approve_step(post.request, by=post.analyst)
    decide(budget, post, "Step approved")
    assert warden.watched.open(f"{post.request.get_absolute_url()}approve/") == 403
    warden.reads("One person decides one step at most")
    authority = seat(post.authority)
    decide(authority, post, "All steps are approved")

    write_the_announcement(clerk, post)
    publish_posting(approve_posting(post.posting, by=post.analyst), by=post.second)
    apply(seats(None, width), post)
    approve_revision(ask_early_close(post.posting, by=post.analyst, closes_at=None, reason="Enough."), by=post.second)
    evaluate_posting(post.posting, by=post.analyst)

    verifier = seat(post.verifier)
    refer_application(qualify_application(post.application, by=post.analyst), by=post.analyst)
    interview_application(post.application, by=post.warden)
    panel = form_the_panel(post)
    decide_the_claim(verifier, post)
    sit_on_the_panel(seat(post.panel[0]), post, panel)
    let_the_others_score(post, panel)
    verifier.open("/me/to-do/")
    verifier.press(f"main a[href='/hiring/points/{post.application.pk}/']")
    verifier.press(GO)
    verifier.reads("5 points given to Nora Vale")

    offer = Offer(location=post.posting.locations.get(), position=post.position, starts_on=first_day())
    offer = accept_offer(make_offer(post.application, offer, by=post.analyst), by=post.analyst)
    authority.open(offer.get_absolute_url())
    authority.reads("once every item is cleared")
    authority.open(f"{offer.get_absolute_url()}appoint/")
    authority.press(GO)
    authority.reads("Every item must be cleared before the appointment")
    clear(post, offer)
    authority.open("/me/to-do/")
    authority.press(f"main a[href='{offer.get_absolute_url()}']")
    authority.press(LINK.format("/appoint/"))
    authority.press(GO)
    authority.reads("Appointed")
    made = Appointment.objects.get()
    assert (made.requisition, made.position, made.starts_on) == (post.request, post.position, offer.starts_on)
    assert post.request.status == Requisition.Status.FILLED

    clerk.open("/hiring/first-weeks/tasks/")
    clerk.reads("Nora Vale")
    read_the_totals(seat(staff("eeo_officer")), post)
    prove_it(seat(staff("auditor")), post)


def read_the_totals(desk, post):
    desk.open(f"/hiring/selection/?year={timezone.localdate().year - 1}&class={post.job_class.slug}")
    desk.reads("Boiler tender")
    desk.fits()
    assert "Nora" not in desk.page.inner_text("main")
    assert desk.watched.open(post.application.get_absolute_url()) == 403


def prove_it(desk, post):
    """The auditor goes from the request to the announcement and its applicant, and reads who did what, but no claim."""
    desk.open(post.request.get_absolute_url())
    for one in (post.warden, post.analyst, post.budget, post.authority):
        desk.reads(one.get_full_name())
    desk.press(f"main a[href='{post.posting.get_absolute_url()}']")
    desk.press(LINK.format("/applicants/"))
    desk.press(f"main a[href='{post.application.get_absolute_url()}']")
    for act in ("Submitted", "Found qualified", "Invited to interview", "Conditional offer made", "Appointed"):
        desk.reads(act)
    assert "reference" not in desk.page.inner_text("main")
    desk.open(f"/audit/?q={post.application.number}")
    desk.reads("Points")
    desk.fits()
    claim = post.application.claims.get()
    assert desk.watched.open(claim.get_absolute_url()) == 403
    assert acts_of(post.application)[:2] == ["create", "submit"]


def test_the_board_of_applicants_is_worked_by_keyboard_without_scripts(seats, width):  # noqa: F811
    site = make_worksite(name="Aardvark Center")
    posting, warden = make_posting(worksite=site, managers_see_before_close=True), staff("worksite_head", worksite=site)
    first, second, third = (make_application("referred", posting=posting) for _ in range(3))
    reason = make_reason("not_selected", label="Another applicant was selected (test)")
    desk = seats(warden, width, scripts=False).come_in()
    desk.open("/jobs/work/")
    desk.press(LINK.format("/applicants/"))
    for one in (first, second):
        desk.tab_to(f"[name=chosen][value='{one.pk}']")
        desk.page.keyboard.press("Space")
    desk.press("main button.btn-primary")
    desk.reads("Choose a step")
    desk.choose("verb", "Invite")
    desk.press("main button.btn-primary")
    desk.reads("Invited to interview: 2 applications.")
    desk.tab_to(f"[name=chosen][value='{third.pk}']")
    desk.page.keyboard.press("Space")
    desk.choose("verb", "Mark as not selected")
    desk.choose("reason", f"Not selected: {reason.label}")
    desk.press("main button.btn-primary")
    desk.reads("Not selected: 1 application.")
    desk.tab_to(f"li:has([href='{first.get_absolute_url()}']) summary")
    desk.page.keyboard.press("Enter")
    desk.reads("Invited to interview,")
    desk.press(f"main a[href='{first.get_absolute_url()}']")
    desk.reads("I would like the job.")
    desk.fits()
    assert set(posting.applications.filter(status="interview")) == {first, second}
