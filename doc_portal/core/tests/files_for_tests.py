"""Files as small as they can be, sound and nasty, made byte by byte."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile("file", content)
    file._name = name  # as sent: Django's own cleaning must not be what saves us
    return file


def png(width: int = 2, height: int = 2, behind: bytes = b"", comment: bytes = b"") -> bytes:
    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    text = part(b"tEXt", b"Comment\0" + comment) if comment else b""
    rows = part(b"IDAT", zlib.compress(b"\0\0\0" * 2))
    return b"\x89PNG\r\n\x1a\n" + head + text + rows + part(b"IEND", b"") + behind


def jpg(width: int = 2, height: int = 2, behind: bytes = b"") -> bytes:
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    size = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return start + size + b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00\x7f\xff\xd9" + behind


def zipped(parts: dict[str, bytes | str], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(more: dict[str, bytes | str] | None = None, types: str = WORD, comment: bytes = b"") -> bytes:
    heading = f'<Types><Override PartName="/word/document.xml" ContentType="{types}"/></Types>'
    return zipped({"[Content_Types].xml": heading, "word/document.xml": "<document/>"} | (more or {}), comment)


def xlsx(more: dict[str, bytes | str] | None = None) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"} | (more or {}))


def odt(more: dict[str, bytes | str] | None = None) -> bytes:
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"}
    return zipped(parts | (more or {}))
