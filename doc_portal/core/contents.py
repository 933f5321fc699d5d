"""What a file is, judged by its content and never by its name (security.md section 6).

Each judge takes the whole content and raises `FileRefused` with a sentence that names the rule and the way out.
Signatures are checked by hand: no library opens what a stranger sent before these rules have passed.
"""

import codecs
import io
import re
import struct
import zipfile
import zlib
from lzma import LZMAError

from doc_portal.core.workflow import Refused

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_PIXELS = 40_000_000
MAX_SIDE = 15_000

END_OF_ZIP = b"PK\x05\x06"
MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|iframe|body|\?php|object|embed)\b", re.IGNORECASE)
ENCRYPT = re.compile(b"/" + b"".join(rb"(?:%c|#%02X|#%02x)" % (c, c, c) for c in b"Encrypt") + rb"\b")
MACROS = re.compile(r"(vbaproject|vbadata|\.vba|macrosheets/|activex|/?basic/|/?scripts/)", re.IGNORECASE)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileRefused(Refused):
    """The file may not be kept. The message names the rule and the way out."""


def judge_pdf(content: bytes) -> None:
    """A PDF from its first byte to its last, readable without a password."""
    if not re.match(rb"%PDF-[12]\.\d", content):
        raise FileRefused(f"The file is not a PDF: it begins like {_looks_like(content)}. Save it as PDF again.")
    tail = content[-2_048:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise FileRefused("The PDF is cut off or damaged: its end is missing. Save it again and attach the new file.")
    if END_OF_ZIP in content[-66_000:] or MARKUP.search(content.rpartition(b"%%EOF")[2]):
        raise FileRefused("The PDF carries another file behind its end. Save or print it as PDF again.")
    if ENCRYPT.search(content):
        raise FileRefused("The PDF is encrypted. Save it without a password or restrictions and attach it again.")


def judge_png(content: bytes) -> None:
    """A PNG whose parts follow one another to its end, of bearable size."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise FileRefused(f"The picture is not a PNG: it begins like {_looks_like(content)}. Save it as PNG again.")
    place, first = 8, True
    while place + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        if first:
            if name != b"IHDR" or length != 13:
                break
            _pixels(*struct.unpack(">II", content[place + 8 : place + 16]))
            first = False
        place += 12 + length
        if name == b"IEND":
            _nothing_behind(content[place:])
            return _no_markup(content)
    raise FileRefused("The PNG is damaged or cut off. Save the picture again and attach the new file.")


def judge_jpg(content: bytes) -> None:
    """A JPEG with a readable header and its end mark, of bearable size."""
    if not content.startswith(b"\xff\xd8\xff"):
        raise FileRefused(f"The picture is not a JPEG: it begins like {_looks_like(content)}. Save it as JPEG again.")
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            _pixels(width, height)
            end = content.rfind(b"\xff\xd9")
            if end < 0:
                break
            _nothing_behind(content[end + 2 :])
            return _no_markup(content)
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    raise FileRefused("The JPEG is damaged or cut off. Save the picture again and attach the new file.")


def judge_docx(content: bytes) -> None:
    """Refuse what only calls itself a Word document, holds macros, or loads its template from outside."""
    _judge_office(content, "Word document (.docx)", "word/document.xml")


def judge_xlsx(content: bytes) -> None:
    """Refuse what only calls itself an Excel workbook, or holds macros."""
    _judge_office(content, "Excel workbook (.xlsx)", "xl/workbook.xml")


def judge_odt(content: bytes) -> None:
    """Refuse what only calls itself an OpenDocument text, or is encrypted."""
    archive = _archive(content, "OpenDocument text (.odt)")
    if _read(archive, "mimetype", 200).strip() != b"application/vnd.oasis.opendocument.text":
        raise FileRefused("The file is not an OpenDocument text. Save it as .odt again.")
    if b"manifest:encryption-data" in _read(archive, "META-INF/manifest.xml", 5_000_000):
        raise FileRefused("The document is encrypted. Save it without a password and attach it again.")


def judge_txt(content: bytes) -> None:
    """Plain text: no control characters, no web page in disguise."""
    if b"\0" in content:
        raise FileRefused("The file holds NUL characters, so it is not plain text. Save it as text in UTF-8.")
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in set(content)):
        raise FileRefused("The file holds control characters, so it is not plain text. Save it as text in UTF-8.")
    start = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1_024]
    if MARKUP.match(start) or start[:5] == b"<?xml" or start[:4] in (b"%PDF", b"PK\x03\x04") or start[:2] == b"#!":
        raise FileRefused(f"The file is not plain text: it begins like {_looks_like(content)}.")


JUDGES = {
    "pdf": judge_pdf,
    "png": judge_png,
    "jpg": judge_jpg,
    "docx": judge_docx,
    "xlsx": judge_xlsx,
    "odt": judge_odt,
    "txt": judge_txt,
    "csv": judge_txt,
}


def _looks_like(content: bytes) -> str:
    start = content[:1_024].lstrip()
    if MARKUP.search(start) or start[:1] == b"<":
        return "a web page"
    for signature, name in (
        (b"%PDF", "a PDF"),
        (b"PK", "a zipped file"),
        (b"GIF8", "a GIF picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8", "a JPEG picture"),
        (b"MZ", "a program"),
        (b"\x7fELF", "a program"),
        (OLE, "an old or encrypted Office file"),
    ):
        if content.startswith(signature):
            return name
    return "something else"


def _pixels(width: int, height: int) -> None:
    if not width or not height:
        raise FileRefused("The picture has no size. Save it again and attach the new file.")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise FileRefused(
            f"The picture is {width:,} by {height:,} pixels; {MAX_PIXELS // 1_000_000} million are the limit. "
            "Scale it down."
        )


def _nothing_behind(rest: bytes) -> None:
    if rest.strip(b"\0\r\n "):
        raise FileRefused("The picture carries other data behind its end. Save it again in a picture program.")


def _no_markup(content: bytes) -> None:
    if MARKUP.search(content):
        raise FileRefused("The picture carries a script or a web page inside. Save it again in a picture program.")


def _archive(content: bytes, what: str) -> zipfile.ZipFile:
    """The zip a document is made of, its members counted and measured before any of them is opened."""
    if content.startswith(OLE):
        raise FileRefused(
            "The file is encrypted or in an old Office format. "
            f"Save it without a password as {what} and attach it again."
        )
    if not content.startswith(b"PK\x03\x04"):
        raise FileRefused(f"The file is no {what}: it begins like {_looks_like(content)}.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        raise FileRefused(f"The {what} is damaged and cannot be opened. Save it again.") from None
    if not content[-22:].startswith(END_OF_ZIP):
        raise FileRefused(f"The {what} carries other data behind its end. Save it again.")
    _measure(members, len(content), what)
    return archive


def _measure(members: list[zipfile.ZipInfo], packed: int, what: str) -> None:
    if len(members) > MAX_MEMBERS:
        raise FileRefused(f"The {what} holds {len(members):,} parts; {MAX_MEMBERS:,} are the limit.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(packed * MAX_RATIO, 1_000_000):
        raise FileRefused(
            f"The {what} would unpack to {unpacked // (1024 * 1024):,} MB, far more than it should: "
            "it may be a zip bomb. Save it again."
        )
    names = [member.filename for member in members]
    if len({name.casefold() for name in names}) != len(names):
        raise FileRefused(f"The {what} holds two parts of one name. Save it again.")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\0" in name for name in names):
        raise FileRefused(f"The {what} holds a part whose name leads outside. Save it again.")
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(f"The {what} is encrypted. Save it without a password and attach it again.")
    if any(MACROS.search(name) for name in names):
        raise FileRefused(f"The {what} contains macros. Save it without macros and attach it again.")


def _judge_office(content: bytes, what: str, main_part: str) -> None:
    archive = _archive(content, what)
    types = _read(archive, "[Content_Types].xml", 5_000_000).lower()
    if not types or not _read(archive, main_part, 10):
        raise FileRefused(f"The file is no {what}. Save it in that format and attach it again.")
    if b"macroenabled" in types or b"vbaproject" in types:
        raise FileRefused(f"The {what} contains macros. Save it without macros and attach it again.")
    settings = _read(archive, "word/_rels/settings.xml.rels", 1_000_000).lower()
    if b"attachedtemplate" in settings and b"external" in settings:
        raise FileRefused(f"The {what} loads its template from another place. Detach the template and save it again.")


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """The start of one part; empty where there is none or it cannot be read."""
    try:
        with archive.open(name) as part:
            return part.read(limit)
    except (KeyError, zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, RuntimeError, ValueError):
        return b""
