"""Offers, clearance and appointment: what they need and what they fill (personnel.md 3, items 17 and 22)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.concurrency import endings, meanwhile
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import fields, page_form, parse
from personnel.actions.announcements import evaluate_posting
from personnel.actions.appointments import appoint, link_appointment
from personnel.actions.offers import accept_offer, decide_clearance, decline_offer, make_offer, rescind_offer
from personnel.applying import closed_sentence
from personnel.hiring_todo import items_to_clear, new_hires_to_add, people_to_appoint
from personnel.models import Application, Appointment, NewHireTask, Offer, Position, Posting, PreaCheck
from personnel.positions_free import free_positions
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    make_application,
    make_job_class,
    make_position,
    make_posting,
    make_reason,
    make_requisition,
)
from personnel.tests.factories_selection import (
    answered,
    checked,
    first_day,
    make_appointment,
    make_panellist,
    make_request,
)
from personnel.tests.factories_selection import (
    make_offer as offered,
)

pytestmark = pytest.mark.django_db
S = Application.Status


def unsaved(application, **fields):
    return Offer(location=application.posting.locations.first(), starts_on=first_day(), **fields)


def chosen(**posting):
    return make_application(S.INTERVIEW, posting=make_posting(**posting))


def status_of(record):
    record.refresh_from_db()
    return record.status


def broken(name, sql, *values):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert refusal.value.__cause__.diag.constraint_name == name, refusal.value


# Offers


def test_an_offer_is_accepted_cleared_and_the_person_appointed():
    job_class = make_job_class(inmate_contact=True)
    application, by = chosen(job_class=job_class, drug_test=True, physical=True), make_user()
    offer = make_offer(application, unsaved(application, annual_pay=41250), by=by)
    assert status_of(application) == S.CONDITIONAL_OFFER
    accept_offer(offer, by=by)
    assert status_of(application) == S.CLEARANCE
    items = {item.kind: item for item in offer.clearance.all()}
    assert sorted(items) == ["background", "drug", "medical", "prea"]
    for kind in ("background", "drug"):
        decide_clearance(items[kind], by=by, outcome="cleared", conclusion="Nothing found")
    decide_clearance(items["medical"], by=by, outcome="restricted")
    with pytest.raises(Refused, match=r"Clearance of Out Sider .* is not complete"):
        appoint(offer, by=by)
    assert not Appointment.objects.exists()
    assert acts_of(offer) == ["create", "clear_item", "clear_item", "clear_item"]
    assert acts_of(application).count("clear") == 1
    named = AuditEvent.objects.of(offer).values_list("object_name", flat=True)
    assert all(application.number in name for name in named)


def test_background_alone_is_cleared_where_nothing_else_is_asked():
    application = chosen()
    offer = make_offer(application, unsaved(application), by=make_user())
    accept_offer(offer, by=make_user())
    assert [item.kind for item in offer.clearance.all()] == ["background"]
    with pytest.raises(Refused, match="has stood as “Clearance” since"):
        accept_offer(offer, by=make_user())


def test_an_offer_needs_a_vacancy_a_place_of_the_announcement_and_a_free_position():
    application, by = chosen(), make_user()
    elsewhere = make_posting().locations.first()
    with pytest.raises(Refused, match="is no place of this announcement"):
        make_offer(application, Offer(location=elsewhere, starts_on=first_day()), by=by)
    with pytest.raises(Refused, match=r"is not a vacant position of this class"):
        make_offer(application, unsaved(application, position=make_position()), by=by)
    other = make_application(S.INTERVIEW, posting=application.posting)
    make_appointment(offered(other))
    with pytest.raises(Refused, match=r"Every vacancy at .* is filled or offered \(1 filled and 0 offered of 1\)"):
        make_offer(application, unsaved(application), by=by)
    assert status_of(application) == S.INTERVIEW


def test_an_offer_pays_what_the_class_pays_on_its_first_day(client):
    application, by = chosen(job_class=make_job_class(low=38_000, high=52_000)), make_panellist()
    with pytest.raises(Refused, match=r"this class pays \$38,000 to \$52,000 a year"):
        make_offer(application, unsaved(application, annual_pay=99_000), by=by)
    grant(by, "personnel_analyst")
    client.force_login(by)
    body = {"location": application.posting.locations.get().pk, "starts_on": first_day().isoformat()}
    page = f"/hiring/applications/{application.pk}/offer/"
    said = post_form(client, page, **body, annual_pay="$99,000")
    assert (said.status_code, "Enter an amount within that." in said.content.decode()) == (200, True)
    assert post_form(client, page, **body, annual_pay="$41,250.00").status_code == 302
    assert Offer.objects.get().annual_pay == 41_250


def test_free_positions_are_vacant_unpromised_and_named_by_no_other_request():
    posting = make_posting()
    place, request = posting.locations.first(), make_request(posting)
    own, plain, promised, other, _ = (make_position(posting.job_class, place.worksite) for _ in range(5))
    Position.objects.exclude(pk__in=[own.pk, plain.pk, promised.pk, other.pk]).update(status="frozen")
    request.chairs.create(position=own)
    make_requisition("approved", job_class=posting.job_class, worksite=place.worksite).chairs.create(position=other)
    offered(make_application(S.INTERVIEW, posting=posting), position=promised, accepted=False)
    assert list(free_positions(posting, place)) == [own, plain]


def test_nobody_makes_clears_or_signs_what_is_their_own():
    person = make_person(user=make_panellist())
    application = make_application(S.INTERVIEW, person=person)
    with pytest.raises(Refused, match="is your own application"):
        make_offer(application, unsaved(application), by=person.user)
    offer = offered(application, cleared=False)
    with pytest.raises(Refused, match="is your own application"):
        decide_clearance(offer.clearance.get(), by=person.user, outcome="cleared")
    with pytest.raises(Refused, match="is your own application"):
        appoint(offer, by=person.user)


@pytest.mark.parametrize(("end", "use", "ends_as"), [
    (decline_offer, "declined", S.DECLINED), (rescind_offer, "rescinded", S.OFFER_RESCINDED),
])  # fmt: skip
def test_an_offer_that_ends_carries_a_reason_of_its_list(end, use, ends_as):
    offer, by = offered(), make_user()
    with pytest.raises(Refused, match="Choose a reason of the list"):
        end(offer, by=by, reason=make_reason("not_qualified"))
    reason = make_reason(use)
    end(offer, by=by, reason=reason, note="Moved away")
    application = Application.objects.get(pk=offer.application_id)
    assert (application.status, application.reason) == (ends_as, reason)
    offer.refresh_from_db()
    assert offer.ended_at
    with pytest.raises(Refused):
        appoint(offer, by=by)
    with pytest.raises(Refused, match="does not stand any more"):
        decide_clearance(offer.clearance.get(), by=by, outcome="cleared")


# Clearance


def test_of_medical_only_the_outcome_is_kept_and_restriction_is_for_medical_alone():
    application, by = chosen(physical=True), make_user()
    offer = make_offer(application, unsaved(application), by=by)
    accept_offer(offer, by=by)
    medical, background = offer.clearance.get(kind="medical"), offer.clearance.get(kind="background")
    with pytest.raises(Refused, match="only the outcome is kept"):
        decide_clearance(medical, by=by, outcome="cleared", conclusion="Back trouble")
    with pytest.raises(Refused, match="Only medical clearance comes with a restriction"):
        decide_clearance(background, by=by, outcome="restricted")
    broken(
        "clearance_medical_says_the_outcome_alone",
        "UPDATE personnel_clearanceitem SET conclusion = 'x' WHERE id = %s",
        medical.pk,
    )
    decide_clearance(medical, by=by, outcome="not_cleared")
    assert decide_clearance(medical, by=by, outcome="cleared").outcome == "cleared", "a later finding counts"
    told = AuditEvent.objects.of(offer).filter(act="clear_item").values_list("reason", flat=True)
    assert set(told) == {"Medical"}, "the record of acts does not say what was found"


# Appointment


def test_appointing_with_an_open_item_is_refused_also_by_the_database():
    offer = offered(cleared=False)
    with pytest.raises(Refused, match="Every item must be cleared before the appointment"):
        appoint(offer, by=make_user())
    put = (
        "INSERT INTO personnel_appointment (created_at, version, application_id, offer_id, location_id, job_class_id,"
        " worksite_id, shift, starts_on) SELECT now(), 1, o.application_id, o.id, o.location_id, p.job_class_id,"
        " l.worksite_id, l.shift, o.starts_on FROM personnel_offer o JOIN personnel_postinglocation l"
        " ON l.id = o.location_id JOIN personnel_posting p ON p.id = l.posting_id WHERE o.id = %s"
    )
    broken("appointment_once_everything_is_cleared", put, offer.pk)
    broken("appointment_of_an_accepted_offer", put, offered(accepted=False).pk)
    full = offered()
    make_appointment(offered(make_application(S.INTERVIEW, posting=full.application.posting)))
    broken("appointment_within_vacancies", put, full.pk)


def test_appointing_above_the_vacancies_is_refused():
    first = offered()
    second = offered(make_application(S.INTERVIEW, posting=first.application.posting))
    appoint(first, by=make_user())
    with pytest.raises(Refused, match="the announcement names no more for this worksite and shift"):
        appoint(second, by=make_user())
    assert status_of(second.application) == S.CLEARANCE


@pytest.mark.django_db(transaction=True)
def test_the_last_vacancy_is_offered_once_and_again_when_the_offer_has_ended():
    posting = make_posting()
    one, other = (make_application(S.INTERVIEW, posting=posting) for _ in range(2))
    place, by = posting.locations.get(), make_user()

    def offer(application):
        return make_offer(application, Offer(location=place, starts_on=first_day()), by=by)

    _, late = meanwhile(lambda: offer(one), lambda: offer(other))
    assert "is filled or offered (0 filled and 1 offered of 1)" in str(late)
    standing = Offer.objects.get()
    decline_offer(standing, by=by, reason=make_reason("declined"))
    assert offer(other).pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked", [True, False], ids=["with a request", "without one"])
def test_of_two_appointed_at_once_to_the_last_vacancy_one_is_refused(asked):
    first = offered()
    second = offered(make_application(S.INTERVIEW, posting=first.application.posting))
    request = make_request(first.application.posting) if asked else None
    by = [make_user(), make_user()]
    _, late = meanwhile(lambda: appoint(first, by=by[0]), lambda: appoint(second, by=by[1]))
    assert "the announcement names no more for this worksite and shift" in str(late)
    assert Appointment.objects.count() == 1
    assert not asked or status_of(request) == "filled"


@pytest.mark.django_db(transaction=True)
def test_two_appointed_at_once_to_two_vacancies_fill_the_request():
    first = offered(make_application(S.INTERVIEW, posting=make_posting(vacancies=2)))
    second = offered(make_application(S.INTERVIEW, posting=first.application.posting))
    request = make_request(first.application.posting, vacancies=2)
    by = make_user()
    assert endings(*(lambda o=o: appoint(o, by=by) for o in (first, second))) == ["done", "done"]
    assert status_of(request) == "filled"
    assert acts_of(request) == ["part_fill", "fill"]


def test_a_request_is_filled_by_appointments_and_never_by_closing():
    posting = make_posting(vacancies=3)
    early, late = make_request(posting, vacancies=1), make_request(posting, vacancies=2)
    other = make_requisition("posted", job_class=posting.job_class, worksite=make_worksite())
    posting.requisitions.add(other)
    offers = [offered(make_application(S.INTERVIEW, posting=posting)) for _ in range(3)]
    by = make_user()
    Posting.objects.filter(pk=posting.pk).update(status=Posting.Status.EVALUATING)
    assert {status_of(one) for one in (early, late, other)} == {"posted"}
    appoint(offers[0], by=by)
    assert (status_of(early), status_of(late)) == ("filled", "posted"), "the oldest first"
    appoint(offers[1], by=by)
    assert status_of(late) == "partly_filled"
    appoint(offers[2], by=by)
    assert (status_of(late), status_of(other)) == ("filled", "posted")
    assert acts_of(late) == ["part_fill", "fill"]


def test_what_is_open_until_filled_closes_with_the_last_vacancy(client):
    endless = {"closing_type": "until_filled", "closes_at": None, "announced_closes_at": None}
    posting = make_posting(also_at=[make_worksite()], **endless)
    first, second = (
        offered(make_application(S.INTERVIEW, posting=posting), location=place) for place in posting.locations.all()
    )
    late = make_application(S.DRAFT, posting=posting)
    appoint(first, by=make_user())
    assert Posting.objects.open().get() == posting
    appoint(second, by=make_user())
    assert not Posting.objects.open().exists()
    posting.refresh_from_db()
    assert "when its last vacancy was filled" in closed_sentence(posting)
    broken(
        "application_posting_open",
        "UPDATE personnel_application SET status = 'submitted', number = 'X', submitted_at = now() WHERE id = %s",
        late.pk,
    )
    client.force_login(make_user("core.use_portal", "personnel.view_posting"))
    assert "when its last vacancy was filled" in client.get(posting.get_absolute_url()).content.decode()
    assert evaluate_posting(posting, by=make_user()).status == "evaluating"


@pytest.mark.django_db(transaction=True)
def test_the_last_two_vacancies_filled_at_once_at_two_worksites_close_it():
    posting = make_posting(also_at=[make_worksite()], closing_type="until_filled", closes_at=None)
    first, second = (
        offered(make_application(S.INTERVIEW, posting=posting), location=place) for place in posting.locations.all()
    )
    by = make_user()
    meanwhile(lambda: appoint(first, by=by), lambda: appoint(second, by=by))
    posting.refresh_from_db()
    assert posting.cap_reached_at is not None


def test_more_than_the_requests_ask_for_are_not_appointed():
    posting = make_posting(vacancies=2)
    make_request(posting, vacancies=1)
    first, second = (offered(make_application(S.INTERVIEW, posting=posting)) for _ in range(2))
    appoint(first, by=make_user())
    with pytest.raises(Refused, match="ask for no more people there"):
        appoint(second, by=make_user())


def test_a_position_is_filled_for_a_person_of_the_directory():
    posting, person = make_posting(), make_person(user=make_panellist())
    position = make_position(posting.job_class, posting.locations.first().worksite)
    offer = offered(make_application(S.INTERVIEW, posting=posting, person=person), position=position)
    made = appoint(offer, by=make_user())
    position.refresh_from_db()
    assert (position.status, position.holder, made.person) == ("filled", person, person)
    assert made.seated_at


def test_a_position_taken_or_frozen_meanwhile_is_refused():
    posting = make_posting()
    position = make_position(posting.job_class, posting.locations.first().worksite)
    offer = offered(make_application(S.INTERVIEW, posting=posting), position=position)
    for change in ({"status": "filled", "holder": make_person()}, {"status": "frozen", "holder": None}):
        Position.objects.filter(pk=position.pk).update(**change)
        with pytest.raises(Refused, match=rf"Position {position.position_no} is (filled|frozen) now"):
            appoint(offer, by=make_user())


def test_somebody_from_outside_is_linked_by_a_steward_and_everything_follows():
    job_class = make_job_class(inmate_contact=True)
    posting = make_posting(job_class=job_class)
    position = make_position(job_class, posting.locations.first().worksite)
    application = answered(make_application(S.INTERVIEW, posting=posting))
    check = checked(application)
    made = appoint(offered(application, position=position), by=make_user())
    position.refresh_from_db()
    assert (position.status, made.person) == ("vacant", None)
    assert list(free_positions(posting, posting.locations.first())) == [], "promised until the entry is linked"
    steward = make_user("personnel.add_person")
    assert [item.url for item in new_hires_to_add(steward)] == [f"/hiring/appointments/{made.pk}/link/"]
    person = make_person()
    link_appointment(made, by=steward, person=person)
    position.refresh_from_db()
    assert (position.status, position.holder) == ("filled", person)
    assert set(NewHireTask.objects.values_list("person", flat=True)) == {person.pk}
    kept = PreaCheck.objects.get(person=person)
    assert (kept.checked_on, kept.valid_until) == (check.checked_on, check.valid_until)
    assert new_hires_to_add(steward) == []
    with pytest.raises(Refused, match="already linked"):
        link_appointment(made, by=steward, person=make_person())


def test_a_steward_adds_the_entry_from_the_appointment_and_links_it_in_one_step(client):
    made, steward = make_appointment(), make_panellist()
    grant(steward, "directory_steward")
    client.force_login(steward)
    (waiting,) = new_hires_to_add(steward)
    (way,) = parse(client.get(waiting.url)).xpath("//main//a[contains(@href, 'appointment=')]/@href")
    form = fields(page_form(parse(client.get(way))))
    who = made.application.applicant
    assert (form["first_name"], form["last_name"], form["title"]) == (
        [who.first_name], [who.last_name], [str(made.job_class)],
    )  # fmt: skip
    assert (form["worksite"], form["starts_on"]) == ([str(made.worksite_id)], [made.starts_on.isoformat()])
    added = client.post(way, form)
    made.refresh_from_db()
    assert added.url == made.person.get_absolute_url()
    assert new_hires_to_add(steward) == []
    assert fields(page_form(parse(client.get(way))))["first_name"] == [""]


def test_the_entry_of_somebody_who_left_is_not_linked():
    with pytest.raises(Refused, match="has left"):
        link_appointment(make_appointment(), by=make_user(), person=make_person(ended_on=timezone.localdate()))


# Pages


def test_an_analyst_offers_and_an_appointing_authority_appoints_on_the_pages(client):
    analyst, authority = make_panellist(), make_panellist()
    grant(analyst, "personnel_analyst")
    grant(authority, "appointing_authority")
    posting = make_posting(closes_at=timezone.now() + timedelta(days=1))
    position = make_position(posting.job_class, posting.locations.first().worksite)
    application = make_application(S.INTERVIEW, posting=posting)
    posting.managers_see_before_close = True
    posting.save()
    client.force_login(analyst)
    page = f"/hiring/applications/{application.pk}/offer/"
    form = parse(client.get(page))
    assert form.xpath("//select[@name='position']/option[@selected]/@value") == [str(position.pk)]
    body = {"location": posting.locations.get().pk, "position": position.pk, "annual_pay": "41250"}
    said = post_form(client, page, **body, starts_on="2020-01-01").content.decode()
    assert "Enter a first day from today on." in said
    offer_page = post_form(client, page, **body, starts_on=first_day().isoformat()).url
    assert post_form(client, f"{offer_page}accept/", note="").url == offer_page
    (item,) = items_to_clear(analyst)
    assert post_form(client, item.url, outcome="cleared", conclusion="").url == "/hiring/clearance/"
    assert client.get(f"{offer_page}appoint/").status_code == 403
    client.force_login(authority)
    assert [one.url for one in people_to_appoint(authority)] == [offer_page]
    assert post_form(client, f"{offer_page}appoint/", note="").status_code == 302
    made = Appointment.objects.get()
    assert parse(client.get("/hiring/appointments/")).xpath("//a[@class='row-link']/@href") == [made.get_absolute_url()]


def test_a_right_to_appoint_counts_at_its_worksite_alone(client):
    site = make_worksite()
    authority = make_user(
        "personnel.appoint_application", "personnel.view_offer", "personnel.view_application", worksite=site
    )
    here, there = (
        offered(
            make_application(S.INTERVIEW, posting=make_posting(worksite=place, managers_see_before_close=True)),
            cleared=False,
        )
        for place in (site, make_worksite())
    )
    client.force_login(authority)
    assert client.get(f"/hiring/offers/{there.pk}/appoint/").status_code == 404
    assert post_form(client, f"/hiring/offers/{here.pk}/appoint/", note="").status_code == 409
    assert "Not cleared yet: Background" in client.get(f"/hiring/offers/{here.pk}/appoint/").content.decode()


def test_appointments_leave_as_lines_for_training(client):
    made = make_appointment()
    client.force_login(make_user("personnel.view_appointment", "personnel.export_appointment"))
    lines = b"".join(client.get("/hiring/appointments/appointments.csv").streaming_content).decode("utf-8-sig")
    head, line = lines.strip().splitlines()
    assert head.split(",")[3:8] == ["class_code", "class_title", "worksite", "shift", "starts_on"]
    assert made.starts_on.isoformat() in line
    assert made.application.number in line
    site = make_user("personnel.view_appointment", "personnel.export_appointment", worksite=make_worksite())
    client.force_login(site)
    assert len(b"".join(client.get("/hiring/appointments/appointments.csv").streaming_content).splitlines()) == 1


def test_appoint_is_offered_once_everything_is_cleared_and_until_then_the_page_says_so(client):
    user = make_panellist()
    grant(user, "appointing_authority")
    client.force_login(user)
    for cleared in (False, True):
        offer = offered(chosen(managers_see_before_close=True), cleared=cleared)
        page = client.get(offer.get_absolute_url()).content.decode()
        told = "once every item is cleared" in page
        assert (f"{offer.get_absolute_url()}appoint/" in page, told) == (cleared, not cleared)
