"""What may be done with documents and versions, what is refused, and that a refusal leaves nothing behind."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.models import SearchEntry, SettingKey
from doc_portal.core.reference import load_all
from doc_portal.core.search import nightly_check, search
from doc_portal.core.tests.concurrency import at_once, endings
from doc_portal.core.tests.factories import acts_of, make_unit, make_user
from doc_portal.core.workflow import Refused
from mission.actions.library import (
    draft_version,
    index_documents_in_force,
    publish_version,
    revise_document,
    revise_version,
    withdraw_document,
    write_document,
)
from mission.file_words import read_file
from mission.models import Document, DocumentVersion
from mission.tests.factories import make_reader
from mission.tests.factories_library import make_document, make_file_version, make_version

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + timedelta(days=1)
READER = ("core.use_portal", "mission.view_document", "mission.view_documentversion")


def draft(document=None, **fields):
    """A complete draft that takes effect tomorrow."""
    fields = {"effective_on": TOMORROW, "summary": "Keys are counted twice.", "text": "Count twice."} | fields
    return draft_version(document or make_document(), by=make_user(), **fields)


def text_file(content: bytes = b"Count the keys."):
    return read_file(SimpleUploadedFile("keys.txt", content))


def found_by(user, words: str) -> list[str]:
    return [hit.url for hit in search(user, words, tab="policies").hits]


def test_post_orders_are_kept_only_once_a_setting_allows_them():
    order = Document(number="D9-77.2", title="Gate", kind="post_order", unit=make_unit())
    document = make_document()
    document.kind = "post_order"
    with pytest.raises(Refused, match="no documents of the kind “Post order”"):
        write_document(order, by=make_user())
    with pytest.raises(Refused, match="no documents of the kind “Post order”"):
        revise_document(document, by=make_user())
    assert not Document.objects.filter(kind="post_order").exists()

    key = SettingKey.objects.get(key="document_kinds_off")
    set_value(key, value="none", authority="A test", starts_on=timezone.localdate(), by=make_user())
    assert write_document(order, by=make_user()).kind == "post_order"


def test_a_new_document_is_known_by_its_number_in_capitals_and_by_nobody_else_yet():
    unit, manager = make_unit(), make_user()

    document = write_document(Document(number="d9-77.1 a", title="Keys", kind="policy", unit=unit), by=manager)

    assert (document.key, document.created_by) == ("D9771A", manager)
    assert acts_of(document) == ["create"]
    assert not Document.objects.visible_to(make_user(*READER)).filter(pk=document.pk).exists()
    assert not SearchEntry.objects.filter(kind="mission.document", object_id=document.pk).exists()


def test_versions_are_numbered_one_after_the_other():
    document = make_document()
    assert [draft(document).n for _ in range(3)] == [1, 2, 3]


def test_a_published_version_is_the_documents_text_from_its_day_on():
    manager = make_user()
    first = make_version(days=-5)
    coming = publish_version(draft(first.document), by=manager)

    assert (coming.status, coming.published_by, coming.is_coming) == ("published", manager, True)
    assert acts_of(coming) == ["create", "publish"]
    assert [one.n for one in DocumentVersion.objects.in_force().filter(document=first.document)] == [1]
    assert [one.n for one in DocumentVersion.objects.in_force(TOMORROW).filter(document=first.document)] == [2]


def test_the_first_published_version_ends_the_placeholder():
    document = make_document(placeholder=True)
    publish_version(draft(document), by=make_user())
    document.refresh_from_db()
    assert (document.placeholder, document.published) == (False, True)


def test_a_material_change_without_a_word_about_it_is_not_published():
    version = draft(summary="  ")
    with pytest.raises(Refused, match="does not say what changed"):
        publish_version(version, by=make_user())
    version.refresh_from_db()
    assert (version.status, acts_of(version)) == ("draft", ["create"])


def test_a_correction_of_wording_needs_no_word_about_it():
    version = publish_version(draft(summary="", change_kind="typo"), by=make_user())
    assert (version.status, version.change_kind) == ("published", "typo")


def test_a_version_without_text_and_file_is_not_published():
    with pytest.raises(Refused, match="neither a text nor a file"):
        publish_version(draft(text=""), by=make_user())


def test_a_scanned_file_needs_a_text_beside_it():
    version = draft(text="", file=text_file())
    DocumentVersion.objects.filter(pk=version.pk).update(has_text_layer=False)

    with pytest.raises(Refused, match="enter the text as well"):
        publish_version(version, by=make_user())

    DocumentVersion.objects.filter(pk=version.pk).update(text="Count the keys.")
    assert publish_version(version, by=make_user()).status == "published"


def test_two_versions_do_not_take_effect_on_one_day():
    document = make_document()
    publish_version(draft(document), by=make_user())
    second = draft(document)

    with pytest.raises(Refused, match=r"Version 1 of .* already takes effect"):
        publish_version(second, by=make_user())

    second.refresh_from_db()
    assert second.status == "draft"


def test_a_published_version_is_not_published_again():
    version = publish_version(draft(), by=make_user())
    with pytest.raises(Refused, match="stood as “Published”"):
        publish_version(version, by=make_user())


def test_a_published_version_cannot_be_edited():
    version = publish_version(draft(), by=make_user())
    version.text = "Something else."
    with pytest.raises(Refused, match="Start a new version instead"):
        revise_version(version, by=make_user())
    version.refresh_from_db()
    assert version.text == "Count twice."


def test_the_hash_is_that_of_the_file_and_of_the_text_where_there_is_none():
    version = draft(text="Count.", file=text_file())
    assert version.sha256 == version.file.sha256
    revise_version(version, by=make_user(), remove_file=True)
    assert (version.file, version.file_text) == (None, "")
    assert version.sha256 == hashlib.sha256(b"Count.").hexdigest()


def test_a_document_keeps_its_number_once_staff_know_it():
    document = make_version().document
    document.number = "X1"
    with pytest.raises(Refused, match="so its number stays"):
        revise_document(document, by=make_user())


def test_a_withdrawn_document_stays_with_its_reason_and_its_successor():
    document, successor = make_version().document, make_version().document

    withdrawn = withdraw_document(document, by=make_user(), note="The state's rule holds.", successor=successor)

    assert (withdrawn.withdrawn_on, withdrawn.successor) == (timezone.localdate(), successor)
    assert withdrawn.withdrawn_because == "The state's rule holds."
    assert acts_of(document) == ["withdraw"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda document: withdraw_document(document, by=make_user(), note="Again."), "was withdrawn on"),
        (lambda document: revise_document(document, by=make_user()), "stays as it was then"),
        (draft, "Add a new document instead"),
    ],
)
def test_a_withdrawn_document_is_not_touched_again(change, sentence):
    document = make_version().document
    withdraw_document(document, by=make_user(), note="Superseded.")
    with pytest.raises(Refused, match=sentence):
        change(document)
    assert acts_of(document) == ["withdraw"]


def test_a_draft_of_a_withdrawn_document_is_not_published():
    version = draft()
    withdraw_document(version.document, by=make_user(), note="Superseded.")
    with pytest.raises(Refused, match="was withdrawn on"):
        publish_version(version, by=make_user())


def test_a_withdrawal_says_why():
    with pytest.raises(Refused, match="Say why"):
        withdraw_document(make_document(), by=make_user(), note="  ")


def test_a_document_is_not_its_own_successor_and_none_that_was_withdrawn():
    document, gone = make_document(), make_document()
    withdraw_document(gone, by=make_user(), note="Superseded.")
    with pytest.raises(Refused, match="cannot follow itself"):
        withdraw_document(document, by=make_user(), note="Superseded.", successor=document)
    with pytest.raises(Refused, match="was itself withdrawn"):
        withdraw_document(document, by=make_user(), note="Superseded.", successor=gone)


@pytest.mark.parametrize("words", ["d2 11.3", "D2-11.3", "d211.3", "11.3", "D2–11.3"])
def test_a_policy_is_found_by_its_number_in_any_spelling(words):
    load_all()
    assert found_by(make_user(*READER), words)[0] == "/library/D2113/"


def test_search_knows_the_words_in_force_and_not_those_to_come():
    reader = make_user(*READER)
    document = make_version(days=-5, text="The turnstile opens at dawn.").document
    publish_version(draft(document, text="The drawbridge opens at noon."), by=make_user())

    assert found_by(reader, "turnstile") == [document.get_absolute_url()]
    assert found_by(reader, "drawbridge") == []


def test_search_follows_a_version_that_comes_into_force_overnight():
    reader = make_user(*READER)
    document = make_version(days=-5, text="The turnstile opens at dawn.").document
    make_version(document, days=0, text="The drawbridge opens at noon.")

    assert index_documents_in_force() == {"documents": 1}

    assert found_by(reader, "drawbridge") == [document.get_absolute_url()]
    assert found_by(reader, "turnstile") == []


def test_search_finds_the_words_of_a_file():
    document = make_file_version(content=b"Quarterly turnstile drill.").document
    index_documents_in_force()
    nightly_check()
    assert found_by(make_user(*READER), "turnstile") == [document.get_absolute_url()]


def test_a_withdrawn_document_is_found_by_its_number_alone():
    reader = make_user(*READER)
    document = make_version(make_document(number="W7-1.9"), text="The turnstile opens at dawn.").document
    withdraw_document(document, by=make_user(), note="Superseded.")
    assert found_by(reader, "w71.9") == [document.get_absolute_url()]
    assert found_by(reader, "turnstile") == []


def test_every_known_policy_is_loaded_as_an_entry_without_text_that_says_so():
    load_all()
    loaded = Document.objects.filter(source__gt="")
    assert loaded.count() == 32
    assert not loaded.filter(placeholder=False).exists()
    assert not DocumentVersion.objects.filter(document__in=loaded).exists()
    nepotism = loaded.get(key="D2113")
    assert (nepotism.number, nepotism.title, nepotism.kind, nepotism.as_of) == (
        "D2-11.3",
        "Nepotism",
        "policy",
        "about 2005",
    )
    assert "superseded" in nepotism.note
    assert not loaded.get(key="D532").confirmed
    assert set(loaded.values_list("kind", flat=True)) == {"policy", "form", "other"}
    entry = SearchEntry.objects.get(kind="mission.document", object_id=nepotism.pk)
    assert "Its text was not supplied." in entry.summary


def test_a_second_load_leaves_a_document_that_was_given_a_text():
    load_all()
    document = Document.objects.get(key="D2113")
    publish_version(draft(document), by=make_user())
    load_all()
    document.refresh_from_db()
    assert (document.placeholder, document.published) == (False, True)


def raw(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("column", ["text", "summary", "sha256", "status"])
def test_the_database_keeps_a_published_version_as_it_is(column):
    version = make_version()
    with pytest.raises(InternalError, match="published_document_version_is_frozen"):
        raw(f"UPDATE mission_documentversion SET {column} = 'draft' WHERE id = %s", version.pk)  # noqa: S608


def test_the_database_deletes_neither_a_published_version_nor_a_document():
    version = make_version()
    with pytest.raises(InternalError, match="published_document_version_is_frozen"):
        raw("DELETE FROM mission_documentversion WHERE id = %s", version.pk)
    with pytest.raises(InternalError, match="document_is_withdrawn_never_deleted"):
        raw("DELETE FROM mission_document WHERE id = %s", version.document_id)


def publish_raw(version, **fields):
    told = {"status": "published", "published_at": timezone.now(), "published_by_id": make_user().pk} | fields
    columns = ", ".join(f"{name} = %s" for name in told)
    raw(f"UPDATE mission_documentversion SET {columns} WHERE id = %s", *told.values(), version.pk)  # noqa: S608


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"summary": ""}, "document_material_change_says_what_changed"),
        ({"text": ""}, "document_version_published_has_contents"),
        ({"sha256": ""}, "document_version_published_names_who_and_what"),
        ({"effective_on": "1900-01-01"}, "document_version_dates_within_reason"),
    ],
)
def test_the_database_refuses_to_publish_what_is_incomplete(fields, rule):
    with pytest.raises(IntegrityError, match=rule):
        publish_raw(draft(), **fields)


def test_the_database_takes_one_version_a_day():
    first = make_version(days=1)
    with pytest.raises(IntegrityError, match="document_one_version_a_day"):
        publish_raw(draft(first.document))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("key = 'a b'", "document_number_holds_letters_or_digits"),
        ("withdrawn_on = now()", "document_withdrawn_with_a_reason"),
        ("successor_id = id", "document_is_not_its_own_successor"),
    ],
)
def test_the_database_keeps_the_rules_of_documents(change, rule):
    with pytest.raises(IntegrityError, match=rule):
        raw(f"UPDATE mission_document SET {change} WHERE id = %s", make_document().pk)  # noqa: S608


def test_the_database_takes_a_number_once():
    make_document(number="Z9-1")
    with pytest.raises(IntegrityError, match="document_number_used_once"), transaction.atomic():
        make_document(number="Z91")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_versions_for_tomorrow_published_at_once_one_is(self):
        document = make_document()
        drafts = [draft(document), draft(document)]
        managers = [make_user(), make_user()]

        ended = endings(*(lambda d=d, m=m: publish_version(d, by=m) for d, m in zip(drafts, managers, strict=True)))

        assert ended == ["done", "refused"]
        assert document.versions.published().filter(effective_on=TOMORROW).count() == 1

    def test_one_draft_published_twice_at_once_is_published_once(self):
        version, managers = draft(), [make_user(), make_user()]
        assert endings(*(lambda m=m: publish_version(version, by=m) for m in managers)) == ["done", "refused"]

    def test_versions_started_at_once_get_numbers_of_their_own(self):
        document, managers = make_document(), [make_user() for _ in range(4)]

        made = at_once(
            *(lambda m=m: draft_version(document, by=m, effective_on=TOMORROW, text="A text.") for m in managers)
        )

        assert sorted(version.n for version in made) == [1, 2, 3, 4]

    def test_two_documents_withdrawn_at_once_do_not_succeed_each_other(self):
        first, second, managers = make_document(), make_document(), [make_user(), make_user()]

        ended = endings(
            lambda: withdraw_document(first, by=managers[0], note="Old.", successor=second),
            lambda: withdraw_document(second, by=managers[1], note="Old.", successor=first),
        )

        assert ended == ["done", "refused"]


def test_readers_of_the_portal_without_the_right_find_no_document():
    load_all()
    assert found_by(make_reader(), "D2-11.3") == []
