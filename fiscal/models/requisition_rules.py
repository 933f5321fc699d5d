"""What the database refuses of requisitions and their lines, in SQL (fiscal.md 3.9, 4.3, 4.4)."""

from doc_portal.core.models.rules import TODAY

OPEN_TO_CHANGE = "'draft', 'returned'"
OF_A_FIXED_REQUISITION = (
    "EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id IN (OLD.requisition_id, NEW.requisition_id)"  # noqa: S608
    f" AND r.status NOT IN ({OPEN_TO_CHANGE}))"
)
OF_A_FIXED_LINE = (
    "EXISTS (SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_requisition r ON r.id = l.requisition_id"  # noqa: S608
    f" WHERE l.id IN (OLD.line_id, NEW.line_id) AND r.status NOT IN ({OPEN_TO_CHANGE}))"
)
NOT_WHAT_IS_SET_ASIDE = """EXISTS (
    SELECT 1 FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id
      JOIN fiscal_requisition r ON r.id = l.requisition_id
     WHERE f.id = NEW.id AND (NOT r.pre_encumbering OR f.amount - f.released <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_budgetentry e
                WHERE e.doc_type = 'REQ' AND e.doc_id = r.id AND e.line = f.id AND e.bucket = 'pre'), 0)))"""
DECIDED_BY_A_WRITER = (
    "NEW.approved_by_id = ANY (NEW.writers) OR NEW.certified_by_id = ANY (NEW.writers)"
    " OR NEW.endorsed_by_id = ANY (NEW.writers)"
)
FIXED = (
    "number", "worksite_id", "budget_fy_id", "org_id", "kind", "need", "need_by", "requested_by_id", "created_by_id",
    "pre_encumbering",
)  # fmt: skip
"""What of a requisition stays once it is submitted."""
BEYOND_EVERY_LIMIT = f"""NOT EXISTS (
    SELECT 1 FROM fiscal_approvallimit a
     WHERE a.user_id = NEW.approved_by_id AND a.starts_on <= {TODAY}
       AND (a.ends_on IS NULL OR a.ends_on > {TODAY})
       AND a.up_to >= (SELECT sum(l.amount) FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id))"""  # noqa: S608
NOTHING_SET_ASIDE = """(
    SELECT sum(f.amount) FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id
     WHERE l.requisition_id = NEW.id) IS DISTINCT FROM (
    SELECT sum(e.amount) FROM fiscal_budgetentry e
     WHERE e.doc_type = 'REQ' AND e.doc_id = NEW.id AND e.bucket = 'pre' AND e.amount > 0)"""
NOTHING_TO_BUY = "NOT EXISTS (SELECT 1 FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id)"
NOT_WHOLLY_PAID = """EXISTS (
    SELECT 1 FROM fiscal_requisitionline l LEFT JOIN fiscal_linefunding f ON f.line_id = l.id
     WHERE l.requisition_id = NEW.id
     GROUP BY l.id HAVING COALESCE(sum(f.percent), 0) <> 100 OR COALESCE(sum(f.amount), 0) <> l.amount)"""
PAID_BY_ANOTHER_YEAR = """EXISTS (
    SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_linefunding f ON f.line_id = l.id
      JOIN fiscal_fundingstring s ON s.id = f.funding_id
     WHERE l.requisition_id = NEW.id AND s.budget_fy_id <> NEW.budget_fy_id)"""
WITHOUT_A_CLASS = (
    "EXISTS (SELECT 1 FROM fiscal_requisitionline l WHERE l.requisition_id = NEW.id AND l.commodity_id IS NULL)"
)
NEEDS_ANOTHER_YES = """NEW.endorsed_by_id IS NULL AND EXISTS (
    SELECT 1 FROM fiscal_requisitionline l JOIN fiscal_commodityclass c ON c.id = l.commodity_id
     WHERE l.requisition_id = NEW.id AND c.second_approver)"""
WANTED_BY = "r.writers || ARRAY[r.requested_by_id, r.created_by_id]::bigint[]"
"""SQL: who asked for a requisition r or wrote it, of which none buys it (`fiscal.duties`)."""
BOUGHT_BY_WHO_ASKED = (
    "(TG_OP = 'INSERT' OR NEW.buyer_id IS DISTINCT FROM OLD.buyer_id)"
    " AND NEW.buyer_id = ANY (NEW.writers || ARRAY[NEW.requested_by_id, NEW.created_by_id]::bigint[])"
)
