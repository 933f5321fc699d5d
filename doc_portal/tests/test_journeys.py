"""Whole jobs in a real browser, by keyboard: what one person starts another ends, and an auditor finds it.

Every key pressed is one a clerk has: Tab to get there, letters, Enter. Nothing is clicked.
"""

import pytest
from django.utils import timezone

from doc_portal.core.models import RoleGrant, Unit, Worksite
from doc_portal.core.tests.factories import grant, make_user
from doc_portal.tests.browser import PATIENCE
from doc_portal.tests.test_browser import ALL, Watched, examine, sign_in
from doc_portal.tests.world import PASSWORD
from mission.models import NewsItem
from mission.tests.factories_words import make_contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

WIDTHS = [390, 1366] if ALL else [390]
"""How wide the window is on a long journey: a telephone's, and with --all a desk's too."""


STOPS_BEFORE = """wanted => {
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
        one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && one.type !== 'hidden'
            && !one.closest('details:not([open]) > :not(summary)') && (one.type !== 'radio' || one.checked));
    const target = document.querySelector(wanted), here = document.activeElement;
    if (!target) return 0;
    const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    return stops.filter(one => one !== here && after(here, one) && (one === target || after(one, target))).length;
}"""
"""How many places the Tab key stops at on the way, or a few less: looking at each takes as long as going there."""


class Clerk:
    """A person at a keyboard."""

    def __init__(self, browser, live_server, user, width=1366, scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE)
        self.watched, self.user = Watched(context.new_page(), live_server.url), user
        self.page = self.watched.page

    def sign_in(self):
        """Sign in with a password, which the account is given here: it takes a while to be hashed."""
        self.user.set_password(PASSWORD)
        self.user.save(update_fields=["password"])
        self.watched.open("/accounts/login/")
        self.tab_to("[name=login]")
        self.page.keyboard.type(self.user.username)
        self.tab_to("[name=password]")
        self.page.keyboard.type(PASSWORD)
        self.press("main button[type=submit]")
        return self

    def come_in(self):
        """Be signed in already: how one signs in, other journeys show."""
        sign_in(self.watched, self.user)
        return self

    def tab_to(self, selector: str):
        """Press Tab until the first element of this kind has the focus, as far as a page is long."""
        for _ in range(self.page.evaluate(STOPS_BEFORE, selector) - 3):
            self.page.keyboard.press("Tab")
        for _ in range(150):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with the Tab key on {self.page.url}")

    def press(self, selector: str):
        """Go to a button or link and press Enter; wait for the page it leads to."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, name: str, text: str):
        self.tab_to(f"[name={name}]")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, name: str, label: str):
        """Type the beginning of the choice's words into its list."""
        self.tab_to(f"select[name={name}]")
        self.page.keyboard.type(label)

    def pick(self, name: str, value: str):
        """Go to a group of radio buttons and down to the one wanted."""
        self.tab_to(f"[name={name}]")
        self.page.keyboard.press("Space")
        for _ in range(20):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} offers no {value} on {self.page.url}")

    def moment(self, name: str, when):
        """Type a day and a time, as a clerk in Chicago reads them."""
        self.tab_to(f"[name={name}]")
        self.page.keyboard.type(f"{timezone.localtime(when):%m%d%Y}")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.type(f"{timezone.localtime(when):%I%M%p}")
        assert self.page.input_value(f"[name={name}]") == f"{timezone.localtime(when):%Y-%m-%dT%H:%M}"

    def open(self, url: str):
        assert self.watched.open(url) == 200

    def reads(self, text: str):
        assert text in self.page.inner_text("main"), self.page.inner_text("main")[:2000]

    def fits(self):
        """What the page shows is no wider than the window; nothing complained, and no other host was asked."""
        assert self.watched.sideways() <= 0, self.page.url
        assert self.watched.said == []
        assert self.watched.strangers == []


@pytest.fixture
def seats(browser, live_server):
    """Give a person a keyboard of their own, taken away at the end."""
    taken = []

    def sit(user, width=1366, **more) -> Clerk:
        taken.append(Clerk(browser, live_server, user, width, **more))
        return taken[-1]

    yield sit
    for seat in taken:
        seat.page.context.close()


@pytest.fixture
def clerk(seats):
    """Sign a person in at a keyboard of their own."""
    return lambda user, width=1366: seats(user, width).sign_in()


@pytest.fixture
def seat(seats):
    """Put a person who is signed in at a keyboard of their own."""
    return lambda user, width=1366: seats(user, width).come_in()


def editor(first_name):
    user = make_user(first_name=first_name)
    grant(user, "staff")
    grant(user, "news_editor")
    return user


@pytest.mark.parametrize("width", [1366, 390])
def test_a_story_is_written_by_one_approved_by_another_and_read_by_all(clerk, seat, width):
    contact = make_contact(Unit.objects.seven()[0], service="Maintenance")
    author = clerk(editor("Ada"), width)
    author.open("/news/new/")
    author.fill("title", "Boilers are back")
    author.fill("summary", "Both boilers run again.")
    author.fill("body", "They were mended on Tuesday.")
    author.tab_to("[name=category]")
    author.page.keyboard.press("Space")
    author.choose("contact", str(contact))
    author.choose("unit", Unit.objects.seven()[0].name)
    author.press("main button.btn-primary")
    author.reads("Draft saved")
    author.press("main a[href$='/submit/']")
    author.press("main button.btn-primary")
    author.reads("sent for approval")
    examine(author.watched)
    story = NewsItem.objects.get(title="Boilers are back")

    other = seat(editor("Ben"), width)
    other.open("/me/to-do/")
    other.press(f"main a[href*='{story.slug}']")
    other.press(f"main a[href$='/{story.slug}/approve/']")
    other.press("main button.btn-primary")
    other.reads("Story approved")

    reader = make_user(first_name="Cyd")
    grant(reader, "staff")
    officer = seat(reader, width)
    officer.open("/")
    officer.press(f"main a[href$='/{story.slug}/']")
    officer.reads("They were mended on Tuesday.")
    story.refresh_from_db()
    assert (story.status, story.approved_by) == ("approved", other.user)


def test_a_role_at_one_worksite_does_nothing_at_another_and_an_auditor_finds_who_gave_it(clerk, seat):
    admin, holder, auditor = make_user(first_name="Dee"), make_user(first_name="Eli"), make_user(first_name="Fay")
    for user, slug in ((admin, "portal_administrator"), (auditor, "auditor")):
        grant(user, "staff")
        grant(user, slug)
    grant(holder, "staff")
    here, there = Worksite.objects.get(slug="fcc"), Worksite.objects.get(slug="acc")

    desk = clerk(admin)
    desk.open("/manage/grants/new/")
    desk.fill("person", holder.username)
    desk.choose("role", "Worksite coordinator")
    desk.tab_to("[name=scope_kind]")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Space")
    desk.choose("worksite", here.name)
    desk.fill("reason", "Keeps the page of Farmington.")
    desk.press("main button.btn-primary")
    desk.reads(f"was given Worksite coordinator in {here.name}")
    given = RoleGrant.objects.get(user=holder, role__slug="worksite_coordinator")
    assert (given.worksite, given.created_by, given.starts_on) == (here, admin, timezone.localdate())

    site = seat(holder)
    site.open(f"/worksites/{here.slug}/edit/")
    assert site.watched.open(f"/worksites/{there.slug}/edit/") == 403
    site.reads("Worksite coordinator")

    audit = seat(auditor)
    audit.open("/audit/?act=grant")
    audit.reads(str(given))
    audit.reads(admin.get_full_name())


def test_who_skipped_to_the_contents_is_led_to_what_went_wrong(seat):
    desk = seat(editor("Gus"), 390)
    desk.open("/feedback/new/")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    assert desk.page.url.endswith("#main")
    desk.press("main button.btn-primary")
    desk.page.wait_for_function("document.activeElement.getAttribute('role') === 'alert'", timeout=5_000)
    desk.fits()
