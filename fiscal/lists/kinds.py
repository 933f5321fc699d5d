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
IMPORT_KINDS = (OVERRIDES,)
