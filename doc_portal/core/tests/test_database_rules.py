"""Every rule the database keeps for the core, tried around the application with plain SQL.

Each constraint and trigger has its case; one without a case fails the last test.
"""

import contextlib
from datetime import date, timedelta

import environ
import psycopg2
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import (
    Attachment,
    AuditEvent,
    Counter,
    County,
    Draft,
    ImportRun,
    Job,
    NoticePreference,
    Notification,
    OutboxMail,
    RoleGrant,
    SearchEntry,
    SearchKey,
    SearchPin,
    SearchWord,
    Setting,
    SettingKey,
    SignInCode,
    StateHoliday,
    StoppedAddress,
    Submission,
    WorkerProcess,
)
from doc_portal.core.tests.factories import grant, make_role, make_unit, make_user, make_worksite
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

KEY = "00000000-0000-0000-0000-000000000001"


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        changed = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return changed


def refused(name, sql, *values):
    """The statement is refused, and by the rule of this name."""
    with pytest.raises(IntegrityError) as refusal:
        run(sql, *values)
    assert refusal.value.__cause__.diag.constraint_name == name, refusal.value


def granted(**fields):
    return grant(make_user(), make_role("core.use_portal"), **fields)


def make_setting(**fields):
    key, _ = SettingKey.objects.get_or_create(key="rate", defaults={"name": "Rate"})
    defaults = {"value": "1", "authority": "Act", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 7, 1)}
    return Setting.objects.create(key=key, **defaults | fields)


def make_run(person, **fields):
    return ImportRun.objects.create(kind="x", file_name="x", file_hash="x", created_by=person, **fields)


# One function a rule: its name is the rule's.


def unit_is_not_its_own_parent(name):
    refused(name, "UPDATE core_unit SET parent_id = id WHERE id = %s", make_unit().pk)


def worksite_abbreviation_used_once(name):
    make_worksite(abbreviation="TESTS")
    refused(name, "UPDATE core_worksite SET abbreviation = 'tests' WHERE id = %s", make_worksite().pk)


def worksite_closes_after_it_opens(name):
    sql = "UPDATE core_worksite SET opens_on = %s, closed_on = %s WHERE id = %s"
    site = make_worksite()
    refused(name, sql, "2026-01-02", "2026-01-01", site.pk)
    refused(name, sql, "2026-01-01", "2026-01-01", site.pk)
    assert run(sql, "2026-01-01", "2026-01-02", site.pk) == 1


def worksite_dates_within_reason(name):
    site = make_worksite()
    for column in ("opens_on", "closed_on"):
        for day in ("1819-12-31", "2200-01-01", "infinity"):
            refused(name, f"UPDATE core_worksite SET {column} = %s WHERE id = %s", day, site.pk)  # noqa: S608


def worksite_is_not_its_own_nearest_academy(name):
    refused(name, "UPDATE core_worksite SET nearest_academy_id = id WHERE id = %s", make_worksite().pk)


def one_draft_of_each_form(name):
    person = make_user()
    Draft.objects.create(user=person, path="/a/", payload={})
    other = Draft.objects.create(user=person, path="/b/", payload={})
    refused(name, "UPDATE core_draft SET path = '/a/' WHERE id = %s", other.pk)


def one_choice_of_mail_for_each_kind(name):
    person = make_user()
    NoticePreference.objects.create(user=person, kind="a", mail="off")
    other = NoticePreference.objects.create(user=person, kind="b", mail="off")
    refused(name, "UPDATE core_noticepreference SET kind = 'a' WHERE id = %s", other.pk)


def mail_of_alerts_and_readings_is_never_off(name):
    for kind in ("alert", "reading"):
        choice = NoticePreference.objects.create(user=make_user(), kind=kind, mail="daily")
        refused(name, "UPDATE core_noticepreference SET mail = 'off' WHERE id = %s", choice.pk)


def address_stopped_once(name):
    StoppedAddress.objects.create(address="a@doc.mo.gov")
    other = StoppedAddress.objects.create(address="b@doc.mo.gov")
    refused(name, "UPDATE core_stoppedaddress SET address = 'a@doc.mo.gov' WHERE id = %s", other.pk)


def stopped_address_in_small_letters(name):
    row = StoppedAddress.objects.create(address="a@doc.mo.gov")
    refused(name, "UPDATE core_stoppedaddress SET address = 'A@doc.mo.gov' WHERE id = %s", row.pk)


def address_released_after_it_was_stopped(name):
    row = StoppedAddress.objects.create(address="a@doc.mo.gov")
    refused(name, "UPDATE core_stoppedaddress SET released_at = stopped_at - interval '1 day' WHERE id = %s", row.pk)


def user_name_used_once(name):
    make_user(username="j.doe")
    refused(name, "UPDATE core_user SET username = 'J.Doe' WHERE id = %s", make_user().pk)


def user_name_not_empty(name):
    refused(name, "UPDATE core_user SET username = '' WHERE id = %s", make_user().pk)


def audit_event_names_a_whole_record(name):
    event = "INSERT INTO core_auditevent (at, act, actor_name, object_name, outcome, before, after, reason, details,"
    refused(name, event + " request_id, object_id) VALUES (now(), 'x', '', '', 'done', '', '', '', '{}', '', 7)")


def role_grant_scope_fields_match_its_kind(name):
    unit, site = make_unit().pk, make_worksite().pk
    sql = "UPDATE core_rolegrant SET scope_kind = %s, unit_id = %s, worksite_id = %s WHERE id = %s"
    row = granted().pk
    for kind, unit_id, site_id in (
        ("all", unit, None),
        ("all", None, site),
        ("unit", None, None),
        ("unit", unit, site),
        ("unit", None, site),
        ("worksite", None, None),
        ("worksite", unit, None),
        ("worksite", unit, site),
        ("county", None, None),
    ):
        refused(name, sql, kind, unit_id, site_id, row)
    assert run(sql, "unit", unit, None, row) == 1


def role_grant_not_to_oneself(name):
    refused(name, "UPDATE core_rolegrant SET created_by_id = user_id WHERE id = %s", granted().pk)


def role_grant_has_a_reason(name):
    refused(name, "UPDATE core_rolegrant SET reason = '' WHERE id = %s", granted().pk)


def role_grant_dates_within_reason(name):
    refused(name, "UPDATE core_rolegrant SET starts_on = '1989-12-31' WHERE id = %s", granted().pk)
    refused(name, "UPDATE core_rolegrant SET ends_on = '9999-12-31' WHERE id = %s", granted().pk)


def role_grant_ends_on_or_after_it_starts(name):
    refused(name, "UPDATE core_rolegrant SET ends_on = starts_on - 1 WHERE id = %s", granted().pk)


def role_grant_once_per_person_role_and_place(name):
    person, role, site = make_user(), make_role("core.use_portal"), make_worksite()
    twice = (
        "INSERT INTO core_rolegrant (created_at, version, user_id, role_id, scope_kind, unit_id, worksite_id,"
        " starts_on, ends_on, reason) SELECT now(), 1, user_id, role_id, scope_kind, unit_id, worksite_id,"
        " starts_on, ends_on, 'x' FROM core_rolegrant WHERE id = %s"
    )
    for row in (grant(person, role), grant(person, role, worksite=site), grant(person, role, unit=make_unit())):
        refused(name, twice, row.pk)


def search_entry_once_per_object(name):
    SearchEntry.objects.create(kind="x", tab="all", object_id=1, title="A", url="/", folded_title="a")
    other = SearchEntry.objects.create(kind="x", tab="all", object_id=2, title="A", url="/", folded_title="a")
    refused(name, "UPDATE core_searchentry SET object_id = 1 WHERE id = %s", other.pk)


def search_key_once_per_entry(name):
    entry = SearchEntry.objects.create(kind="x", tab="all", object_id=1, title="A", url="/", folded_title="a")
    SearchKey.objects.create(entry=entry, key="A1")
    other = SearchKey.objects.create(entry=entry, key="A2")
    refused(name, "UPDATE core_searchkey SET key = 'A1' WHERE id = %s", other.pk)


def setting_has_one_value_at_a_time(name):
    make_setting()
    later = make_setting(starts_on=date(2026, 7, 1), ends_on=None)
    refused(name, "UPDATE core_setting SET starts_on = '2026-06-30' WHERE id = %s", later.pk)
    refused(name, "UPDATE core_setting SET ends_on = NULL WHERE key_id = %s AND id <> %s", later.key_id, later.pk)


def setting_ends_after_it_starts(name):
    row = make_setting()
    refused(name, "UPDATE core_setting SET ends_on = starts_on WHERE id = %s", row.pk)
    with pytest.raises(DatabaseError):
        run("UPDATE core_setting SET ends_on = starts_on - 1 WHERE id = %s", row.pk)


def setting_names_its_authority(name):
    refused(name, "UPDATE core_setting SET authority = '' WHERE id = %s", make_setting().pk)


def setting_dates_within_reason(name):
    refused(name, "UPDATE core_setting SET starts_on = '1819-12-31' WHERE id = %s", make_setting().pk)
    refused(name, "UPDATE core_setting SET ends_on = '9999-12-31'")


def make_pin(**fields):
    defaults = {"question": "Words", "key": "WORDS", "kind": "x", "object_id": 1, "title": "A", "url": "/"}
    return SearchPin.objects.create(**defaults | fields)


def search_pin_once_per_question_and_result(name):
    make_pin()
    make_pin(ended_at=timezone.now())
    refused(name, "UPDATE core_searchpin SET ended_at = NULL")


def search_pin_has_a_question(name):
    refused(name, "UPDATE core_searchpin SET key = '' WHERE id = %s", make_pin().pk)


def make_code(**fields):
    until = timezone.now() + timedelta(hours=1)
    defaults = {"user": make_user(), "created_by": make_user(), "code_hash": "!", "reason": "x", "valid_until": until}
    return SignInCode.objects.create(**defaults | fields)


COPY_OF_A_CODE = (
    "INSERT INTO core_signincode (user_id, created_by_id, code_hash, reason, created_at, valid_until, ended_at, used)"
    " SELECT user_id, {by}, 'x', 'x', created_at, {until}, {ended}, {used} FROM core_signincode WHERE id = %s"
)


def copied(by="created_by_id", until="valid_until", ended="NULL", used="false"):
    return COPY_OF_A_CODE.format(by=by, until=until, ended=ended, used=used)


def sign_in_code_open_once_per_person(name):
    row = make_code()
    refused(name, copied(), row.pk)
    assert run(copied(ended="now()"), row.pk) == 1


def sign_in_code_not_for_oneself(name):
    refused(name, copied(by="user_id", ended="now()"), make_code().pk)


def sign_in_code_used_once_ended(name):
    refused(name, copied(used="true"), make_code(ended_at=timezone.now()).pk)


def sign_in_code_ends_after_it_was_given(name):
    refused(name, copied(until="created_at", ended="now()"), make_code().pk)


def counter_once_per_series_and_year(name):
    Counter.objects.create(series="T", year=2026)
    other = Counter.objects.create(series="T", year=2027)
    refused(name, "UPDATE core_counter SET year = 2026 WHERE id = %s", other.pk)


def form_sent_once(name):
    person = make_user()
    Submission.objects.create(key=KEY, user=person, form="/a/", payload_hash="x")
    other = Submission.objects.create(key=KEY, user=person, form="/b/", payload_hash="x")
    Submission.objects.create(key=KEY, user=make_user(), form="/a/", payload_hash="x")
    refused(name, "UPDATE core_submission SET form = '/a/' WHERE id = %s", other.pk)


def notice_once_per_object_kind_and_day(name):
    person = make_user()
    Notification.objects.create(user=person, kind="x", title="x", dedupe_key="a")
    other = Notification.objects.create(user=person, kind="x", title="x", dedupe_key="b")
    refused(name, "UPDATE core_notification SET dedupe_key = 'a' WHERE id = %s", other.pk)


def scheduled_job_once_per_time(name):
    now = timezone.now()
    Job.objects.create(kind="x", title="x", scheduled_for=now)
    other = Job.objects.create(kind="x", title="x")
    refused(name, "UPDATE core_job SET scheduled_for = %s WHERE id = %s", now, other.pk)


def import_file_applied_once(name):
    person = make_user()
    make_run(person, status="applied")
    refused(name, "UPDATE core_importrun SET status = 'applied' WHERE id = %s", make_run(person).pk)


def import_second_person_is_another(name):
    refused(name, "UPDATE core_importrun SET second_person_id = created_by_id WHERE id = %s", make_run(make_user()).pk)


def state_holiday_within_reason(name):
    one = StateHoliday.objects.create(day=date(2090, 1, 3), name="Test", authority="RSMo 9.010")
    refused(name, "UPDATE core_stateholiday SET day = '1066-10-14' WHERE id = %s", one.pk)


def state_holiday_names_its_authority(name):
    one = StateHoliday.objects.create(day=date(2090, 1, 3), name="Test", authority="RSMo 9.010")
    refused(name, "UPDATE core_stateholiday SET authority = '' WHERE id = %s", one.pk)


CONSTRAINTS = [
    state_holiday_names_its_authority,
    state_holiday_within_reason,
    unit_is_not_its_own_parent,
    worksite_abbreviation_used_once,
    worksite_closes_after_it_opens,
    worksite_dates_within_reason,
    worksite_is_not_its_own_nearest_academy,
    one_draft_of_each_form,
    one_choice_of_mail_for_each_kind,
    mail_of_alerts_and_readings_is_never_off,
    address_stopped_once,
    stopped_address_in_small_letters,
    address_released_after_it_was_stopped,
    user_name_used_once,
    user_name_not_empty,
    audit_event_names_a_whole_record,
    role_grant_scope_fields_match_its_kind,
    role_grant_not_to_oneself,
    role_grant_has_a_reason,
    role_grant_dates_within_reason,
    role_grant_ends_on_or_after_it_starts,
    role_grant_once_per_person_role_and_place,
    search_entry_once_per_object,
    search_key_once_per_entry,
    setting_has_one_value_at_a_time,
    setting_ends_after_it_starts,
    setting_names_its_authority,
    setting_dates_within_reason,
    search_pin_once_per_question_and_result,
    search_pin_has_a_question,
    sign_in_code_open_once_per_person,
    sign_in_code_not_for_oneself,
    sign_in_code_used_once_ended,
    sign_in_code_ends_after_it_was_given,
    counter_once_per_series_and_year,
    form_sent_once,
    notice_once_per_object_kind_and_day,
    scheduled_job_once_per_time,
    import_file_applied_once,
    import_second_person_is_another,
]


@pytest.mark.parametrize("rule", CONSTRAINTS, ids=lambda rule: rule.__name__)
def test_the_database_keeps(rule):
    rule(rule.__name__)


def test_every_constraint_of_the_core_has_its_case():
    declared = {
        constraint.name for model in apps.get_app_config("core").get_models() for constraint in model._meta.constraints
    }
    assert declared == {rule.__name__ for rule in CONSTRAINTS}


def two(make):
    return make(1), make(2)


UNIQUE = {
    "core_stateholiday.day": lambda n: StateHoliday.objects.create(
        day=date(2090, 1, n + 2), name="Test", authority="RSMo 9.010"
    ),
    "core_unit.slug": lambda n: make_unit(slug=f"u{n}"),
    "core_unit.reference_key": lambda n: make_unit(reference_key=f"u{n}"),
    "core_county.name": lambda n: County.objects.create(
        fips=f"9990{n}", name=f"Test {n}", short_name="T", kind="county"
    ),
    "core_worksite.slug": lambda n: make_worksite(slug=f"w{n}"),
    "core_user.username": lambda n: make_user(username=f"name{n}"),
    "core_user.employee_number": lambda n: make_user(employee_number=f"E{n}"),
    "core_role.slug": lambda n: make_role(slug=f"r{n}"),
    "core_role.name": lambda n: make_role(name=f"Test role {n}"),
    "core_settingkey.key": lambda n: SettingKey.objects.create(key=f"k{n}", name="K"),
    "core_attachment.uuid": lambda n: Attachment.objects.create(name="a", kind="pdf", size=1, sha256="x"),
    "core_outboxmail.dedupe_key": lambda n: OutboxMail.objects.create(to="a@b", subject="s", body="b", dedupe_key=n),
    "core_job.uuid": lambda n: Job.objects.create(kind="x", title="x"),
    "core_searchword.word": lambda n: SearchWord.objects.create(word=f"word{n}", keys=[f"word{n}"]),
    "core_workerprocess.name": lambda n: WorkerProcess.objects.create(name=f"w{n}"),
}


@pytest.mark.parametrize("where", UNIQUE)
def test_two_rows_may_not_share(where):
    table, column = where.split(".")
    first, second = two(UNIQUE[where])
    key = first._meta.pk.column
    with pytest.raises(IntegrityError) as refusal:
        run(
            f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE {key} = %s) WHERE {key} = %s",  # noqa: S608
            first.pk,
            second.pk,
        )
    assert refusal.value.__cause__.pgcode == "23505"


def test_every_unique_column_of_the_core_has_its_case():
    declared = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_app_config("core").get_models()
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }
    assert declared == set(UNIQUE)


def test_what_others_point_to_cannot_be_deleted():
    row = granted(unit=make_unit())
    AuditEvent.objects.create(act="x", actor=row.user)
    setting = make_setting()
    for table, pk in (
        ("core_user", row.user_id),
        ("core_unit", row.unit_id),
        ("core_settingkey", setting.key_id),
    ):
        with pytest.raises(IntegrityError) as refusal:
            run(f"DELETE FROM {table} WHERE id = %s", pk)  # noqa: S608
        assert refusal.value.__cause__.pgcode == "23503", table


@pytest.fixture
def as_owner():
    """A cursor of the owner, whom rights do not hold back: triggers alone must. Rolled back at the end."""
    given = environ.Env().db_url("DATABASE_OWNER_URL")
    with contextlib.closing(
        psycopg2.connect(
            host=given["HOST"] or given.get("OPTIONS", {}).get("host"),
            port=given["PORT"] or None,
            user=given["USER"],
            password=given["PASSWORD"] or None,
            dbname=connection.settings_dict["NAME"],
        )
    ) as own:
        yield own.cursor()


def append_only_tables():
    return sorted(
        model._meta.db_table
        for model in apps.get_app_config("core").get_models()
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))
    )


HISTORIES = ["core_rolegrantevent", "core_settingevent", "core_unitevent", "core_userevent", "core_worksiteevent"]


def test_audit_and_history_are_append_only():
    assert append_only_tables() == ["core_auditevent", *HISTORIES]


def test_not_even_the_owner_changes_or_truncates_audit_events(as_owner):
    as_owner.execute(
        "INSERT INTO core_auditevent (at, act, actor_name, object_name, outcome, before, after, reason, details,"
        " request_id) VALUES (now(), 'x', '', '', 'done', '', '', '', '{}', '')"
    )
    as_owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for attack in (
        "UPDATE core_auditevent SET act = 'y'",
        "UPDATE core_auditevent SET act = 'y' WHERE false",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent CASCADE",
        "INSERT INTO core_auditevent SELECT * FROM core_auditevent ON CONFLICT (id) DO UPDATE SET act = 'y'",
        "MERGE INTO core_auditevent a USING core_auditevent b ON a.id = b.id WHEN MATCHED THEN DELETE",
    ):
        as_owner.execute("SAVEPOINT attack")
        with pytest.raises(psycopg2.Error, match="append-only") as refusal:
            as_owner.execute(attack)
        assert refusal.value.pgcode == "42501", attack
        as_owner.execute("ROLLBACK TO attack")
    as_owner.execute("SELECT act FROM core_auditevent ORDER BY id DESC LIMIT 1")
    assert as_owner.fetchone() == ("x",)


@pytest.mark.parametrize("table", HISTORIES)
def test_not_even_the_owner_changes_row_history(table, as_owner):
    if table == "core_settingevent":
        as_owner.execute("INSERT INTO core_settingkey (key, name, help, unit_of_measure) VALUES ('k', 'K', '', '')")
        as_owner.execute(
            "INSERT INTO core_setting (created_at, version, key_id, value, authority, confirmed, starts_on)"
            " SELECT now(), 1, id, '1', 'Act', true, '2026-01-01' FROM core_settingkey WHERE key = 'k'"
        )
    elif table in ("core_userevent", "core_rolegrantevent"):
        as_owner.execute(
            "INSERT INTO core_user (password, username, first_name, last_name, email, phone, title, is_active, listed,"
            " sample, theme, created_at) VALUES ('!', 'history', '', '', '', '', '', true, true, false, 'auto', now())"
            " RETURNING id"
        )
        (user,) = as_owner.fetchone()
        as_owner.execute(
            'INSERT INTO core_role (slug, name, description, scope_kinds, permissions, grantable_by, "order", retired)'
            " VALUES ('history', 'History', '', '{}', '{}', '{}', 0, false) RETURNING id"
        )
        (role,) = as_owner.fetchone()
        as_owner.execute(
            "INSERT INTO core_rolegrant (created_at, version, user_id, role_id, scope_kind, starts_on, reason)"
            " VALUES (now(), 1, %s, %s, 'all', '2026-01-01', 'x')",
            [user, role],
        )
    else:
        as_owner.execute(f"UPDATE {table.removesuffix('event')} SET version = version + 1")  # noqa: S608
    as_owner.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    (rows,) = as_owner.fetchone()
    assert rows, f"nothing was written to {table}"
    for attack in (f"UPDATE {table} SET pgh_label = 'y'", f"DELETE FROM {table}"):  # noqa: S608
        as_owner.execute("SAVEPOINT attack")
        with pytest.raises(psycopg2.Error, match="annot"):
            as_owner.execute(attack)
        as_owner.execute("ROLLBACK TO attack")


def test_a_setting_is_never_deleted():
    row = make_setting()
    with pytest.raises(DatabaseError, match="Cannot delete rows"):
        run("DELETE FROM core_setting WHERE id = %s", row.pk)
    assert Setting.objects.filter(pk=row.pk).exists()


def test_a_role_grant_ends_and_is_never_deleted():
    row = granted()
    with pytest.raises(DatabaseError, match="Cannot delete rows"):
        run("DELETE FROM core_rolegrant WHERE id = %s", row.pk)
    assert RoleGrant.objects.filter(pk=row.pk).exists()


def told(sentence, sql, *values):
    """The statement is refused with this sentence."""
    with pytest.raises(DatabaseError, match=sentence) as refusal:
        run(sql, *values)
    assert refusal.value.__cause__.pgcode == "42501"


def test_a_sign_in_code_works_once_and_stays_on_record():
    row = make_code()
    told(
        "used once or replaced",
        "UPDATE core_signincode SET valid_until = now() + interval '9 years' WHERE id = %s",
        row.pk,
    )
    told("used once or replaced", "UPDATE core_signincode SET code_hash = 'x' WHERE id = %s", row.pk)
    assert run("UPDATE core_signincode SET ended_at = now(), used = true WHERE id = %s", row.pk) == 1
    told("used once or replaced", "UPDATE core_signincode SET ended_at = NULL, used = false WHERE id = %s", row.pk)
    told("stays on record", "DELETE FROM core_signincode WHERE id = %s", row.pk)


def test_an_import_is_never_deleted():
    row = make_run(make_user())
    told("An import stays on record. Discard it instead.", "DELETE FROM core_importrun WHERE id = %s", row.pk)
    assert run("UPDATE core_importrun SET status = 'discarded' WHERE id = %s", row.pk) == 1


def make_file(**fields):
    return Attachment.objects.create(name="a.csv", kind="csv", size=1, sha256="x", created_by=make_user(), **fields)


@pytest.mark.parametrize(
    "change",
    ["sha256 = 'y'", "name = 'b.csv'", "kind = 'pdf'", "size = 2", "uuid = gen_random_uuid()", "created_by_id = NULL",
     "created_at = now() + interval '1 day'"],
)  # fmt: skip
def test_an_attached_file_stays_as_it_was_judged(change):
    told("stays as it was judged", f"UPDATE core_attachment SET {change} WHERE id = %s", make_file().pk)  # noqa: S608


def test_an_attached_file_is_given_to_its_record_once():
    first, second = make_worksite(), make_worksite()
    row, sql = make_file(), "UPDATE core_attachment SET content_type_id = %s, object_id = %s WHERE id = %s"
    kind = ContentType.objects.get_for_model(first).pk
    assert run(sql, kind, first.pk, row.pk) == 1
    told("stays as it was judged", sql, kind, second.pk, row.pk)
    told("stays as it was judged", sql, None, None, row.pk)


@pytest.mark.parametrize(
    "change",
    ["permissions = ARRAY['core.add_rolegrant']", "scope_kinds = ARRAY['all']", "grantable_by = ARRAY['staff']",
     "slug = 'portal_administrators'", "retired = false"],
)  # fmt: skip
def test_what_a_role_may_do_is_written_by_the_owner_alone(change):
    role = make_role("core.use_portal", scope_kinds=["unit"], retired=True)
    told("written by sync_roles alone", f"UPDATE core_role SET {change} WHERE id = %s", role.pk)  # noqa: S608


@pytest.mark.usefixtures("as_owner_of_tables")
def test_the_owner_writes_what_a_role_may_do():
    role = make_role("core.use_portal")
    assert run("UPDATE core_role SET permissions = ARRAY['core.view_role'] WHERE id = %s", role.pk) == 1


def test_a_role_is_never_deleted():
    told("retired and never deleted", "DELETE FROM core_role WHERE id = %s", make_role("core.use_portal").pk)


TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    ["value = '2'", "authority = 'Another act'", "starts_on = starts_on - 1", "created_by_id = NULL",
     "ends_on = current_date - 30", "starts_on = current_date + 9"],
)  # fmt: skip
def test_a_value_in_force_stays_as_it_was(change):
    row = make_setting(starts_on=TODAY() - 90 * DAY, ends_on=None, created_by=make_user())
    told("has been in force stays as it was", f"UPDATE core_setting SET {change} WHERE id = %s", row.pk)  # noqa: S608


def test_a_value_in_force_may_end_today_or_later_and_its_end_may_move():
    row = make_setting(starts_on=TODAY() - 90 * DAY, ends_on=None)
    sql = "UPDATE core_setting SET ends_on = %s, version = version + 1 WHERE id = %s"
    assert run(sql, TODAY() + 30 * DAY, row.pk) == 1
    assert run(sql, TODAY() + 60 * DAY, row.pk) == 1
    told("stays as it was", sql, None, row.pk)
    assert run(sql, TODAY(), row.pk) == 1
    told("stays as it was", sql, TODAY() + DAY, row.pk)


def test_a_past_value_stays_as_it_was():
    row = make_setting(starts_on=TODAY() - 90 * DAY, ends_on=TODAY() - 30 * DAY)
    told("stays as it was", "UPDATE core_setting SET ends_on = %s WHERE id = %s", TODAY() - 10 * DAY, row.pk)
    told("stays as it was", "UPDATE core_setting SET value = '2' WHERE id = %s", row.pk)


def test_a_planned_value_may_change():
    row = make_setting(starts_on=TODAY() + 30 * DAY, ends_on=None)
    assert run("UPDATE core_setting SET value = '2', starts_on = %s WHERE id = %s", TODAY(), row.pk) == 1


def test_a_planned_value_does_not_move_into_the_past():
    row = make_setting(starts_on=TODAY() + 30 * DAY, ends_on=None)
    told("stays as it was", "UPDATE core_setting SET starts_on = %s WHERE id = %s", TODAY() - DAY, row.pk)


def test_nobody_but_the_owner_sets_a_trigger_aside():
    row = granted()
    run(
        "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger"
        " WHERE tgrelid = 'core_rolegrant'::regclass AND NOT tgisinternal"
    )
    with pytest.raises(DatabaseError, match="Cannot delete rows"):
        run("DELETE FROM core_rolegrant WHERE id = %s", row.pk)
    assert RoleGrant.objects.filter(pk=row.pk).exists()


MAKE = {
    "unit": make_unit,
    "worksite": make_worksite,
    "user": make_user,
    "setting": make_setting,
    "rolegrant": granted,
}


@pytest.mark.parametrize("model", MAKE)
def test_changes_by_plain_sql_are_in_the_row_history(model):
    make = {
        "unit": make_unit,
        "worksite": make_worksite,
        "user": make_user,
        "setting": make_setting,
        "rolegrant": granted,
    }
    row = make[model]()
    column, value = {"user": ("title", "Changed")}.get(model, ("version", 7))
    run(f"UPDATE core_{model} SET {column} = %s WHERE id = %s", value, row.pk)  # noqa: S608
    history = apps.get_model("core", f"{model}event").objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    assert list(history.values_list("pgh_label", column)) == [
        ("insert", getattr(row, column)),
        ("update", value),
    ]
    if model in ("unit", "worksite"):
        run(f"DELETE FROM core_{model} WHERE id = %s", row.pk)  # noqa: S608
        assert history.last().pgh_label == "delete"


def test_passwords_and_last_sign_ins_are_not_in_the_history():
    person = make_user()
    run("UPDATE core_user SET password = 'x', last_login = now(), theme = 'dark' WHERE id = %s", person.pk)
    history = apps.get_model("core", "userevent")
    assert history.objects.filter(pgh_obj_id=person.pk).count() == 1
    assert not {"password", "last_login"} & {field.name for field in history._meta.fields}


def test_generated_search_words_cannot_be_written():
    entry = SearchEntry.objects.create(kind="x", tab="all", object_id=1, title="A", url="/", folded_title="a")
    with pytest.raises(DatabaseError):
        run("UPDATE core_searchentry SET words = 'b' WHERE id = %s", entry.pk)
