"""A real browser for tests: `browser_page` is a page of a fresh, empty Chromium profile.

`shared_page` is one page for all tests of a process, left empty by each: a new profile takes longer than a look.
Where `./portal test` found no Chromium, tests that ask for a page are skipped, and the launcher has said so.
"""

import os

import pytest
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """One Chromium per test process. Inside its own sandbox, except for root, for whom it has none."""
    if os.environ.get("PORTAL_NO_BROWSER"):
        pytest.skip("No Chromium on this machine.")
    flags = [*FLAGS, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ.get("PORTAL_CHROMIUM"), args=flags)
        yield chromium
        chromium.close()


WINDOW = {"width": 1280, "height": 900}
PATIENCE = 60_000
"""Milliseconds, of a machine that does much else."""


def new_profile(browser):
    """A fresh profile, as staff have it: English, Missouri time, a desktop window."""
    context = browser.new_context(
        locale="en-US", timezone_id="America/Chicago", viewport=WINDOW, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def browser_context(browser):
    """A fresh profile."""
    context = new_profile(browser)
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context):
    """One page; open addresses of `live_server` with it."""
    return browser_context.new_page()


@pytest.fixture(scope="session")
def kept_page(browser):
    """The page behind `shared_page`."""
    context = new_profile(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def shared_page(kept_page, live_server):
    """A page nobody is signed in on, light and as wide as a desk's; left at once, with all it was told to remember."""
    yield kept_page
    kept_page.set_viewport_size(WINDOW)
    kept_page.emulate_media(media="screen", color_scheme="light")
    kept_page.goto("about:blank")
    words = {"origin": live_server.url, "storageTypes": "all"}
    kept_page.context.new_cdp_session(kept_page).send("Storage.clearDataForOrigin", words)


@pytest.fixture(scope="session")
def live_server():
    """The portal in a thread, serving its collected static files itself as it does in production."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application)
        server = LiveServer("localhost")
        yield server
        server.stop()
