"""Rows of the SAM II desk and of the registers for tests."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user, make_worksite
from fiscal.models import (
    BankAccount,
    CodeChange,
    CoordinationItem,
    DocumentType,
    ExternalDocRef,
    ExternalSystem,
    InterfaceApproval,
    InterfaceExport,
    InterfaceField,
    LedgerImport,
    LedgerLine,
    LedgerProblem,
    OverrideLog,
    Reconciliation,
    SamIssue,
    SystemAccess,
)
from fiscal.tests.factories import make_appropriation, make_year, period

_serial = count(1)


def day(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def system(code: str = "SAMII") -> ExternalSystem:
    return ExternalSystem.objects.get(code=code)


def document_type(code: str = "P1") -> DocumentType:
    return DocumentType.objects.get(code=code)


def make_reference(**fields) -> ExternalDocRef:
    """A document in SAM II, with a line for a file."""
    defaults = {
        "system": fields.pop("system", None) or system(), "document_type": document_type(), "agency": "931",
        "number": f"N{next(_serial):06}", "values": {"lines": [{}]},
    }  # fmt: skip
    return ExternalDocRef.objects.create(**defaults | fields)


def make_item(owner: User | None = None, **fields) -> CoordinationItem:
    """An open item due in a month, whose owner may read the register."""
    defaults = {"office": "oa", "title": f"Report {next(_serial)}", "due_on": day(30)}
    return CoordinationItem.objects.create(
        **defaults | fields, owner=owner or make_user("fiscal.view_coordinationitem")
    )


def make_account(**fields) -> BankAccount:
    """An account with authority."""
    n = next(_serial)
    defaults = {
        "name": f"Account {n}", "bank": "Sample Bank", "last_digits": f"{n:04}"[-4:], "purpose": "Petty cash",
        "worksite": fields.pop("worksite", None) or make_worksite(), "authority": "D3-1.1, paragraph 4",
        "custodian": fields.pop("custodian", None) or make_user(), "opened_on": day(-900),
    }  # fmt: skip
    return BankAccount.objects.create(**defaults | fields)


def make_issue(owner: User | None = None, **fields) -> SamIssue:
    """An open issue of somebody who may read issues."""
    defaults = {"document": f"P1 931 N{next(_serial):06}", "error_code": "A0123"}
    return SamIssue.objects.create(**defaults | fields, owner=owner or make_user("fiscal.view_samissue"))


def make_access(*, granted: bool = True, **fields) -> SystemAccess:
    """Access asked for by one, for another, approved by a third."""
    defaults = {
        "system": system(), "person": fields.pop("person", None) or make_user(), "profile": f"Profile {next(_serial)}",
        "reason": "Enters vouchers", "created_by": fields.pop("created_by", None) or make_user(),
    }  # fmt: skip
    if granted:
        who = fields.pop("approved_by", None) or make_user()
        defaults |= {"status": "granted", "approved_by": who, "certified_by": who, "certified_on": day()}
    return SystemAccess.objects.create(**defaults | fields)


def make_code_change(**fields) -> CodeChange:
    """A new organization for a fiscal year."""
    defaults = {
        "year": fields.pop("year", None) or make_year(), "kind": "org", "code": f"N{next(_serial):04}",
        "name": "New center", "reason": "A center opens.", "due_before": day(60),
    }  # fmt: skip
    return CodeChange.objects.create(**defaults | fields)


def make_override(**fields) -> OverrideLog:
    """A line of SAM II's log."""
    defaults = {
        "document_type": document_type(), "agency": "931", "number": f"N{next(_serial):06}", "error_code": "A0123",
        "overridden_by": "FM0001", "overridden_on": day(-3),
    }  # fmt: skip
    return OverrideLog.objects.create(**defaults | fields)


def make_ledger(no: int = 1, *, status: str = "loaded", lines: int = 0, **fields) -> LedgerImport:
    """A ledger of a period of FY 2027 with lines of one dollar each."""
    n = next(_serial)
    defaults = {"period": period(no=no), "file_name": f"ledger-{n}.txt", "file_hash": f"{n:064}", "status": status}
    run = LedgerImport.objects.create(**defaults | fields)
    appropriation = make_appropriation() if lines else None
    LedgerLine.objects.bulk_create(
        LedgerLine(
            run=run, line=line, appropriation=appropriation, bucket="exp", amount=1, document_type="P1",
            document_number=f"N{line:06}", posted_on=day(),
        )
        for line in range(1, lines + 1)
    )  # fmt: skip
    return run


def make_problem(run: LedgerImport | None = None) -> LedgerProblem:
    """An unknown fund in a file that was not loaded."""
    run = run or make_ledger(status="rejected", problems_found=1)
    return LedgerProblem.objects.create(run=run, line=7, column="FUND", value="9999", reason="No fund has this code.")


def make_reconciliation(no: int = 1, **fields) -> Reconciliation:
    """One of a period whose ledger is loaded, being prepared."""
    if not LedgerImport.objects.filter(period=period(no=no), status="loaded").exists():
        make_ledger(no)
    return Reconciliation.objects.create(
        period=period(no=no), created_by=fields.pop("created_by", None) or make_user(), **fields
    )


def make_approval(*codes: str, status: str = "approved", **fields) -> InterfaceApproval:
    """OA's approval of test files of these types, good today."""
    defaults = {
        "system": system(), "agency_name": "Department of Corrections", "agency_number": "931", "contact_name": "Desk",
        "contact_email": "desk@example.mo.gov", "contact_phone": "573-555-0101", "asked_on": day(-30), "status": status,
        "test_from": day(-10), "test_until": day(20), "answer": "Letter of the tenth",
    }  # fmt: skip
    made = InterfaceApproval.objects.create(**defaults | fields)
    made.document_types.set([document_type(code) for code in codes or ("P1",)])
    return made


def make_export(**fields) -> InterfaceExport:
    """A test file of P1 documents."""
    approval = fields.pop("approval", None) or make_approval()
    return InterfaceExport.objects.create(
        approval=approval, document_type=document_type(), records=1, preview="D P1  931       ", **fields
    )


def make_field(**fields) -> InterfaceField:
    """A field of the JV layout that OA has not confirmed."""
    defaults = {"layout": "JV", "record": "L", "field": f"Field {next(_serial)}", "source": "Test"}
    return InterfaceField.objects.create(**defaults | fields)
