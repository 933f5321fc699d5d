"""Files: judged by content, each refusal in a sentence, kept under random names, handed out inert."""

import hashlib
import os
import time
import uuid
from urllib.parse import unquote

import pytest
from django.db import transaction

from doc_portal.core import attachments
from doc_portal.core.attachments import KINDS, UploadField, clean_name, judge, path_of, store, sweep_files
from doc_portal.core.contents import FileRefused
from doc_portal.core.models import Attachment, ImportRun
from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.core.tests.files_for_tests import EICAR, PDF, docx, jpg, odt, png, upload, xlsx, zipped

ALL = tuple(KINDS)


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    return settings.FILE_STORE


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", PDF, "pdf"),
        ("photo.png", png(), "png"),
        ("photo.JPEG", jpg(), "jpg"),
        ("letter.docx", docx(), "docx"),
        ("list.xlsx", xlsx(), "xlsx"),
        ("text.odt", odt(), "odt"),
        ("note.txt", "Grüße – as it is\n".encode(), "txt"),
        ("list.csv", b"name,city\nFarmington,\xe9\n", "csv"),
    ],
    ids=ALL,
)
def test_sound_files_are_taken(name, content, kind):
    assert judge(upload(name, content), ALL)[0] == kind


WEB_PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
NASTY = [
    ("empty", "a.pdf", b"", "is empty"),
    ("web page as PDF", "a.pdf", WEB_PAGE, "begins like a web page"),
    ("PDF behind a web page", "a.pdf", b"<html>" + PDF, "not a PDF"),
    ("EICAR as PDF", "a.pdf", EICAR, "EICAR"),
    ("EICAR as text", "a.txt", EICAR, "EICAR"),
    ("text as PDF", "a.pdf", b"Just words", "not a PDF"),
    ("cut off PDF", "a.pdf", PDF[:40], "cut off"),
    ("encrypted PDF", "a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "encrypted"),
    ("encrypted PDF in hiding", "a.pdf", PDF.replace(b"/Root", b"/#45ncr#79pt 5 0 R/Root"), "encrypted"),
    ("PDF and zip at once", "a.pdf", PDF + zipped({"a.class": b"x"}), "behind its end"),
    ("PDF with a page behind it", "a.pdf", PDF + WEB_PAGE, "behind its end"),
    ("GIF and script at once", "a.png", b"GIF89a/*\x01\x00*/=1;alert(1)", "begins like a GIF"),
    ("SVG as PNG", "a.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "begins like a web page"),
    ("SVG", "a.svg", b"<svg/>", "“.svg” are not taken here"),
    ("PNG with a script inside", "a.png", png(comment=b"<script>alert(1)</script>"), "a script or a web page"),
    ("PNG with a zip behind it", "a.png", png(behind=zipped({"a": b"x"})), "behind its end"),
    ("huge PNG", "a.png", png(10_000, 10_000), "10,000 by 10,000 pixels"),
    ("endless PNG", "a.png", png(1, 4_000_000_000), "pixels"),
    ("cut off PNG", "a.png", png()[:-8], "cut off"),
    ("huge JPEG", "a.jpg", jpg(60_000, 60_000), "pixels"),
    ("JPEG without end", "a.jpg", jpg()[:-2], "cut off"),
    ("JPEG with a script behind it", "a.jpg", jpg(behind=b"<script>"), "behind its end"),
    ("program as text", "a.txt", b"MZ\x90\x00\x03", "NUL characters"),
    ("control characters as text", "a.txt", b"abc\x07", "control characters"),
    ("web page as text", "a.txt", b"\xef\xbb\xbf  " + WEB_PAGE, "begins like a web page"),
    ("shell script as text", "a.txt", b"#!/bin/sh\nrm -rf /", "not plain text"),
    ("macros", "a.docx", docx({"word/vbaProject.bin": b"x"}), "contains macros"),
    ("docm renamed", "a.docx", docx(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    ("docm", "a.docm", docx(), "“.docm” are not taken here"),
    ("old macros in a workbook", "a.xlsx", xlsx({"xl/macrosheets/sheet1.xml": "x"}), "contains macros"),
    ("macros in an odt", "a.odt", odt({"Basic/Standard/Module1.xml": "x"}), "contains macros"),
    ("encrypted odt", "a.odt", odt({"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "encrypted"),
    (
        "template from elsewhere",
        "a.docx",
        docx({"word/_rels/settings.xml.rels": '<R Type="attachedTemplate" TargetMode="External"/>'}),
        "template",
    ),
    ("encrypted or old Office file", "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "encrypted or in an"),
    ("zip bomb", "a.docx", docx({"word/media/a.bin": b"\0" * 60_000_000}), "zip bomb"),
    ("too many parts", "a.xlsx", xlsx({f"xl/{n}": b"" for n in range(2_001)}), "2,003 parts"),
    ("a part that leads outside", "a.docx", docx({"../../etc/passwd": b"x"}), "leads outside"),
    ("zip with something behind it", "a.docx", docx(comment=b"<script>"), "behind its end"),
    ("workbook as document", "a.docx", xlsx(), "no Word document"),
    ("plain zip as workbook", "a.xlsx", zipped({"a.txt": b"x"}), "no Excel workbook"),
    ("damaged zip", "a.xlsx", b"PK\x03\x04" + b"x" * 100, "damaged"),
    ("no ending", "README", b"text", "“.?” are not taken"),
    ("program by its ending", "invoice.pdf.exe", PDF, "“.exe” are not taken"),
]


@pytest.mark.parametrize(("name", "content", "reason"), [case[1:] for case in NASTY], ids=[case[0] for case in NASTY])
def test_a_nasty_file_is_refused_with_its_reason(name, content, reason, file_store):
    with pytest.raises(FileRefused) as refusal:
        store(upload(name, content), None, None, ALL)
    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert not list(file_store.glob("**/*"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    with pytest.raises(FileRefused, match="2 MB; 1 MB is the limit"):
        judge(upload("a.pdf", b"%" * 1_200_000), ALL)


def test_only_the_kinds_a_page_asks_for_are_taken():
    with pytest.raises(FileRefused, match=r"“.pdf” are not taken here. Attach PNG or JPG\."):
        judge(upload("a.pdf", PDF), attachments.PICTURES)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\temp\\report.pdf", "report.pdf"),
        ("re\0port.pdf", "report.pdf"),
        ("gpj\u202efdp.exe.pdf", "gpjfdp-exe.pdf"),
        ("report.php.pdf", "report-php.pdf"),
        ("  .hidden.pdf", "hidden.pdf"),
        ('a"b<c>.pdf', "a-b-c.pdf"),
        ("new\r\nline.pdf", "new line.pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("名前😀.pdf", "名前😀.pdf"),
    ],
)
def test_names_are_made_harmless(name, shown):
    assert judge(upload(name, PDF), ALL)[1] == shown
    assert clean_name(shown) == shown


@pytest.mark.django_db
def test_a_file_is_kept_under_a_random_name_with_its_fingerprint(file_store):
    site = make_worksite()
    kept = store(upload("Plan.pdf", PDF), site, make_user(), ("pdf",))
    path = path_of(kept.uuid)
    assert path.read_bytes() == PDF
    assert path == file_store / kept.uuid.hex[:2] / kept.uuid.hex[2:4] / kept.uuid.hex
    assert path.stat().st_mode & 0o777 == 0o600
    assert (kept.sha256, kept.size, kept.name) == (hashlib.sha256(PDF).hexdigest(), len(PDF), "Plan.pdf")
    assert list(Attachment.objects.of(site)) == [kept]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", PDF), ("a.png", png()), ("a.csv", b"a,b\n")], ids=["pdf", "png", "csv"]
)
def test_a_download_is_inert(client, name, content):
    client.force_login(make_user("core.use_portal"))
    kept = store(upload(name, content), make_worksite(), None, ALL)
    answer = client.get(kept.get_absolute_url())
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == KINDS[kept.kind]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_download_needs_the_right_to_see_its_record(client):
    author, stranger = make_user("core.use_portal"), make_user("core.use_portal")
    run = ImportRun.objects.create(kind="x", file_name="x", file_hash="x", created_by=author)
    kept = store(upload("a.pdf", PDF), run, author, ALL)
    client.force_login(stranger)
    assert client.get(kept.get_absolute_url()).status_code == 404
    client.force_login(author)
    answer = client.get(kept.get_absolute_url())
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF


@pytest.mark.django_db
def test_a_file_of_nothing_an_unknown_one_and_a_lost_one_are_not_there(client, caplog):
    client.force_login(make_user("core.use_portal"))
    loose = store(upload("a.pdf", PDF), None, None, ALL)
    lost = store(upload("a.pdf", PDF), make_worksite(), None, ALL)
    path_of(lost.uuid).unlink()
    for number in (loose.uuid, uuid.uuid4(), lost.uuid):
        assert client.get(f"/files/{number}/").status_code == 404
    assert "cannot be read" in caplog.text


@pytest.mark.django_db
def test_a_name_in_other_letters_reaches_the_browser_whole(client):
    client.force_login(make_user("core.use_portal"))
    kept = store(upload("Übersicht 2026.pdf", PDF), make_worksite(), None, ALL)
    answer = client.get(kept.get_absolute_url())
    assert "Übersicht 2026.pdf" in unquote(answer["Content-Disposition"])
    assert b"".join(answer.streaming_content) == PDF


@pytest.mark.django_db
def test_a_file_whose_row_was_not_kept_is_swept_away_after_a_day(file_store):
    kept = store(upload("a.pdf", PDF), make_worksite(), None, ALL)

    def change():
        with transaction.atomic():
            store(upload("b.pdf", PDF), make_worksite(), None, ALL)
            raise FileRefused("Not today.")

    with pytest.raises(FileRefused):
        change()
    assert len(list(file_store.glob("??/??/*"))) == 2
    assert sweep_files() == {"files": 0}
    old = time.time() - 2 * 24 * 60 * 60
    for path in file_store.glob("??/??/*"):
        os.utime(path, (old, old))
    assert sweep_files() == {"files": 1}
    assert path_of(kept.uuid).exists()


def test_a_form_field_tells_the_refusal():
    field = UploadField(allowed=("pdf",))
    with pytest.raises(Exception, match="begins like a web page"):
        field.clean(upload("a.pdf", WEB_PAGE))
    assert field.clean(upload("a.pdf", PDF)).read() == PDF
