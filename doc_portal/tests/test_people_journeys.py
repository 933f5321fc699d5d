"""Jobs around the directory in a real browser, by keyboard: an officer finds whom to call, a steward keeps it right."""

import pytest

from doc_portal.core.models import AuditEvent, Unit
from doc_portal.core.search import index_entry
from doc_portal.core.tests.factories import grant, make_user, make_worksite
from doc_portal.tests.test_browser import examine
from doc_portal.tests.test_journeys import WIDTHS, clerk, seat, seats  # noqa: F401 - a keyboard for each person
from mission.models import Feedback
from personnel.actions.people import revise_person, suppress_person
from personnel.models import Correction
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_contacts import make_contact, make_holder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("width", WIDTHS)
def test_an_officer_finds_a_person_and_suggests_a_correction_which_a_steward_takes_over(clerk, seat, width):  # noqa: F811
    officer, steward, site = make_user(first_name="Ola"), make_user(first_name="Stew"), make_worksite()
    grant(officer, "staff")
    grant(steward, "staff")
    grant(steward, "directory_steward")
    wanted = make_assignment(
        make_person(first_name="Ramón", last_name="Nuñez-O’Neill", phone="(573) 555-0123"), worksite=site
    ).person
    revise_person(wanted, by=steward)

    desk = clerk(officer, width)
    desk.open("/people/")
    desk.fill("q", "oneil nunez")
    desk.press("main form.filters button[type=submit]")
    desk.press(f"main a.row-link[href*='{wanted.uuid}']")
    desk.reads("(573) 555-0123")
    examine(desk.watched)
    desk.press("main a[href$='/correct/']")
    desk.fill("text", "The number is 573-555-0199 since Monday.")
    desk.press("main button.btn-primary")
    desk.reads("A directory steward has it now")

    keeper = seat(steward, width)
    keeper.open("/me/to-do/")
    keeper.press("main a[href*='/manage/corrections/']")
    keeper.reads("573-555-0199")
    keeper.press(f"main a[href*='{wanted.uuid}']")
    keeper.press("main a[href$='/edit/']")
    keeper.fill("phone", "573-555-0199")
    keeper.press("main button.btn-primary")
    keeper.reads("(573) 555-0199")
    wrong = Correction.objects.get(person=wanted)
    keeper.open(wrong.get_absolute_url())
    keeper.press("main a[href$='/take/']")
    keeper.press("main button.btn-primary")
    keeper.reads("has been told")
    examine(keeper.watched)

    desk.open("/search/?q=nunez&tab=people")
    desk.reads("Nuñez-O’Neill")
    desk.open("/me/notices/")
    desk.reads("was taken over")


def test_a_steward_adds_somebody_and_ends_their_employment(clerk):  # noqa: F811
    steward, site = make_user(first_name="Stew"), make_worksite(name="Aardvark Center")
    grant(steward, "staff")
    grant(steward, "directory_steward")
    keeper = clerk(steward)
    keeper.open("/people/new/")
    keeper.fill("first_name", "Nora")
    keeper.fill("last_name", "Quill")
    keeper.fill("phone", "573.555.0155")
    keeper.fill("title", "Records Clerk")
    keeper.choose("worksite", site.name)
    keeper.fill("starts_on", "01152020")
    keeper.press("main button.btn-primary")
    keeper.reads("The person was added")
    keeper.reads("Records Clerk, Aardvark Center")
    keeper.press("main a[href$='/end/']")
    keeper.fill("note", "Moved to another department.")
    keeper.press("main button.btn-danger")
    keeper.reads("has left, and access has stopped")
    keeper.open("/people/?q=quill")
    assert "Records Clerk" not in keeper.page.inner_text("main")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_supervisor_reaches_a_report_who_is_not_listed_and_whoever_helps_at_the_worksite(seat, width):  # noqa: F811
    site, steward, user = make_worksite(name="Aardvark Center"), make_user(), make_user(first_name="Sue")
    grant(steward, "directory_steward")
    grant(user, "staff")
    grant(user, "supervisor", worksite=site)
    leader = make_assignment(make_person(first_name="Sue", user=user), worksite=site).person
    quiet = make_person(first_name="Quiet", last_name="Colleague", phone="(573) 555-0166")
    make_assignment(quiet, worksite=site, supervisor=leader)
    suppress_person(quiet, by=steward, note="Threatened.")
    contact = make_contact(worksite=site, service="Vests and boots", phone="(573) 555-0177")
    index_entry(contact)

    desk = seat(user, width)
    desk.open("/people/")
    desk.press(f"main a[href='{leader.get_absolute_url()}']")
    desk.press(f"main a[href='{quiet.get_absolute_url()}']")
    desk.reads("(573) 555-0166")
    desk.fits()
    assert AuditEvent.objects.filter(act="view_suppressed", actor=user, object_id=quiet.pk).exists()
    desk.open("/people/")
    desk.press("main a[href='/contacts/']")
    desk.choose("here", site.name)
    desk.press("main form.filters button[type=submit]")
    desk.press(f"main a[href='{contact.get_absolute_url()}']")
    desk.reads("(573) 555-0177")
    desk.press("main a[href^='/feedback/new/?page=']")
    desk.pick("kind", "wrong")
    desk.fill("comment", "The number is that of the warehouse.")
    desk.press("main button.btn-primary")
    desk.reads("It was sent")
    desk.fits()
    desk.open("/me/feedback/")
    desk.reads("Vests and boots")
    assert Feedback.objects.get(created_by=user).unit == contact.unit

    other = make_user()
    grant(other, "staff")
    elsewhere = seat(other, width)
    elsewhere.open("/people/?q=quiet")
    assert "Quiet Colleague" not in elsewhere.page.inner_text("main")
    assert elsewhere.watched.open(quiet.get_absolute_url()) == 404


@pytest.mark.parametrize("width", WIDTHS)
def test_what_a_leaver_held_goes_to_the_owner_of_the_unit_before_the_record_closes(seat, width):  # noqa: F811
    unit, steward, user = Unit.objects.seven()[0], make_user(first_name="Stew"), make_user(first_name="Olga")
    grant(steward, "staff")
    grant(steward, "directory_steward")
    grant(user, "staff")
    grant(user, "unit_owner", unit=unit)
    owner = make_assignment(make_person(first_name="Olga", last_name="Quartz", user=user), unit=unit).person
    leaver = make_holder(unit=unit)
    contact = make_contact(unit=unit, holder=leaver, service="Vests and boots")

    keeper = seat(steward, width)
    keeper.open(leaver.get_absolute_url())
    keeper.press("main a[href$='/end/']")
    keeper.fill("note", "Retired.")
    keeper.press("main button.btn-danger")
    keeper.press("main a[href$='/hand-over/']")
    keeper.reads("Vests and boots")
    assert keeper.page.input_value("[name=to]").startswith(owner.full_name)
    keeper.fits()
    keeper.press("main button.btn-primary")
    keeper.reads("1 thing was handed over")
    keeper.press("main a[href$='/close/']")
    keeper.press("main button.btn-danger")
    keeper.reads("The record is closed")
    keeper.fits()

    desk = seat(user, width)
    desk.open(owner.get_absolute_url())
    desk.press(f"main a[href='{contact.get_absolute_url()}']")
    desk.reads("Olga Quartz")
