"""An announcement in a real browser, for a visitor: its data block is no script, and it prints on one page."""

from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from personnel.models import Posting
from personnel.tests.factories_announcements import make_announcement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LETTER = (612, 792)  # points


def test_the_notice_is_one_page_of_letter_paper(shared_page, live_server, settings):
    settings.PUBLIC_JOBS = True
    long = "Keeps order on a shift, writes down what happened and answers questions. " * 120
    posting = make_announcement(
        Posting.Status.PUBLISHED, title="Corrections Officer I", duties=long, min_quals=long, ksa=long, documents=long
    )
    said = []
    shared_page.on("console", lambda message: said.append(message.text))

    answer = shared_page.goto(live_server.url + posting.get_absolute_url())

    assert answer.status == 200
    assert shared_page.locator("script[type='application/ld+json']").count() == 1
    assert said == []
    shared_page.emulate_media(media="print")
    paper = PdfReader(BytesIO(shared_page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    box = paper.pages[0].mediabox
    assert (round(box.width), round(box.height)) == LETTER
    words = " ".join(normalize("NFKC", paper.pages[0].extract_text()).split())  # fonts join letters
    for told in ("Corrections Officer I", posting.number, posting.deadline, posting.get_absolute_url()):
        assert told in words
    assert "Sign in" not in words
