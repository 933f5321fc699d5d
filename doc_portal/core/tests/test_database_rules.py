"""Every rule the database keeps for the core, tried around the application with plain SQL.

Each constraint and trigger has its case; one without a case fails the last test.
"""

import contextlib
from datetime import date

import environ
import psycopg2
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import (
    Attachment,
    AuditEvent,
    Counter,
    County,
    ImportRun,
    Job,
    Notification,
    OutboxMail,
    RoleGrant,
    SearchEntry,
    SearchKey,
    Setting,
    SettingKey,
    Submission,
    WorkerProcess,
)
from doc_portal.core.tests.factories import grant, make_role, make_unit, make_user, make_worksite

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


CONSTRAINTS = [
    unit_is_not_its_own_parent,
    worksite_abbreviation_used_once,
    worksite_closes_after_it_opens,
    worksite_dates_within_reason,
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
        ("core_role", row.role_id),
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
            "INSERT INTO core_user (password, username, first_name, last_name, email, phone, title, is_active, sample,"
            " theme, created_at) VALUES ('!', 'history', '', '', '', '', '', true, false, 'auto', now()) RETURNING id"
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
