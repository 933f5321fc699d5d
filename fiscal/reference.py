"""What fiscal starts with: document types and rules as published, from the files of the data folder."""

from datetime import date
from decimal import Decimal

from doc_portal.core.reference import Brought, bring_in, read_rows, yes
from fiscal.models import (
    CoaCode,
    CommodityClass,
    DocumentType,
    ExternalSystem,
    FiscalYear,
    InterfaceField,
    LedgerColumn,
    OutsideContact,
    ProcurementRule,
    RecurringDeliverable,
)

TYPE_FIELDS = ("name", "kind", "group", "interface_approvals_applied", "note", "confirmed", "source")
FIELD_FIELDS = ("start", "length", "justified", "constant", "rule", "indicator", "confirmed", "source")
RECURRING_FIELDS = ("office", "title", "month", "day", "due_words", "confirmed", "source")


def load() -> list[Brought]:
    """Everything fiscal brings along, in the order in which rows name each other."""
    return [*load_account_codes(), load_commodity_classes(), load_procurement_rules(), *_load_sam_ii()]


def load_account_codes() -> list[Brought]:
    """The few codes of the chart of accounts that are known, in every year there is."""
    rows = [
        CoaCode(
            year_id=fy, kind=row["kind"], code=row["code"], name=row["name"], confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for fy in FiscalYear.objects.order_by("fy").values_list("fy", flat=True)
        for row in read_rows("account_codes.csv")
    ]  # fmt: skip
    return [bring_in(rows, ("kind", "year", "code"), ("name", "confirmed", "source"))] if rows else []


def load_commodity_classes() -> Brought:
    """Classes of what is bought, none of them confirmed yet."""
    flags = ("second_approver", "mve_makes", "is_capital", "confirmed")
    words = ("name", "kind", "source")
    rows = [
        CommodityClass(
            code=row["code"], **{one: row[one] for one in words}, **{one: row[one] == "yes" for one in flags}
        )
        for row in read_rows("commodity_classes.csv")
    ]
    return bring_in(rows, ("code",), (*words, *flags))


def _load_sam_ii() -> list[Brought]:
    """The SAM II desk's: systems, types of documents, and what offices are owed again and again."""
    systems = [
        ExternalSystem(**row | {"confirmed": yes(row["confirmed"])}) for row in read_rows("external_systems.csv")
    ]
    recurring = [
        RecurringDeliverable(
            **row | {"month": _number(row["month"]), "day": _number(row["day"]), "confirmed": yes(row["confirmed"])}
        )
        for row in read_rows("recurring_deliverables.csv")
    ]
    return [
        bring_in(systems, ("code",), ("name", "note", "confirmed", "source")),
        bring_in(_document_types(), ("code",), TYPE_FIELDS),
        bring_in(recurring, ("key",), RECURRING_FIELDS),
        bring_in(_interface_fields(), ("layout", "record", "field"), FIELD_FIELDS),
        bring_in(_contacts(), ("key",), ("office", "purpose", "email", "phone", "note", "confirmed", "source")),
        bring_in(_ledger_columns(), ("field",), ("heading", "needed", "about", "confirmed", "source")),
    ]


def _document_types() -> list[DocumentType]:
    return [
        DocumentType(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            group=row["group"],
            interface_approvals_applied={"yes": True, "no": False}.get(row["interface_approvals_applied"]),
            note=row["note"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in read_rows("coa_document_types.csv")
        if row["kind"] in DocumentType.Kind.values
    ]


def _interface_fields() -> list[InterfaceField]:
    """Columns that no source tells stay empty."""
    return [
        InterfaceField(
            **row
            | {"start": _number(row["start"]), "length": _number(row["length"]), "confirmed": yes(row["confirmed"])}
        )
        for row in read_rows("interface_fields.csv")
    ]


def _contacts() -> list[OutsideContact]:
    return [
        OutsideContact(**row | {"starts_on": date.fromisoformat(row["starts_on"]), "confirmed": yes(row["confirmed"])})
        for row in read_rows("outside_contacts.csv")
    ]


def _ledger_columns() -> list[LedgerColumn]:
    rows = read_rows("ledger_columns.csv")
    return [LedgerColumn(**row | {"needed": yes(row["needed"]), "confirmed": yes(row["confirmed"])}) for row in rows]


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def load_procurement_rules() -> Brought:
    """The nine tests of sourcing with their amounts; rows closed before 2020 stay readable."""
    numbers, words = ("method", "quotes_required", "advertise_days"), ("says", "authority", "source")
    rows = [
        ProcurementRule(
            lower=Decimal(row["lower"]),
            upper=Decimal(row["upper"]) if row["upper"] else None,
            starts_on=date.fromisoformat(row["starts_on"]),
            ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
            papers=row["papers"].split(";") if row["papers"] else [],
            **{one: int(row[one]) for one in numbers},
            **{one: row[one] for one in words},
            **{one: row[one] == "yes" for one in ("notice", "through_oa", "confirmed")},
        )
        for row in read_rows("procurement_rules.csv")
    ]
    return bring_in(rows, ("method", "lower", "starts_on"), ("says", "confirmed", "source"))
