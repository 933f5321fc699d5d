"""The list of worksites in the form in which it is brought in, and what the import says of its columns."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from doc_portal.core.actions.imports import check_import
from doc_portal.core.imports import kind_named, read_rows
from doc_portal.core.models import AuditEvent, Worksite
from doc_portal.core.tests.factories import make_user, make_worksite
from mission import imports
from mission.tests.factories import READER

pytestmark = pytest.mark.django_db
STEWARD = (*READER, "core.export_worksite", "core.import_worksite", "core.add_importrun", "core.view_importrun")
KIND = "worksites"


def downloaded(client) -> bytes:
    return b"".join(client.get("/worksites/current/").streaming_content)


def test_the_current_list_brought_in_again_makes_no_difference(client):
    academy = Worksite.objects.academies().first()
    make_worksite(name="=1+1", note="- one\n- two", former_names="@home; Étoile", nearest_academy=academy, capacity=0)
    make_worksite(status="closed", closed_on="2020-01-31", confirmed=False, county_id="29510", phone="573-555-0100")
    by = make_user(*STEWARD)
    client.force_login(by)
    rows = read_rows(downloaded(client), kind_named(KIND), xlsx=True)
    assert len(rows) == Worksite.objects.count()
    made = imports.plan(rows, by)
    assert made.errors == []
    assert made.changes == []
    assert made.unchanged == len(rows)


def test_the_current_list_has_every_column_and_is_recorded(client):
    client.force_login(make_user(*STEWARD))
    sheet = load_workbook(io.BytesIO(downloaded(client))).active
    assert [cell.value for cell in sheet[1]] == list(imports.COLUMNS)
    kind = kind_named(KIND)
    assert set(imports.COLUMNS) == {*kind.columns, *kind.optional}
    assert AuditEvent.objects.filter(act="export", reason__startswith="Worksites to bring in").count() == 1


def test_the_current_list_is_offered_to_those_who_may_export_it(client):
    url = "/manage/imports/worksites/new/"
    client.force_login(make_user(*STEWARD))
    assert "/worksites/current/" in client.get(url).content.decode()
    client.force_login(make_user(*READER, "core.import_worksite", "core.add_importrun"))
    assert "/worksites/current/" not in client.get(url).content.decode()
    assert client.get("/worksites/current/").status_code == 403


def test_every_column_is_explained_in_words(client):
    kind = kind_named(KIND)
    assert [name for name, _, _ in kind.told if name not in {*kind.columns, *kind.optional}] == []
    assert {name for name, _, _ in kind.told} == {*kind.columns, *kind.optional}
    client.force_login(make_user(*STEWARD))
    page = client.get("/manage/imports/worksites/new/").content.decode()
    assert page.count('<span class="status warn">Required</span>') == len(kind.columns)
    for words in ("Day it closed", "makes a new worksite", "Its name, like “Cole County”"):
        assert words in page


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("worksites.csv", text.encode(), content_type="text/csv")


def change_of(by, line: str, head: str):
    made = imports.plan(read_rows(f"{head}\n{line}\n".encode(), kind_named(KIND)), by)
    assert made.errors == []
    return made.changes[0]


def test_kind_status_and_county_are_typed_as_pages_show_them_and_differences_are_told_in_words():
    by = make_user()
    make_worksite(slug="here", name="Here", kind="other", county_id="29019")
    line = "here,Here,training center,to be confirmed,Cole,central-region-training-center"
    made = change_of(by, line, "slug,name,kind,status,county,nearest_academy")
    assert made.fields["county"] == ("Boone County", "Cole County")
    assert made.fields["nearest academy"] == ("", "Central Region Training Center")
    assert made.values["county_id"] == "29051"
    assert (made.values["kind"], made.values["status"]) == ("training_center", "unverified")


def test_an_academy_that_is_none_and_oneself_are_told_at_their_column():
    rows = b"slug,name,kind,nearest_academy\nx,X,other,acc\naec,AEC,training_center,aec\n"
    made = imports.plan(read_rows(rows, kind_named(KIND)), make_user())
    assert [error.column for error in made.errors] == ["nearest_academy", "nearest_academy"]


def test_the_buttons_of_a_checked_list_name_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by = make_user(*STEWARD, "core.apply_importrun", "core.discard_importrun")
    kind, file = kind_named(KIND), upload("slug,name,kind\nzq,Zq,other\nzr,Zr,other\n")
    run = check_import(kind, file=file, rows=read_rows(file.read(), kind), encoding="utf-8", by=by)
    client.force_login(by)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Apply 2 changes to worksites" in page
    assert "Discard this list of worksites" in page
    for verb, words in (("apply", "Apply 2 changes to worksites"), ("discard", "Discard this list of worksites")):
        assert f">{words}</button>" in client.get(f"{run.get_absolute_url()}{verb}/").content.decode()
