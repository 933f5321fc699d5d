"""Every page in a real browser: accessible in light and dark, narrow without sideways scroll, silent, at home."""

import os
from io import BytesIO

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, cases
from doc_portal.tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

ALL = os.environ.get("PORTAL_TEST_ALL") == "1"


def one_of_each_template(found: list[Case]) -> list[Case]:
    """The first case of every third template, one that writes before one that only reads; every case with --all."""
    found = sorted(found, key=lambda case: not (case.writes and case.fuzz and bool(case.body)))
    return found if ALL else list({case.view.template_name: case for case in reversed(found)}.values())[::3]


SHOWN = one_of_each_template([case for case in cases() if case.reads and case.html and case.shows == 200])
FIND = """([where, rules]) => axe.run(where, { ...rules, resultTypes: ['violations'] }).then(found =>
    found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`)))"""
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


class Watched:
    """A browser page that remembers everything it said and every place it asked."""

    def __init__(self, page, home: str):
        self.page, self.home, self.said, self.strangers = page, home, [], []
        self.ears = {
            "console": lambda message: self.said.append(message.text),
            "pageerror": lambda error: self.said.append(str(error)),
            "request": lambda request: self._note(request.url),
        }
        for event, ear in self.ears.items():
            page.on(event, ear)

    def _note(self, url):
        if not url.startswith(self.home):
            self.strangers.append(url)

    def look_away(self):
        """Hear nothing more of the page."""
        for event, ear in self.ears.items():
            self.page.remove_listener(event, ear)

    def open(self, url: str) -> int:
        return self.page.goto(self.home + url).status

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def watched(shared_page, live_server):
    watch = Watched(shared_page, live_server.url)
    yield watch
    watch.look_away()


def sign_in(watched: Watched, user) -> None:
    """Carry a session into the browser without asking for the password."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    watched.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": watched.home}]
    )


def violations(page, where, rules) -> list[str]:
    """What axe finds on the page as it is now; axe itself is carried into each page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(FIND, [where, rules])


def examine(watched: Watched, where: str = "html") -> None:
    """What must hold of whatever the page shows now, in a part of it as far as axe looks; nowhere where it is empty."""
    page = watched.page
    window = page.viewport_size
    if where:
        assert violations(page, where, RULES) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, where, CONTRAST) == []
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 800})
    assert watched.sideways() <= 0
    page.set_viewport_size(window)
    assert watched.said == []
    assert watched.strangers == []


def looked_at(case: Case) -> str:
    """The part axe looks at: all of every eighth page, the contents of every second, whose markup others check too.

    Around them the frame is everywhere the same; with --all it is all of every page.
    """
    turn = SHOWN.index(case)
    return "html" if ALL or turn % 8 == 0 else "main" if turn % 2 == 0 else ""


@pytest.mark.parametrize("case", SHOWN, ids=lambda case: case.name)
def test_a_page_is_accessible_quiet_and_narrow_with_rows_with_none_and_in_error(watched, case: Case):
    world = World()
    person, _, url = world.reach(case)
    if case.rows:
        case.rows(world, 30 if ALL else 8)
    sign_in(watched, person)
    where = looked_at(case)

    assert watched.open(url) == 200
    examine(watched, where)
    if case.empty_query and where:
        assert watched.open(url.partition("?")[0] + case.empty_query) == 200
        examine(watched, where)
    if case.writes and case.fuzz and case.body:
        assert watched.open(url) == 200
        send_nothing(watched.page)
        assert watched.page.title().startswith("Error: ")
        assert watched.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        examine(watched, where)


def send_nothing(page) -> None:
    """Send the page's form empty and with a key that is none, past what the browser itself would refuse."""
    form = page.locator("main form:has(input[name=_key])").first
    with page.expect_navigation():
        form.evaluate(
            """form => { form.noValidate = true;
               form.querySelector('[name=_key]').value = 'nonsense';
               const typed = 'input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea';
               for (const one of form.querySelectorAll(typed)) one.value = '';
               form.submit(); }"""
        )
    page.wait_for_selector("main [role=alert]")


def test_a_list_on_paper_says_where_it_comes_from_and_leaves_out_what_cannot_be_pressed(watched):
    sign_in(watched, make_user("core.use_portal"))
    watched.open("/worksites/")
    watched.page.emulate_media(media="print")
    shown = {
        name: watched.page.locator(name).first.is_visible()
        for name in (".masthead", ".unit-nav", "form.filters", ".print-only", "main table")
    }
    assert shown == {
        ".masthead": False, ".unit-nav": False, "form.filters": False, ".print-only": True, "main table": True,
    }  # fmt: skip
    head = watched.page.locator("main thead").evaluate("one => getComputedStyle(one).display")
    assert head == "table-header-group"  # so that it stands on every sheet
    assert "Uncontrolled when printed" in watched.page.locator(".print-only").inner_text()
    sheets = PdfReader(BytesIO(watched.page.pdf(format="Letter", prefer_css_page_size=True))).pages
    assert len(sheets) > 1
    for sheet in sheets:
        words = sheet.extract_text()
        assert "/worksites/" in words
        assert "Printed " in words
        assert "Uncontrolled when printed" in words
