"""What the database refuses of orders, their lines and their money, in SQL (fiscal.md 3.16, 4.3, 4.4)."""

from doc_portal.core.models.rules import but_for, setting_today
from fiscal.models.requisition_rules import WANTED_BY

WITHOUT_REQUISITION = (
    "NOT EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    " AND r.status IN ('approved', 'sourcing', 'closed') AND r.approved_by_id IS NOT NULL"
    " AND r.worksite_id = NEW.worksite_id AND r.budget_fy_id = NEW.budget_fy_id)"
)
APPROVED_BY_WHO_ASKED = (
    "EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    " AND NEW.approved_by_id IN (r.requested_by_id, r.created_by_id))"
)
ORDERED_BY_WHO_ASKED = (
    "(TG_OP = 'INSERT' OR NEW.writers <> OLD.writers OR NEW.issued_by_id IS DISTINCT FROM OLD.issued_by_id)"  # noqa: S608
    " AND EXISTS (SELECT 1 FROM fiscal_requisition r WHERE r.id = NEW.requisition_id"
    f" AND (NEW.writers || ARRAY[NEW.created_by_id, NEW.issued_by_id]::bigint[]) && ({WANTED_BY}))"
)
OF_A_FIXED_ORDER = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id IN (OLD.order_id, NEW.order_id)"
    " AND o.status IN ('closed', 'cancelled'))"
)
SUMS = ("received", "accepted", "rejected", "weighed", "billed", "billed_amount", "billed_weight")
CHANGED_BUT_FOR_SUMS = but_for("amount", *SUMS).replace("TG_OP = 'DELETE'", "TG_OP <> 'UPDATE'")
NOT_SOURCED = (
    "NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id"
    " AND d.superseded_at IS NULL AND fiscal_papers_missing(d.id) = '{}')"
)
NOT_AS_SOURCED = (
    "EXISTS (SELECT 1 FROM fiscal_sourcingdecision d WHERE d.requisition_id = NEW.requisition_id"
    " AND d.superseded_at IS NULL"
    " AND (d.path = 1 AND NOT EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = NEW.vendor_id AND v.is_mve)"
    " OR d.path = 2 AND d.contract_id IS DISTINCT FROM NEW.contract_id))"
    " OR EXISTS (SELECT 1 FROM fiscal_solicitation s WHERE s.requisition_id = NEW.requisition_id"
    " AND s.status = 'final') AND NOT EXISTS (SELECT 1 FROM fiscal_solicitation s"
    " JOIN fiscal_award a ON a.solicitation_id = s.id JOIN fiscal_quote q ON q.id = a.quote_id"
    " WHERE s.requisition_id = NEW.requisition_id AND s.status = 'final' AND q.vendor_id = NEW.vendor_id)"
)
LINE_WRITTEN_ANEW = but_for("amount", "quantity", "price", *SUMS).replace("TG_OP = 'DELETE'", "TG_OP <> 'UPDATE'")
OF_NO_DRAFT = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id IN (OLD.order_id, NEW.order_id) AND o.status <> 'draft')"
)
OF_ONE_APPROVED = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.status <> 'draft'"
    " AND o.issued_on IS NULL)"
)
NOT_AS_ITS_VERSION = """EXISTS (
    SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id
     WHERE l.id = NEW.id AND o.issued_on IS NOT NULL AND (
           NOT EXISTS (
               SELECT 1 FROM fiscal_orderrevision v, jsonb_array_elements(v.lines) e
                WHERE v.order_id = o.id AND v.no = o.revision AND (e->>'no')::int = l.no
                  AND (e->>'quantity')::numeric = l.quantity AND (e->>'price')::numeric = l.price)
        OR l.amount IS DISTINCT FROM (SELECT sum(f.amount) FROM fiscal_orderfunding f WHERE f.line_id = l.id)))"""
ISSUED = "NEW.status = 'issued'"
FUNDING_CHANGED = (
    "(TG_OP <> 'UPDATE' OR NEW.line_id <> OLD.line_id OR NEW.funding_id <> OLD.funding_id"
    " OR NEW.line_funding_id <> OLD.line_funding_id OR NEW.appropriation_id <> OLD.appropriation_id)"
    " AND EXISTS (SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id"
    " WHERE l.id IN (OLD.line_id, NEW.line_id) AND o.status <> 'draft')"
)
FUNDING_MOVES = " OR ".join(f"NEW.{one} <> OLD.{one}" for one in ("amount", "liquidated", "released", "spent"))
OF_ONE_NOT_ISSUED = (
    "EXISTS (SELECT 1 FROM fiscal_orderline l JOIN fiscal_purchaseorder o ON o.id = l.order_id"
    " WHERE l.id = NEW.line_id AND o.status <> 'draft' AND o.issued_on IS NULL)"
)
NOT_AS_POSTED = """EXISTS (
    SELECT 1 FROM fiscal_orderfunding f JOIN fiscal_orderline l ON l.id = f.line_id
      JOIN fiscal_purchaseorder o ON o.id = l.order_id
     WHERE f.id = NEW.id AND o.issued_on IS NOT NULL AND (
           f.amount - f.liquidated - f.released <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_budgetentry e
                WHERE e.doc_type = 'PO' AND e.doc_id = o.id AND e.line = f.id AND e.bucket = 'enc'), 0)
        OR f.spent <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_invoice i JOIN fiscal_budgetentry e
                   ON e.doc_type = 'INV' AND e.doc_id = i.id AND e.line = f.id AND e.bucket = 'exp'
                WHERE i.order_id = o.id), 0)
        OR l.amount IS DISTINCT FROM (SELECT sum(s.amount) FROM fiscal_orderfunding s WHERE s.line_id = l.id)))"""
ISSUED_UNPOSTED = """NOT EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id) OR EXISTS (
    SELECT 1 FROM fiscal_orderline l LEFT JOIN fiscal_orderfunding f ON f.line_id = l.id
     WHERE l.order_id = NEW.id AND (f.id IS NULL OR f.amount - f.liquidated - f.released <> COALESCE((
               SELECT sum(e.amount) FROM fiscal_budgetentry e
                WHERE e.doc_type = 'PO' AND e.doc_id = NEW.id AND e.line = f.id AND e.bucket = 'enc'), 0)))"""
UNDECIDED_BILLS = (
    "EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.order_id = NEW.id"
    " AND i.status IN ('received', 'matched', 'exception', 'disputed'))"
)
ENDS = "NEW.status IN ('cancelled', 'closed') AND OLD.status <> NEW.status"
OVER_THE_MOST = (
    "(TG_OP = 'INSERT' OR NEW.over_percent <> OLD.over_percent)"
    f" AND NEW.over_percent > {setting_today('fiscal_over_receipt_most')}"
)
GOODS_BILLED_ALONE = """(TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)
    AND NOT EXISTS (
    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id
     WHERE r.id = NEW.requisition_line_id AND c.kind = 'utility')"""
SERVICE_NOT_ACCEPTED = """(TG_OP = 'INSERT' OR NEW.match_rule <> OLD.match_rule OR NEW.match_reason <> OLD.match_reason)
    AND EXISTS (
    SELECT 1 FROM fiscal_requisitionline r JOIN fiscal_commodityclass c ON c.id = r.commodity_id
     WHERE r.id = NEW.requisition_line_id AND c.kind = 'service')"""
RECEIVED_ALREADY = (
    "EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id AND (l.received > 0 OR l.billed > 0))"
)
CAME_AND_NOT_BILLED = """NEW.unbilled_reason = '' AND EXISTS (
    SELECT 1 FROM fiscal_orderline l WHERE l.order_id = NEW.id AND l.match_rule <> 'order_invoice' AND l.accepted > (
       SELECT COALESCE(sum(b.quantity), 0) FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id
        WHERE b.order_line_id = l.id AND i.kind = 'bill' AND i.status IN ('approved', 'vouchered', 'paid')))"""
"""SQL: something came that was never billed, and nobody says why; a credit memo takes off of what was billed."""
