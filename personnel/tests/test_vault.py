"""The EEO vault, tried as the role that serves requests: it writes, it counts, and it can tie nothing to anybody."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from doc_portal.core.audit import log
from doc_portal.core.models import AuditEvent
from personnel import vault
from personnel.models import Application, Posting
from personnel.tests.factories_hiring import make_application, make_job_class, make_posting, make_reason, revise

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
LAST_YEAR = datetime(2025, 5, 1, 12, tzinfo=UTC)
S = Application.Status


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
        "SELECT eeo.enough('{1}')",
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
    assert rows("SELECT eeo.advance(%s, 1::smallint)", application.number) == rows(
        "SELECT eeo.advance('APP-NOBODY', 1::smallint)"
    ), "nobody learns whether somebody has answered"


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
    assert "this is no stage" in refused("SELECT eeo.advance('APP-1', 9::smallint)")


def answered(posting, sex, race, number, *, appointed=0):
    """So many sent applications of one group, with their answers; the last `appointed` of them got the job."""
    reason = make_reason("not_selected")
    for n in range(number):
        application = make_application(posting=posting)
        vault.record(application, sex=sex, race_ethnicity=race)
        status = S.APPOINTED if n >= number - appointed else S.NOT_SELECTED
        Application.objects.filter(pk=application.pk).update(status=status, reason=reason)


def year_of(sizes, appointed=5):
    """A class of last year with one finished announcement that had groups of these sizes: two sexes, two races."""
    job_class = make_job_class()
    posting = make_posting(job_class=job_class)
    for (sex, race), number in zip(product(("female", "male"), ("white", "black")), sizes, strict=True):
        answered(posting, sex, race, number, appointed=min(appointed, number))
    return job_class, finish(posting)


def finish(posting):
    """The announcement as one of last year that is complete."""
    closes = LAST_YEAR + timedelta(days=20)
    return revise(posting, opens_at=LAST_YEAR, closes_at=closes, status=Posting.Status.COMPLETED)


def tables(job_class, year=2025):
    found = vault.selection(year, today=TODAY, fewest_percent=Decimal("80"), job_class=job_class)
    return found.get(job_class.pk, [])


def test_selection_is_counted_by_group_with_its_ratio_to_the_highest_rate():
    job_class, _ = year_of([6, 6, 5, 5], appointed=3)
    sex, race = tables(job_class)
    assert (sex.name, [group.label for group in sex.groups]) == ("Sex", ["Female", "Male"])
    female, male = sex.groups
    assert (female.applied, female.appointed, female.rate, female.ratio) == (12, 6, Decimal("50.0"), Decimal("83.3"))
    assert (male.applied, male.appointed, male.ratio) == (10, 6, Decimal("100.0"))
    assert sex.lowest == Decimal("83.3")
    assert [group.applied for group in race.groups] == [11, 11]
    assert tables(job_class) == [sex, race], "the same set counts the same again"


def test_a_group_of_nine_hides_the_whole_table():
    job_class, _ = year_of([6, 6, 5, 4])
    assert tables(job_class) == []


def test_fewer_than_ten_appointed_show_nothing_since_who_was_appointed_is_known():
    job_class, _ = year_of([6, 6, 5, 5], appointed=2)
    assert tables(job_class) == []


def test_no_two_tables_can_be_subtracted_from_each_other():
    job_class, first = year_of([6, 6, 5, 5], appointed=3)
    assert tables(job_class)
    other_class, second = year_of([6, 6, 5, 5], appointed=3)
    ask = "SELECT * FROM eeo.selection(%s)"
    assert rows(ask, [first.pk, second.pk]) == []
    assert rows(ask, [first.pk])
    assert tables(other_class), "alone it stands, as a set of its own"
    assert rows(ask, [first.pk, second.pk]) == []


def test_what_was_counted_does_not_change_any_more():
    job_class, posting = year_of([6, 6, 5, 5], appointed=3)
    before = tables(job_class)
    one = Application.objects.filter(posting=posting, status=S.NOT_SELECTED).first()
    rows("SELECT eeo.advance(%s, 4::smallint)", one.number)
    rows("SELECT eeo.record('APP-LATE', %s, 'female', 'white')", posting.pk)
    assert tables(job_class) == before


def test_nothing_is_counted_while_a_year_or_an_application_is_under_way():
    job_class, posting = year_of([6, 6, 5, 5], appointed=3)
    one = Application.objects.filter(posting=posting, status=S.NOT_SELECTED).first()
    Application.objects.filter(pk=one.pk).update(status=S.CLEARANCE)
    assert tables(job_class) == []
    assert vault.selection(2025, today=date(2025, 12, 31), fewest_percent=Decimal(80)) == {}
    Application.objects.filter(pk=one.pk).update(status=S.NOT_SELECTED)
    assert tables(job_class)


def test_how_far_somebody_came_is_taken_from_the_record_of_acts():
    job_class, posting = year_of([6, 6, 5, 5], appointed=3)
    out = Application.objects.filter(posting=posting, status=S.NOT_SELECTED).first()
    log("interview", out, by=None, after=S.INTERVIEW)
    assert sum(group.interviewed for group in tables(job_class)[0].groups) == 13


def test_answering_leaves_no_act_behind():
    application = make_application()
    before = AuditEvent.objects.count()
    vault.record(application, sex="female", race_ethnicity="white")
    vault.record(application, sex="male", race_ethnicity="white")
    assert AuditEvent.objects.count() == before
