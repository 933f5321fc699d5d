"""Files people attach: judged, kept outside every served folder under a random name, handed out by one view.

`store` writes the file first and its row in the caller's transaction; a file whose row was not kept is swept away a
day later. The name a person gave is only ever shown, never used as a path.
"""

import hashlib
import logging
import os
import re
import tempfile
import time
import unicodedata
import uuid
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string

from doc_portal.core.contents import JUDGES, FileRefused
from doc_portal.core.models import Attachment

logger = logging.getLogger(__name__)

KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
PICTURES = ("png", "jpg")
OTHER_ENDINGS = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}
NAME_LENGTH = 120
SWEEP_AFTER_SECONDS = 24 * 60 * 60


def judge(file: UploadedFile, allowed: tuple[str, ...]) -> tuple[str, str]:
    """The kind of a file and the name it may be shown under. Raises `FileRefused`.

    `allowed` holds kinds of `KINDS`. The ending says which kind is claimed; the content must bear it out.
    """
    name = clean_name(file.name or "")
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    kind = OTHER_ENDINGS.get(ending, ending)
    if not file.size:
        raise FileRefused("The file is empty. Check that it was saved, and attach it again.")
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise FileRefused(f"The file is {-(-file.size // (1024 * 1024))} MB; {limit} MB is the limit. Make it smaller.")
    if kind not in allowed:
        raise FileRefused(f"Files of the kind “.{ending or '?'}” are not taken here. Attach {_either(allowed)}.")
    file.seek(0)
    content = file.read()
    file.seek(0)
    if virus := import_string(settings.ATTACHMENT_SCANNER)(content):
        raise FileRefused(f"The virus scanner found {virus} in the file. Do not open it; tell the help desk.")
    JUDGES[kind](content)
    stem = name.rpartition(".")[0].replace(".", "-").strip("- ") or "file"
    return kind, f"{stem[: NAME_LENGTH - len(kind) - 1].rstrip()}.{kind}"


def fingerprint(file: UploadedFile) -> str:
    """What a file holds, in a word: two files with the same one are the same file."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def store(file: UploadedFile, record, by, allowed: tuple[str, ...]) -> Attachment:
    """Keep a file with the record it hangs on (None: one that will point to it). Raises `FileRefused`."""
    kind, name = judge(file, allowed)
    number = uuid.uuid4()
    path = path_of(number)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    os.replace(kept.name, path)
    file.seek(0)
    return Attachment.objects.create(
        uuid=number,
        content_type=ContentType.objects.get_for_model(record) if record is not None else None,
        object_id=record.pk if record is not None else None,
        name=name,
        kind=kind,
        size=file.size,
        sha256=fingerprint(file),
        created_by=by,
    )


def path_of(number: uuid.UUID) -> Path:
    """Where the file of an attachment lies: by its own random number alone."""
    name = number.hex
    return Path(settings.FILE_STORE) / name[:2] / name[2:4] / name


def read(attachment: Attachment) -> bytes:
    """The content of a stored file."""
    return path_of(attachment.uuid).read_bytes()


def clean_name(name: str) -> str:
    """A name that can be shown and saved anywhere: no folders, control or direction characters, no leading dot."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(" " if character.isspace() else character for character in name)
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "-", name)).strip(" .")


def _either(allowed: tuple[str, ...]) -> str:
    names = [kind.upper() for kind in allowed]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def known_test_virus(content: bytes) -> str:
    """The scanner of a portal that has none: it knows the EICAR test file, so that the path to it is tried."""
    return "the EICAR test virus" if b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in content else ""


class UploadField(forms.FileField):
    """A file of one of the allowed kinds, judged while the form is checked: the form comes back with the sentence."""

    widget = forms.FileInput

    def __init__(self, *, allowed: tuple[str, ...], **kwargs):
        super().__init__(**kwargs)
        self.allowed = allowed
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in allowed)
        self.error_messages["empty"] = "The file is empty. Check that it was saved, and attach it again."

    def to_python(self, data):
        """The file, judged by its content; one that is refused is an error of this field."""
        file = super().to_python(data)
        if file is not None:
            try:
                judge(file, self.allowed)
            except FileRefused as refusal:
                raise ValidationError(str(refusal)) from None
        return file


def sweep_files() -> dict:
    """Remove files older than a day that no row names: their transaction was not kept."""
    store_folder = Path(settings.FILE_STORE)
    old = time.time() - SWEEP_AFTER_SECONDS
    found = [path for path in store_folder.glob("??/??/*") if path.is_file() and path.stat().st_mtime < old]
    known = set(Attachment.objects.values_list("uuid", flat=True))
    stray = [path for path in found if path.name not in {number.hex for number in known}]
    for path in stray:
        path.unlink(missing_ok=True)
    return {"files": len(stray)}
