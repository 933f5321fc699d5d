"""Somebody who was appointed and did not begin: the vacancy is free again, and all of it stays on record."""

import pytest

from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.announcements import cancel_posting
from personnel.actions.appointments import appoint, link_appointment, release_appointment
from personnel.actions.requisitions import cancel_requisition
from personnel.appointments import lines_of, retention
from personnel.figures import legs
from personnel.hiring_todo import first_weeks, new_hires_to_add
from personnel.models import Application, Appointment, Offer, Posting, Requisition
from personnel.positions_free import free_positions
from personnel.staffing import promises_of
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_application, make_position, make_posting
from personnel.tests.factories_selection import make_offer, make_panellist, make_request

pytestmark = pytest.mark.django_db
S = Application.Status


def place_of(posting):
    return posting.locations.order_by("pk").first()


def appointed(posting, *, person=None, **offer):
    """Somebody of the department, or from outside where nobody is named."""
    who = {"person": person} if person else {}
    return appoint(make_offer(make_application(S.INTERVIEW, posting=posting, **who), **offer), by=make_user())


def status_of(record):
    return type(record).objects.get(pk=record.pk).status


def due(posting):
    """How many positions of the announcement's kind are promised, and to which requests."""
    promises = promises_of(posting.job_class_id, place_of(posting).worksite_id)
    return {one.requisition.number: one.due for one in promises}


def test_who_did_not_begin_frees_vacancy_and_position_and_the_next_is_appointed():
    posting, by = make_posting(), make_user()
    position = make_position(posting.job_class, place_of(posting).worksite)
    request = make_request(posting)
    made = appointed(posting, person=make_person(user=make_panellist()), position=position)
    assert (status_of(request), status_of(position)) == ("filled", "filled")
    kept = release_appointment(made, by=by, note="Did not come, and does not answer.")
    assert (status_of(made.application), status_of(request), status_of(position)) == ("declined", "posted", "vacant")
    assert (kept.not_begun_note, kept.seated_at) == ("Did not come, and does not answer.", None)
    assert acts_of(kept) == ["create", "release"]
    assert acts_of(request) == ["fill", "reopen"]
    assert due(posting) == {request.number: 1}
    assert list(free_positions(posting, place_of(posting))) == [position]
    second = appointed(posting, person=make_person(user=make_panellist()), position=position)
    assert (second.seated_at is not None, status_of(request), due(posting)) == (True, "filled", {})


def test_the_vacancy_of_somebody_from_outside_is_promised_no_longer_than_the_request_stands():
    posting, by = make_posting(), make_user()
    request = make_request(posting)
    made = appointed(posting)
    assert (status_of(request), due(posting)) == ("filled", {request.number: 1}), "until they sit in a position"
    release_appointment(made, by=by, note="Wrote that they will not come.")
    cancel_posting(posting, by=by, note="Not needed")
    cancel_requisition(Requisition.objects.get(pk=request.pk), by=by, note="Not needed")
    assert due(posting) == {}


def test_a_request_that_others_were_appointed_for_is_partly_filled_again():
    posting, by = make_posting(vacancies=2), make_user()
    request = make_request(posting, vacancies=2)
    first, second = appointed(posting), appointed(posting)
    release_appointment(first, by=by, note="Did not come")
    assert status_of(request) == "partly_filled"
    release_appointment(second, by=by, note="Did not come")
    assert status_of(request) == "posted"


def test_where_the_announcement_is_over_the_request_is_announced_anew():
    posting = make_posting()
    request = make_request(posting)
    made = appointed(posting)
    Posting.objects.filter(pk=posting.pk).update(status=Posting.Status.COMPLETED)
    release_appointment(made, by=make_user(), note="Did not come")
    assert status_of(request) == "approved"
    assert Requisition.objects.get(pk=request.pk).retention_until is None


def test_it_says_why_is_noted_once_and_never_by_oneself():
    person = make_person(user=make_panellist())
    made = appointed(make_posting(), person=person)
    with pytest.raises(Refused, match="Say what happened"):
        release_appointment(made, by=make_user(), note=" ")
    with pytest.raises(Refused, match="is your own application"):
        release_appointment(made, by=person.user, note="I am not coming")
    release_appointment(made, by=make_user(), note="Did not come")
    with pytest.raises(Refused, match="stood as “Declined” since"):
        release_appointment(made, by=make_user(), note="Did not come")


def test_nobody_waits_for_them_any_more():
    posting, steward = make_posting(), make_user("personnel.add_person")
    made = appointed(posting)
    staff = appointed(make_posting(), person=make_person(user=make_panellist()))
    assert new_hires_to_add(steward)
    assert first_weeks(staff.person.user)
    for one in (made, staff):
        release_appointment(one, by=make_user(), note="Did not come")
    assert new_hires_to_add(steward) == []
    assert first_weeks(staff.person.user) == []
    with pytest.raises(Refused, match="did not begin"):
        link_appointment(made, by=steward, person=make_person())
    assert list(Appointment.objects.starting_from(made.starts_on)) == []
    assert list(lines_of(make_user("personnel.export_appointment", "personnel.view_appointment"))) == []
    assert list(retention("worksite")) == []
    assert legs()[0].count == 0
    offer = Offer.objects.with_phase().get(pk=made.offer_id)
    assert (offer.phase, offer.phase_level) == ("Did not begin", "off")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_note_it_at_once_one_does():
    posting = make_posting()
    request, made = make_request(posting), appointed(posting)
    by = [make_user(), make_user()]
    assert endings(*(lambda b=b: release_appointment(made, by=b, note="Did not come") for b in by)) == [
        "done", "refused",
    ]  # fmt: skip
    assert status_of(request) == "posted"


def test_a_specialist_of_the_worksite_notes_it_on_the_page_and_one_of_another_does_not(client):
    made = appointed(make_posting())
    page = made.get_absolute_url()
    here, elsewhere = make_panellist(), make_panellist()
    grant(here, "hr_specialist", worksite=made.worksite)
    grant(elsewhere, "hr_specialist", worksite=make_worksite())
    client.force_login(elsewhere)
    assert client.get(f"{page}not-begun/").status_code == 404
    client.force_login(here)
    assert "Note that they did not begin" in client.get(page).content.decode()
    assert "Enter" in post_form(client, f"{page}not-begun/", note="").content.decode()
    assert post_form(client, f"{page}not-begun/", note="Did not come on the first day").url == page
    told = " ".join(parse(client.get(page)).text_content().split())
    assert "Did not come on the first day" in told
    assert "Note that they did not begin" not in told
    assert "Did not begin" in " ".join(parse(client.get("/hiring/appointments/")).text_content().split())
    assert post_form(client, f"{page}not-begun/", note="Once more").status_code == 409
