"""Two minutes before the end a person is asked to stay, by keyboard; after it nothing is left on the screen."""

import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from doc_portal.core.models import Draft
from doc_portal.core.tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
FORM = "/manage/grants/new/"
STAY = "/me/session/"


@pytest.fixture
def page(browser_page, live_server):
    """A form open in a browser whose clock the test moves."""
    client = Client()
    client.force_login(make_user("core.use_portal", "core.add_rolegrant"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    browser_page.context.add_cookies([cookie])
    browser_page.clock.install()
    browser_page.goto(live_server.url + FORM)
    return browser_page


def unused_for(seconds):
    """Let the one session be unused for so long, and give back what it holds."""
    session = Session.objects.get()
    store = session.get_session_store_class()(session.session_key)
    store["last_seen"] = time.time() - seconds
    store.save()


def last_seen():
    return Session.objects.get().get_decoded()["last_seen"]


def test_a_person_is_warned_and_stays_by_keyboard(page):
    warning = page.get_by_role("alertdialog", name="You will be signed out in two minutes")
    assert not warning.is_visible()
    unused_for(1700)
    page.clock.fast_forward("28:10")
    warning.wait_for()
    before = last_seen()
    assert before < time.time() - 1600
    with page.expect_response(lambda answer: answer.url.endswith(STAY)):
        page.keyboard.press("Enter")
    warning.wait_for(state="hidden")
    assert last_seen() > time.time() - 60


def test_what_is_typed_is_kept_and_a_session_that_ended_leaves_the_page(page):
    page.get_by_label("Reason").fill("Typed and not saved")
    with page.expect_response("**/me/draft/"):
        page.clock.fast_forward("00:16")
    assert Draft.objects.get().data["reason"] == "Typed and not saved"
    unused_for(1900)
    page.clock.fast_forward("31:00")
    page.wait_for_url("**/accounts/login/**")
    text = page.get_by_role("main").inner_text()
    assert "signed out because nothing was done for 30 minutes" in text
    assert "What you typed into the form was kept." in text
    page.go_back()
    assert "Typed and not saved" not in page.content()
