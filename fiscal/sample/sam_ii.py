"""The SAM II desk and the registers of the sample: something in every state, invented."""

from decimal import Decimal

from django.db import connection

from doc_portal.core.models import User, Worksite
from doc_portal.core.sample.context import MARK, Context
from fiscal.actions.reconciliation import begin_reconciliation, explain_difference, sign_reconciliation
from fiscal.actions.sam_ii import due_before
from fiscal.interface import records_of
from fiscal.models import (
    AccountingPeriod,
    Appropriation,
    BankAccount,
    CoaCode,
    CodeChange,
    CoordinationItem,
    DocumentType,
    ExternalDocRef,
    ExternalSystem,
    InterfaceApproval,
    InterfaceExport,
    LedgerImport,
    LedgerLine,
    LedgerProblem,
    OverrideLog,
    Reconciliation,
    RecurringDeliverable,
    SamIssue,
    SystemAccess,
)
from fiscal.periods import fiscal_year_of

PEOPLE = {"analyst": "samii.analyst", "director": "fiscal.director", "clerk": "payables.clerk"}
ACCOUNTS = (
    ("Petty cash, central office", "Capital Bank", "0412", "Small purchases", "Policy on petty cash (sample)", 0),
    ("Witness and travel advances", "Capital Bank", "0977", "Advances for travel", "Policy on advances (sample)", 0),
    ("Canteen receipts", "River Valley Bank", "1830", "Receipts until they are deposited", "", 0),
    ("Old release money", "River Valley Bank", "5521", "Money of people released", "Policy on release (sample)", 400),
)
ITEMS = (
    ("auditor", "request", "Receipts of vending for the audit of two worksites", -4, "open"),
    ("oversight", "request", "Cost of bringing fuel contracts together", 6, "open"),
    ("federal", "deliverable", "Quarterly report on the education grant", 21, "open"),
    ("treasurer", "deliverable", "List of checks not cashed", -30, "done"),
    ("revenue", "request", "Withholding of two closed accounts", -60, "dropped"),
)
LEDGER = """
    INSERT INTO fiscal_ledgerline
           (run_id, line, appropriation_id, bucket, amount, org, object, document_type, document_number, posted_on)
    SELECT %(run)s, row_number() OVER (ORDER BY e.appropriation_id, e.bucket, e.doc_type, e.doc_id), e.appropriation_id,
           e.bucket, sum(e.amount), '', '', CASE e.doc_type WHEN 'PO' THEN 'PCQ' ELSE 'P1' END,
           left(coalesce(max(o.number), max(p.voucher_number), max(i.number), e.doc_type || '-' || e.doc_id), 30),
           %(on)s
      FROM fiscal_budgetentry e
      LEFT JOIN fiscal_purchaseorder o ON e.doc_type = 'PO' AND o.id = e.doc_id
      LEFT JOIN fiscal_invoice i ON e.doc_type = 'INV' AND i.id = e.doc_id
      LEFT JOIN fiscal_paymentrequest p ON p.invoice_id = i.id AND p.voided_at IS NULL
     WHERE e.period_id = %(period)s AND e.bucket IN ('enc', 'exp')
     GROUP BY e.appropriation_id, e.bucket, e.doc_type, e.doc_id HAVING sum(e.amount) <> 0
"""
"""SAM II has what the portal posted, under the numbers by which the portal's documents stand there."""
APPROVALS = (("asked", "RE"), ("approved", "P1"), ("production", "JV"), ("production", "P1"), ("ended", "NR"))
ROWS = {"rejected": 260, "replaced": 24}
CHANGES = (("add", "requested"), ("rename", "requested"), ("end", "sent"), ("add", "done"), ("end", "withdrawn"))


def people() -> dict[str, User]:
    """Who works at the desk in the sample."""
    found = {one.username: one for one in User.objects.filter(username__in=PEOPLE.values())}
    return {role: found[name] for role, name in PEOPLE.items()}


def fill_registers(context: Context) -> int:
    """What offices are owed, and bank accounts."""
    if BankAccount.objects.exists():
        return 0
    who, site = people(), Worksite.objects.get(slug="erdcc")
    accounts = BankAccount.objects.bulk_create(
        BankAccount(
            name=f"{name} {MARK}", bank=bank, last_digits=digits, purpose=purpose, authority=authority, worksite=site,
            custodian=who["director"], created_by=who["analyst"], opened_on=context.day(-2000),
            closed_on=context.day(-closed) if closed else None,
        )
        for name, bank, digits, purpose, authority, closed in ACCOUNTS
    )  # fmt: skip
    rows = [
        CoordinationItem(
            office=office, kind=kind, title=f"{title} {MARK}", due_on=context.day(due), owner=who["analyst"],
            status=status, created_by=who["director"], outcome="" if status == "open" else f"Settled by letter {MARK}",
            finished_on=None if status == "open" else context.day(due - 1),
        )
        for office, kind, title, due, status in ITEMS
    ]  # fmt: skip
    fy = fiscal_year_of(context.today)
    for recurring in RecurringDeliverable.objects.filter(month__isnull=False):
        due_on = recurring.due_in(fy)
        if due_on > context.today:
            rows.append(
                CoordinationItem(
                    office=recurring.office, title=f"{recurring.title} {MARK}", due_on=due_on, owner=who["director"],
                    recurring=recurring, created_by=who["director"],
                )
            )  # fmt: skip
    return len(accounts) + len(CoordinationItem.objects.bulk_create(rows))


def work_the_desk(context: Context) -> int:
    """Documents elsewhere, issues, access, changes of codes, overrides."""
    if ExternalDocRef.objects.filter(number__startswith="SMP").exists():
        return 0
    who, samii = people(), ExternalSystem.objects.get(code="SAMII")
    types = {one.code: one for one in DocumentType.objects.filter(code__in=["P1", "JV", "RE"])}
    refs = ExternalDocRef.objects.bulk_create(
        ExternalDocRef(
            system=samii, document_type=types[code], agency="931", number=f"SMP{no:06}", status=status,
            created_by=who["clerk"], values={"lines": [{}]},
        )
        for no, (code, status) in enumerate(
            (code, status) for code in types for status in ExternalDocRef.Status.values for _ in range(2)
        )
    )  # fmt: skip
    rejected = [one for one in refs if one.status == ExternalDocRef.Status.REJECTED]
    issues = SamIssue.objects.bulk_create(
        SamIssue(
            document=f"{ref.document_type.code} {ref.agency} {ref.number}", error_code=f"A{no:04}",
            error_text=f"The organization is not on the table {MARK}.", owner=who["analyst"], reference=ref,
            status=("open", "waiting_oa", "fixed")[no % 3], created_by=who["clerk"],
        )
        for no, ref in enumerate(rejected, 17)
    )  # fmt: skip
    overrides = OverrideLog.objects.bulk_create(
        OverrideLog(
            document_type=ref.document_type, agency=ref.agency, number=ref.number, error_code=f"B{no:04}",
            overridden_by=f"FM{no % 3:04}", overridden_on=context.day(-no),
        )
        for no, ref in enumerate(refs[:8], 2)
    )  # fmt: skip
    return len(refs) + len(issues) + len(overrides) + _accesses(context, who, samii) + _changes(context, who)


def _accesses(context: Context, who: dict[str, User], samii: ExternalSystem) -> int:
    holders = User.objects.filter(username__startswith="payables").order_by("username")
    states = (
        (None, "requested"), (-5, "granted"), (-83, "granted"), (-120, "granted"), (None, "refused"), (-200, "removed"),
    )  # fmt: skip
    return len(
        SystemAccess.objects.bulk_create(
            SystemAccess(
                system=samii, person=holders[no % len(holders)], profile=f"Vouchers, level {no + 1} {MARK}",
                reason=f"Enters and corrects vouchers {MARK}.", status=status, created_by=who["analyst"],
                approved_by=who["director"] if days else None, certified_by=who["director"] if days else None,
                certified_on=context.day(days) if days else None,
            )
            for no, (days, status) in enumerate(states)
        )
    )  # fmt: skip


def _changes(context: Context, who: dict[str, User]) -> int:
    fy = fiscal_year_of(context.today)
    there = list(CoaCode.objects.filter(year=fy, kind="org").order_by("-code")[: len(CHANGES)])
    return len(
        CodeChange.objects.bulk_create(
            CodeChange(
                year_id=fy, kind="org", change=change, code=f"90{no:02}" if change == "add" else there[no].code,
                name=there[no].name if change == "end" else f"New section {no} {MARK}",
                reason=f"The section begins its work {MARK}.", status=status, created_by=who["analyst"],
                due_before=due_before(fy + (status == "requested")),
                sent_on=context.day(-20) if status in ("sent", "done") else None,
            )
            for no, (change, status) in enumerate(CHANGES)
        )
    )  # fmt: skip


def exchange_files(context: Context) -> int:
    """OA's approvals, a file of each purpose, ledgers brought in and periods reconciled."""
    if InterfaceApproval.objects.exists():
        return 0
    who = people()
    return _approvals(context, who) + _ledgers(context, who)


def _approvals(context: Context, who: dict[str, User]) -> int:
    samii = ExternalSystem.objects.get(code="SAMII")
    made = {}
    for status, code in APPROVALS:
        answered = status != "asked"
        made[status, code] = InterfaceApproval.objects.create(
            system=samii, agency_name="Department of Corrections", agency_number="931", status=status,
            contact_name=who["analyst"].get_full_name(), contact_email="samii.desk@example.mo.gov",
            contact_phone="573-555-0142", asked_on=context.day(-60), created_by=who["analyst"],
            test_from=context.day(-30) if answered else None, test_until=context.day(60) if answered else None,
            answer=f"Letter of OA {MARK}" if answered else "",
        )  # fmt: skip
        made[status, code].document_types.set(DocumentType.objects.filter(code=code))
    for purpose, status, code in (("test", "approved", "P1"), ("production", "production", "JV")):
        kind = DocumentType.objects.get(code=code)
        of_sample = ExternalDocRef.objects.filter(document_type=kind, number__startswith="SMP")
        documents = list(of_sample.select_related("document_type"))
        records, marks = records_of(code, documents)
        export = InterfaceExport.objects.create(
            purpose=purpose, approval=made[status, code], document_type=kind, records=len(records), marks=marks,
            preview="\n".join(records), created_by=who["analyst"],
        )  # fmt: skip
        export.documents.set(documents)
    return len(made) + 2


def _ledgers(context: Context, who: dict[str, User]) -> int:
    """One period signed, the one after it with a difference, and files that were not loaded."""
    fy, now = fiscal_year_of(context.today), (context.today.month + 5) % 12 + 1
    periods = {one.no: one for one in AccountingPeriod.objects.filter(year=fy)}
    this, before = periods[now], periods[max(now - 1, 1)]
    _ledger(context, who, this, "rejected", "a")
    signed = _ledger(context, who, before, "loaded", "b")
    _ledger(context, who, before, "replaced", "c")
    _ledger(context, who, this, "stopped", "d")
    _reconcile(context, who, signed, finish=True)
    if this != before:
        _reconcile(context, who, _ledger(context, who, this, "loaded", "e"), finish=False)
    return LedgerImport.objects.count() + Reconciliation.objects.count()


def _ledger(context: Context, who: dict[str, User], period: AccountingPeriod, status: str, mark: str) -> LedgerImport:
    run = LedgerImport.objects.create(
        period=period, file_name=f"ledger-{period.year_id}-{period.no:02}{mark}.txt", file_hash=mark * 64,
        status=status, created_by=who["analyst"], problems_found=2 if status == "rejected" else 0,
        rows=ROWS.get(status, 0),
    )  # fmt: skip
    if status == "loaded":
        with connection.cursor() as cursor:
            cursor.execute(LEDGER, {"run": run.pk, "period": period.pk, "on": context.day(-1)})
    elif status == "rejected":
        reason = f"No fund of FY {period.year_id} has this code."
        LedgerProblem.objects.bulk_create(
            LedgerProblem(run=run, line=line, column="FUND", value=value, reason=reason)
            for line, value in ((14, "9999"), (203, "0100"))
        )
    return run


def _reconcile(context: Context, who: dict[str, User], run: LedgerImport, *, finish: bool) -> None:
    """SAM II has a journal the portal does not know: explained where the period is signed."""
    paid_by = Appropriation.objects.filter(budget_fy=run.period.year_id).order_by("pk").first()
    LedgerLine.objects.create(
        run=run, line=1_000_000, appropriation=paid_by, bucket="exp", amount=Decimal("1250.00"), document_type="JV",
        document_number="SMPJV1", posted_on=context.day(-2),
    )  # fmt: skip
    LedgerImport.objects.filter(pk=run.pk).update(rows=run.lines.count())
    one = begin_reconciliation(Reconciliation(period=run.period), by=who["analyst"])
    share = Decimal("-1250.00") if finish else Decimal("-1000.00")
    explain_difference(
        one, by=who["analyst"], appropriation=paid_by, bucket="exp", amount=share,
        reason=f"Journal entered in SAM II alone {MARK}",
    )  # fmt: skip
    if finish:
        sign_reconciliation(one, by=who["director"])
