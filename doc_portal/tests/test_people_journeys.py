"""Jobs around the directory in a real browser, by keyboard: an officer finds whom to call, a steward keeps it right."""

import pytest

from doc_portal.core.tests.factories import grant, make_user, make_worksite
from doc_portal.tests.test_browser import examine
from doc_portal.tests.test_journeys import clerk  # noqa: F401 - the seat at a keyboard
from personnel.actions.people import revise_person
from personnel.models import Correction
from personnel.tests.factories import make_assignment, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("width", [1366, 390])
def test_an_officer_finds_a_person_and_suggests_a_correction_which_a_steward_takes_over(clerk, width):  # noqa: F811
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

    keeper = clerk(steward, width)
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
