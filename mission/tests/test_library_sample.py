"""The sample documents: plainly samples, with versions of every kind."""

import pytest
from django.utils import timezone

from doc_portal.core.models import SearchEntry
from doc_portal.core.sample.context import Size
from doc_portal.core.sample.seeding import load_sample
from mission.models import Document, DocumentVersion

pytestmark = pytest.mark.django_db

TINY = Size("tiny", people=80, offices=0, grants=170, traces=0, notices=0, documents=30)


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    """The sample, with its sign-ins beside the test and hashed in no time."""
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_sample(TINY, 1)
    return Document.objects.filter(sample=True)


def test_every_sample_document_says_in_number_title_and_text_that_it_is_one(documents):
    assert documents.count() == 30
    assert not documents.exclude(title__startswith="Sample ", number__startswith="S").exists()
    assert not DocumentVersion.objects.exclude(summary__startswith="Sample").exists()


def test_each_has_versions_and_there_are_some_of_every_kind(documents):
    numbers = {one.pk: one.versions.count() for one in documents}
    assert set(numbers.values()) == {2, 3, 4}
    assert DocumentVersion.objects.filter(change_kind="typo").exists()
    assert documents.filter(withdrawn_on__lte=timezone.localdate(), successor__isnull=False).exists()
    assert documents.filter(visibility="restricted").count() == 2
    assert documents.filter(owner=None, unit=None).count() == 0


def test_every_one_has_a_version_in_force_and_is_found(documents):
    in_force = DocumentVersion.objects.in_force().filter(document__in=documents)
    assert in_force.count() == 30
    assert SearchEntry.objects.filter(kind="mission.document", title__contains="Sample").count() == 30


def test_another_run_adds_as_many_under_numbers_of_their_own(documents):
    load_sample(TINY, 1, again=True)
    assert documents.count() == 60
