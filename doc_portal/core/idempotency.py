"""A form sent twice has one effect.

Each form carries a key made when it was shown. The first sending claims the key in its own transaction and stores
where it led; the same again leads there, and the same key with other contents is refused (RULINGS 8).
"""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from doc_portal.core.models import Submission

FIELD = "_key"
LEFT_OUT = {"csrfmiddlewaretoken", FIELD}


class PayloadChanged(Exception):  # noqa: N818
    """The key of a form already kept came back with other contents."""


@dataclass(frozen=True)
class Claim:
    """`fresh`: this is the first time; else `result_url` is where the first sending led."""

    fresh: bool
    result_url: str = ""
    submission_id: int | None = None

    def settle(self, url: str) -> None:
        """Remember where this sending led."""
        Submission.objects.filter(pk=self.submission_id).update(result_url=url[:500])


def new_key() -> str:
    """A key for a form about to be shown."""
    return str(uuid.uuid4())


def read_key(data) -> uuid.UUID | None:
    """The key a form was sent with; None where it is missing or nonsense."""
    try:
        return uuid.UUID(data.get(FIELD, ""))
    except ValueError:
        return None


def payload_hash(data, files) -> str:
    """What was sent, in one fingerprint: every field in order, and each file's name, size and content."""
    digest = hashlib.sha256()
    for name in sorted(set(data) - LEFT_OUT):
        for value in data.getlist(name):
            digest.update(repr((name, value)).encode("utf-8", "surrogatepass"))
    for name in sorted(files):
        for sent in files.getlist(name):
            digest.update(repr((name, sent.name, sent.size)).encode("utf-8", "surrogatepass"))
            for chunk in sent.chunks():
                digest.update(chunk)
            sent.seek(0)
    return digest.hexdigest()


def earlier(key: uuid.UUID, *, user, form: str) -> Submission | None:
    """The first sending of this form, if it was kept. Keys belong to accounts: nobody else has sent any."""
    if not user.is_authenticated:
        return None
    return Submission.objects.filter(key=key, user=user, form=form).first()


def claim(key: uuid.UUID, *, user, form: str, payload: str) -> Claim:
    """Take the key, or find out that it is taken. Waits for another sending of it to end.

    Raises `PayloadChanged` where the key was used for other contents.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_submission (key, user_id, form, payload_hash, result_url, at)"
            " VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT ON CONSTRAINT form_sent_once DO NOTHING RETURNING id",
            [str(key), user.pk, form, payload, timezone.now()],
        )
        if row := cursor.fetchone():
            return Claim(fresh=True, submission_id=row[0])
    first = Submission.objects.get(key=key, user=user, form=form)
    if first.payload_hash != payload:
        raise PayloadChanged
    return Claim(fresh=False, result_url=first.result_url)
