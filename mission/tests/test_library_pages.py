"""Pages of the library: who sees what, what each press does, and what the wrong person never learns."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Unit
from doc_portal.core.tests.factories import acts_of, make_unit, make_user, post_form
from doc_portal.core.tests.files_for_tests import PDF, docx, odt, xlsx, zipped
from mission.actions.library import index_documents_in_force, withdraw_document
from mission.models import Document, DocumentVersion
from mission.roles import KEEP_DOCUMENTS, READ_DOCUMENTS
from mission.tests.factories_library import make_document, make_file_version, make_version
from mission.tests.files_library import scanned_pdf, spoken_pdf
from personnel.models import RoleContact

pytestmark = pytest.mark.django_db

READER = ("core.use_portal", *READ_DOCUMENTS)
MANAGER = ("core.use_portal", *KEEP_DOCUMENTS)


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def version_data(**fields):
    """What a browser sends for a whole version."""
    return {"effective_on": day(1), "change_kind": "material", "summary": "New.", "text": "Words."} | fields


def document_data(**fields):
    return {"number": "T7-1", "kind": "policy", "title": "Keys", "visibility": "staff"} | fields


def body_of(response) -> str:
    return response.content.decode()


def listed(response) -> list[str]:
    return [row.number for row in response.context["view"].table.page.object_list.data]


def sent(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def reader(client):
    user = make_user(*READER)
    client.force_login(user)
    return user


@pytest.fixture
def manager(client):
    user = make_user(*MANAGER)
    client.force_login(user)
    return user


def test_a_policy_goes_from_its_number_over_a_draft_to_the_library(client, manager):
    assert post_form(client, "/library/new/", **document_data(number="T7-1.2")).url == "/library/T712/"
    response = post_form(client, "/library/T712/v/new/", **version_data(effective_on=day(0)))
    assert response.url == "/library/T712/v/1/"

    client.force_login(make_user(*READER))
    assert client.get("/library/T712/").status_code == 404

    client.force_login(manager)
    assert post_form(client, "/library/T712/v/1/publish/").url == "/library/T712/"

    client.force_login(make_user(*READER))
    page = body_of(client.get("/library/T712/"))
    assert "Words." in page
    assert "In force" in page


def test_another_spelling_of_the_number_leads_to_the_page(client, reader):
    make_version(make_document(number="D9-11.3"))
    assert client.get("/library/d9-11.3/").url == "/library/D9113/"
    assert client.get("/library/D9%2011.3/").url == "/library/D9113/"


def test_a_coming_version_is_labeled_and_does_not_speak_yet(client, reader):
    document = make_version(days=-3, text="Count once.").document
    coming = make_version(document, days=10, text="Count twice.")

    page = body_of(client.get(document.get_absolute_url()))

    assert f"takes effect {coming.effective_on:%B} {coming.effective_on.day}, {coming.effective_on.year}" in page
    assert "Count once." in page
    assert "Count twice." not in page


def test_a_placeholder_says_that_its_text_was_not_supplied(client, reader):
    document = make_document(
        placeholder=True, title="", confirmed=False, as_of="about 2005", source="A printed list", note="may be old"
    )
    page = body_of(client.get(document.get_absolute_url()))
    for words in ("The text was not supplied", "Title not public", "To be confirmed", "A printed list", "may be old"):
        assert words in page


def test_a_withdrawn_document_keeps_its_page_and_loses_its_file(client, reader):
    version = make_file_version()
    successor = make_version().document
    address = f"{version.get_absolute_url()}file/"
    assert sent(client.get(address)) == b"Sample words."

    withdraw_document(version.document, by=make_user(), note="The state's rule holds.", successor=successor)

    page = body_of(client.get(version.document.get_absolute_url()))
    assert "The state&#x27;s rule holds." in page
    assert successor.get_absolute_url() in page
    assert client.get(address).status_code == 404
    assert "can no longer be opened" in body_of(client.get(version.get_absolute_url()))


def test_a_restricted_successor_is_not_named_to_whoever_may_not_read_it(client, reader):
    version = make_version()
    successor = make_version(make_document(visibility="restricted", title="Key rooms")).document
    withdraw_document(version.document, by=make_user(), note="Replaced.", successor=successor)
    for page in (version.document, version):
        body = body_of(client.get(page.get_absolute_url()))
        assert "Replaced." in body
        assert successor.number not in body
        assert successor.title not in body


def test_who_reads_restricted_documents_everywhere_sees_no_drafts():
    restricted = make_version(make_document(visibility="restricted")).document
    draft = make_document(visibility="restricted")
    auditor = make_user(*READER, "mission.view_restricted_document")
    seen = Document.objects.visible_to(auditor).filter(pk__in=[restricted.pk, draft.pk])
    assert list(seen) == [restricted]


def test_the_owner_is_whom_to_ask(client, reader):
    owner = RoleContact.objects.create(service="Key questions", unit=make_unit(), phone="573-555-0100")
    document = make_version(make_document(owner=owner)).document
    page = body_of(client.get(document.get_absolute_url()))
    assert "Key questions" in page
    assert 'href="tel:5735550100"' in page


def test_a_file_leaves_as_a_download_no_browser_runs(client, reader):
    version = make_file_version(content=b"Sample words.")

    response = client.get(f"{version.get_absolute_url()}file/")

    assert sent(response) == b"Sample words."
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="order.txt"'
    assert acts_of(version) == []


def test_who_opens_a_restricted_file_is_kept(client):
    user = make_user(*READER, "mission.view_restricted_document")
    client.force_login(user)
    version = make_file_version(make_document(visibility="restricted"))

    sent(client.get(f"{version.get_absolute_url()}file/"))

    event = AuditEvent.objects.of(version).get()
    assert (event.act, event.actor, event.details) == ("download", user, {"file": "order.txt"})


def restricted_version():
    """A restricted document with two published versions, a file and every place in which it could show."""
    unit = Unit.objects.seven()[0]
    document = make_document(
        number="Q8-8.8", title="Turnstile drill", topic="Drills", visibility="restricted", unit=unit
    )
    make_version(document, days=-9, text="Turnstile one.", summary="Turnstile summary.")
    version = make_file_version(document, days=-2, content=b"Turnstile two.", summary="Turnstile summary.")
    index_documents_in_force()
    return version


ADDRESSES = (
    "/library/Q888/",
    "/library/q8-8.8/",
    "/library/Q888/v/1/",
    "/library/Q888/v/2/",
    "/library/Q888/v/2/file/",
    "/library/Q888/compare/",
    "/library/Q888/compare/?from=1&to=2",
    "/library/Q888/edit/",
    "/library/Q888/withdraw/",
    "/library/Q888/v/new/",
    "/library/Q888/v/1/edit/",
    "/library/Q888/v/1/publish/",
)
PLACES = (
    "/",
    "/library/",
    "/library/?withdrawn=on",
    "/library/?topic=Drills",
    "/library/?q=turnstile",
    "/library/?q=Q888",
    "/library/?export=csv",
    "/search/?q=turnstile",
    "/search/?q=q8-8.8",
    "/search/?q=drill&tab=policies",
    "/units/{unit}/",
    "/manage/",
)
EVERYTHING = (
    "core.use_portal",
    "core.view_measures",
    "mission.view_newsitem",
    *(
        right
        for right in KEEP_DOCUMENTS
        if right not in ("mission.view_restricted_document", "mission.change_document")
    ),
)


def test_a_restricted_document_is_in_no_place_for_the_wrong_person(client):
    version = restricted_version()
    elsewhere = make_user(*EVERYTHING)
    reads_elsewhere = make_user("mission.view_restricted_document", "mission.change_document", unit=make_unit())
    unit = version.document.unit.slug
    for person in (elsewhere, reads_elsewhere):
        client.force_login(person)
        for address in (*ADDRESSES, version.file.get_absolute_url()):
            assert client.get(address).status_code in (403, 404), address
    client.force_login(elsewhere)
    for address in ADDRESSES:
        missing = address.replace("Q888", "Q999").replace("q8-8.8", "q9-9.9")
        assert client.get(address).status_code == client.get(missing).status_code, address
    for address in PLACES:
        response = client.get(address.format(unit=unit))
        assert response.status_code == 200, address
        text = sent(response).decode() if response.streaming else body_of(response)
        asked = text.replace('value="turnstile"', "").replace("“turnstile”", "").replace("q=turnstile", "")
        assert "urnstile drill" not in asked, address
        assert "Q8-8.8" not in asked, address
        assert "urnstile summary" not in asked, address
        assert ">Drills<" not in asked, address


def test_a_restricted_document_is_in_all_these_places_for_the_right_person(client):
    version = restricted_version()
    client.force_login(make_user(*EVERYTHING, "mission.view_restricted_document"))
    for address in (
        "/",
        "/library/?q=q888",
        "/library/?topic=Drills",
        f"/units/{version.document.unit.slug}/",
        "/search/?q=drill",
    ):
        assert "Q8-8.8" in body_of(client.get(address)), address
    assert sent(client.get("/library/Q888/v/2/file/")) == b"Turnstile two."


def test_a_file_of_a_document_never_leaves_by_the_address_all_files_share(client, manager):
    version = make_file_version()
    assert client.get(version.file.get_absolute_url()).status_code == 404


def test_a_draft_and_its_file_are_for_those_who_write(client):
    unit = make_unit()
    draft = make_version(make_document(unit=unit), published=False)
    make_version(draft.document)
    client.force_login(make_user(*READER))
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(make_user(*MANAGER, unit=unit))
    assert client.get(draft.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?kind=form", ["F1"]),
        ("?topic=Leave", ["L1"]),
        ("?changed=30", ["N1"]),
        ("?q=n1", ["N1"]),
        ("?q=holiday", ["L1"]),
        ("?withdrawn=on&q=w1", ["W1"]),
        ("?q=w1", []),
    ],
)
def test_the_list_is_narrowed(client, reader, query, numbers):
    Document.objects.filter(placeholder=True).update(withdrawn_on=timezone.localdate(), withdrawn_because="For a test")
    make_version(make_document(number="F1", kind="form"), days=-400)
    make_version(make_document(number="L1", title="Holidays", topic="Leave"), days=-400)
    make_version(make_document(number="N1"), days=-20)
    withdraw_document(make_version(make_document(number="W1"), days=-400).document, by=make_user(), note="Old.")
    assert listed(client.get(f"/library/{query}")) == numbers


def test_the_list_puts_the_latest_change_first(client, reader):
    for number, days in (("A1", -30), ("B1", -2), ("C1", -10)):
        make_version(make_document(number=number), days=days)
    assert listed(client.get("/library/?sort=-current_from"))[:3] == ["B1", "C1", "A1"]
    assert listed(client.get("/library/?sort=current_from"))[:3] == ["A1", "C1", "B1"]


def test_a_list_that_cannot_be_read_is_shown_whole_with_a_word_about_it(client, reader):
    make_version(make_document(number="A1"))
    response = client.get("/library/?kind=gossip&changed=x")
    assert "We could not read" in body_of(response)
    assert "A1" in listed(response)


def test_home_shows_the_five_that_changed_last(client, reader):
    for number in range(6):
        make_version(make_document(number=f"H{number}"), days=-number)
    page = body_of(client.get("/"))
    assert [f">H{number} " in page for number in range(6)] == [True] * 5 + [False]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("keys.pdf", docx(), "it begins like a zipped file"),
        ("keys.pdf", PDF, "The PDF cannot be read"),
        ("keys.pdf", b"%PDF-1.4\n1 0 obj<</Encrypt 2 0 R>>\nstartxref\n0\n%%EOF", "The PDF is encrypted"),
        ("keys.docx", docx({"word/vbaProject.bin": b"x"}), "contains macros"),
        ("keys.exe", b"MZ", "are not taken here"),
        ("keys.png", b"\x89PNG\r\n\x1a\n", "are not taken here"),
        ("keys.docx", zipped({"a": "b"}), "The file is no Word document"),
        ("keys.txt", b"\x00\x01", "holds NUL characters"),
    ],
)
def test_a_file_is_judged_by_its_content_and_the_typed_words_come_back(client, manager, name, content, sentence):
    document = make_document()

    response = post_form(
        client, f"{document.get_absolute_url()}v/new/", **version_data(upload=SimpleUploadedFile(name, content))
    )

    assert response.status_code == 200
    assert sentence in body_of(response)
    assert response.context["form"]["summary"].value() == "New."
    assert not DocumentVersion.objects.exists()


def test_a_file_over_the_limit_is_refused_with_its_size(client, manager, settings):
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024
    big = SimpleUploadedFile("keys.txt", b"a" * (2 * 1024 * 1024 + 1))
    response = post_form(client, f"{make_document().get_absolute_url()}v/new/", **version_data(upload=big))
    assert "2 MB is the limit" in body_of(response)


def test_the_department_takes_files_of_25_mb(settings):
    assert settings.ATTACHMENT_MAX_BYTES == 25 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "content", "words", "layered"),
    [
        ("keys.pdf", spoken_pdf("Count the keys"), "Count the keys", True),
        ("keys.pdf", scanned_pdf(), "", False),
        ("keys.docx", docx({"word/document.xml": "<w:p>Count &amp; sign</w:p>"}), "Count & sign", True),
        ("keys.xlsx", xlsx({"xl/sharedStrings.xml": "<si><t>Keys</t></si><si><t>Doors</t></si>"}), "Keys\nDoors", True),
        ("keys.odt", odt({"content.xml": "<text:p>Count <b>them</b></text:p>"}), "Count them", True),
        ("keys.txt", "Zählen".encode("cp1252"), "Zählen", True),
    ],
)
def test_the_words_of_a_file_are_kept_and_say_whether_it_can_be_read_aloud(
    client, manager, name, content, words, layered
):
    document = make_document()
    upload = SimpleUploadedFile(name, content)

    post_form(client, f"{document.get_absolute_url()}v/new/", **version_data(text="", upload=upload))

    version = document.versions.get()
    assert (version.file_text, version.has_text_layer, version.file.name) == (words, layered, name)


def test_a_scan_asks_for_its_text_before_it_is_published(client, manager):
    document = make_document()
    address = document.get_absolute_url()
    post_form(client, f"{address}v/new/", **version_data(text="", upload=SimpleUploadedFile("a.pdf", scanned_pdf())))
    assert "Enter the text as well" in body_of(client.get(f"{address}v/1/"))

    response = post_form(client, f"{address}v/1/publish/")

    assert response.status_code == 409
    assert "nobody can search it" in body_of(response)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": ""}, "Enter a number."),
        ({"number": "---"}, "Enter a number with the letters A to Z and digits"),
        ({"number": "Ω1"}, "Enter a number with the letters A to Z and digits"),
        ({"number": "d2 11.3x"}, "Another document already has this number"),
        ({"title": ""}, "Enter a title."),
        ({"kind": "gossip"}, "Choose a kind from the list."),
        ({"kind": "post_order"}, "Choose a kind from the list."),
        ({"summary": "x" * 2001}, "2000 characters; it has 2001"),
        ({"reviewed_on": day(1)}, "Enter the day of the last review: today or earlier."),
        ({"review_months": "0"}, "Enter at least 1 month between reviews."),
        ({"review_months": "x"}, "as a whole number, like 12"),
        ({"visibility": "x"}, "Choose who may read it from the list."),
    ],
)
def test_what_is_typed_of_a_document_is_checked(client, manager, fields, sentence):
    make_document(number="D2-11.3X")
    response = post_form(client, "/library/new/", **document_data(**fields))
    assert response.status_code == 200
    assert sentence in body_of(response)
    assert Document.objects.filter(placeholder=False).count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_on": "soon"}, "Enter an in force from as a date, like 01/15/2026."),
        ({"effective_on": "1900-01-01"}, "Enter a day with a year between 1950 and 2199."),
        ({"change_kind": ""}, "Choose a kind of change."),
        ({"summary": "x" * 401}, "Shorten the what changed to 400 characters; it has 401."),
        ({"text": "x" * 200_001}, "Shorten the text to 200000 characters; it has 200001."),
    ],
)
def test_what_is_typed_of_a_version_is_checked(client, manager, fields, sentence):
    response = post_form(client, f"{make_document().get_absolute_url()}v/new/", **version_data(**fields))
    assert response.status_code == 200
    assert sentence in body_of(response)
    assert not DocumentVersion.objects.exists()


def test_the_successor_is_found_in_any_spelling(client, manager):
    document, successor = make_version().document, make_version(make_document(number="S9-1")).document
    address = f"{document.get_absolute_url()}withdraw/"

    wrong = post_form(client, address, note="Old.", successor="S9-2")
    assert "No document has the number S9-2." in body_of(wrong)

    assert post_form(client, address, note="Old.", successor="s9 1").status_code == 302
    document.refresh_from_db()
    assert document.successor == successor


def test_versions_stand_side_by_side_with_what_goes_and_what_comes(client, reader):
    document = make_version(days=-9, text="Count the keys once.\n\nLock the door.").document
    make_version(document, days=-2, text="Count the keys twice.\n\nLock the door.", summary="Keys are counted twice.")

    page = body_of(client.get(f"{document.get_absolute_url()}compare/?from=1&to=2"))

    assert '<del><span class="visually-hidden">goes: </span>once.' in page
    assert '<ins><span class="visually-hidden">comes: </span>twice.' in page
    assert "Keys are counted twice." in page


@pytest.mark.parametrize("query", ["?from=x&to=9", "?from=1&to=1", "?from=99999999999999999999&to=1"])
def test_versions_that_cannot_be_read_give_the_last_two_with_a_word_about_it(client, reader, query):
    document = make_version(days=-9).document
    for days in (-5, -2):
        make_version(document, days=days)

    response = client.get(f"{document.get_absolute_url()}compare/{query}")

    assert [one.n for one in response.context["view"].chosen] == [2, 3]
    assert "these are the last two" in body_of(response)


def test_a_document_with_one_version_has_nothing_to_compare(client, reader):
    document = make_version().document
    assert "no two versions to compare" in body_of(client.get(f"{document.get_absolute_url()}compare/"))


def test_two_versions_alike_say_so(client, reader):
    document = make_version(days=-9, text="The same.").document
    make_version(document, days=-2, text="The same.")
    assert "say the same, word for word" in body_of(client.get(f"{document.get_absolute_url()}compare/"))


def test_a_number_out_of_range_or_out_of_place_is_not_found(client, reader):
    document = make_version().document
    for address in ("v/99/", "v/99999999999999999999/", "v/1/file/"):
        assert client.get(f"{document.get_absolute_url()}{address}").status_code == 404
    assert client.get("/library/%00/").status_code == 404
    assert client.get("/library/---/").status_code == 404
