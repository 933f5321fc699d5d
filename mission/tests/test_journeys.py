"""What officers, editors, owners, publishers and auditors come for, in a real browser, by keyboard, on a telephone.

Who directs a person to the next page is the page before it: an address is typed only where a job begins.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.models import Unit, Worksite
from doc_portal.core.tests.factories import acts_of, grant, make_user
from doc_portal.tests.test_journeys import WIDTHS, seat, seats  # noqa: F401 - a keyboard for each person
from mission.models import Alert
from mission.tests.factories_library import make_document, make_file_version, make_version
from mission.tests.factories_words import make_feedback, make_service
from mission.tests.today import make_alert, make_status
from personnel.actions.people import suppress_person
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_contacts import make_contact, make_holder

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("width", WIDTHS),
]

BANNERS = "[aria-label=Alerts]"
DAY = timedelta(days=1)


def staff(*roles, unit=None, worksite=None, **fields):
    """A member of staff with these roles at the unit or the worksite, or everywhere."""
    user = make_user(**fields)
    grant(user, "staff")
    for role in roles:
        grant(user, role, unit=unit, worksite=worksite)
    return user


def test_an_officer_reads_what_is_different_today_what_changed_and_whom_to_call(seat, width):  # noqa: F811
    here, there = Worksite.objects.get(slug="fcc"), Worksite.objects.get(slug="acc")
    make_alert(here, severity="warning", text="Ice on the lower lot. Use the north gate.")
    make_alert(there, severity="critical", text="Nobody enters building two.")
    make_status(here, note="Report at ten to the north gate.")
    policy = make_document(number="D2-77.1", title="Counts at night")
    make_version(policy, days=-100, text="Count at midnight.\n\nTell the desk.")
    make_version(policy, days=-2, text="Count at midnight and at four.\n\nTell the desk.", summary="A count at four.")
    contact = make_contact(worksite=here, service="Vests and boots", phone="(573) 555-0177")

    desk = seat(staff(works_at=here), width)
    desk.open("/")
    assert desk.page.inner_text(BANNERS).strip() == "Warning. Ice on the lower lot. Use the north gate."
    desk.reads("Closed")
    desk.reads("Report at ten to the north gate.")
    desk.reads("(573) 555-0177")
    desk.fits()
    desk.tab_to("main a[href='tel:5735550177']")
    desk.press(f"main a[href='{policy.get_absolute_url()}']")
    desk.reads("A count at four.")
    desk.press("main a[href$='/compare/']")
    assert "and at four" in desk.page.inner_text("main ins")
    desk.fits()

    desk.open("/")
    desk.press(f"main a[href='{contact.get_absolute_url()}']")
    desk.reads(contact.holder.full_name)
    desk.fits()


def test_a_unit_editor_mends_a_service_marks_it_as_reviewed_and_answers_the_reader(seat, width):  # noqa: F811
    unit, reader = Unit.objects.seven()[0], staff(first_name="Rae")
    service = make_service(unit=unit, title="Replace a badge", body="1. Go to room 12.", reviewed_on=None)
    said = make_feedback(
        unit=unit,
        path=service.get_absolute_url(),
        page_title=service.title,
        created_by=reader,
        comment="Room 12 moved.",
    )

    desk = seat(staff("unit_editor", unit=unit, first_name="Uma"), width)
    desk.open("/me/to-do/")
    desk.press(f"main a[href='{said.get_absolute_url()}']")
    desk.reads("Room 12 moved.")
    desk.press("main a[href$='/take/']")
    desk.press("main button.btn-primary")
    desk.press(f"main a[href='{service.get_absolute_url()}']")
    desk.press("main a[href$='/edit/']")
    desk.fill("body", "1. Go to room 30.")
    desk.press("main button.btn-primary")
    desk.reads("Service saved")
    desk.reads("Go to room 30.")
    desk.press("main a[href*='/manage/reviews/']")
    desk.press("main button.btn-primary")
    desk.reads("Marked as reviewed")
    desk.fits()
    desk.open("/me/to-do/")
    desk.press(f"main a[href='{said.get_absolute_url()}']")
    desk.press("main a[href$='/answer/']")
    desk.fill("note", "Thank you. It says room 30 now.")
    desk.press("main button.btn-primary")
    desk.reads("It says room 30 now.")
    desk.fits()
    service.refresh_from_db()
    assert (service.reviewed_on, acts_of(service)) == (timezone.localdate(), ["edit", "review"])

    other = seat(reader, width)
    other.open("/me/notices/")
    other.reads("Replace a badge")
    other.press("main tbody a")
    other.reads("It says room 30 now.")


def test_a_unit_owner_finds_a_contact_without_a_holder_on_home_and_fills_it(seat, width):  # noqa: F811
    unit = Unit.objects.seven()[0]
    gone, backup = make_person(ended_on=timezone.localdate() - DAY), make_holder()
    heir = make_assignment(make_person(first_name="Ines", last_name="Quartz")).person
    contact = make_contact(unit=unit, holder=gone, backup=backup, service="Vests and boots")

    desk = seat(staff("unit_owner", unit=unit), width)
    desk.open("/")
    desk.reads("Find a holder for Vests and boots")
    desk.press(f"main a[href='/contacts/{contact.pk}/edit/']")
    desk.fill("holder", backup.full_name)
    desk.press("main button.btn-primary")
    assert desk.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    desk.tab_to("main [role=alert] a")
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("document.activeElement.name") == "backup"
    desk.page.keyboard.press("Shift+Tab")
    assert desk.page.evaluate("document.activeElement.name") == "holder"
    desk.fill("holder", "ines quartz")
    desk.press("main button.btn-primary")
    desk.reads("Contact saved")
    desk.reads("Ines Quartz")
    desk.fits()
    contact.refresh_from_db()
    assert (contact.holder, contact.backup) == (heir, backup)
    desk.open("/me/to-do/")
    assert "Find a holder" not in desk.page.inner_text("main")


def test_an_alert_is_published_extended_and_ended_for_its_worksite_and_no_other(seat, width):  # noqa: F811
    here, there = Worksite.objects.get(slug="fcc"), Worksite.objects.get(slug="acc")
    officer, elsewhere = seat(staff(works_at=here), width), seat(staff(works_at=there), width)
    tonight = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=5)

    desk = seat(staff("alert_publisher", worksite=here), width)
    desk.open("/alerts/")
    desk.press("main a[href='/alerts/new/']")
    desk.pick("severity", "warning")
    desk.fill("text", "Ice on the lower lot. Use the north gate.")
    desk.moment("ends_at", tonight)
    desk.press("main button.btn-primary")
    assert desk.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    desk.fill("reason", "Reported by the shift.")
    desk.press("main button.btn-primary")
    desk.reads("Alert published")
    desk.fits()
    alert = Alert.objects.get(created_by=desk.user)
    assert (list(alert.worksites.all()), alert.ends_at) == ([here], tonight)

    for reader, shown in ((officer, 1), (elsewhere, 0)):
        reader.open("/")
        assert reader.page.locator(BANNERS, has_text="Ice on the lower lot.").count() == shown
        reader.fits()

    desk.press("main a[href$='/extend/']")
    desk.moment("ends_at", tonight + timedelta(hours=3))
    desk.fill("note", "It freezes again.")
    desk.press("main button.btn-primary")
    desk.reads("Alert extended")
    desk.press("main a[href$='/end/']")
    desk.fill("note", "The lot was salted.")
    desk.press("main button.btn-danger")
    desk.reads("Alert ended")
    desk.fits()
    alert.refresh_from_db()
    assert alert.ends_at == tonight + timedelta(hours=3)
    assert acts_of(alert) == ["publish", "extend", "end"]
    officer.open("/")
    assert officer.page.locator(BANNERS).count() == 0


def test_an_auditor_finds_who_opened_a_restricted_file_and_who_looked_up_somebody_not_listed(seat, width):  # noqa: F811
    manager, steward = staff("policy_manager", first_name="Mona"), staff("directory_steward", first_name="Stew")
    order = make_document(number="D9-44.1", title="Keys and locks", visibility="restricted")
    make_file_version(order, by=manager)
    quiet = make_assignment(make_person(first_name="Quiet", last_name="Colleague")).person
    suppress_person(quiet, by=steward, note="Threatened.")

    desk = seat(manager, width)
    desk.open(order.get_absolute_url())
    desk.tab_to("main a[href$='/file/']")
    with desk.page.expect_download() as download:
        desk.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "order.txt"
    keeper = seat(steward, width)
    keeper.open(quiet.get_absolute_url())
    keeper.reads("Not listed")

    audit = seat(staff("auditor"), width)
    for act, who, record in (("Download", manager, "D9-44.1"), ("View suppressed", steward, "Quiet Colleague")):
        audit.open("/audit/")
        audit.choose("act", act)
        audit.press("main form.filters button[type=submit]")
        audit.reads(who.get_full_name())
        audit.reads(record)
        audit.fits()
        audit.press("main tbody a")
        audit.reads(who.get_full_name())
        audit.reads(record)
        audit.fits()
    assert audit.watched.open(quiet.get_absolute_url()) == 404
