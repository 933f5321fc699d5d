"""The words inside a document's file, for search, comparison and the question whether it can be read aloud."""

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from doc_portal.core.attachments import judge
from doc_portal.core.contents import FileRefused
from doc_portal.core.search.folding import printable

KINDS = ("pdf", "docx", "xlsx", "odt", "txt")
"""What a document's file may be (portal.md 11)."""
PARTS = {"docx": "word/document.xml", "xlsx": "xl/sharedStrings.xml", "odt": "content.xml"}
MOST_BYTES = 8_000_000
MOST_CHARACTERS = 60_000
PDF_READER = Path(__file__).with_name("pdf_words.py")
PDF_SECONDS = 12
PAGES_WITH_WORDS = 0.5
"""A PDF can be read aloud when at least this part of its pages holds words; a stamp on a scan is not enough."""

_BLOCK_END = re.compile(r"</(?:w:p|text:p|text:h|si)>|<w:br\s*/>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class ReadFile:
    """A file that was judged and read: what may be kept, its words, and whether it can be read aloud."""

    upload: UploadedFile
    text: str
    has_text_layer: bool


def read_file(upload: UploadedFile) -> ReadFile:
    """Judge a file by its content and read its words. Raises `FileRefused` with the way out."""
    kind, _ = judge(upload, KINDS)
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if kind == "pdf":
        return _read_pdf(upload, content)
    text = _tidy(_decoded(content) if kind == "txt" else _office_words(content, PARTS[kind]))
    return ReadFile(upload, text, bool(text))


def _read_pdf(upload: UploadedFile, content: bytes) -> ReadFile:
    try:
        reader = subprocess.run(  # noqa: S603 - our own file, the upload goes in as data alone
            [sys.executable, "-I", str(PDF_READER)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PDF_SECONDS,
            check=True,
            env={},
        )
        found = json.loads(reader.stdout)
    except (subprocess.SubprocessError, ValueError):
        found = {"pages": 0}
    if not found["pages"]:
        raise FileRefused("The PDF cannot be read: it is damaged or has no pages. Save or print it as PDF again.")
    layered = found["with_words"] >= max(1, found["pages"] * PAGES_WITH_WORDS)
    return ReadFile(upload, _tidy(found["text"]), layered)


def _office_words(content: bytes, part: str) -> str:
    """The words of the one part that holds them. Tags are cut out, not parsed, so no stranger's entity is resolved."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as file:
            markup = file.read(MOST_BYTES).decode("utf-8", "replace")
    except (KeyError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zipfile.zlib.error):
        return ""
    return html.unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", markup)))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _tidy(text: str) -> str:
    """Lines without blanks at their ends, none of them empty, no character the database refuses."""
    lines = (" ".join(printable(line).split()) for line in text[: MOST_CHARACTERS * 4].splitlines())
    return "\n".join(line for line in lines if line)[:MOST_CHARACTERS]
