"""Positions: numbered chairs that are filled, made vacant, frozen, opened again and abolished; and their list."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, make_user, make_worksite, post_form
from doc_portal.core.values import load_settings
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.people import end_employment, stop_access_of_leavers
from personnel.actions.positions import (
    abolish_position,
    fill_position,
    freeze_position,
    reopen_position,
    revise_position,
    vacate_position,
)
from personnel.actions.requisitions import note_appointment
from personnel.hiring_measures import vacancy_percent
from personnel.models import Person, Position, PreaCheck, Requisition
from personnel.prea import lapsing
from personnel.staffing import staffing_of
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import (
    make_appointment,
    make_job_class,
    make_position,
    make_posting,
    make_requisition,
)
from personnel.tests.test_lists import bring_in, check

pytestmark = pytest.mark.django_db

Status = Position.Status


@pytest.fixture
def keeper():
    return make_user(
        "core.use_portal", "core.add_importrun", "core.view_importrun", "core.apply_importrun",
        *(f"personnel.{right}_position" for right in
          ("view", "add", "change", "freeze", "abolish", "vacate", "import", "export")),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"


def somebody(**fields) -> Person:
    return make_assignment(make_person(**fields)).person


def test_a_position_goes_through_its_life(keeper):
    position, person = make_position(), somebody()
    filled = fill_position(position, person, by=keeper)
    assert (filled.status, filled.holder) == (Status.FILLED, person)
    vacant = vacate_position(filled, by=keeper)
    assert (vacant.status, vacant.holder) == (Status.VACANT, None)
    frozen = freeze_position(vacant, by=keeper, note="Budget")
    opened = reopen_position(frozen, by=keeper)
    ended = abolish_position(opened, by=keeper, note="Reorganized")
    assert ended.status == Status.ABOLISHED
    assert acts_of(position) == ["fill", "vacate", "freeze", "reopen", "abolish"]


def test_what_cannot_be_filled_says_why_and_what_to_do(keeper):
    frozen, abolished = make_position(status=Status.FROZEN), make_position(status=Status.ABOLISHED)
    held, hidden = make_position(holder=somebody(last_name="Lind")), make_position(holder=somebody(suppressed=True))
    for position, sentence in (
        (frozen, "is frozen. Have it opened again, or choose another position."),
        (abolished, "was abolished. Choose another position."),
        (held, "is held by Test Lind. Make it vacant first, or choose another position."),
        (hidden, "is held by Not listed."),
    ):
        with pytest.raises(Refused) as refusal:
            fill_position(position, somebody(), by=keeper)
        assert sentence in str(refusal.value)
    gone = make_person(ended_on=timezone.localdate())
    with pytest.raises(Refused, match=r"has left. Choose somebody who works here"):
        fill_position(make_position(), gone, by=keeper)


def test_the_other_acts_say_what_is_in_their_way(keeper):
    held, vacant = make_position(holder=somebody()), make_position()
    with pytest.raises(Refused, match=r"nobody holds it. Nothing was changed"):
        vacate_position(vacant, by=keeper)
    with pytest.raises(Refused, match="is vacant, not frozen"):
        reopen_position(vacant, by=keeper)
    for act in (freeze_position, abolish_position):
        with pytest.raises(Refused, match="Make it vacant first"):
            act(held, by=keeper, note="Budget")


def test_an_abolished_position_stays_and_one_a_request_names_does_not_move(keeper):
    abolished = make_position(status=Status.ABOLISHED)
    with pytest.raises(Refused, match="was abolished and is kept as it was"):
        revise_position(abolished, by=keeper)
    named = make_position()
    request = make_requisition(Requisition.Status.POSTED, job_class=named.job_class, worksite=named.worksite)
    request.chairs.create(position=named)
    with pytest.raises(Refused, match=f"{request.number} is to fill position {named.position_no}. Cancel that request"):
        abolish_position(named, by=keeper, note="Reorganized")
    with pytest.raises(Refused, match="Only who is appointed for that request takes it"):
        fill_position(named, somebody(), by=keeper)
    named.worksite = make_worksite()
    with pytest.raises(Refused, match="It can move to another class or worksite once no request names it"):
        revise_position(named, by=keeper)


def test_the_last_vacant_position_that_is_promised_goes_to_who_is_appointed(keeper):
    """What is promised is kept: for the request until somebody sits there, and for nobody afterwards."""
    chair, site = make_position(make_job_class(title="Cook I")), make_worksite()
    chair.worksite = site
    chair.save()
    request = make_requisition(Requisition.Status.POSTED, job_class=chair.job_class, worksite=site)
    with pytest.raises(Refused, match=f"Every vacant position of Cook I at .* is promised to {request.number}"):
        fill_position(chair, somebody(), by=keeper)
    posting = make_posting(job_class=chair.job_class, worksite=site)
    posting.requisitions.add(request)
    appointment = make_appointment(posting, person=somebody())
    assert appointment.requisition == request
    filled = note_appointment(request, by=keeper)
    assert filled.status == Requisition.Status.FILLED
    other = make_requisition(job_class=chair.job_class, worksite=site)
    assert (staffing_of(other).promised, staffing_of(other).free) == (1, 0)
    fill_position(chair, appointment.person, by=keeper)
    appointment.refresh_from_db()
    assert (appointment.position, appointment.seated_at is not None) == (chair, True)
    assert (staffing_of(other).promised, staffing_of(other).free) == (0, 0)
    vacate_position(chair, by=keeper)
    assert staffing_of(other).free == 1


def test_a_check_that_does_not_count_any_more_keeps_somebody_from_inmates(keeper):
    today, contact = timezone.localdate(), make_job_class(inmate_contact=True)
    for outcome, until in (("clear", today), ("barred", today + timedelta(days=900))):
        person = make_person()
        PreaCheck.objects.create(
            person=person, checked_on=today - timedelta(days=1800), valid_until=until, outcome=outcome
        )
        with pytest.raises(Refused, match=r"means contact with inmates, and their background check does not count"):
            fill_position(make_position(contact), person, by=keeper)
        assert fill_position(make_position(), person, by=keeper).holder == person
        PreaCheck.objects.create(person=person, checked_on=today, valid_until=today + timedelta(days=1800))
        assert fill_position(make_position(contact), person, by=keeper).holder == person
    unknown = make_person()
    assert fill_position(make_position(contact), unknown, by=keeper).holder == unknown
    assert unknown in lapsing(), "of whom no check is known the list says so"


def test_the_position_of_somebody_who_leaves_is_vacant(keeper):
    today = timezone.localdate()
    now, later = make_position(holder=somebody()), make_position(holder=somebody())
    steward = make_user()
    end_employment(now.holder, by=steward, ended_on=today, note="Retired")
    end_employment(later.holder, by=steward, ended_on=today + timedelta(days=1), note="Retires")
    assert [Position.objects.get(pk=one.pk).status for one in (now, later)] == [Status.VACANT, Status.FILLED]
    Person.objects.filter(pk=later.holder_id).update(ended_on=today)
    stop_access_of_leavers()
    later.refresh_from_db()
    assert (later.status, later.holder) == (Status.VACANT, None)
    assert acts_of(later) == ["vacate"]


def test_who_is_not_listed_is_named_to_nobody_who_may_not_see_them(client, keeper):
    position = make_position(holder=somebody(first_name="Hidden", last_name="Holder", suppressed=True))
    client.force_login(keeper)
    for address in (position.get_absolute_url(), "/positions/", "/positions/?export=csv", "/positions/current/"):
        page = client.get(address)
        words = b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()
        assert position.position_no in words
        assert "Hidden" not in words


def test_a_position_is_kept_in_pages_and_wrong_numbers_are_told(client, keeper):
    client.force_login(keeper)
    there = make_position()
    body = {
        "position_no": there.position_no, "job_class": there.job_class_id, "worksite": there.worksite_id, "unit": "",
        "shift": "2", "fte": "1.5", "note": "",
    }  # fmt: skip
    words = parse(post_form(client, "/positions/new/", **body)).text_content()
    assert "Another position already has this number" in words
    assert "Enter the FTE as a number above 0 and up to 1.00." in words
    assert post_form(client, "/positions/new/", **body | {"position_no": "N-1", "fte": "0.5"}).status_code == 302
    made = Position.objects.get(position_no="N-1")
    assert (made.status, made.fte) == (Status.VACANT, Decimal("0.50"))
    answer = post_form(
        client, f"/positions/{made.pk}/fill/", person=somebody(email="ada.lind@doc.mo.gov").email, note=""
    )
    assert answer.status_code == 302
    assert post_form(client, f"/positions/{made.pk}/freeze/", note="Budget").status_code == 409


def test_rights_at_one_worksite_keep_no_position_of_another(client):
    position = make_position()
    user = make_user("personnel.view_position", "personnel.vacate_position", worksite=make_worksite())
    client.force_login(user)
    assert client.get(position.get_absolute_url()).status_code == 404
    assert post_form(client, f"/positions/{position.pk}/fill/", person="x", note="").status_code == 404


def test_the_share_of_vacant_positions_leaves_out_frozen_and_abolished_ones():
    assert vacancy_percent(timezone.localdate()) is None
    for fields in ({}, {"holder": somebody()}, {"holder": somebody()}, {"status": "frozen"}, {"status": "abolished"}):
        make_position(**fields)
    assert vacancy_percent(timezone.localdate()) == Decimal("33.3")


# The list


def test_a_list_adds_and_changes_positions_row_by_row(keeper):
    load_settings()
    job_class, site, person = make_job_class(title="Cook I"), make_worksite(abbreviation="XQZ"), somebody()
    kept, frozen = make_position(job_class, site), make_position(job_class, site, status=Status.FROZEN)
    run = check(
        "position_no,job_class,worksite,shift,fte,status,holder\n"
        f"N-1,cook i,XQZ,First shift,0.5,,{person.employee_number}\n"
        f"{kept.position_no},Cook I,xqz,days,1,Frozen,\n"
        f"{frozen.position_no},Cook I,XQZ,days,1,Filled,{person.employee_number}\n"
        "N-2,Nobody,XQZ,days,1,,\n"
        "N-3,Cook I,XQZ,noon,1,,\n"
        "N-4,Cook I,XQZ,days,2,,\n"
        "N-5,Cook I,XQZ,days,1,Filled,\n"
        "N-6,Cook I,XQZ,days,1,Vacant,XX-9\n"
        "N-1,Cook I,XQZ,days,1,,\n",
        keeper,
        "positions",
    )
    told = [(one["line"], one["column"], one["message"]) for one in run.report["errors"]]
    assert [one[:2] for one in told] == [
        (4, "status"), (5, "job_class"), (6, "shift"), (7, "fte"), (8, "holder"), (9, "holder"), (10, "position_no"),
    ]  # fmt: skip
    assert told[0][2] == "A frozen position is not filled. Have it opened again first."
    assert told[3][2] == "Enter the FTE as a number above 0 and up to 1.00."
    assert {one["key"]: one["kind"] for one in run.report["changes"]} == {"N-1": "new", kept.position_no: "changed"}


def test_a_list_is_applied_and_brought_in_again_changes_nothing(client, keeper):
    load_settings()
    job_class, site, person = make_job_class(title="Cook I"), make_worksite(abbreviation="XQZ"), somebody()
    there = make_position(job_class, site, holder=somebody())
    bring_in(
        "position_no,job_class,worksite,shift,fte,status,holder\n"
        f"N-1,{job_class.slug},{site.slug},1,0.5,,{person.employee_number}\n"
        f"{there.position_no},{job_class.slug},{site.slug},days,1,Vacant,\n",
        keeper,
        "positions",
    )
    made = Position.objects.get(position_no="N-1")
    assert (made.status, made.holder, made.fte, made.shift) == (Status.FILLED, person, Decimal("0.50"), "1")
    there.refresh_from_db()
    assert (there.status, there.holder, acts_of(there)) == (Status.VACANT, None, ["edit"])
    client.force_login(keeper)
    listed = b"".join(client.get("/positions/current/").streaming_content).decode().removeprefix("\ufeff")
    again = check(listed, keeper, "positions")
    assert (again.report["changes"], again.report["errors"], again.unchanged) == ([], [], 2)


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_one_position_is_filled_once():
    position, people, keeper = make_position(), [somebody(), somebody()], make_user()
    assert endings(*(lambda p=p: fill_position(position, p, by=keeper) for p in people)) == ["done", "refused"]
    assert acts_of(position) == ["fill"]
