"""Working on applications: who sees which, what a decision needs, the board, and what is told to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doc_portal.core.audit import log, log_refusal
from doc_portal.core.models import Notification, OutboxMail
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.application_review import (
    disqualify_application,
    list_application,
    pass_application,
    qualify_application,
    refer_application,
    see_document,
    start_review,
)
from personnel.actions.extensions import grant_extension
from personnel.actions.offers import accept_offer, make_offer, rescind_offer
from personnel.applying import Asker
from personnel.board import draw_card
from personnel.models import Application, ApplicationVersion, Offer, ReasonCode, StatusWords
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import (
    expire,
    make_applicant,
    make_application,
    make_document,
    make_posting,
    make_reason,
    revise,
)
from personnel.tests.factories_selection import first_day
from personnel.work import to_choose_from, to_offer, to_review

pytestmark = pytest.mark.django_db
Status = Application.Status
HOUR = timedelta(hours=1)
Use = ReasonCode.Use


def somebody(role, worksite=None):
    """A member of staff with one role, at a worksite or everywhere."""
    user = make_user()
    grant(user, "staff")
    grant(user, role, worksite=worksite)
    return user


def analyst():
    return somebody("personnel_analyst")


def text_of(answer):
    return " ".join(parse(answer).text_content().split())


def board_of(posting):
    return f"/jobs/{posting.public_slug}/applicants/"


# The queue and the decision


def test_the_queue_is_in_order_of_the_close_and_only_of_ones_worksites(client):
    here, now = make_worksite(), timezone.now()
    later = make_application(posting=make_posting(worksite=here, closes_at=now + 90 * HOUR))
    sooner = make_application(posting=make_posting(worksite=here, closes_at=now + 9 * HOUR), flagged=True)
    open_end = make_application(posting=make_posting(worksite=here, closing_type="until_filled", closes_at=None))
    make_application(Status.DRAFT, posting=later.posting)
    make_application(Status.QUALIFIED, posting=later.posting)
    make_application()
    hr = somebody("hr_specialist", here)
    client.force_login(hr)
    rows = parse(client.get("/jobs/queue/")).xpath("//tbody//tr")
    assert [row.xpath(".//a[@class='row-link']")[0].text for row in rows] == [
        sooner.number, later.number, open_end.number,
    ]  # fmt: skip
    assert "Asks for a look" in rows[0].text_content()
    assert "Asks for a look" not in rows[1].text_content()
    assert to_review(hr)[0].note == "1 application, 1 with an answer that asks for a look"
    flagged = parse(client.get("/jobs/queue/?flagged=on")).xpath("//tbody//tr")
    assert len(flagged) == 1


def test_not_qualified_needs_a_reason_from_the_list_and_words():
    row, by, reason = make_application(), analyst(), make_reason(Use.NOT_QUALIFIED)
    for wrong, note in ((None, "x"), (make_reason(Use.NOT_SELECTED), "x")):
        with pytest.raises(Refused, match="Choose the reason why the application is not qualified"):
            disqualify_application(row, by=by, reason=wrong, note=note)
    with pytest.raises(Refused, match="Say in a note what is missing"):
        disqualify_application(row, by=by, reason=reason, note=" ")
    assert acts_of(row) == []
    done = disqualify_application(row, by=by, reason=reason, note="No year of experience.")
    assert (done.status, done.reason) == (Status.NOT_QUALIFIED, reason)
    with pytest.raises(Refused, match="stood as “Not qualified”"):
        qualify_application(row, by=by)


def test_the_form_for_not_qualified_says_what_is_missing(client):
    row = make_application()
    client.force_login(analyst())
    url = f"/jobs/files/{row.pk}/disqualify/"
    client.get(url)
    answer = post_form(client, url, note="", reason="", _version=row.version)
    assert "Choose a reason." in text_of(answer)
    assert "Enter a what is missing." not in text_of(answer)


def test_nobody_works_on_their_own_application(client):
    by = analyst()
    make_assignment(make_person(user=by))
    row = make_application(person=by.person)
    paper = make_document(row)
    for step in (start_review, qualify_application):
        with pytest.raises(Refused, match=f"{row.number} is your own application"):
            step(row, by=by)
    with pytest.raises(Refused, match="is your own application"):
        see_document(paper, by=by)
    client.force_login(by)
    assert client.get(f"/jobs/files/{row.pk}/").url == f"/jobs/applications/{row.pk}/"
    assert client.get(f"/jobs/files/{row.pk}/qualify/").status_code == 404


def test_a_paper_is_marked_as_seen_once_by_name(client):
    by, row = analyst(), make_application()
    paper = make_document(row, "transcript")
    client.force_login(by)
    post_form(client, f"/jobs/files/documents/{paper.pk}/see/")
    paper.refresh_from_db()
    assert (paper.seen_by, paper.seen_at is not None) == (by, True)
    assert f"Seen by {by}" in text_of(client.get(f"/jobs/files/{row.pk}/"))
    assert acts_of(row) == ["see_document"]
    assert "was already marked as seen" in text_of(post_form(client, f"/jobs/files/documents/{paper.pk}/see/"))


def test_who_applied_is_told_in_fixed_words_and_not_twice_for_the_same():
    StatusWords.objects.filter(status="scored").update(words="Scoring questions")
    row, by = make_application(), analyst()
    row = start_review(row, by=by)
    row = qualify_application(row, by=by)
    row = list_application(row, by=by)
    subjects = list(OutboxMail.objects.order_by("pk").values_list("subject", flat=True))
    assert [one.rpartition(": ")[2] for one in subjects] == [
        "Minimum qualification review", "Scoring questions", "On eligible list",
    ]  # fmt: skip
    person = make_assignment(make_person(user=make_user())).person
    own = make_application(person=person)
    start_review(own, by=by)
    assert Notification.objects.get(user=person.user).title.endswith("Minimum qualification review")


def test_an_offer_and_its_end_are_told_as_well():
    row, by = make_application(Status.INTERVIEW), analyst()
    offer = make_offer(row, Offer(location=row.posting.locations.get(), starts_on=first_day()), by=by)
    accept_offer(offer, by=by)
    rescind_offer(offer, by=by, reason=make_reason(Use.RESCINDED))
    subjects = OutboxMail.objects.filter(to=row.applicant.email).order_by("pk").values_list("subject", flat=True)
    assert [one.rpartition(": ")[2] for one in subjects] == [
        "Conditional offer",
        "Background check",
        "Offer taken back",
    ]


# The file

FILE = ("Second words", "A license?", "Asks for a look", "Called on Monday.", "Review started", "By the book")


def test_the_file_shows_versions_answers_notes_and_what_happened(client):
    by, posting = analyst(), make_posting()
    answers = [{"question": 1, "text": "A license?", "answer": "No", "flagged": True}]
    row = make_application(posting=posting, body={"statement": "First words", "places": [], "answers": answers})
    ApplicationVersion.objects.create(application=row, no=2, body={"statement": "Second words", "answers": answers})
    client.force_login(by)
    post_form(client, f"/jobs/files/{row.pk}/note/", text="Called on Monday.")
    start_review(row, by=by, note="By the book")
    page = client.get(f"/jobs/files/{row.pk}/")
    text = text_of(page)
    for words in (
        "Second words",
        "A license?",
        "Asks for a look",
        "Called on Monday.",
        "Review started",
        "By the book",
    ):
        assert words in text
    assert "First words" not in text
    old = text_of(client.get(f"/jobs/files/{row.pk}/?version=1"))
    assert "First words" in old
    assert "This is version 1." in old
    buttons = [one.text.strip() for one in parse(page).xpath("//*[@class='page-head']//a[contains(@class, 'btn')]")]
    assert buttons == ["Write a note", "Mark as not qualified", "Mark as not selected", "Mark as qualified"]


def test_the_file_leads_to_the_next_one_of_the_announcement_that_waits(client):
    posting, by = make_posting(), analyst()
    rows = [make_application(posting=posting) for _ in range(3)]
    make_application()
    client.force_login(by)
    for here, there in ((rows[0], rows[1]), (rows[2], rows[0])):
        page = parse(client.get(f"/jobs/files/{here.pk}/"))
        assert page.xpath("//a[contains(., 'Next application')]/@href") == [f"/jobs/files/{there.pk}/"]
    for row in rows[:2]:
        qualify_application(start_review(row, by=by), by=by)
    assert not parse(client.get(f"/jobs/files/{rows[2].pk}/")).xpath("//a[contains(., 'Next application')]")


def test_points_and_former_employers_are_told_to_nobody_who_selects(client):
    here = make_worksite()
    row = make_application(Status.REFERRED, posting=make_posting(worksite=here, managers_see_before_close=True))
    for act in ("points", "note_contact"):
        log(act, row, by=None)
    log_refusal("points", row, by=make_user(), reason="No verified claim gives points.")
    addresses = (f"/jobs/files/{row.pk}/", board_of(row.posting))
    for role in ("worksite_head", "hr_specialist", "personnel_analyst"):
        client.force_login(somebody(role, None if role == "personnel_analyst" else here))
        for address in addresses:
            shown = text_of(client.get(address))
            assert row.number in shown
            for sealed in ("Points of preference", "gives points", "Former employer"):
                assert sealed not in shown, (role, address)
    knows = make_user("personnel.view_application", "personnel.review_application", "personnel.points_application")
    client.force_login(knows)
    assert "Points of preference given" in text_of(client.get(addresses[0]))


def test_managers_see_referred_names_after_the_close_and_reviewers_everything_sent(client):
    here = make_worksite()
    posting = make_posting(worksite=here)
    rows = {status: make_application(status, posting=posting) for status in (Status.SUBMITTED, Status.REFERRED)}
    draft = make_application(Status.DRAFT, posting=posting)
    warden, hr, elsewhere = (
        somebody("worksite_head", here), somebody("hr_specialist", here), somebody("worksite_head", make_worksite()),
    )  # fmt: skip

    def seen(user):
        client.force_login(user)
        return {status for status, row in rows.items() if client.get(f"/jobs/files/{row.pk}/").status_code == 200}

    assert (seen(warden), seen(elsewhere)) == (set(), set())
    assert seen(hr) == {Status.SUBMITTED, Status.REFERRED}
    assert client.get(f"/jobs/files/{draft.pk}/").status_code == 404
    assert to_choose_from(warden) == []
    expire(posting)
    assert (seen(warden), seen(elsewhere)) == ({Status.REFERRED}, set())
    assert [item.note for item in to_choose_from(warden)] == ["1 name referred to you"]
    assert client.get(f"/jobs/files/{rows[Status.SUBMITTED].pk}/qualify/").status_code == 403


# The board


def test_the_board_has_the_stages_of_its_process_with_counts_and_history(client):
    posting = make_posting(stages=["qualified", "referred"])
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.QUALIFIED, Status.NOT_QUALIFIED, Status.WITHDRAWN):
        row = make_application(status, posting=posting)
    make_application(Status.DRAFT, posting=posting)
    by = analyst()
    qualified = qualify_application(posting.applications.filter(status="submitted").first(), by=by, note="Fits")
    client.force_login(by)
    page = parse(client.get(board_of(posting)))
    columns = [
        (one.xpath(".//h2")[0].text, int(one.xpath(".//*[contains(@class, 'num')]")[0].text))
        for one in page.xpath("//*[@class='board']/section")
    ]
    assert columns == [
        ("Submitted", 1), ("Review of qualifications", 0), ("Qualified", 2), ("Referred", 0), ("Conditional offer", 0),
        ("Clearance", 0), ("Appointed", 0), ("Ended", 2),
    ]  # fmt: skip
    drawer = page.xpath(f"//li[.//a[@href='/jobs/files/{qualified.pk}/']]//details")[0]
    assert f"Found qualified, {by} (Fits)" in drawer.text_content()
    assert row.number in page.text_content()


def test_a_card_tells_the_day_in_missouri_and_who_is_on_the_first_list(client):
    late = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    row = Application(pk=1, number="APP-26-0001", applicant=make_applicant(), submitted_at=late)
    assert "APP-26-0001, Mar 1" in draw_card(row, [], False, False)
    cutoff = timezone.now() + HOUR
    posting = make_posting(closing_type="cutoff", first_cutoff_at=cutoff, closes_at=None)
    early = make_application(posting=posting)
    client.force_login(analyst())
    assert "First list" in text_of(client.get(board_of(posting)))
    revise(posting, first_cutoff_at=early.submitted_at)
    assert "First list" not in text_of(client.get(board_of(posting)))


def test_several_are_referred_with_one_form_and_the_others_are_told(client):
    posting, by = make_posting(), analyst()
    good = [make_application(Status.QUALIFIED, posting=posting) for _ in range(3)]
    gone = make_application(Status.WITHDRAWN, posting=posting)
    client.force_login(by)
    answer = post_form(client, board_of(posting), verb="refer", note="", chosen=[one.pk for one in [*good, gone]])
    assert answer.url == board_of(posting)
    told = text_of(client.get(answer.url))
    assert "Referred: 3 applications." in told
    assert f"{gone.number}: This application stands as “Withdrawn”." in told
    assert set(posting.applications.filter(status="referred")) == set(good)
    posting.refresh_from_db()
    assert posting.list_sent_at is not None


def test_the_bar_asks_for_a_step_a_reason_and_somebody(client):
    posting, by = make_posting(), analyst()
    row = make_application(posting=posting)
    other = make_application()
    client.force_login(by)
    empty = text_of(post_form(client, board_of(posting), verb="", note="", reason=""))
    assert "Tick at least one application on the board." in empty
    kept = post_form(client, board_of(posting), verb="pass", note="Hired another", reason="", chosen=[row.pk])
    assert "Choose the reason why they are not selected." in text_of(kept)
    assert parse(kept).xpath(f"//input[@name='chosen'][@value='{row.pk}'][@checked]")
    assert parse(kept).xpath("//input[@name='note']/@value") == ["Hired another"]
    stranger = post_form(client, board_of(posting), verb="review", note="", chosen=[other.pk])
    assert stranger.status_code == 200, "an application to another announcement is none of this board"
    reason = make_reason(Use.NOT_SELECTED)
    post_form(client, board_of(posting), verb="pass", note="", reason=reason.pk, chosen=[row.pk])
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.NOT_SELECTED, reason)


def test_steps_a_process_does_not_have_are_not_offered_and_refused(client):
    posting, by = make_posting(stages=["qualified"]), analyst()
    row = make_application(Status.QUALIFIED, posting=posting)
    for step, words in ((list_application, "an eligible list"), (refer_application, "a referral")):
        with pytest.raises(Refused, match=f"has no step for {words}"):
            step(row, by=by)
    client.force_login(by)
    verbs = parse(client.get(board_of(posting))).xpath("//select[@name='verb']/option/@value")
    assert verbs == ["", "review", "qualify", "disqualify", "pass"]


def test_a_board_of_four_hundred_takes_twelve_queries_at_most(client):
    posting = make_posting()
    for _ in range(30):
        make_application(posting=posting)
    client.force_login(analyst())
    client.get(board_of(posting))
    with CaptureQueriesContext(connection) as caught:
        client.get(board_of(posting))
    assert len([q for q in caught if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 12


def test_not_selected_needs_a_reason_and_may_be_said_by_the_manager_who_chose(client):
    here = make_worksite()
    posting = make_posting(worksite=here)
    row = make_application(Status.REFERRED, posting=posting)
    expire(posting)
    with pytest.raises(Refused, match="Choose the reason why the application is not selected"):
        pass_application(row, by=analyst(), reason=None)
    warden = somebody("worksite_head", here)
    client.force_login(warden)
    url = f"/jobs/files/{row.pk}/pass/"
    post_form(client, url, reason=make_reason(Use.NOT_SELECTED).pk, note="", _version=row.version)
    row.refresh_from_db()
    assert row.status == Status.NOT_SELECTED


# Extensions


def test_an_extension_is_granted_to_one_person_and_told(client):
    posting, nora = make_posting(), make_applicant(email="nora@example.com")
    expire(posting)
    client.force_login(analyst())
    url = f"{board_of(posting)}extend/"
    until = timezone.localtime(timezone.now() + 24 * HOUR)
    body = {
        "who": "Nora@example.com",
        "kind": "military",
        "justification": "Drill.",
        "until": f"{until:%Y-%m-%dT%H:%M}",
    }
    missing = post_form(client, url, **body | {"justification": " ", "kind": ""})
    assert "Enter a justification." in text_of(missing)
    assert post_form(client, url, **body).status_code == 302
    draft = Application.objects.get(applicant=nora)
    assert (draft.status, draft.extensions.get().kind) == (Status.DRAFT, "military")
    assert "For you the announcement is open until" in OutboxMail.objects.get(to=nora.email).body
    assert acts_of(draft) == ["create", "extend"]


def test_an_extension_is_refused_where_it_is_none():
    posting, by = make_posting(), analyst()
    person = make_assignment(make_person(user=by)).person
    later = timezone.now() + HOUR

    def ask(asker=None, **fields):
        asked = {"kind": "leave", "justification": "On leave.", "until": later, "by": by} | fields
        return grant_extension(posting, asker or Asker(applicant=make_applicant()), **asked)

    with pytest.raises(Refused, match="Nobody grants an extension to themselves"):
        ask(Asker(user=by, person=person))
    with pytest.raises(Refused, match="Say why the extension is granted"):
        ask(justification="  ")
    with pytest.raises(Refused, match="That moment has passed"):
        ask(until=timezone.now() - HOUR)
    capped = make_posting(closing_type="cap", applicant_cap=1)
    make_application(posting=capped)
    capped.refresh_from_db()
    with pytest.raises(Refused, match="closed when 1 application had arrived"):
        grant_extension(capped, Asker(applicant=make_applicant()), kind="leave", justification="x", until=later, by=by)
    assert Application.objects.drafts().count() == 0
    assert ask(until=None).until is None


# Processes and words


def test_a_process_keeps_its_stages_in_their_order(client):
    client.force_login(analyst())
    post_form(client, "/manage/processes/new/", name="Short", stages=["interview", "referred"], note="")
    page = text_of(client.get("/manage/processes/"))
    assert "Qualified, Referred, Interview" in page


def test_the_words_of_every_status_are_loaded_and_may_be_changed(client):
    assert set(StatusWords.objects.values_list("status", flat=True)) == set(Status.values)
    client.force_login(analyst())
    row = StatusWords.objects.get(status="referred")
    body = {"words": "With the manager", "next_step": "", "source": "Personnel", "_version": row.version}
    post_form(client, f"/manage/status-words/{row.pk}/edit/", **body)
    person = make_assignment(make_person(user=make_user())).person
    grant(person.user, "staff")
    make_application(Status.REFERRED, person=person)
    client.force_login(person.user)
    assert "With the manager" in text_of(client.get("/jobs/applications/"))


def test_my_work_lists_what_ones_rights_ask_for(client):
    row = make_application()
    client.force_login(analyst())
    page = text_of(client.get("/jobs/work/"))
    assert "Qualifications to review 1" in page
    assert f"Review qualifications: {row.posting.title}" in page
    nobody = make_user()
    grant(nobody, "staff")
    client.force_login(nobody)
    assert "Review qualifications" not in text_of(client.get("/jobs/work/"))


def test_the_board_finds_several_qualified_or_not_with_a_reason_of_the_right_list(client):
    posting = make_posting()
    rows = [make_application(Status.MQ_REVIEW, posting=posting) for _ in range(3)]
    right, wrong = make_reason(), make_reason(Use.NOT_SELECTED)
    client.force_login(analyst())
    page, one = board_of(posting), {"chosen": [rows[0].pk]}
    post_form(client, page, verb="qualify", note="", chosen=[rows[1].pk, rows[2].pk])
    said = text_of(post_form(client, page, verb="disqualify", reason=wrong.pk, note="", **one))
    assert "Choose the reason why they are not qualified." in said
    assert "Say in a few words what is missing." in said
    post_form(client, page, verb="disqualify", reason=right.pk, note="No license.", **one)
    found = [Application.objects.get(pk=row.pk) for row in rows]
    assert [row.status for row in found] == [Status.NOT_QUALIFIED, Status.QUALIFIED, Status.QUALIFIED]
    assert found[0].reason == right


def test_a_step_out_of_turn_names_the_statuses_it_is_possible_from():
    with pytest.raises(Refused, match="“Refer” is possible only from: Qualified, Scored"):
        refer_application(make_application(Status.SUBMITTED), by=analyst())


def test_who_makes_offers_is_told_of_those_in_interview_once_the_announcement_has_closed():
    row, by = make_application(Status.INTERVIEW), analyst()
    assert to_offer(by) == []
    expire(row.posting)
    assert [one.url for one in to_offer(by)] == [board_of(row.posting)]
    assert to_offer(somebody("hr_specialist")) == []
