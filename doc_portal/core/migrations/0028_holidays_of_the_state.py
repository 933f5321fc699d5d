"""Holidays of the state are rows, and business days are counted on them in the database."""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION core_holidays_known(first date, last date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(first >= date_trunc('year', min(h.day)) AND last < date_trunc('year', max(h.day)) + interval '1 year',
                    false)
      FROM core_stateholiday h
$$;
CREATE FUNCTION core_business_day_after(day date, n integer) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT core_holidays_known(day, found.on_day) THEN NULL ELSE found.on_day END
      FROM (SELECT CASE WHEN n <= 0 THEN day ELSE (
        SELECT d::date FROM generate_series(day + 1, day + 10 + n * 2, interval '1 day') d
         WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT 1 FROM core_stateholiday h WHERE h.day = d::date)
         ORDER BY d OFFSET greatest(n, 1) - 1 LIMIT 1) END AS on_day) found
$$;
CREATE FUNCTION core_business_days_between(first date, last date) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT core_holidays_known(first, last) THEN NULL ELSE (
        SELECT count(*)::integer FROM generate_series(first + 1, last, interval '1 day') d
         WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT 1 FROM core_stateholiday h WHERE h.day = d::date)) END
$$;
"""
GONE = """
DROP FUNCTION core_business_days_between(date, date);
DROP FUNCTION core_business_day_after(date, integer);
DROP FUNCTION core_holidays_known(date, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0027_ended_entries_leave_the_indexes_of_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="StateHoliday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("name", models.CharField(max_length=80)),
                ("authority", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["day"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1900-01-01", "2199-12-31"))),
                        name="state_holiday_within_reason",
                        violation_error_message="Enter a year between 1900 and 2199.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", ""), _negated=True), models.Q(("name", ""), _negated=True)
                        ),
                        name="state_holiday_names_its_authority",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, GONE),
    ]
