"""What the database refuses of bills and their payment, in SQL (fiscal.md 3.18–3.20, 4.3, 4.4)."""

from doc_portal.core.models.rules import setting_today
from fiscal.models.receiving import FAMILY
from fiscal.models.requisition_rules import WANTED_BY

COUNTED = "'approved', 'vouchered', 'paid'"
FIXED = "'approved', 'vouchered', 'paid', 'void'"
NOT_FROM_ITS_ORDER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND o.vendor_id = NEW.vendor_id"
    " AND o.issued_on IS NOT NULL)"
)
APPROVED_BY_THE_CHAIN = """EXISTS (
    SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id
      JOIN fiscal_vendor v ON v.id = o.vendor_id
     WHERE o.id = NEW.order_id AND (
           NEW.approved_by_id IN (r.requested_by_id, r.created_by_id, v.created_by_id, v.changed_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_vendorevent e WHERE e.pgh_obj_id = v.id AND e.changed_at >= o.created_at
                    AND e.changed_by_id = NEW.approved_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_receipt t
                    WHERE t.order_id = o.id AND NEW.approved_by_id IN (t.received_by_id, t.created_by_id))
    ))"""
NOT_WHAT_IS_BILLED = (
    "NEW.amount IS DISTINCT FROM (SELECT sum(l.amount) FROM fiscal_invoiceline l WHERE l.invoice_id = NEW.id)"
)
OF_NO_STANDING_ORDER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_purchaseorder o WHERE o.id = NEW.order_id AND"
    " (o.status IN ('issued', 'on_hold') OR NEW.kind = 'credit' AND o.status = 'closed'))"
)
APPROVED_BY_A_WRITER = (
    "NEW.approved_by_id = ANY (NEW.writers) OR EXISTS (SELECT 1 FROM fiscal_matchexception e"
    " WHERE e.invoice_id = NEW.id AND e.resolved_by_id = NEW.approved_by_id)"
)
WEIGHT_UNASKED = (
    "NEW.weight IS NOT NULL AND EXISTS (SELECT 1 FROM fiscal_orderline l WHERE l.id = NEW.order_line_id"
    " AND l.weight IS NULL)"
)
NOTHING_BILLED = "NOT EXISTS (SELECT 1 FROM fiscal_invoiceline l WHERE l.invoice_id = NEW.id)"
STILL_UNSETTLED = "EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.resolved_at IS NULL)"
OF_A_FIXED_INVOICE = (
    "EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id IN (OLD.invoice_id, NEW.invoice_id)"  # noqa: S608
    f" AND i.status IN ({FIXED}))"
)
BEYOND_WHAT_WAS_APPROVED = """EXISTS (
    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id
      JOIN fiscal_requisitionline r ON r.id = o.requisition_line_id
     WHERE l.invoice_id = NEW.id AND l.price > o.price AND r.amount < l.amount + (
       SELECT sum(s.billed_amount) FROM fiscal_orderline s WHERE s.requisition_line_id = r.id))"""
"""A dearer bill takes a line beyond what was approved for it, over all orders of that line."""
NOT_POSTED = """EXISTS (
    SELECT 1 FROM fiscal_invoice i
     WHERE i.id = NEW.id AND i.status = 'approved' AND i.amount IS DISTINCT FROM abs((
       SELECT sum(e.amount) FROM fiscal_budgetentry e
        WHERE e.doc_type = 'INV' AND e.doc_id = NEW.id AND e.bucket = 'exp')))"""
PAID_MORE_THAN_CAME = """EXISTS (
    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id
     WHERE l.invoice_id = NEW.invoice_id AND (
       SELECT sum(b.quantity) FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id
        WHERE b.order_line_id = o.id AND i.kind = 'bill' AND (i.id = NEW.invoice_id OR EXISTS (
          SELECT 1 FROM fiscal_paymentrequest p WHERE p.invoice_id = i.id AND p.voided_at IS NULL))
     ) > CASE WHEN o.match_rule = 'order_invoice' THEN o.quantity ELSE (
       SELECT COALESCE(sum(c.accepted), 0) FROM fiscal_receiptline c
        WHERE c.order_line_id = o.id AND c.accepted > 0) END)"""
"""Of a line more would be paid than ever came: a credit memo is no ground to pay the same goods by a second bill."""
UNPAYABLE = (
    "NOT EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.invoice_id AND i.approved_by_id IS NOT NULL"  # noqa: S608
    f" AND i.status IN ({COUNTED}) AND i.amount = NEW.amount)"
)
PAID_BY_THE_CHAIN = """EXISTS (
    SELECT 1 FROM fiscal_invoice i JOIN fiscal_purchaseorder o ON o.id = i.order_id
      JOIN fiscal_requisition r ON r.id = o.requisition_id
      CROSS JOIN unnest(ARRAY[NEW.paid_by_id, NEW.recorded_by_id, NEW.voided_by_id]) AS who
     WHERE i.id = NEW.invoice_id AND (
           who IN (
               i.approved_by_id, r.requested_by_id, r.created_by_id, r.approved_by_id, r.endorsed_by_id,
               o.approved_by_id)
        OR EXISTS (SELECT 1 FROM fiscal_receipt t
                    WHERE t.order_id = o.id AND who IN (t.received_by_id, t.created_by_id))))"""
ALONE_UNDER_ITS_NUMBER = (
    "NOT EXISTS (SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.kind = 'suffix'"
    " AND e.found = NEW.number || '-' || NEW.suffix AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed)"
)
SETTLED = """EXISTS (
    SELECT 1 FROM fiscal_matchexception e WHERE e.invoice_id = NEW.id AND e.order_line_id = o.id
       AND e.kind = '{kind}' AND e.resolved_by_id IS NOT NULL AND NOT e.lapsed)"""
DIFFERS_UNSETTLED = f"""EXISTS (
    SELECT 1 FROM fiscal_invoiceline l JOIN fiscal_orderline o ON o.id = l.order_line_id
      CROSS JOIN LATERAL (SELECT
           LEAST(o.price * {setting_today("fiscal_price_tolerance_percent")} / 100,
                 {setting_today("fiscal_price_tolerance_amount")}) AS dearer,
           {setting_today("fiscal_weight_tolerance_percent")} / 100 AS share,
           o.billed_weight + COALESCE(l.weight, 0) AS billed) may
     WHERE l.invoice_id = NEW.id AND (
           l.price > o.price + may.dearer AND NOT {SETTLED.format(kind="price")}
        OR NEW.kind = 'bill' AND o.weight IS NOT NULL AND NOT {SETTLED.format(kind="weight")} AND (
               l.weight IS NULL OR may.billed > o.weighed * (1 + may.share)
            OR o.billed + l.quantity >= o.accepted AND may.billed < o.weighed * (1 - may.share))))"""  # noqa: S608
"""SQL: a line of the bill is dearer or weighs otherwise than it may, and nobody settled that."""
SETTLED_BY_A_WRITER = (
    "EXISTS (SELECT 1 FROM fiscal_invoice i WHERE i.id = NEW.invoice_id AND NEW.resolved_by_id = ANY (i.writers))"
)
MONEY_SETTLED_BY_WHO_ASKED = (
    "EXISTS (SELECT 1 FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id"  # noqa: S608
    f" WHERE o.id = NEW.order_id AND NEW.resolved_by_id = ANY ({WANTED_BY}))"
)
SURPLUS_WAITS = f"""(TG_OP = 'INSERT' OR OLD.resolved_at IS NULL) AND 0 IS DISTINCT FROM (
    SELECT sum(f.left_over) FROM fiscal_receiptline own CROSS JOIN LATERAL (
    {FAMILY.format(column="surplus", line="own.order_line_id", original="own.receipt_id", only="")}
    ) f (left_over) WHERE own.id = NEW.receipt_line_id)"""  # noqa: S608
