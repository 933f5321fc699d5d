"""The rows of a year of purchases, from its plan (`years_planned`): each kind by one statement."""

AT = "(({day}) + time '{hour}') AT TIME ZONE 'America/Chicago'"


def _at(day: str, hour: str = "10:00") -> str:
    return AT.format(day=day, hour=hour)


def _number(prefix: str, count: str) -> str:
    return f"'{prefix}-' || %(yy)s || '-' || lpad(({count})::text, GREATEST(5, length(({count})::text)), '0')"


REQUISITIONS = f"""
INSERT INTO fiscal_requisition (id, created_at, version, number, kind, need, need_by, pre_encumbering, status,
       submitted_at, certified_at, approved_at, warning, approved_by_id, budget_fy_id, buyer_id, certified_by_id,
       created_by_id, org_id, requested_by_id, worksite_id, writers)
SELECT p.id, {_at("p.begun", "09:00")}, 1, {_number("REQ", "%(first_number)s + p.n")}, 'goods',
       (%(needs)s::text[])[1 + mod(p.n, %(needs_many)s)], p.begun + 45, p.sets_aside, p.status,
       CASE WHEN p.status <> 'draft' THEN {_at("p.begun + 1")} END,
       CASE WHEN p.approved OR p.status = 'certified' THEN {_at("p.begun + 2")} END,
       CASE WHEN p.approved THEN {_at("p.begun + 4")} END, '',
       CASE WHEN p.approved THEN p.approver END, %(fy)s,
       CASE WHEN p.step >= 4 THEN p.buyer END, CASE WHEN p.approved OR p.status = 'certified' THEN p.certifier END,
       p.clerk, p.org, p.requester, p.worksite, ARRAY[p.clerk]
  FROM sample_purchase p ORDER BY p.n
"""  # noqa: S608
LINES = """
INSERT INTO fiscal_requisitionline (id, no, description, item_number, quantity, unit, price, commodity_id,
       requisition_id)
SELECT l.id, l.k, (%(things)s::text[])[l.thing], '', l.quantity, (%(units)s::text[])[l.thing], l.price,
       (%(classes)s::bigint[])[l.thing], p.id
  FROM sample_line l JOIN sample_purchase p ON p.n = l.n ORDER BY l.id
"""
FUNDINGS = """
INSERT INTO fiscal_linefunding (id, percent, amount, released, funding_id, line_id)
SELECT %(first_funding)s + 3 * (l.n - 1) + l.k, 100, l.amount, l.given_back, l.string, l.id
  FROM sample_line l ORDER BY l.id
"""
DECISIONS = f"""
INSERT INTO fiscal_sourcingdecision (created_at, version, path, found_path, amount, grounds, asked, rules_used, papers,
       quotes_required, reason, split_reason, created_by_id, requisition_id)
SELECT {_at("p.begun + 5", "11:00")}, 1, 3, 3, l.amount, '',
       jsonb_build_object('kind', 'goods', 'mve_makes', false, 'on', p.begun + 5), %(rules)s::jsonb, '{{}}', 0, '', '',
       p.buyer, p.id
  FROM sample_purchase p JOIN (SELECT n, sum(amount) AS amount FROM sample_line GROUP BY n) l ON l.n = p.n
 WHERE p.step >= 4 ORDER BY p.n
"""  # noqa: S608
ORDERS = f"""
INSERT INTO fiscal_purchaseorder (id, created_at, version, number, own_use, deliver_by, deliver_to, revision, status,
       warning, approved_at, issued_on, approved_by_id, budget_fy_id, created_by_id, issued_by_id, vendor_id,
       worksite_id, requisition_id, writers)
SELECT p.order_id, {_at("p.begun + 6")}, 1, {_number("PO", "%(first_order_number)s + p.order_no")}, true, p.begun + 30,
       'Warehouse dock', 1, p.order_status, '', CASE WHEN p.step >= 6 THEN {_at("p.begun + 7")} END,
       CASE WHEN p.step >= 7 THEN p.begun + 8 END, CASE WHEN p.step >= 6 THEN p.manager END, %(fy)s, p.buyer,
       CASE WHEN p.step >= 7 THEN p.buyer END, p.vendor, p.worksite, p.id, ARRAY[p.buyer]
  FROM sample_purchase p WHERE p.order_no IS NOT NULL ORDER BY p.order_no
"""  # noqa: S608
ORDER_LINES = """
INSERT INTO fiscal_orderline (id, no, description, quantity, unit, price, weight_unit, match_rule, over_percent,
       is_capital, received, accepted, rejected, weighed, billed, billed_amount, billed_weight, order_id,
       requisition_line_id)
SELECT l.order_line, l.k, (%(things)s::text[])[l.thing], l.quantity, (%(units)s::text[])[l.thing], l.price, '',
       'order_receipt_invoice', 0, false, l.came, l.came, 0, 0, COALESCE(d.quantity, 0), COALESCE(d.amount, 0), 0,
       p.order_id, l.id
  FROM sample_line l JOIN sample_purchase p ON p.n = l.n
  LEFT JOIN (SELECT i.n, i.k, sum(i.quantity) AS quantity, sum(i.amount) AS amount
               FROM sample_billed i JOIN sample_bill b ON b.n = i.n AND b.j = i.j WHERE b.counts
              GROUP BY i.n, i.k) d ON d.n = l.n AND d.k = l.k
 WHERE l.order_line IS NOT NULL ORDER BY l.order_line
"""
ORDER_FUNDINGS = """
INSERT INTO fiscal_orderfunding (id, amount, liquidated, released, spent, appropriation_id, funding_id, line_funding_id,
       line_id)
SELECT %(first_order_funding)s + 2 * (p.order_no - 1) + l.k, l.amount, COALESCE(d.amount, 0),
       CASE WHEN p.order_status IN ('closed', 'cancelled') AND p.step >= 7 THEN l.amount - COALESCE(d.amount, 0)
            ELSE 0 END,
       COALESCE(d.amount, 0), l.appropriation, l.string, %(first_funding)s + 3 * (l.n - 1) + l.k, l.order_line
  FROM sample_line l JOIN sample_purchase p ON p.n = l.n
  LEFT JOIN (SELECT i.n, i.k, sum(i.amount) AS amount
               FROM sample_billed i JOIN sample_bill b ON b.n = i.n AND b.j = i.j WHERE b.counts
              GROUP BY i.n, i.k) d ON d.n = l.n AND d.k = l.k
 WHERE l.order_line IS NOT NULL ORDER BY l.order_line
"""
VERSIONS = f"""
INSERT INTO fiscal_orderrevision (no, reason, lines, total, made_at, made_by_id, order_id)
SELECT 1, 'Issued', d.lines, d.total, {_at("p.begun + 8")}, p.buyer, p.order_id
  FROM sample_purchase p
  JOIN (SELECT n, sum(amount) AS total, jsonb_agg(jsonb_build_object(
               'no', k, 'description', (%(things)s::text[])[thing], 'quantity', quantity::text,
               'unit', (%(units)s::text[])[thing], 'price', trim_scale(price)::text, 'amount', amount::text)
               ORDER BY k) AS lines
          FROM sample_line WHERE order_line IS NOT NULL GROUP BY n) d ON d.n = p.n
 WHERE p.step >= 7 ORDER BY p.order_no
"""  # noqa: S608
RECEIPTS = f"""
INSERT INTO fiscal_receipt (id, created_at, version, number, received_on, packing_slip, note, is_return, created_by_id,
       order_id, received_by_id, worksite_id)
SELECT p.receipt_id, {_at("p.begun + 14")}, 1, {_number("RR", "%(first_receipt_number)s + p.receipt_no")},
       p.begun + 14, 'PS-' || p.order_no, '', false, p.receiver, p.order_id, p.receiver, p.worksite
  FROM sample_purchase p WHERE p.receipt_no IS NOT NULL ORDER BY p.receipt_no
"""  # noqa: S608
RECEIPT_LINES = """
INSERT INTO fiscal_receiptline (received, accepted, weight, surplus, reason, order_line_id, receipt_id)
SELECT l.came, l.came, 0, 0, '', l.order_line, p.receipt_id
  FROM sample_line l JOIN sample_purchase p ON p.n = l.n
 WHERE p.receipt_no IS NOT NULL AND l.order_line IS NOT NULL ORDER BY l.order_line
"""
INVOICES = f"""
INSERT INTO fiscal_invoice (id, created_at, version, kind, number, suffix, suffix_reason, invoice_date, received_on,
       amount, descriptive, relationship, note, status, delivered_on, approved_at, approved_by_id, created_by_id,
       vendor_id, order_id, writers)
SELECT b.id, {_at("b.came_on")}, 1, 'bill', 'B' || %(yy)s || '-' || lpad(b.no::text, 6, '0'), '', '', b.came_on - 1,
       b.came_on, b.amount, b.counts, b.counts, '', b.status,
       CASE WHEN b.counts THEN p.begun + 14 END,
       CASE WHEN b.counts THEN {_at("b.came_on + 2")} END, CASE WHEN b.counts THEN p.approves END, p.enters, p.vendor,
       p.order_id, ARRAY[p.enters]
  FROM sample_bill b JOIN sample_purchase p ON p.n = b.n ORDER BY b.no
"""  # noqa: S608
INVOICE_LINES = """
INSERT INTO fiscal_invoiceline (quantity, price, invoice_id, order_line_id)
SELECT i.quantity, l.price, b.id, l.order_line
  FROM sample_billed i JOIN sample_bill b ON b.n = i.n AND b.j = i.j JOIN sample_line l ON l.n = i.n AND l.k = i.k
 ORDER BY b.no, l.k
"""
EXCEPTIONS = f"""
INSERT INTO fiscal_matchexception (created_at, version, kind, expected, found, resolution, invoice_id, owner_id,
       created_by_id, order_line_id, order_id)
SELECT {_at("b.came_on")}, 1, 'not_received', '0', trim_scale(i.quantity)::text, '', b.id, p.requester, p.enters,
       l.order_line, p.order_id
  FROM sample_bill b JOIN sample_purchase p ON p.n = b.n JOIN sample_billed i ON i.n = b.n AND i.j = b.j
  JOIN sample_line l ON l.n = i.n AND l.k = i.k
 WHERE b.status = 'exception' ORDER BY b.no, l.k
"""  # noqa: S608
VOUCHERS = f"""
INSERT INTO fiscal_paymentrequest (created_at, version, amount, system, doc_type, voucher_number, vouchered_at, paid_on,
       recorded_by_id, void_reason, created_by_id, invoice_id, paid_by_id)
SELECT {_at("b.came_on + 4")}, 1, b.amount, 'SAMII', 'P1', 'V' || %(yy)s || lpad(b.no::text, 7, '0'),
       {_at("b.came_on + 4")}, CASE WHEN b.status = 'paid' THEN b.came_on + 11 END,
       CASE WHEN b.status = 'paid' THEN p.pays END, '', p.pays, b.id, p.pays
  FROM sample_bill b JOIN sample_purchase p ON p.n = b.n WHERE b.status IN ('vouchered', 'paid') ORDER BY b.no
"""  # noqa: S608
ENTRIES = f"""
INSERT INTO fiscal_budgetentry (bucket, amount, doc_type, doc_id, line, seq, created_at, appropriation_id,
       created_by_id, period_id, funding_id)
SELECT e.bucket, e.amount, e.doc_type, e.doc_id, e.line, e.seq, {_at("e.day")}, e.appropriation, e.by, d.id, e.string
  FROM (
    SELECT 'pre' AS bucket, l.amount * w.way AS amount, 'REQ' AS doc_type, p.id AS doc_id,
           %(first_funding)s + 3 * (l.n - 1) + l.k AS line, w.seq, w.day, l.appropriation, w.by, l.string
      FROM sample_purchase p JOIN sample_line l ON l.n = p.n
           CROSS JOIN LATERAL (
               SELECT 1 AS way, 1 AS seq, p.begun + 4 AS day, p.approver AS by
               UNION ALL
               SELECT -1, 2, p.begun + 8, p.buyer WHERE p.step >= 7 AND l.k < 3
               UNION ALL
               SELECT -1, CASE WHEN p.step >= 7 THEN 3 ELSE 2 END, p.ended_on, p.buyer
                WHERE p.status IN ('closed', 'cancelled') AND (p.step < 7 OR l.k = 3)
           ) w
     WHERE p.approved AND p.sets_aside
     UNION ALL
    SELECT 'enc', w.amount, 'PO', p.order_id, %(first_order_funding)s + 2 * (p.order_no - 1) + l.k, w.seq, w.day,
           l.appropriation, w.by, l.string
      FROM sample_purchase p JOIN sample_line l ON l.n = p.n AND l.k < 3
           CROSS JOIN LATERAL (
               SELECT l.amount AS amount, 1 AS seq, p.begun + 8 AS day, p.buyer AS by
               UNION ALL
               SELECT -l.amount, 2, p.begun + 12, p.buyer WHERE p.order_status = 'cancelled'
               UNION ALL
               SELECT -l.amount / 2, p.bills + 2, p.begun + 41, p.buyer WHERE p.short AND l.k = 2
           ) w
     WHERE p.step >= 7
     UNION ALL
    SELECT w.bucket, i.amount * w.way, w.doc_type, w.doc_id, %(first_order_funding)s + 2 * (p.order_no - 1) + l.k,
           w.seq, b.came_on + 2, l.appropriation, p.approves, l.string
      FROM sample_bill b JOIN sample_purchase p ON p.n = b.n JOIN sample_billed i ON i.n = b.n AND i.j = b.j
      JOIN sample_line l ON l.n = i.n AND l.k = i.k
           CROSS JOIN LATERAL (VALUES ('enc', -1, 'PO', p.order_id, b.j + 1), ('exp', 1, 'INV', b.id, 1))
                      AS w (bucket, way, doc_type, doc_id, seq)
     WHERE b.counts
  ) e
  JOIN fiscal_accountingperiod d ON d.year_id = %(fy)s AND d.no = mod(extract(month FROM e.day)::int + 5, 12) + 1
 ORDER BY e.day, e.doc_type, e.doc_id, e.line, e.seq
"""  # noqa: S608
ALL = (
    REQUISITIONS, LINES, FUNDINGS, DECISIONS, ORDERS, ORDER_LINES, ORDER_FUNDINGS, VERSIONS, RECEIPTS, RECEIPT_LINES,
    INVOICES, INVOICE_LINES, EXCEPTIONS, VOUCHERS, ENTRIES,
)  # fmt: skip
