"""Lists: read or refused by line and column; checked without a trace; applied once, whole, and as it was shown."""

import io

import pytest
from django.apps import apps
from django.utils import timezone
from openpyxl import Workbook

from doc_portal.core import registry
from doc_portal.core.actions.imports import apply_import, check_import, discard_import, waiting_job
from doc_portal.core.actions.settings import set_value
from doc_portal.core.imports import MAX_ROWS, Unreadable, read_rows
from doc_portal.core.jobs import cancel_job
from doc_portal.core.models import ImportRun, Job, SettingKey, Worksite
from doc_portal.core.registry import ImportKind
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.tests.files_for_tests import upload, xlsx, zipped
from doc_portal.core.values import load_settings
from doc_portal.core.views import imports as import_views
from doc_portal.core.worker import Worker
from doc_portal.core.workflow import Refused

HERE = "doc_portal.core.tests.imports_for_tests"
SITES = ImportKind(
    "sites", "Test sites", "core.import_worksite", ("slug", "name"), ("city",), f"{HERE}.plan", f"{HERE}.apply"
)
RIGHTS = (
    "core.use_portal", "core.import_worksite", "core.add_importrun", "core.view_importrun", "core.apply_importrun",
    "core.discard_importrun",
)  # fmt: skip


@pytest.fixture(autouse=True)
def declare_sites(monkeypatch, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr(apps.get_app_config("core"), "portal_import_kinds", (SITES,), raising=False)
    registry.declared.cache_clear()
    yield
    registry.declared.cache_clear()


def workbook(*lines) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for line in lines:
        made.active.append(line)
    made.save(file)
    return file.getvalue()


def test_a_csv_is_read_by_line_and_column():
    rows = read_rows(b'\xef\xbb\xbfName, SLUG\n \xc3\x89cole ,t-1\n\n"two\nlines",t-2\nlast,t-3\n', SITES)
    assert [(row.line, row["slug"], row["name"], row["city"]) for row in rows] == [
        (2, "t-1", "École", ""), (4, "t-2", "two\nlines", ""), (6, "t-3", "last", ""),
    ]  # fmt: skip


def test_a_workbook_is_read_like_a_csv():
    content = workbook(["slug", "name", "city", None], ["t-1", 7, 2.0], [None, None], ["t-2", "B", "C"])
    rows = read_rows(content, SITES, xlsx=True)
    assert [(row.line, row.values) for row in rows] == [
        (2, {"slug": "t-1", "name": "7", "city": "2"}),
        (4, {"slug": "t-2", "name": "B", "city": "C"}),
    ]


def test_the_named_encoding_is_tried_after_utf8():
    content = "slug,name\nt-1,École\n".encode("cp1252")
    assert read_rows(content, SITES, encoding="cp1252")[0]["name"] == "École"
    assert read_rows("slug,name\nt-1,École\n".encode(), SITES, encoding="cp1252")[0]["name"] == "École"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"slug,name\n", "a heading but no rows"),
        (b"slug\nt-1\n", "missing: name"),
        (b"slug,name,phone,fax\nt-1,a,b,c\n", "unknown: phone, fax"),
        (b"slug,name,name\nt-1,a,b\n", "named twice: name"),
        (b"slug,,name\nt-1,a,b\n", "unknown: .column 2 has no name"),
        (b"slug,name\nt-1,a\nt-2,\xc9cole\n", "Line 3, column “name”: a character is not UTF-8"),
        (b"slug,name\nt-1,a\nt-2,b\0c\n", "Line 3, column “name” holds a NUL character"),
        (b"slug,name\nt-1,a,b,c\n", "Line 2 has 4 cells, but the heading names 2 columns"),
        (b'slug,name\nt-1,"open\n', "Line 2 cannot be read"),
        (b"slug,name\n" + b"t-1,a\n" * (MAX_ROWS + 1), "more than 20,000 rows"),
        (b"slug,name\n" + b"x" * 10_500_000, "larger than 10 MB"),
        (b"slug,name\nt-1," + b"x" * 200_000, "Line 2 cannot be read"),
        (b"slug,name\nt-1," + b"x" * 200_000 + b"\xc9", "^Line 2: a character is not UTF-8"),
        (b"slug,name\rt-1,\xc9cole\r", "^Line 1: a character is not UTF-8"),
    ],
)
def test_a_csv_that_cannot_be_read_says_where(content, reason):
    with pytest.raises(Unreadable, match=reason):
        read_rows(content, SITES)


def test_a_character_the_named_encoding_lacks_says_where():
    with pytest.raises(Unreadable, match="Line 2, column “name”: a character cannot be read as Windows"):
        read_rows(b"slug,name\nt-1,\x81\n", SITES, encoding="cp1252")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"slug,name", "cannot be opened"),
        (zipped({"a.txt": b"x"}), "cannot be opened"),
        (xlsx(), "cannot be opened"),
        (workbook(["slug", "name"], ["t-1", "#REF!"]), "Line 2, column 2 holds the error #REF!"),
        (workbook(["slug"], ["t-1"]), "missing: name"),
    ],
    ids=["csv", "zip", "hollow", "error", "column"],
)
def test_a_workbook_that_cannot_be_read_says_so(content, reason):
    with pytest.raises(Unreadable, match=reason):
        read_rows(content, SITES, xlsx=True)


@pytest.fixture
def steward(db):
    load_settings()
    return make_user(*RIGHTS)


def check(content: str, by, name="sites.csv") -> ImportRun:
    rows = read_rows(content.encode(), SITES)
    return check_import(SITES, file=upload(name, content.encode()), rows=rows, encoding="", by=by)


def make_sites(count: int) -> str:
    """Sites that exist, and the list that leaves them as they are."""
    for n in range(count):
        make_worksite(slug=f"t-{n}", name=f"Site {n}")
    return "slug,name,city\n" + "".join(f"t-{n},Site {n},\n" for n in range(count))


def test_a_dry_run_shows_every_difference_and_writes_nothing(steward):
    same = make_sites(40)
    before = list(Worksite.objects.order_by("pk").values())
    renamed = same.replace("t-1,Site 1,\n", "t-1,Site One,Farmington\n")
    run = check(renamed.replace("t-2,Site 2,\n", "t-new,New,\n"), steward)
    run.refresh_from_db()
    assert (run.status, run.new, run.changed, run.ended, run.unchanged) == ("checked", 1, 1, 1, 38)
    told = {change["key"]: (change["kind"], change["fields"], change["line"]) for change in run.report["changes"]}
    assert told == {
        "t-1": ("changed", {"name": ["Site 1", "Site One"], "city": ["", "Farmington"]}, 3),
        "t-new": ("new", {"name": ["", "New"]}, 4),
        "t-2": ("ended", {}, None),
    }
    assert list(Worksite.objects.order_by("pk").values()) == before
    assert acts_of(run) == ["check"]


def test_a_checked_list_is_applied_once(steward):
    run = check(make_sites(40).replace("Site 5", "Site Five"), steward)
    applied = apply_import(run, by=steward)
    assert (applied.status, Worksite.objects.get(slug="t-5").name) == ("applied", "Site Five")
    assert acts_of(run) == ["check", "apply"]
    with pytest.raises(Refused, match="already “applied”"):
        apply_import(run, by=steward)


def test_the_same_file_is_never_applied_twice(steward):
    content = make_sites(40).replace("Site 5", "Site Five")
    first, second = check(content, steward), check(content, steward)
    apply_import(first, by=steward)
    Worksite.objects.filter(slug="t-5").update(name="Site 5")
    with pytest.raises(Refused, match="very file was already applied"):
        apply_import(second, by=steward)
    with pytest.raises(Refused, match="very file was already applied"):
        check(content, steward)
    assert Worksite.objects.get(slug="t-5").name == "Site 5"


def test_a_portal_that_changed_meanwhile_is_not_overwritten(steward):
    run = check(make_sites(40).replace("Site 5", "Site Five"), steward)
    Worksite.objects.filter(slug="t-5").update(name="Renamed by someone")
    with pytest.raises(Refused, match="The portal has changed since"):
        apply_import(run, by=steward)
    run.refresh_from_db()
    assert (run.status, Worksite.objects.get(slug="t-5").name) == ("checked", "Renamed by someone")


def test_a_kept_file_that_was_tampered_with_is_not_applied(steward):
    run = check(make_sites(40).replace("Site 5", "Site Five"), steward)
    ImportRun.objects.filter(pk=run.pk).update(file_hash="0" * 64)
    with pytest.raises(Refused, match="is not the one that was checked"):
        apply_import(run, by=steward)


def test_a_list_with_errors_cannot_be_applied(steward):
    run = check("slug,name\nt-1,Fine\nwrong,Not fine\n", steward)
    assert (run.status, run.report["errors"]) == (
        "rejected", [{"line": 3, "column": "slug", "message": "Begin the slug with t-."}],
    )  # fmt: skip
    with pytest.raises(Refused, match="has errors"):
        apply_import(run, by=steward)
    assert not Worksite.objects.filter(slug="t-1").exists()


def test_a_list_that_changes_nothing_is_not_applied(steward):
    run = check(make_sites(3), steward)
    with pytest.raises(Refused, match="changes nothing"):
        apply_import(run, by=steward)


def test_a_list_that_ends_more_than_the_guard_allows_needs_a_second_person(steward):
    content = make_sites(40)
    two_of_forty = check("\n".join(content.splitlines()[:-2]), steward)
    assert two_of_forty.ended == 2
    three_of_forty = check("\n".join(content.splitlines()[:-3]), steward)
    with pytest.raises(Refused, match="would end 3 of 40 rows, more than 5 percent"):
        apply_import(three_of_forty, by=steward)
    assert Worksite.objects.open().filter(slug__startswith="t-").count() == 40
    second = make_user(*RIGHTS)
    applied = apply_import(three_of_forty, by=second)
    assert (applied.status, applied.second_person) == ("applied", second)
    assert Worksite.objects.open().filter(slug__startswith="t-").count() == 37


def test_the_guard_follows_its_setting(steward):
    key = SettingKey.objects.get(key="import_stop_guard_percent")
    set_value(key, value="4.9", authority="A test", starts_on=timezone.localdate(), by=make_user())
    run = check("\n".join(make_sites(40).splitlines()[:-2]), steward)
    with pytest.raises(Refused, match=r"more than 4\.9 percent"):
        apply_import(run, by=steward)


def test_what_stands_in_a_list_is_for_its_own_people_and_auditors(client, steward):
    run = check(make_sites(3).replace("Site 1", "Site Renamed"), steward)
    other_steward = make_user("core.use_portal", "core.view_importrun", "core.import_worksite")
    administrator, auditor = make_user("core.use_portal"), make_user("core.use_portal")
    grant(administrator, "portal_administrator")
    grant(auditor, "auditor")
    grant(steward, "staff")
    shown = {}
    for person in (steward, other_steward, auditor, administrator):
        client.force_login(person)
        html = client.get(run.get_absolute_url()).content.decode()
        file = client.get(run.attachment.get_absolute_url())
        shown[person] = ("Site Renamed" in html, file.status_code)
        if file.streaming:
            b"".join(file.streaming_content)
    assert shown == {
        steward: (True, 200),
        other_steward: (True, 200),
        auditor: (True, 200),
        administrator: (False, 404),
    }


def test_the_right_to_import_must_count_everywhere(steward):
    site = make_worksite()
    local = make_user(*RIGHTS, worksite=site)
    with pytest.raises(Refused, match="may not bring in"):
        check("slug,name\nt-1,New\n", local)
    run = check("slug,name\nt-1,New\n", steward)
    with pytest.raises(Refused, match="may not bring in"):
        apply_import(run, by=local)


def test_a_discarded_list_stays_on_record_and_is_not_applied(steward):
    run = discard_import(check(make_sites(2) + "t-9,New,\n", steward), by=steward)
    with pytest.raises(Refused, match="already “discarded”"):
        apply_import(run, by=steward)
    assert (run.status, run.new) == ("discarded", 1)


def test_a_long_list_is_applied_by_the_worker(steward):
    run = check("slug,name\n" + "".join(f"t-{n},New {n}\n" for n in range(501)), steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    apply_import(run, by=steward)
    run.refresh_from_db()
    job = waiting_job(run)
    assert (run.status, job.status, job.created_by) == ("checked", Job.Status.WAITING, steward)
    with pytest.raises(Refused, match="being applied right now"):
        apply_import(run, by=steward)
    with pytest.raises(Refused, match="being applied right now"):
        discard_import(run, by=steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.status, job.status, job.result["url"]) == ("applied", Job.Status.DONE, run.get_absolute_url())
    assert Worksite.objects.filter(slug__startswith="t-").count() == 501


def test_a_long_list_the_portal_has_outgrown_fails_with_its_reason(steward):
    run = check("slug,name\n" + "".join(f"t-{n},New {n}\n" for n in range(501)), steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    apply_import(run, by=steward)
    make_worksite(slug="t-7", name="Made by someone")
    Worker().work_until_idle()
    job = Job.objects.get(payload__run=run.pk, kind="apply_import")
    assert job.status == Job.Status.FAILED
    assert "The portal has changed since" in job.error
    assert Worksite.objects.filter(slug__startswith="t-").count() == 1


def test_a_long_list_is_checked_by_the_worker_and_can_be_watched(client, steward):
    content = "slug,name\n" + "".join(f"t-{n},New {n}\n" for n in range(501)) + "wrong,Not fine\n"
    client.force_login(steward)
    sent = post_form(client, "/manage/imports/sites/new/", file=upload("sites.csv", content.encode()), encoding="utf-8")
    run = ImportRun.objects.get()
    job = waiting_job(run)
    assert (run.status, sent["Location"]) == ("checking", job.get_absolute_url())
    shown = client.get(run.get_absolute_url()).content.decode()
    assert "being checked in the background" in shown
    assert f"/manage/imports/{run.pk}/discard/" not in shown
    for act in (apply_import, discard_import):
        with pytest.raises(Refused, match="being checked right now"):
            act(run, by=steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.status, run.new, len(run.report["errors"])) == ("rejected", 501, 1)
    assert (job.status, job.result["url"]) == (Job.Status.DONE, run.get_absolute_url())
    assert acts_of(run) == ["reject"]


def test_a_dry_run_that_was_called_off_is_discarded_and_never_applied(client, steward):
    run = check("slug,name\n" + "".join(f"t-{n},New {n}\n" for n in range(501)), steward)
    cancel_job(waiting_job(run), by=steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    assert run.status == "checking"
    client.force_login(steward)
    assert "The check of this list was never finished" in client.get(run.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match=r"never finished\. Discard it"):
        apply_import(run, by=steward)
    assert discard_import(run, by=steward).status == "discarded"


def test_a_large_workbook_is_read_by_the_worker(client, steward, monkeypatch):
    monkeypatch.setattr(import_views, "READ_AT_ONCE", 1000)
    client.force_login(steward)
    wrong = upload("sites.xlsx", workbook(["slug"], ["t-1"]))
    assert "missing: name" in post_form(client, "/manage/imports/sites/new/", file=wrong).content.decode()
    for name, rows, status in (("good", ["t-1", "New"], "checked"), ("bad", ["t-1", "#REF!"], "rejected")):
        post_form(client, "/manage/imports/sites/new/", file=upload(f"{name}.xlsx", workbook(["slug", "name"], rows)))
        run = ImportRun.objects.latest("pk")
        assert run.status == "checking"
        Worker().work_until_idle()
        run.refresh_from_db()
        assert run.status == status
    assert "Line 2, column 2 holds the error #REF!" in run.report["errors"][0]["message"]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_apply_one_list_at_once_apply_it_once():
    load_settings()
    steward, other = make_user(*RIGHTS), make_user(*RIGHTS)
    run = check(make_sites(3) + "t-9,New,\n", steward)

    assert endings(*(lambda by=by: apply_import(run, by=by) for by in (steward, other))) == ["done", "refused"]
    assert acts_of(run) == ["check", "apply"]


def test_through_the_pages_from_file_to_applied(client, steward):
    client.force_login(steward)
    content = make_sites(40).replace("Site 5,", "Site <b>Five</b>,")
    page = client.get("/manage/imports/")
    assert "/manage/imports/sites/new/" in page.content.decode()
    sent = post_form(client, "/manage/imports/sites/new/", file=upload("sites.csv", content.encode()), encoding="utf-8")
    run = ImportRun.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, run.get_absolute_url())
    shown = client.get(run.get_absolute_url()).content.decode()
    assert "<del>Site 5</del>" in shown
    assert "Site &lt;b&gt;Five&lt;/b&gt;" in shown
    assert f"/manage/imports/{run.pk}/apply/" in shown
    asked = client.get(f"/manage/imports/{run.pk}/apply/").content.decode()
    assert "0 new, 1 changed, 0 ended" in asked
    assert post_form(client, f"/manage/imports/{run.pk}/apply/").status_code == 302
    assert Worksite.objects.get(slug="t-5").name == "Site <b>Five</b>"
    again = post_form(client, f"/manage/imports/{run.pk}/apply/")
    assert again.status_code == 409
    assert "already “applied”" in again.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("sites.csv", b"slug\nt-1\n", "missing: name"),
        ("sites.csv", b"slug,name\nt-1,\x81\n", "Line 2, column “name”"),
        ("sites.csv", b"", "The file is empty"),
        ("sites.pdf", b"%PDF-1.4", "Attach CSV or XLSX"),
        ("sites.csv", b"<html></html>", "begins like a web page"),
        ("sites.xlsx", xlsx(), "cannot be opened"),
    ],
    ids=["column", "encoding", "empty", "pdf", "page", "workbook"],
)
def test_a_file_that_cannot_be_read_comes_back_with_the_form(client, steward, name, content, reason):
    client.force_login(steward)
    answer = post_form(client, "/manage/imports/sites/new/", file=upload(name, content), encoding="cp1252")
    text = answer.content.decode()
    assert (answer.status_code, "Error:" in text) == (200, True)
    assert reason in text
    assert not ImportRun.objects.exists()


def test_imports_are_closed_without_their_rights(client, steward):
    run = check(make_sites(2) + "t-9,New,\n", steward)
    client.force_login(make_user("core.use_portal"))
    paths = ["", "sites/new/", f"{run.pk}/", f"{run.pk}/apply/", f"{run.pk}/discard/"]
    assert {client.get(f"/manage/imports/{path}").status_code for path in paths} == {403}
    client.force_login(make_user(*RIGHTS, worksite=make_worksite()))
    assert client.get("/manage/imports/sites/new/").status_code == 403
    assert client.get(f"/manage/imports/{run.pk}/").status_code == 404
    client.force_login(steward)
    assert client.get("/manage/imports/nothing/new/").status_code == 404
