"""Completions of online systems as a list, the queue of what could not be placed, and courses taken elsewhere."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.actions.imports import apply_import, check_import
from doc_portal.core.imports import Listing, Row, kind_named, read_rows
from doc_portal.core.models import ImportRun
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.tests.files_for_tests import png
from doc_portal.core.tests.raw_sql import refused, run, update
from doc_portal.core.workflow import Refused
from personnel.tests.factories import make_assignment, make_person
from training.actions.completions import match_completion, set_completion_aside
from training.actions.crediting import void_by_hand
from training.actions.outside import accept_course, hand_in_course, refuse_course
from training.approving import completions_to_place, courses_to_decide
from training.lists import completions
from training.models import OutsideCompletion, TrainingCredit, UnplacedCompletion
from training.tests.factories import make_course, make_version

pytestmark = pytest.mark.django_db
NAMES = ("source", "external_id", "employee_number", "course", "completed_on", "hours")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.FILE_STORE = tmp_path


@pytest.fixture
def registrar():
    user = make_user()
    grant(user, "staff")
    grant(user, "training_registrar")
    return user


def planned(registrar, *lines):
    listing = Listing([Row(n, dict(zip(NAMES, line, strict=False))) for n, line in enumerate(lines, 2)])
    return completions.plan(listing, registrar)


def bring_in(registrar, *lines):
    made = planned(registrar, *lines)
    assert not made.errors
    completions.apply(made, registrar)
    return made


def ledger():
    rows = TrainingCredit.objects.order_by("pk")
    return [(one.external_id, one.person, one.hours, one.voided_at is None) for one in rows]


def test_a_completion_is_credited_once_however_often_it_is_sent_and_a_corrected_one_takes_its_place(registrar):
    one, other = make_person(), make_person()
    version = make_version(contact_hours=2)
    code = version.course.code
    line = ("DOCOTA", "D-1", one.employee_number, code, "2026-01-31")
    assert len(bring_in(registrar, line).new) == 1
    again = bring_in(registrar, line, line)
    assert (again.changes, again.unchanged) == ([], 2)
    assert planned(registrar, ("GPS", "D-1", one.employee_number, code.lower(), "2026-01-31", "2.0")).changes == []
    assert ledger() == [("D-1", one, Decimal(2), True)]
    fixed = planned(registrar, ("DOCOTA", "D-1", other.employee_number, code, "2026-01-31", "1.5"))
    assert [change.kind for change in fixed.changes] == ["changed"]
    assert fixed.changes[0].fields["employee_number"] == (one.employee_number, other.employee_number)
    completions.apply(fixed, registrar)
    assert ledger() == [("D-1", one, Decimal(2), False), ("D-1", other, Decimal("1.5"), True)]
    assert TrainingCredit.objects.standing().get().replaces.void_reason == "A later list of the source says otherwise"
    assert bring_in(registrar, ("MoLearning", "D-1", one.employee_number, code, "2026-01-31")).new
    assert len(ledger()) == 3


def test_what_names_nobody_or_no_course_waits_and_leaves_the_queue_once_it_is_known(registrar):
    person, version = make_person(), make_version(contact_hours=2)
    code = version.course.code
    lines = (
        ("DOCOTA", "D-1", "E-NEW", code, "2026-01-31"),
        ("DOCOTA", "D-2", person.employee_number, "NONE", "2026-01-31"),
        ("DOCOTA", "D-3", person.employee_number, code, "31 January"),
        ("DOCOTA", "D-4", person.employee_number, code, "2026-01-31", "many"),
        ("DOCOTA", "D-5", person.employee_number, code, "2026-01-31"),
        ("DOCOTA", "D-6", person.employee_number, code, "2026-01-31", "NaN"),
    )
    made = bring_in(registrar, *lines)
    assert "Waits in the queue: “E-NEW” is nobody's employee number." in made.changes[0].fields["problem"][1]
    told = dict(UnplacedCompletion.objects.open().values_list("external_id", "problem"))
    assert told == {"D-1": "person", "D-2": "course", "D-3": "unreadable", "D-4": "unreadable", "D-6": "unreadable"}
    assert [one[0] for one in ledger()] == ["D-5"]
    assert planned(registrar, *lines).changes == []
    late = make_person(employee_number="E-NEW")
    (change,) = bring_in(registrar, *lines).changes
    assert change.kind == "new"
    settled = UnplacedCompletion.objects.get(external_id="D-1")
    assert (settled.credit.person, settled.settled_by) == (late, registrar)
    assert planned(registrar, *lines).changes == []
    changed = bring_in(registrar, ("DOCOTA", "D-2", person.employee_number, "OTHER", "2026-01-31"))
    assert [change.kind for change in changed.changes] == ["changed"]
    assert UnplacedCompletion.objects.get(external_id="D-2").row["course"] == "OTHER"


def test_a_line_without_source_or_number_or_twice_otherwise_stops_the_file(registrar):
    person, code = make_person().employee_number, make_version().course.code
    made = planned(
        registrar, ("Paper", "1", person, code, "2026-01-31"), ("GPS", "", person, code, "2026-01-31"),
        ("GPS", "3", person, code, "2026-01-31"), ("GPS", "3", person, code, "2026-01-30"),
        ("GPS", "4" * 121, person, code, "2026-01-31"),
    )  # fmt: skip
    assert [(error.line, error.column) for error in made.errors] == [
        (2, "source"), (3, "external_id"), (5, "external_id"), (6, "external_id"),
    ]  # fmt: skip


def test_what_a_registrar_voided_comes_back_by_hand_alone_and_nobody_changes_their_own(registrar):
    person, version = make_person(), make_version(contact_hours=2)
    own = make_person(user=registrar)
    code = version.course.code
    lines = [("GPS", f"{n}", one.employee_number, code, "2026-01-31") for n, one in enumerate((person, own))]
    bring_in(make_user(), *lines)
    credit = TrainingCredit.objects.get(person=person)
    void_by_hand(credit, by=registrar, note="Somebody else sat there")
    assert planned(registrar, *lines).changes == []
    bring_in(registrar, (*lines[0][:4], "2026-01-30"), (*lines[1], "9"))
    waits = {one.problem: one for one in UnplacedCompletion.objects.open()}
    assert set(waits) == {"voided", "own"}
    match_completion(waits["voided"], person, version, completed_on=date(2026, 1, 30), hours=Decimal(2), by=registrar)
    again = TrainingCredit.objects.standing().get(person=person)
    assert (again.replaces, again.completed_on) == (credit, date(2026, 1, 30))
    with pytest.raises(Refused, match="Nobody matches a completion to themselves"):
        match_completion(waits["own"], own, version, completed_on=date(2026, 1, 31), hours=Decimal(9), by=registrar)


def test_nobody_gives_themselves_credit_with_a_list(registrar):
    own, other, version = make_person(user=registrar), make_person(), make_version(contact_hours=2)
    code = version.course.code
    bring_in(registrar, ("GPS", "1", own.employee_number, code, "2026-01-31"))
    bring_in(registrar, ("GPS", "2", other.employee_number, code, "2026-01-31"))
    bring_in(registrar, ("GPS", "2", own.employee_number, code, "2026-01-31"))
    assert ledger() == [("2", other, Decimal(2), True)]
    told = UnplacedCompletion.objects.open().order_by("external_id").values_list("external_id", "problem")
    assert list(told) == [("1", "own"), ("2", "own")]
    bring_in(make_user(), ("GPS", "1", own.employee_number, code, "2026-01-31"))
    assert ledger()[-1] == ("1", own, Decimal(2), True)
    assert not UnplacedCompletion.objects.open().filter(external_id="1").exists()


def test_the_registrar_matches_or_sets_aside_on_the_page_and_a_replay_changes_nothing(client, registrar):
    person, version = make_person(), make_version(contact_hours=2)
    lines = [("GPS", f"Q-{n}", "X", "NONE", "2026-01-31") for n in (1, 2)]
    bring_in(registrar, *lines)
    first, second = UnplacedCompletion.objects.order_by("pk")
    assert [one.title for one in completions_to_place(registrar)] == [f"Place {one}" for one in (first, second)]
    client.force_login(registrar)
    assert "Q-1" in client.get("/training/completions/to-place/").text
    url = first.get_absolute_url()
    page = post_form(client, url, decision="match", person="", version="", completed_on="", hours="", note="")
    assert all(told in page.text for told in ("Say whose completion it is", "Choose the course", "Enter the day"))
    assert post_form(client, url, decision="aside", note="").status_code == 200
    told = {"person": person.email, "version": version.pk, "completed_on": "2026-01-31", "hours": "2", "note": ""}
    assert post_form(client, url, decision="match", **told).status_code == 302
    assert post_form(client, second.get_absolute_url(), decision="aside", note="A test account").status_code == 302
    assert post_form(client, second.get_absolute_url(), decision="aside", note="Again").status_code == 409
    assert ledger() == [("Q-1", person, Decimal(2), True)]
    assert (acts_of(first), acts_of(second)[:1]) == (["match"], ["dismiss"])
    assert planned(registrar, *lines).changes == []
    assert "Q-1" not in client.get("/training/completions/to-place/").text
    assert "A test account" in client.get(second.get_absolute_url()).text


def test_a_list_goes_through_the_dry_run_and_the_very_same_file_is_refused(registrar):
    person, code = make_person().employee_number, make_version().course.code
    lines = (f"GPS,{number},{who},{code},2026-01-31\n" for number, who in ((1, person), (2, "X")))
    content = f"source,external_id,employee_number,course,completed_on\n{''.join(lines)}".encode()
    kind = kind_named("training_completions")

    def checked():
        file = SimpleUploadedFile("done.csv", content)
        return check_import(kind, file=file, rows=read_rows(content, kind), encoding="", by=registrar)

    run_ = checked()
    assert (run_.status, run_.new, TrainingCredit.objects.count()) == (ImportRun.Status.CHECKED, 2, 0)
    apply_import(run_, by=registrar)
    assert TrainingCredit.objects.get().source == "docota"
    assert UnplacedCompletion.objects.get().run == run_
    with pytest.raises(Refused, match="already applied"):
        checked()


def test_the_queue_keeps_what_was_settled_and_nobodys_own_match():
    user, version = make_user(), make_version()
    waits = UnplacedCompletion.objects.create(source="docota", external_id="1", row={}, problem="person")
    own = TrainingCredit.objects.create(
        person=make_person(user=user), course=version.course, course_version=version, hours=1, category="elective",
        completed_on="2026-01-31", source="docota", external_id="1",
    )  # fmt: skip
    done = {"settled_at": timezone.now(), "credit_id": own.pk}
    refused("unplaced_completion_not_matched_to_oneself", *update(waits, settled_by_id=user.pk, **done))
    run(*update(waits, settled_by_id=make_user().pk, **done))
    refused("unplaced_completion_once_settled_stays", *update(waits, words="Other"))
    again = UnplacedCompletion.objects.create(source="docota", external_id="1", row={"a": "b"}, problem="person")
    with pytest.raises(Refused, match="was settled already"):
        set_completion_aside(waits, by=user, note="Again")
    assert set_completion_aside(again, by=user, note="A test account").settled_because == "A test account"


# Courses taken elsewhere


def handed(person, by, **fields):
    told = {"held_by": "A college", "hours": Decimal(6), "completed_on": date(2026, 3, 1)} | fields
    one = OutsideCompletion(person=person, course_version=make_version(make_course(outside=True)), **told)
    return hand_in_course(one, by=by, evidence=SimpleUploadedFile("proof.png", png()))


def test_a_course_taken_elsewhere_counts_once_another_has_seen_its_evidence(registrar):
    worker = make_user()
    one = handed(make_person(user=worker), worker)
    assert [item.url for item in courses_to_decide(registrar)] == [one.get_absolute_url()]
    with pytest.raises(Refused, match="Nobody decides on a course they handed in or took"):
        accept_course(one, by=worker)
    accept_course(one, by=registrar, note="Certificate seen")
    one.refresh_from_db()
    assert (one.credit.source, one.credit.hours, one.credit.fiscal_year) == ("external", Decimal(6), 2026)
    assert one.credit.recorded_by == registrar
    with pytest.raises(Refused, match="stood as “Accepted” since"):
        refuse_course(one, by=registrar, note="No")
    own = handed(make_person(user=registrar), worker)
    with pytest.raises(Refused, match="Nobody decides"):
        accept_course(own, by=registrar)
    other = refuse_course(handed(make_person(), worker), by=registrar, note="No seal")
    assert (other.answer, other.credit) == ("No seal", None)


def test_one_hands_in_ones_own_and_for_ones_people_and_nobody_elses(client):
    user = make_user()
    grant(user, "staff")
    own, stranger = make_assignment(make_person(user=user)).person, make_assignment(make_person()).person
    version = make_version(make_course(outside=True))
    client.force_login(user)
    url = "/training/elsewhere/new/"
    told = {"course_version": version.pk, "held_by": "A college", "completed_on": "2026-03-01", "hours": "6"}
    page = post_form(client, url, person=stranger.email, evidence=SimpleUploadedFile("a.png", png()), **told)
    assert "You hand in your own courses, and those of people you lead" in page.text
    page = post_form(client, url, person=own.email, **told | {"completed_on": "2199-01-01"})
    assert "Enter a day until" in page.text
    answer = post_form(client, url, person=own.email, evidence=SimpleUploadedFile("a.png", png()), **told)
    assert answer.status_code == 302
    assert OutsideCompletion.objects.get().evidence.name == "a.png"
    assert "Waits for the registrar" in client.get(answer.url).text


def test_what_the_database_keeps_of_a_course_taken_elsewhere():
    user, author = make_user(), make_user()
    one = handed(make_person(user=user), author)
    refused("outside_completion_decided_by_another", *update(one, decided_by_id=author.pk))
    refused("outside_completion_not_decided_by_the_person", *update(one, decided_by_id=user.pk))
    refused("outside_completion_accepted_on_evidence", *update(one, status="accepted", decided_by_id=make_user().pk))
    refused("outside_completion_hours_within_reason", *update(one, hours=0))
    refused("outside_completion_day_within_reason", *update(one, completed_on="1900-01-01"))
    refused("outside_completion_status_known", *update(one, status="lost"))
    run(*update(one, status="refused", decided_by_id=make_user().pk))
    refused("outside_completion_once_decided_stays", *update(one, status="waiting"))
