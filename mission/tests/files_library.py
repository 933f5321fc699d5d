"""PDFs as small as they can be that a reader can open: one with words, one whose page is a picture."""


def _pdf(objects: list[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    )


def _page(drawing: bytes, resources: bytes, more: list[bytes]) -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>>>" % resources,
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing),
            *more,
        ]
    )


def spoken_pdf(words: str) -> bytes:
    """A page with words on it."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    return _page(b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % words.encode("cp1252"), b"/Font<</F1 5 0 R>>", [font])


def scanned_pdf() -> bytes:
    """A page that is one gray picture."""
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        b"\nstream\n\x80\nendstream"
    )
    return _page(b"612 0 0 792 0 0 cm /Im1 Do", b"/XObject<</Im1 5 0 R>>", [picture])
