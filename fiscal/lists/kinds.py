"""The lists fiscal takes: their columns, what is told of each, and who brings them in."""

from doc_portal.core.registry import ImportKind

OVERRIDE_COLUMNS = (
    ("document_type", "Document type", "Its code, like P1."),
    ("agency", "Agency", ""),
    ("number", "Number", "Of the document."),
    ("error_code", "Error code", "The error that was overridden."),
    ("overridden_by", "Overridden by", "As SAM II writes it."),
    ("overridden_on", "Overridden on", "Year, month, day, like 2026-01-31."),
    ("note", "Note", ""),
)
OVERRIDE_KEY = ("document_type", "agency", "number", "error_code", "overridden_by", "overridden_on")
OVERRIDES = ImportKind(
    "fiscal_overrides",
    "Overrides in SAM II",
    "fiscal.import_overridelog",
    columns=OVERRIDE_KEY,
    optional=("note",),
    plan="fiscal.lists.overrides.plan",
    apply="fiscal.lists.overrides.apply",
    told=OVERRIDE_COLUMNS,
)
CODE_COLUMNS = (
    ("year", "Fiscal year", "The year in which it ends, like 2027. It must be created."),
    ("kind", "Kind", "Fund, Agency, Organization, Object and so on."),
    ("code", "Code", "As text, with its leading zeros. Year, kind and code tell which code the line is about."),
    ("name", "Name", ""),
    ("under", "Under", "The code it lies under, of the same kind and year."),
    ("replaces", "Replaces", "The code of the year before whose place it takes, where that was written otherwise."),
    ("active", "In use", "Yes or no; yes for a new code where the column is left out."),
    ("confirmed", "Confirmed", "Yes or no."),
    ("source", "Source", ""),
)
CODES = ImportKind(
    "account_codes",
    "Account codes",
    "fiscal.import_coacode",
    columns=("year", "kind", "code", "name"),
    optional=("under", "replaces", "active", "confirmed", "source"),
    plan="fiscal.lists.codes.plan",
    apply="fiscal.lists.codes.apply",
    told=CODE_COLUMNS,
    current_url="fiscal:coacode-current",
    export_permission="fiscal.export_coacode",
)
CARD_PURCHASE_COLUMNS = (
    ("cycle", "Cycle", "Year and month, like 2026-01."),
    ("holder", "Holder", "User name or employee number."),
    ("card", "Card", "The last four digits of its number, and no more of it."),
    ("posted_on", "Posted on", "Year, month, day, like 2026-01-31."),
    ("vendor", "Vendor", "As the bank writes it."),
    ("amount", "Amount", "Above zero, like 28.75."),
    ("reference", "Reference", "Of the bank; one that came before is refused."),
)
CARD_PURCHASES = ImportKind(
    "card_purchases",
    "Purchases with cards",
    "fiscal.import_cardtransaction",
    columns=tuple(name for name, _, _ in CARD_PURCHASE_COLUMNS),
    plan="fiscal.lists.cards.plan",
    apply="fiscal.lists.cards.apply",
    told=CARD_PURCHASE_COLUMNS,
)
IMPORT_KINDS = (CARD_PURCHASES, OVERRIDES, CODES)
