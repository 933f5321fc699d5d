"""An announcement in a real browser, for a visitor: its data block is no script, and it prints on one page."""

from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from doc_portal.core.tests.factories import make_worksite
from personnel.models import Posting
from personnel.notices import notice_of
from personnel.tests.factories_announcements import make_announcement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LETTER = (612, 792)  # points


def test_the_notice_is_one_page_of_letter_paper(shared_page, live_server, settings):
    settings.PUBLIC_JOBS = True
    long = "Keeps order on a shift, writes down what happened and answers questions. " * 120
    few = {"duties": long[:150], "min_quals": long[:80], "eeo_statement": long[:80]}
    some = {"duties": long[:400], "min_quals": long[:200], "ksa": long[:80], "eeo_statement": long[:400]}
    much = dict.fromkeys(("duties", "min_quals", "ksa", "documents", "eeo_statement"), long)
    for texts, size in ((few, "large"), (some, "medium"), (much, "")):
        look_at_paper(shared_page, live_server, texts, size)


def look_at_paper(shared_page, live_server, texts, size):
    """A notice with texts as long as this is set in letters of this size and fits one page."""
    long = "Eastern Reception, Diagnostic and Correctional Center"
    more = [] if size else [make_worksite(name=f"{long} {number}") for number in range(6)]
    posting = make_announcement(
        Posting.Status.PUBLISHED, title="Corrections Officer I", work_schedule="Monday to Friday, 6:30 am to 2:30 pm",
        drug_test=True, firearms=True, physical=True, also_at=more, **texts,
    )  # fmt: skip
    assert notice_of(posting)["size"] == size
    shared_page.emulate_media(media="screen")
    said = []
    shared_page.once("console", lambda message: said.append(message.text))

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
