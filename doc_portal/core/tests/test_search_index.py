"""The index follows the records: in their transaction, by a rebuild, and nightly where an action forgot it."""

import logging
import threading

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone

from doc_portal.core.actions.searches import start_rebuild
from doc_portal.core.jobs import run_job
from doc_portal.core.models import Job, Role, SearchEntry, SearchKey
from doc_portal.core.registry import SearchSource, declared
from doc_portal.core.search import (
    Entry,
    index,
    index_entries,
    index_entry,
    nightly_check,
    rebuild_search,
    remove_entry,
    search,
)
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, make_role, make_unit, make_user, post_form
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

KIND = "core.role"
pause = threading.Event()
paused = threading.Event()


def role_rows():
    """Roles stand for any kind of record: no app makes them findable itself."""
    return Role.objects.exclude(retired=True)


def role_entry(role: Role) -> Entry | None:
    if role.name.startswith("Silent"):
        return None
    return Entry(title=role.name, url=role.get_absolute_url(), body=role.description, identifiers=(role.slug,))


def slow_role_entry(role: Role) -> Entry:
    """Gives others time to save while a rebuild holds what it has read."""
    made = role_entry(role)
    paused.set()
    pause.wait(5)
    return made


@pytest.fixture
def findable(monkeypatch):
    """Make roles findable for one test; `findable(entry=…)` changes how."""

    def declare(entry="role_entry"):
        source = SearchSource(KIND, "Roles", "how", f"{__name__}.role_rows", f"{__name__}.{entry}")
        monkeypatch.setattr(apps.get_app_config("core"), "portal_search", (source,), raising=False)
        declared.cache_clear()

    declare()
    yield declare
    monkeypatch.undo()
    declared.cache_clear()


def entry_of(record) -> SearchEntry | None:
    return SearchEntry.objects.filter(kind=KIND, object_id=record.pk).first()


def contents() -> set[tuple]:
    """Everything search knows, without what tells when it was written."""
    entries = SearchEntry.objects.values_list("kind", "object_id", "folded_title", "folded_body", "url", "content_hash")
    return {*entries, *SearchKey.objects.values_list("entry__kind", "entry__object_id", "key", "whole")}


# --- one record ---


def test_a_saved_record_is_written_with_its_keys(findable):
    role = make_role(name="Zq O’Neill", slug="zq-12", description="About it")
    index_entry(role)
    entry = entry_of(role)
    assert (entry.title, entry.tab) == ("Zq O’Neill", "how")
    assert entry.folded_title == "zq oneill o neill zq12 zq 12"
    assert entry.folded_body == "about it"
    assert set(entry.keys.values_list("key", "whole")) == {("ZQ12", True), ("12", False)}


@pytest.mark.usefixtures("as_owner_of_tables")
def test_writing_again_updates_the_same_entry_and_its_keys(findable):
    role = make_role(name="Zq before", slug="zq-12")
    index_entry(role)
    first = entry_of(role)
    role.name, role.slug = "Zq after", "zq-99"
    role.save()
    index_entry(role)
    again = entry_of(role)
    assert (again.pk, again.title) == (first.pk, "Zq after")
    assert set(again.keys.values_list("key", flat=True)) == {"ZQ99", "99"}
    assert again.content_hash != first.content_hash


def test_a_change_that_is_not_kept_leaves_no_entry(findable):
    with transaction.atomic():
        role = make_role(name="Zq lost")
        index_entry(role)
        assert entry_of(role) is not None
        transaction.set_rollback(True)
    assert not SearchEntry.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("change", [{"retired": True}, {"name": "Silent role"}])
def test_a_record_that_may_no_longer_be_found_is_taken_out(findable, change):
    role = make_role(name="Zq gone")
    index_entry(role)
    Role.objects.filter(pk=role.pk).update(**change)
    index_entry(role)
    assert entry_of(role) is None
    assert not SearchKey.objects.filter(entry__kind=KIND).exists()


def test_a_record_can_be_taken_out_by_itself(findable):
    role, other = make_role(), make_role()
    index_entry(role)
    index_entry(other)
    remove_entry(role)
    assert entry_of(role) is None
    assert entry_of(other) is not None


def test_many_entries_follow_their_records_at_once(findable, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(index, "BATCH", 10)
    roles = [make_role(name=f"Role number {n}") for n in range(25)]
    with django_assert_max_num_queries(3 * 9):
        index_entries(Role, [role.pk for role in roles])
    assert SearchEntry.objects.filter(kind=KIND, title__startswith="Role number").count() == 25
    Role.objects.filter(pk=roles[0].pk).update(name="Silent")
    Role.objects.filter(pk=roles[1].pk).update(name="Renamed")
    index_entries(Role, [roles[0].pk, roles[1].pk, roles[2].pk])
    told = dict(SearchEntry.objects.filter(kind=KIND).values_list("object_id", "title"))
    assert roles[0].pk not in told
    assert (told[roles[1].pk], told[roles[2].pk]) == ("Renamed", roles[2].name)


def test_a_record_nobody_declared_findable_is_an_error(findable):
    with pytest.raises(LookupError, match=r"core\.rolegrant"):
        index.source_of(apps.get_model("core", "RoleGrant"))


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_search_leads_nowhere_outside_the_portal(url):
    with pytest.raises(ValueError, match="addresses of the portal only"):
        Entry(title="X", url=url)


def test_an_unknown_tab_is_an_error():
    with pytest.raises(ValueError, match="no tab of the search page"):
        Entry(title="X", url="/x/", tab="gossip")


def test_texts_of_any_length_fit(findable):
    role = make_role(name="Zq long", slug="z" * 50, description="wörd " * 9_000 + "\x01")
    index_entry(role)
    assert len(entry_of(role).body) == index.SNIPPET_CHARACTERS
    wide = Entry(title="ﷺ-" * 300, url="/x/", aliases=("w" * 700,), summary="s" * 900, identifiers=("9" * 300,))
    index._write(index.source_of(Role), {role.pk: wide})
    entry = entry_of(role)
    assert (len(entry.title), len(entry.summary)) == (300, 500)
    assert len(entry.folded_title) <= 600


# --- rebuild ---


def test_a_rebuild_writes_everything_and_writing_it_again_changes_nothing(findable):
    make_role(name="Zq one", slug="zq-1")
    rebuild_search()
    before = contents()
    assert any(row[2] == "zq one zq1 zq 1" for row in before if len(row) == 6)
    assert rebuild_search().unfollowed == {}
    assert contents() == before


def test_a_rebuild_says_the_same_as_writing_one_by_one(findable):
    for number in range(3):
        index_entry(make_role(slug=f"zq-{number}"))
    one_by_one = {row for row in contents() if row[0] == KIND and "zq" in str(row)}
    SearchEntry.objects.all().delete()
    rebuild_search(KIND)
    assert one_by_one <= contents()


def test_a_rebuild_takes_out_what_is_gone_and_kinds_nobody_declares(findable, monkeypatch):
    monkeypatch.setattr(index, "BATCH", 2)
    roles = [make_role() for _ in range(5)]
    rebuild_search(KIND)
    Role.objects.filter(pk__in=[roles[0].pk, roles[4].pk]).update(retired=True)
    stray = SearchSource("core.nothing", "Nothing", "", "", "")
    index._write(stray, {1: Entry(title="Zq stray", url="/x/")})
    rebuilt = rebuild_search()
    assert rebuilt.removed == 3
    assert [entry_of(role) is not None for role in roles] == [False, True, True, True, False]
    assert not SearchEntry.objects.filter(kind="core.nothing").exists()


@pytest.mark.parametrize("batch", [1, 2, 3, 7])
def test_no_record_is_lost_between_batches(findable, monkeypatch, batch):
    monkeypatch.setattr(index, "BATCH", batch)
    for _ in range(6):
        make_role()
    told = []
    rebuilt = rebuild_search(KIND, lambda *progress: told.append(progress))
    total = role_rows().count()
    assert rebuilt.written == total == SearchEntry.objects.filter(kind=KIND).count()
    assert told[-1] == (total, total, "Roles")


def test_a_rebuild_takes_as_many_statements_for_fifty_records_as_for_one(findable, django_assert_num_queries):
    make_role()
    for records in (0, 50):
        for _ in range(records):
            make_role()
        with django_assert_num_queries(10):
            rebuild_search(KIND)


def test_one_entry_is_written_in_eight_statements(findable, django_assert_num_queries):
    role = make_role()
    with django_assert_num_queries(8):
        index_entry(role)


@pytest.mark.django_db(transaction=True)
def test_a_change_saved_during_a_rebuild_is_what_stays(findable):
    """The rebuild has read the old name; the change must wait and be written last."""
    Role.objects.update(retired=True)
    role = make_role(name="Zq old")
    index_entry(role)
    findable("slow_role_entry")
    pause.clear()
    paused.clear()

    def rebuild():
        try:
            rebuild_search(KIND)
        finally:
            connections.close_all()

    def change():
        try:
            findable()
            with transaction.atomic():
                Role.objects.filter(pk=role.pk).update(name="Zq new")
                index_entry(role)
        finally:
            connections.close_all()

    rebuilding = threading.Thread(target=rebuild)
    rebuilding.start()
    assert paused.wait(5)
    changing = threading.Thread(target=change)
    changing.start()
    changing.join(0.5)
    pause.set()
    rebuilding.join(10)
    changing.join(10)
    assert entry_of(role).title == "Zq new"


def test_the_command_rebuilds_one_kind_and_knows_when_there_is_none(findable, capsys):
    make_role(name="Zq by command")
    call_command("rebuild_search", KIND)
    assert f"{role_rows().count():,} entries written, 0 removed." in capsys.readouterr().out
    with pytest.raises(CommandError, match="core\\.nothing"):
        call_command("rebuild_search", "core.nothing")


# --- the nightly check ---


def test_the_nightly_check_mends_what_an_action_forgot_and_says_so(findable, caplog):
    forgotten, kept, gone = make_role(name="Zq before"), make_role(), make_role()
    rebuild_search()
    untouched = entry_of(kept).indexed_at
    Role.objects.filter(pk=forgotten.pk).update(name="Zq after")
    Role.objects.filter(pk=gone.pk).update(retired=True)
    with caplog.at_level(logging.ERROR):
        assert nightly_check() == {"written": 1, "removed": 1}
    assert "2 search entries of core.role had not followed" in caplog.text
    assert entry_of(forgotten).title == "Zq after"
    assert entry_of(kept).indexed_at == untouched


def test_the_nightly_check_is_silent_when_all_is_well(findable, caplog):
    make_role()
    rebuild_search()
    assert nightly_check() == {"written": 0, "removed": 0}
    assert caplog.text == ""


def test_the_night_marks_what_is_over_and_writing_it_again_brings_it_back(findable):
    ended = make_role()
    rebuild_search()
    SearchEntry.objects.filter(kind=KIND, object_id=ended.pk).update(live_until=timezone.now())
    assert not entry_of(ended).over
    nightly_check()
    assert entry_of(ended).over
    assert list(SearchEntry.objects.filter(over=True)) == [entry_of(ended)]
    index_entry(ended)
    assert not entry_of(ended).over


# --- what the core's own places are found by ---


def test_every_declared_source_agrees_with_itself():
    make_unit()
    rebuild_search()
    for source in declared("search"):
        assert apps.get_model(source.kind)._meta.label_lower == source.kind
    assert rebuild_search(only_unfollowed=True).unfollowed == {}


# --- written anew in the worker ---


def test_a_rebuild_is_started_once_and_the_worker_does_it(findable, client):
    role, person = make_role(name="Zq in the worker"), make_user("core.use_portal", "core.rebuild_searchentry")
    client.force_login(person)
    assert entry_of(role) is None
    job = start_rebuild(by=person)
    assert acts_of(job) == ["start"]
    refused = post_form(client, "/manage/search/rebuild/")
    assert refused.status_code == 409
    assert "being written anew already" in refused.content.decode()
    run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.Status.DONE, job.result["written"], job.result["written"])
    assert entry_of(role).title == "Zq in the worker"
    assert post_form(client, "/manage/search/rebuild/").url == Job.objects.latest("pk").get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_is_started_once_by_two_at_once():
    person = make_user("core.rebuild_searchentry")
    assert endings(*[lambda: start_rebuild(by=person)] * 2) == ["done", "refused"]


@pytest.mark.django_db(transaction=True)
def test_search_answers_while_the_index_is_written_anew(findable):
    Role.objects.update(retired=True)
    role, person = make_role(name="Zq findable throughout"), make_user("core.use_portal")
    index_entry(role)
    findable("slow_role_entry")
    pause.clear()
    paused.clear()

    def rebuild():
        try:
            rebuild_search(KIND)
        finally:
            connections.close_all()

    rebuilding = threading.Thread(target=rebuild)
    rebuilding.start()
    try:
        assert paused.wait(5)
        found = search(person, "zq findable")
        assert rebuilding.is_alive(), "the rebuild holds what it has read"
    finally:
        pause.set()
        rebuilding.join(10)
    assert ([hit.pk for hit in found.hits], found.notices) == ([entry_of(role).pk], [])
