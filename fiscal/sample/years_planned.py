"""How the purchases of a year in the full sample go: one row each, its lines and its bills, in tables of the run alone.

Everything follows from the number of a purchase in its year and the day, so that the same size makes the same rows.
Two of three lines are ordered. Years that are over are finished; this year a purchase stands where its age puts it, and
some stand where something went wrong.
"""

TABLES = """
CREATE TEMP TABLE sample_site (no int, worksite bigint, clerk bigint, approver bigint, receiver bigint,
       requesters bigint[]) ON COMMIT DROP;
CREATE TEMP TABLE sample_string (no int, string bigint, org bigint, appropriation bigint) ON COMMIT DROP;
CREATE TEMP TABLE sample_purchase (
       n int, id bigint, begun date, age int, o int, odd int, step int, status text, sets_aside boolean,
       approved boolean, ended_on date, short boolean, bills int,
       worksite bigint, org bigint, clerk bigint, requester bigint, approver bigint, receiver bigint,
       certifier bigint, buyer bigint, manager bigint, enters bigint, approves bigint, pays bigint, vendor bigint,
       order_no int, order_id bigint, order_status text, receipt_no int, receipt_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE sample_line (
       n int, k int, id bigint, thing int, quantity numeric, price numeric, amount numeric, string bigint,
       appropriation bigint, given_back numeric, order_line bigint, came numeric) ON COMMIT DROP;
CREATE TEMP TABLE sample_bill (
       n int, j int, no int, id bigint, came_on date, status text, counts boolean, amount numeric) ON COMMIT DROP;
CREATE TEMP TABLE sample_billed (
       n int, j int, k int, quantity numeric, amount numeric) ON COMMIT DROP;
"""
PURCHASES = """
INSERT INTO sample_purchase
SELECT w.n, %(first)s + w.n, w.begun, w.age, w.o, w.odd, w.step,
       CASE WHEN w.ordered THEN (ARRAY['draft', 'submitted', 'certified', 'approved'])[LEAST(w.step, 3) + 1]
            ELSE w.ends END,
       mod(w.n, 25) <> 0, false, NULL, NOT %(running)s AND mod(w.o, 20) = 0, w.bills,
       s.worksite, t.org, s.clerk, s.requesters[1 + mod(w.n / s.many, cardinality(s.requesters))], s.approver,
       s.receiver,
       (%(certifiers)s::bigint[])[1 + mod(w.n, %(certifiers_many)s)],
       (%(buyers)s::bigint[])[1 + mod(w.n, %(buyers_many)s)],
       (%(managers)s::bigint[])[1 + mod(w.n, %(managers_many)s)],
       (%(enter)s::bigint[])[1 + mod(w.n, %(enter_many)s)],
       (%(approve)s::bigint[])[1 + mod(w.n, %(approve_many)s)],
       (%(pay)s::bigint[])[1 + mod(w.n, %(pay_many)s)],
       (%(vendors)s::bigint[])[1 + mod(w.o * 13, %(vendors_many)s)]
  FROM (
    SELECT v.*, CASE WHEN v.ordered THEN LEAST(v.stops, CASE
                WHEN v.age >= 40 THEN 11 WHEN v.age >= 16 THEN 10 WHEN v.age >= 14 THEN 9 WHEN v.age >= 8 THEN 7
                WHEN v.age >= 7 THEN 6 WHEN v.age >= 6 THEN 5 WHEN v.age >= 5 THEN 4 WHEN v.age >= 4 THEN 3
                WHEN v.age >= 2 THEN 2 ELSE v.age END) ELSE 0 END AS step,
           CASE WHEN v.age < 1 THEN 'draft' WHEN v.age < 12 THEN 'submitted'
                WHEN mod(v.n - v.o, 16) BETWEEN 5 AND 7 THEN 'closed' WHEN mod(v.n - v.o, 16) BETWEEN 8 AND 11
                THEN 'rejected' WHEN mod(v.n - v.o, 16) >= 12 OR mod(v.n - v.o, 16) = 4 OR NOT %(running)s
                THEN 'cancelled' ELSE (ARRAY['draft', 'returned', 'submitted', 'certified'])[1 + mod(v.n - v.o, 16)]
                END AS ends
      FROM (
        SELECT u.*, CASE u.odd WHEN 2 THEN 5 WHEN 3 THEN 6 WHEN 4 THEN 5 WHEN 1 THEN 7 WHEN 5 THEN 7 WHEN 10 THEN 7
                               WHEN 9 THEN 8 WHEN 6 THEN 9 WHEN 8 THEN 9 WHEN 12 THEN 9 WHEN 11 THEN 3 ELSE 11
                               END AS stops
          FROM (
            SELECT n, o, ordered, begun, CASE WHEN %(running)s THEN %(today)s::date - begun ELSE 9999 END AS age,
                   CASE WHEN %(running)s AND ordered THEN mod(o, 101) ELSE 0 END AS odd,
                   (o::bigint * %(bills)s / %(orders)s - (o::bigint - 1) * %(bills)s / %(orders)s)::int AS bills
              FROM (
                SELECT n, (n::bigint * %(orders)s / %(many)s)::int AS o,
                       n::bigint * %(orders)s / %(many)s > (n::bigint - 1) * %(orders)s / %(many)s AS ordered,
                       %(starts)s::date + ((n::bigint - 1) * %(span)s / %(many)s)::int AS begun
                  FROM generate_series(1, %(many)s) n
              ) i
          ) u
      ) v
  ) w
  JOIN (SELECT *, count(*) OVER () AS many FROM sample_site) s ON s.no = mod(w.n, s.many::int)
  JOIN (SELECT *, count(*) OVER () AS many FROM sample_string) t ON t.no = mod(w.n, t.many::int);

UPDATE sample_purchase
   SET status = CASE WHEN step = 11 THEN 'closed' WHEN step >= 4 THEN 'sourcing' ELSE status END;

UPDATE sample_purchase
   SET approved = status IN ('approved', 'sourcing', 'closed') OR status = 'cancelled' AND mod(n - o, 16) = 4,
       ended_on = CASE WHEN step = 11 THEN begun + 40
                       WHEN status = 'closed' OR status = 'cancelled' THEN begun + 10 END;

UPDATE sample_purchase p
   SET order_no = d.order_no, order_id = %(first_order)s + d.order_no, order_status = d.order_status,
       receipt_no = d.receipt_no, receipt_id = %(first_receipt)s + d.receipt_no
  FROM (
    SELECT n, row_number() OVER (ORDER BY n) AS order_no,
           CASE WHEN step >= 8 THEN count(*) FILTER (WHERE step >= 8) OVER (ORDER BY n) END AS receipt_no,
           CASE WHEN short THEN 'closed' WHEN odd = 4 AND step = 5 OR odd = 10 AND step = 7 AND age >= 12
                THEN 'cancelled'
                WHEN odd = 1 AND step = 7 THEN 'on_hold'
                ELSE (ARRAY['draft', 'approved', 'issued'])[LEAST(step, 7) - 4] END AS order_status
      FROM sample_purchase WHERE step >= 5
  ) d
 WHERE d.n = p.n;
"""
LINES = """
INSERT INTO sample_line
SELECT l.n, l.k, %(first_line)s + 3 * (l.n - 1) + l.k, l.thing, l.quantity, l.price, l.quantity * l.price, t.string,
       t.appropriation,
       CASE WHEN l.sets_aside AND l.approved AND (l.ended OR l.step >= 7 AND l.k < 3) THEN l.quantity * l.price
            ELSE 0 END,
       CASE WHEN l.k < 3 THEN %(first_order_line)s + 2 * (l.order_no - 1) + l.k END,
       l.quantity * CASE WHEN l.step < 8 THEN 0 WHEN l.step = 8 OR l.short AND l.k = 2 THEN 0.5 ELSE 1 END
  FROM (
    SELECT p.n, k, p.sets_aside, p.approved, p.step, p.order_no, p.short,
           p.approved AND p.status IN ('closed', 'cancelled') AS ended,
           1 + mod(p.n * 5 + k * 3, %(things_many)s) AS thing,
           (%(prices)s::numeric[])[1 + mod(p.n * 5 + k * 3, %(things_many)s)] AS price,
           CASE WHEN k < 3 THEN 2 * (1 + mod(p.n * k, 5)) ELSE 1 + mod(p.n, 9) END::numeric AS quantity
      FROM sample_purchase p CROSS JOIN generate_series(1, 3) k
  ) l
  JOIN (SELECT *, count(*) OVER () AS many FROM sample_string) t ON t.no = mod(l.n + (l.k - 1) * 37, t.many::int);
"""
BILLS = """
INSERT INTO sample_bill
SELECT n, j, row_number() OVER (ORDER BY came_on, n, j), NULL, came_on,
       CASE WHEN odd = 5 THEN 'exception' WHEN odd = 6 THEN 'disputed' WHEN odd = 8 THEN 'void'
            WHEN since < 2 THEN 'matched' WHEN since < 4 THEN 'approved' WHEN since < 11 THEN 'vouchered'
            ELSE 'paid' END,
       odd NOT IN (5, 6, 8) AND since >= 2
  FROM (
    SELECT p.n, j, p.odd, p.begun + d.days AS came_on, p.age - d.days AS since
      FROM sample_purchase p CROSS JOIN LATERAL generate_series(1, p.bills) j
           CROSS JOIN LATERAL (SELECT CASE WHEN p.odd = 5 THEN 12 ELSE 14 + 2 * j END AS days) d
     WHERE p.step >= 10 OR j = 1 AND (p.odd = 5 AND p.step = 7 OR p.odd IN (6, 8) AND p.step = 9)
  ) b
 WHERE since >= 0;

INSERT INTO sample_billed
SELECT b.n, b.j, l.k, l.quantity * c.share * s.share, l.quantity * c.share * s.share * l.price
  FROM sample_bill b
  JOIN sample_purchase p ON p.n = b.n
  JOIN (VALUES (1, 1, 1, 1), (1, 1, 2, 1), (2, 1, 1, 1), (2, 2, 2, 1), (3, 1, 1, 0.5), (3, 2, 1, 0.5), (3, 3, 2, 1))
       AS c (bills, j, k, share) ON c.bills = p.bills AND c.j = b.j
  JOIN sample_line l ON l.n = b.n AND l.k = c.k
  CROSS JOIN LATERAL (SELECT CASE WHEN p.short AND c.k = 2 THEN 0.5 ELSE 1 END AS share) s;

UPDATE sample_bill b SET id = %(first_invoice)s + b.no, amount = d.amount
  FROM (SELECT n, j, sum(amount) AS amount FROM sample_billed GROUP BY n, j) d WHERE d.n = b.n AND d.j = b.j;
"""
EMPTY = "TRUNCATE sample_string, sample_purchase, sample_line, sample_bill, sample_billed"
