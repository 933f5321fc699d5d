"""The EEO vault, tried as the role that serves requests: it hands answers in, reads no total, ties nothing to anybody.

What is counted is tried by the role that counts, over rows that were committed.
"""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2.extensions import make_dsn

from doc_portal.core.audit import log
from doc_portal.core.models import AuditEvent
from personnel import vault
from personnel.models import Application, Posting
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import (
    make_application,
    make_appointment,
    make_job_class,
    make_posting,
    make_reason,
    revise,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
LAST_YEAR = datetime(2025, 5, 1, 12, tzinfo=UTC)
S = Application.Status
SEXES, RACES = ("female", "male"), ("white", "black")


def rows(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def refused(sql, *values) -> str:
    """How the database refuses a statement, its detail included."""
    with pytest.raises(DatabaseError) as refusal:
        rows(sql, *values)
    return f"{refusal.value.__cause__.pgcode} {refusal.value} {refusal.value.__cause__.diag.message_detail or ''}"


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM eeo.answer",
        "SELECT count(*) FROM eeo.answer",
        "SELECT 1 FROM personnel_application a JOIN eeo.answer e ON e.posting_id = a.posting_id",
        "SELECT * FROM eeo.secret",
        "SELECT * FROM eeo.counted",
        "SELECT eeo.token_for('APP-2026-00001')",
        "SELECT eeo.apart('{1}', '{4}')",
        "SELECT * FROM eeo.selection('{1}')",
        "SELECT eeo.count_set('{1}', '{APP-1}', '{2}')",
        "SELECT * FROM eeo.counted_among('{1}')",
        "SET ROLE portal_counter",
        "GRANT EXECUTE ON FUNCTION eeo.selection(bigint[]) TO portal_app",
        "INSERT INTO eeo.answer VALUES ('x', 1, '2026-01-01', 0, 'male', 'white')",
        "UPDATE eeo.answer SET sex = 'male'",
        "DELETE FROM eeo.counted",
        "TRUNCATE eeo.answer",
        "CREATE FUNCTION eeo.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION eeo.record(text, bigint, text, text) SET search_path = public",
        "GRANT SELECT ON eeo.answer TO portal_app",
        "SET ROLE portal_eeo",
        "COPY eeo.answer TO STDOUT",
        "CREATE TEMP TABLE answer (token bytea)",
    ],
)
def test_the_role_that_serves_requests_reaches_no_answer_no_key_and_no_token(attack):
    assert refused(attack).startswith("42501")


def test_nothing_beside_the_tables_tells_of_an_answer():
    application = make_application()
    vault.record(application, sex="female", race_ethnicity="white")
    assert rows("SELECT count(*) FROM pg_stats WHERE schemaname = 'eeo'") == [(0,)], "no sample of the columns"
    again = "SELECT eeo.record(%s, %s, 'male', 'white')"
    assert rows(again, application.number, application.posting_id) == rows(again, "APP-NOBODY", application.posting_id)


def test_an_answer_carries_no_moment_and_an_error_names_no_token():
    columns = rows(
        "SELECT a.attname::text, t.typname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE n.nspname = 'eeo' AND c.relname = 'answer' AND a.attnum > 0 ORDER BY a.attnum"
    )
    assert columns == [
        ("token", "bytea"), ("posting_id", "int8"), ("received_month", "date"), ("furthest_stage", "int2"),
        ("sex", "text"), ("race_ethnicity", "text"),
    ]  # fmt: skip
    said = refused("SELECT eeo.record('APP-1', 1, 'male; drop', 'white')")
    assert "this is no answer" in said
    assert "\\x" not in said


@pytest.fixture
def counter(transactional_db, django_db_setup, settings):
    """The role that counts, in a vault that holds nothing yet."""
    with django_db_setup.superuser(django_db_setup.name) as cursor:
        cursor.execute("TRUNCATE eeo.answer, eeo.counted")
    dsn = make_dsn(settings.DATABASE_COUNTER_URL, dbname=django_db_setup.name)
    with closing(psycopg2.connect(dsn)) as one:
        one.autocommit = True
        with one.cursor() as cursor:
            yield cursor


def asked(cursor, sql, *values):
    cursor.execute(sql, values)
    return cursor.fetchall()


def year_of(sizes, appointed=5):
    """A class of last year with one finished announcement that had groups of these sizes: two sexes, two races.

    The last `appointed` of each got the job.
    """
    posting = make_posting(job_class=make_job_class())
    reason = make_reason("not_selected")
    for (sex, race), number in zip(product(SEXES, RACES), sizes, strict=True):
        for n in range(number):
            one = make_application(posting=posting)
            vault.record(one, sex=sex, race_ethnicity=race)
            status = S.APPOINTED if n >= number - appointed else S.NOT_SELECTED
            Application.objects.filter(pk=one.pk).update(status=status, reason=reason)
    return posting.job_class, finish(posting)


def finish(posting):
    """The announcement as one of last year that is complete."""
    closes = LAST_YEAR + timedelta(days=20)
    return revise(posting, opens_at=LAST_YEAR, closes_at=closes, status=Posting.Status.COMPLETED)


def tables(job_class, year=2025):
    """What the page shows after a night; nothing where it was not counted, or too few came."""
    vault.count_selection(TODAY)
    found = vault.selection(year, today=TODAY, fewest_percent=Decimal("80"), job_class=job_class)
    return found.get(job_class.pk, [])


def far(posting, **last):
    """An application of those not selected that had come further, by the record of acts or by its own status."""
    one = Application.objects.filter(posting=posting, status=S.NOT_SELECTED).first()
    if "status" in last:
        Application.objects.filter(pk=one.pk).update(**last)
    else:
        log("interview", one, by=None, after=last["after"])
    return one


@pytest.mark.usefixtures("counter")
def test_selection_is_counted_by_group_with_its_ratio_to_the_highest_rate():
    job_class, _ = year_of([12, 12, 10, 10])
    sex, race = tables(job_class)
    assert (sex.name, [group.label for group in sex.groups]) == ("Sex", ["Female", "Male"])
    female, male = sex.groups
    assert (female.applied, female.appointed, female.rate, female.ratio) == (24, 10, Decimal("41.7"), Decimal("83.3"))
    assert (male.applied, male.qualified, male.appointed, male.ratio) == (20, 10, 10, Decimal("100.0"))
    assert sex.lowest == Decimal("83.3")
    assert [group.applied for group in race.groups] == [22, 22]
    assert tables(job_class) == [sex, race], "the same set counts the same again"


@pytest.mark.usefixtures("counter")
@pytest.mark.parametrize(
    ("sizes", "appointed"),
    [([10, 10, 10, 9], 5), ([20, 20, 20, 20], 4), ([20, 0, 20, 0], 10)],
    ids=["nine of a group were not selected", "nine or fewer of a group were appointed", "all are of one race"],
)
def test_a_group_of_nine_or_one_group_alone_hides_the_whole_table(sizes, appointed):
    job_class, _ = year_of(sizes, appointed)
    assert tables(job_class) == []


@pytest.mark.usefixtures("counter")
def test_one_person_moved_to_a_stage_of_their_own_is_not_found_by_subtracting():
    job_class, posting = year_of([12, 12, 10, 10])
    far(posting, after=S.INTERVIEW)
    for table in tables(job_class):
        assert [(group.qualified, group.interviewed) for group in table.groups] == [(None, None)] * 2
        assert sum(group.appointed for group in table.groups) == 20


def test_no_two_tables_can_be_subtracted_from_each_other(counter):
    first, second = (year_of([10, 10, 10, 10])[1] for _ in range(2))
    assert vault.count_selection(TODAY) == 2
    ask = "SELECT * FROM eeo.selection(%s)"
    assert len(asked(counter, ask, [first.pk])) == 4
    both = [first.pk, second.pk]
    asked(counter, "SELECT eeo.count_set(%s, '{}', '{}')", both)
    assert asked(counter, ask, both) == []
    assert len(asked(counter, ask, [second.pk])) == 4, "alone it stands, as a set of its own"


def test_a_count_that_is_taken_back_was_never_read(counter):
    _, posting = year_of([10, 10, 10, 10])
    numbers = list(Application.objects.filter(status=S.APPOINTED).values_list("number", flat=True))
    count = "SELECT eeo.count_set(%s, %s, %s::smallint[])"
    counter.execute("BEGIN")
    asked(counter, count, [posting.pk], numbers, [4] * len(numbers))
    assert asked(counter, "SELECT * FROM eeo.selection(%s)", [posting.pk]) == []
    assert asked(counter, "SELECT * FROM eeo.counted_among(%s)", [posting.pk]) == []
    counter.execute("COMMIT")
    assert len(asked(counter, "SELECT * FROM eeo.selection(%s)", [posting.pk])) == 4


def test_what_was_counted_does_not_change_any_more(counter):
    job_class, posting = year_of([12, 12, 10, 10])
    before = tables(job_class)
    one = far(posting, after=S.INTERVIEW)
    asked(counter, "SELECT eeo.count_set(%s, %s, '{4}')", [posting.pk], [one.number])
    rows("SELECT eeo.record('APP-LATE', %s, 'female', 'white')", posting.pk)
    assert vault.count_selection(TODAY) == 0
    assert tables(job_class) == before


def test_the_role_that_counts_reads_no_row_and_hands_in_no_answer(counter):
    for attack in (
        "SELECT * FROM eeo.answer",
        "SELECT * FROM eeo.secret",
        "SELECT eeo.token_for('A')",
        "SELECT eeo.record('APP-1', 1, 'male', 'white')",
        "SELECT 1 FROM public.personnel_application",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            counter.execute(attack)
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="this is no stage"):
        counter.execute("SELECT eeo.count_set('{1}', '{APP-1}', '{9}')")


@pytest.mark.usefixtures("counter")
def test_nothing_is_counted_while_a_year_an_application_or_a_first_day_is_under_way():
    job_class, posting = year_of([11, 10, 10, 10])
    one = far(posting, status=S.CLEARANCE)
    assert tables(job_class) == []
    Application.objects.filter(pk=one.pk).update(status=S.NOT_SELECTED)
    assert vault.count_selection(date(2025, 12, 31)) == 0
    begins = make_appointment(make_posting(job_class=job_class), person=make_person())
    Application.objects.filter(pk=begins.application_id).update(status=S.APPOINTED)
    finish(begins.location.posting)
    day_before = begins.starts_on - timedelta(days=1)
    assert vault.count_selection(day_before) == vault.count_selection(begins.starts_on) == 0
    assert vault.count_selection(begins.starts_on + timedelta(days=1)) == 1


@pytest.mark.usefixtures("counter")
def test_who_did_not_begin_is_not_counted_as_appointed():
    job_class, posting = year_of([11, 10, 10, 10], appointed=5)
    one = Application.objects.filter(posting=posting, status=S.APPOINTED).first()
    log("appoint", one, by=None, after=S.APPOINTED)
    Application.objects.filter(pk=one.pk).update(status=S.DECLINED)
    assert tables(job_class) == [], "nine of a group were appointed"


@pytest.mark.usefixtures("counter")
def test_where_no_role_may_count_answers_are_kept_uncounted(settings):
    job_class, _ = year_of([10, 10, 10, 10])
    address, settings.DATABASE_COUNTER_URL = settings.DATABASE_COUNTER_URL, ""
    assert tables(job_class) == []
    settings.DATABASE_COUNTER_URL = address
    assert tables(job_class)


def test_answering_leaves_no_act_behind():
    application = make_application()
    before = AuditEvent.objects.count()
    vault.record(application, sex="female", race_ethnicity="white")
    vault.record(application, sex="male", race_ethnicity="white")
    assert AuditEvent.objects.count() == before
