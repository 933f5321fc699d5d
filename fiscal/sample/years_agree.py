"""Whether what was loaded agrees with itself: sums with their rows to the cent, and nobody decides on their own.

Each line is what would be wrong and SQL for the rows of which it is true. The triggers that hold this were set aside
while the rows were written.
"""

DEVIATIONS = {
    "an appropriation whose buckets are not its entries": """
        SELECT a.id FROM fiscal_appropriation a
          LEFT JOIN (SELECT appropriation_id, sum(amount) FILTER (WHERE bucket = 'pre') AS pre,
                            sum(amount) FILTER (WHERE bucket = 'enc') AS enc,
                            sum(amount) FILTER (WHERE bucket = 'exp') AS exp
                       FROM fiscal_budgetentry GROUP BY appropriation_id) e ON e.appropriation_id = a.id
         WHERE (a.pre, a.enc, a.exp) <> (COALESCE(e.pre, 0), COALESCE(e.enc, 0), COALESCE(e.exp, 0))""",
    "an entry of a period that is not of the appropriation's year": """
        SELECT e.id FROM fiscal_budgetentry e JOIN fiscal_appropriation a ON a.id = e.appropriation_id
          JOIN fiscal_accountingperiod p ON p.id = e.period_id WHERE p.year_id <> a.budget_fy_id""",
    "a requisition line without a class": """
        SELECT l.id FROM fiscal_requisitionline l JOIN fiscal_requisition r ON r.id = l.requisition_id
         WHERE l.commodity_id IS NULL AND r.status NOT IN ('draft', 'returned', 'cancelled')""",
    "a requisition line that is not wholly paid": """
        SELECT l.id FROM fiscal_requisitionline l LEFT JOIN fiscal_linefunding f ON f.line_id = l.id
         GROUP BY l.id HAVING COALESCE(sum(f.percent), 0) <> 100 OR COALESCE(sum(f.amount), 0) <> l.amount""",
    "money set aside for a requisition that its entries do not hold": """
        SELECT f.id FROM fiscal_linefunding f JOIN fiscal_requisitionline l ON l.id = f.line_id
          JOIN fiscal_requisition r ON r.id = l.requisition_id
          LEFT JOIN (SELECT line, sum(amount) AS held FROM fiscal_budgetentry WHERE doc_type = 'REQ' GROUP BY line) e
            ON e.line = f.id
         WHERE CASE WHEN r.approved_by_id IS NULL OR NOT r.pre_encumbering THEN 0 ELSE f.amount - f.released END
               <> COALESCE(e.held, 0)""",
    "money set aside or spent for an order that its entries do not hold": """
        SELECT f.id FROM fiscal_orderfunding f JOIN fiscal_orderline l ON l.id = f.line_id
          JOIN fiscal_purchaseorder o ON o.id = l.order_id
          LEFT JOIN (SELECT line, sum(amount) FILTER (WHERE bucket = 'enc') AS held,
                            sum(amount) FILTER (WHERE bucket = 'exp') AS spent
                       FROM fiscal_budgetentry WHERE doc_type IN ('PO', 'INV') GROUP BY line) e ON e.line = f.id
         WHERE CASE WHEN o.issued_on IS NULL THEN 0 ELSE f.amount - f.liquidated - f.released END
               <> COALESCE(e.held, 0) OR f.spent <> COALESCE(e.spent, 0)""",
    "an order line whose strings do not carry it": """
        SELECT l.id FROM fiscal_orderline l LEFT JOIN fiscal_orderfunding f ON f.line_id = l.id
         GROUP BY l.id HAVING COALESCE(sum(f.amount), 0) <> l.amount""",
    "an order line that received other than its receipts say": """
        SELECT l.id FROM fiscal_orderline l
          LEFT JOIN (SELECT order_line_id, sum(received) AS received, sum(accepted) AS accepted
                       FROM fiscal_receiptline GROUP BY order_line_id) t ON t.order_line_id = l.id
         WHERE (l.received, l.accepted) <> (COALESCE(t.received, 0), COALESCE(t.accepted, 0))""",
    "an order line billed other than its bills say": """
        SELECT l.id FROM fiscal_orderline l
          LEFT JOIN (SELECT b.order_line_id, sum(CASE i.kind WHEN 'credit' THEN -1 ELSE 1 END * b.quantity) AS quantity,
                            sum(CASE i.kind WHEN 'credit' THEN -1 ELSE 1 END * b.amount) AS amount
                       FROM fiscal_invoiceline b JOIN fiscal_invoice i ON i.id = b.invoice_id
                      WHERE i.status IN ('approved', 'vouchered', 'paid') GROUP BY b.order_line_id) d
            ON d.order_line_id = l.id
         WHERE (l.billed, l.billed_amount) <> (COALESCE(d.quantity, 0), COALESCE(d.amount, 0))""",
    "a bill whose lines do not add up to it": """
        SELECT i.id FROM fiscal_invoice i LEFT JOIN fiscal_invoiceline l ON l.invoice_id = i.id
         GROUP BY i.id HAVING i.amount <> COALESCE(sum(l.amount), 0)""",
    "a voucher over other than its bill": """
        SELECT p.id FROM fiscal_paymentrequest p JOIN fiscal_invoice i ON i.id = p.invoice_id
         WHERE p.amount <> i.amount OR p.voided_at IS NULL AND i.status NOT IN ('vouchered', 'paid')""",
    "an order on a requisition that nobody approved, of another place, year or person": """
        SELECT o.id FROM fiscal_purchaseorder o JOIN fiscal_requisition r ON r.id = o.requisition_id
         WHERE r.status NOT IN ('approved', 'sourcing', 'closed') OR r.approved_by_id IS NULL
            OR (r.worksite_id, r.budget_fy_id) <> (o.worksite_id, o.budget_fy_id)
            OR o.approved_by_id IN (r.requested_by_id, r.created_by_id)
            OR ARRAY[o.created_by_id, o.issued_by_id, r.buyer_id] && (r.writers || ARRAY[r.requested_by_id])
            OR o.issued_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fiscal_sourcingdecision d
                                                        WHERE d.requisition_id = r.id AND d.superseded_at IS NULL)""",
    "a receipt by somebody who approved the purchase": """
        SELECT t.id FROM fiscal_receipt t JOIN fiscal_purchaseorder o ON o.id = t.order_id
          JOIN fiscal_requisition r ON r.id = o.requisition_id
         WHERE t.received_by_id IN (o.approved_by_id, r.approved_by_id, r.endorsed_by_id)""",
    "a bill approved or paid by somebody of its purchase": """
        SELECT i.id FROM fiscal_invoice i JOIN fiscal_purchaseorder o ON o.id = i.order_id
          JOIN fiscal_requisition r ON r.id = o.requisition_id JOIN fiscal_vendor v ON v.id = o.vendor_id
          LEFT JOIN fiscal_receipt t ON t.order_id = o.id
          LEFT JOIN fiscal_paymentrequest p ON p.invoice_id = i.id
         WHERE i.approved_by_id IN (i.created_by_id, r.requested_by_id, r.created_by_id, v.created_by_id,
                                    v.changed_by_id, t.received_by_id)
            OR p.paid_by_id IN (i.approved_by_id, r.requested_by_id, r.created_by_id, r.approved_by_id,
                                o.approved_by_id, t.received_by_id)""",
}
