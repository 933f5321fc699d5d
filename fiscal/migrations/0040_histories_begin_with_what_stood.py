"""Rows that stood before their history was kept begin it as they stand, so that a first change tells from what."""

from django.db import migrations

KEPT = {
    "fiscal_appropriation": (
        "id", "created_at", "created_by_id", "budget_fy_id", "fund_id", "agency_id", "code", "name", "hb_section",
        "kind", "allotment_controlled", "flex_percent", "flex_authority", "changed_by_id", "changed_at",
    ),
    "fiscal_fiscalyear": (
        "fy", "created_at", "created_by_id", "starts_on", "ends_on", "closes_on", "expires_on", "authority", "status",
        "changed_by_id", "changed_at",
    ),
    "fiscal_card": (
        "id", "created_at", "created_by_id", "holder_id", "last_digits", "purpose", "worksite_id", "org_id",
        "approver_id", "reviewer_id", "single_limit", "cycle_limit", "starts_on", "ends_on",
    ),
    "fiscal_imprestfund": (
        "id", "created_at", "created_by_id", "worksite_id", "name", "authorized", "authority", "active", "holds_stamps",
    ),
}  # fmt: skip
"""Of each table its key, and what else its history keeps."""


def begun(table: str, key: str, *others: str) -> str:
    """SQL: the first row in the history of each row of a table that has none."""
    columns = ", ".join((key, *others))
    return f"""
        INSERT INTO {table}event ({columns}, pgh_obj_id, pgh_label, pgh_created_at)
        SELECT {columns}, {key}, 'begin', now() FROM {table} r
         WHERE NOT EXISTS (SELECT 1 FROM {table}event e WHERE e.pgh_obj_id = r.{key})
         ORDER BY {key}"""  # noqa: S608


BEGUN = [begun(table, *columns) for table, columns in KEPT.items()]


class Migration(migrations.Migration):
    dependencies = [
        ("fiscal", "0039_who_asked_chooses_no_supplier"),
    ]

    operations = [migrations.RunSQL(BEGUN, migrations.RunSQL.noop)]
