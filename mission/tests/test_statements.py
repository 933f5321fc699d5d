"""Versions of the statements: who may write them, when they count, and that published ones stay as they are."""

from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import AuditEvent, SearchEntry
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.workflow import Refused
from mission.actions.statements import publish_version, revise_version
from mission.models import Statement, StatementSet, StatementVersion
from mission.tests.factories import make_draft, make_reader
from mission.tests.forms import version_data
from mission.wording import read_values

WRITER = tuple(f"mission.{verb}_statementversion" for verb in ("view", "add", "change", "publish"))
pytestmark = pytest.mark.django_db


def in_force():
    return StatementVersion.objects.current().first()


def test_a_version_counts_from_its_day():
    supplied, today = in_force(), timezone.localdate()
    later = publish_version(make_draft(), by=make_user())
    assert in_force() == supplied
    assert StatementVersion.objects.current(today + timedelta(days=30)).first() == later
    assert StatementVersion.objects.current(today + timedelta(days=29)).first() == supplied


def test_publishing_is_recorded_with_its_publisher():
    publisher = make_user()
    version = publish_version(make_draft(), by=publisher)
    assert version.published_by == publisher
    assert version.published_at is not None
    assert acts_of(version) == ["create", "publish"]


def test_two_versions_may_not_take_effect_on_one_day():
    publish_version(make_draft(), by=make_user())
    second = make_draft(change_note="Another")
    with pytest.raises(Refused, match="Another published version takes effect"):
        publish_version(second, by=make_user())
    second.refresh_from_db()
    assert second.status == "draft"
    assert acts_of(second) == ["create"]


def test_a_version_is_published_once():
    version = publish_version(make_draft(), by=make_user())
    with pytest.raises(Refused, match="stood as “Published”"):
        publish_version(version, by=make_user())
    assert acts_of(version).count("publish") == 1


@pytest.mark.parametrize(
    ("left_out", "named"), [({"mission": ""}, "mission"), ({"vision": " "}, "vision"), ({"values": ""}, "value")]
)
def test_an_incomplete_draft_is_not_published(left_out, named):
    draft = make_draft(**left_out)
    with pytest.raises(Refused, match=f"no text yet for: {named}"):
        publish_version(draft, by=make_user())
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_published_version_is_not_edited():
    version = publish_version(make_draft(), by=make_user())
    version.change_note = "Rewritten"
    with pytest.raises(Refused, match="published and cannot be changed"):
        revise_version(version, by=make_user(), mission="x", vision="y", values="")
    assert version.statements.get(part="mission").text == "What we do."


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE mission_statementversion SET change_note = 'x' WHERE id = %(version)s",
        "DELETE FROM mission_statementversion WHERE id = %(version)s",
        "UPDATE mission_statement SET text = 'x' WHERE version_id = %(version)s",
        "DELETE FROM mission_statement WHERE version_id = %(version)s",
        'INSERT INTO mission_statement (version_id, part, anchor, heading, text, "order") '
        "VALUES (%(version)s, 'value', 'x', 'x', 'x', 99)",
        "UPDATE mission_statement SET version_id = %(version)s WHERE version_id = %(draft)s",
    ],
)
def test_the_database_itself_freezes_published_versions(attack):
    version, draft = in_force(), make_draft()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack, {"version": version.pk, "draft": draft.pk})
    assert Statement.objects.filter(version=version).count() == 6


@pytest.mark.parametrize(
    ("column", "value"), [("change_note", ""), ("effective_on", "1700-01-01"), ("strip", "x" * 401)]
)
def test_the_database_refuses_a_wrong_draft(column, value):
    draft = make_draft()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE mission_statementversion SET {column} = %s WHERE id = %s", [value, draft.pk])  # noqa: S608


def test_the_database_refuses_two_published_versions_of_one_day():
    version = in_force()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementVersion.objects.create(
            set=version.set, effective_on=version.effective_on, change_note="x", status="published"
        )


@pytest.mark.parametrize("field", ["anchor", "order"])
def test_the_database_refuses_a_statement_twice_in_a_version(field):
    draft = make_draft()
    first, second = draft.statements.order_by("order")[:2]
    setattr(second, field, getattr(first, field))
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_publish_for_one_day_one_is_refused():
    drafts = [make_draft(), make_draft(change_note="Another")]
    pairs = zip(drafts, [make_user(), make_user()], strict=True)

    assert endings(*(lambda d=d, by=by: publish_version(d, by=by) for d, by in pairs)) == ["done", "refused"]
    assert StatementVersion.objects.published().filter(effective_on=drafts[0].effective_on).count() == 1


def test_a_draft_is_written_and_published_and_its_history_is_open(client):
    client.force_login(make_user("core.use_portal", *WRITER))
    answer = post_form(client, "/manage/statements/new/", **version_data())
    version = StatementVersion.objects.get(change_note="Wording of May 2018")
    assert answer.url == version.get_absolute_url()
    assert list(version.statements.values_list("anchor", flat=True)) == ["mission", "vision", "care", "order"]
    assert post_form(client, f"/manage/statements/{version.pk}/publish/").status_code == 302
    client.force_login(make_reader())
    history = client.get("/about/history/").content.decode()
    assert "Wording of May 2018" in history
    assert history.count("In force") == 1
    assert "We kept order." in client.get(version.get_absolute_url()).content.decode()
    assert in_force().effective_on > date(2018, 5, 30)


def test_a_new_draft_starts_from_the_wording_in_force(client):
    client.force_login(make_user("core.use_portal", *WRITER))
    page = client.get("/manage/statements/new/").content.decode()
    assert "## Restored Communities" in page
    assert "A Safer Missouri and the Standard of Excellence in Corrections" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"change_note": ""}, "Enter what changed."),
        ({"strip": "x" * 401}, "to 400 characters"),
        ({"values": "Care without a heading"}, "Start each value with a line"),
        ({"values": "## Care\n\n## Order\n\nText"}, "Write what the value “Care” says."),
        ({"values": "## Care\n\nText\n\n## Care\n\nText"}, "is there twice"),
        ({"effective_on": "31.31.2020"}, "as a date"),
    ],
)
def test_a_form_with_an_error_comes_back_with_everything_typed(client, changed, sentence):
    client.force_login(make_user("core.use_portal", *WRITER))
    before = StatementVersion.objects.count()
    answer = post_form(client, "/manage/statements/new/", **version_data(**changed))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "What we wanted." in page
    assert StatementVersion.objects.count() == before


def test_saving_over_a_newer_save_keeps_theirs_and_shows_both(client):
    draft = make_draft()
    client.force_login(make_user("core.use_portal", *WRITER))
    url = f"/manage/statements/{draft.pk}/edit/"
    assert post_form(client, url, _version="1", **version_data(change_note="Mine")).status_code == 302
    answer = post_form(client, url, _version="1", **version_data(change_note="Theirs", vision="Their vision."))
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Theirs", "Mine", "Their vision.", "What we wanted."):
        assert text in page
    draft.refresh_from_db()
    assert (draft.change_note, draft.version) == ("Mine", 2)


def test_the_edit_page_of_a_published_version_says_why_not(client):
    client.force_login(make_user("core.use_portal", *WRITER))
    url = f"/manage/statements/{in_force().pk}/edit/"
    for answer in (client.get(url), post_form(client, url, _version="2", **version_data())):
        assert answer.status_code == 409
        assert "Start a new version from it instead." in answer.content.decode()


def test_readers_may_not_write_and_do_not_see_drafts(client):
    draft = make_draft()
    client.force_login(make_reader())
    assert client.get("/manage/statements/new/").status_code == 403
    assert client.get(f"/manage/statements/{draft.pk}/edit/").status_code == 403
    assert post_form(client, f"/manage/statements/{draft.pk}/publish/").status_code == 403
    assert client.get(f"/about/versions/{draft.pk}/").status_code == 404
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_an_auditor_reads_drafts_and_publishes_none(client):
    draft, auditor = make_draft(), make_user()
    grant(auditor, "auditor")
    client.force_login(auditor)
    assert "What we want." in client.get(draft.get_absolute_url()).content.decode()
    assert draft.get_absolute_url() in client.get("/about/history/").content.decode()
    assert post_form(client, f"/manage/statements/{draft.pk}/publish/").status_code == 403


def test_search_finds_each_version_in_its_time_only():
    later = publish_version(make_draft(), by=make_user())
    entries = SearchEntry.objects.filter(kind="mission.statementversion").order_by("live_from")
    assert [entry.object_id for entry in entries] == [in_force().pk, later.pk]
    assert entries[0].live_until == entries[1].live_from
    assert entries[1].live_until is None


def test_a_refused_press_is_recorded(client):
    draft = make_draft(vision="")
    client.force_login(make_user("core.use_portal", *WRITER))
    assert post_form(client, f"/manage/statements/{draft.pk}/publish/").status_code == 409
    assert AuditEvent.objects.filter(outcome="refused", object_id=draft.pk).exists()


def test_values_are_read_as_they_were_written():
    found = read_values("## Offender Success\n\nOne.\n\nTwo.\n\n## Staff\n\nThree.")
    assert [(one.anchor, one.text) for one in found] == [("offender-success", "One.\n\nTwo."), ("staff", "Three.")]


def test_there_are_two_sets_of_statements():
    slugs = StatementSet.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["mission-vision-values", "expectations"]


def test_a_version_published_for_a_later_day_says_when_it_takes_effect(client):
    version = publish_version(make_draft(effective_on=date(2199, 6, 3)), by=make_user())
    client.force_login(make_reader())
    for url in (version.get_absolute_url(), "/about/history/"):
        page = client.get(url).content.decode()
        assert "Takes effect on June 3, 2199" in page
        assert '<span class="status ok">Published</span>' not in page


def test_the_sign_in_page_says_the_mission_and_vision_in_force(client):
    old = in_force()
    assert old.strip in unescape(client.get("/accounts/login/").content.decode())
    publish_version(
        make_draft(effective_on=timezone.localdate() + timedelta(days=1), strip="We & you.", vision="Better.\n\nMore."),
        by=make_user(),
    )
    assert "We &amp; you." not in client.get("/accounts/login/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        page = client.get("/accounts/login/").content.decode()
    assert "We &amp; you." in page
    assert "Our vision: Better.<" in page
    assert old.strip not in unescape(page)


def test_the_sign_in_page_stands_without_any_version_in_force(client):
    with time_machine.travel("2001-01-15 12:00Z"):
        answer = client.get("/accounts/login/")
    assert answer.status_code == 200
    assert "Our vision" not in answer.content.decode()
