"""SAM II's ledger: a file is loaded whole or not at all, nothing is signed with a cent unexplained (fiscal.md 27)."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.jobs import run_job
from doc_portal.core.models import Job
from doc_portal.core.tests.factories import acts_of, make_user, post_form
from doc_portal.core.tests.raw_sql import copied, refused
from doc_portal.core.tests.worker_processes import PATIENCE, killed_at, wait_for, working
from doc_portal.core.values import load_settings
from doc_portal.core.workflow import Refused
from fiscal.actions.ledger import bring_ledger
from fiscal.actions.posting import Posting, post_entries
from fiscal.actions.reconciliation import begin_reconciliation, explain_difference, sign_reconciliation
from fiscal.forms.ledger import periods_in_use
from fiscal.models import LedgerColumn, LedgerImport, LedgerLine, LedgerProblem, LedgerStaging, Reconciliation
from fiscal.periods import fiscal_year_of, period_on
from fiscal.reconciled import compare, control_label
from fiscal.tests.factories import make_appropriation, make_code, make_year, period
from fiscal.tests.factories_sam import make_ledger, make_reconciliation

pytestmark = pytest.mark.django_db
HEAD = "BUDGET_FY|ACCT_PERIOD|FUND|AGENCY|APPR|ORG|DOC_TYPE|DOC_NUMBER|POST_DATE|BALANCE_TYPE|AMOUNT|LEDGER_NOTE"
GOOD = "2027|03|0101|931|1822|4100|P1|N000001|2026-09-15|EXP|1234.50|"


@pytest.fixture
def books(settings, tmp_path):
    """FY 2027 with one appropriation whose codes the ledger names; files are kept where the test may write."""
    settings.FILE_STORE = tmp_path
    year = make_year()
    make_code("org", year, code="4100")
    fund, agency = make_code("fund", year, code="0101"), make_code("agency", year, code="931")
    return make_appropriation("9000.00", year, code="1822", fund=fund, agency=agency)


def brought(*rows: str, by=None, head: str = HEAD, no: int = 3, replace: bool = True) -> LedgerImport:
    files = (
        SimpleUploadedFile(f"{name}.txt", text.encode()) for name, text in (("head", head), ("l", "\n".join(rows)))
    )
    header, data = files
    return bring_ledger(period(no=no), header=header, data=data, by=by or make_user(), replace=replace)


def worked(run: LedgerImport) -> LedgerImport:
    run_job.func(run.job_id)
    run.refresh_from_db()
    return run


def test_a_clean_file_is_loaded_and_replaces_the_one_before(books):
    first = worked(brought(GOOD, GOOD.replace("EXP", "ENC").replace("1234.50", "-0.5")))
    assert (first.status, first.rows, first.unused) == ("loaded", 2, "LEDGER_NOTE")
    amounts = LedgerLine.objects.order_by("line").values_list("line", "bucket", "amount", "org", "appropriation")
    assert list(amounts) == [
        (1, "exp", Decimal("1234.50"), "4100", books.pk), (2, "enc", Decimal("-0.50"), "4100", books.pk),
    ]  # fmt: skip
    second = worked(brought(GOOD.replace("1234.50", "9.00")))
    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "loaded")
    assert list(LedgerLine.objects.values_list("run", "amount")) == [(second.pk, Decimal("9.00"))]
    assert not LedgerStaging.objects.exists()
    assert acts_of(second) == ["create", "load"]
    refused("ledger_line_stays_as_sent", "UPDATE fiscal_ledgerline SET amount = 1")
    refused("ledger_line_goes_with_its_import", "DELETE FROM fiscal_ledgerline")


def test_a_ledger_that_stands_is_replaced_by_who_says_so_alone(books, client):
    first = worked(brought(GOOD, replace=False))
    with pytest.raises(Refused, match=r"^1 row of l.txt \(brought in on .* would be replaced"):
        brought(GOOD.replace("1234.50", "9.00"), replace=False)
    refused("ledger_replaced_by_one_that_says_so", "UPDATE fiscal_ledgerimport SET status = 'replaced'")
    client.force_login(make_user("fiscal.add_ledgerimport", "fiscal.view_ledgerimport"))
    this = fiscal_year_of(timezone.localdate())
    for fy in (this - 1, this, this + 1):
        make_year(fy)
    assert periods_in_use().first() == period_on(timezone.localdate(), this)

    def typed(**more):
        files = {name: SimpleUploadedFile(f"{name}.txt", text.encode()) for name, text in (
            ("header", HEAD), ("data", GOOD.replace("1234.50", "9.00")),
        )}  # fmt: skip
        return post_form(client, reverse("fiscal:ledgerimport-create"), period=first.period_id, **files, **more)

    asked = typed().content.decode()
    assert "1 row of l.txt" in asked
    assert "Choose header.txt and data.txt again as well" in asked
    assert typed(replace="on").status_code == 302
    second = LedgerImport.objects.latest("pk")
    assert (second.replaces, worked(second).status) == (first, "loaded")
    meant, late = brought(GOOD.replace("1234.50", "8.00")), brought(GOOD.replace("1234.50", "7.00"))
    assert [worked(one).status for one in (meant, late)] == ["loaded", "stopped"]
    assert "Meanwhile" in late.job.error


def test_the_same_file_is_refused_and_the_first_is_named(books):
    first = brought(GOOD)
    with pytest.raises(Refused, match=r"brought in on .* as “l.txt for period 3 of FY 2027”"):
        brought(GOOD)
    worked(first)
    with pytest.raises(Refused, match="This very file"):
        brought(GOOD, no=4)
    refused(
        "ledger_file_is_loaded_once",
        "INSERT INTO fiscal_ledgerimport (file_hash, status, period_id, file_name, unused, rows, problems_found,"
        " version, created_at) SELECT file_hash, 'waiting', period_id, '', '', 0, 0, 1, now()"
        " FROM fiscal_ledgerimport",
    )
    assert worked(brought(GOOD.replace("1234.50", "1234.60"))).status == "loaded"
    assert worked(brought(GOOD)).status == "loaded"


def test_every_bad_row_is_listed_and_nothing_is_loaded(books, client):
    make_code("fund", make_year(2026), code="0644")
    run = worked(
        brought(
            GOOD, GOOD.replace("|0101|", "|0644|"), GOOD.replace("|931|", "|777|"), GOOD.replace("P1", "ZZ"),
            GOOD.replace("1234.50", "1,234.50"), GOOD.replace("2026-09-15", "2026-02-30"), GOOD + "|x|y",
            GOOD.replace("EXP", "XXX"), GOOD.replace("|03|", "|04|"), GOOD.replace("|1822|", "|9\\9|"),
            GOOD.replace("2027|", "2031|"), GOOD.replace("|0101|", "||"),
        )
    )  # fmt: skip
    assert (run.status, LedgerLine.objects.count(), LedgerStaging.objects.count()) == ("rejected", 0, 0)
    found = {(one.line, one.column): (one.value, one.reason) for one in run.problems.all()}
    assert set(found) == {
        (2, "FUND"), (2, "APPR"), (3, "AGENCY"), (4, "DOC_TYPE"), (5, "AMOUNT"), (6, "POST_DATE"), (7, ""),
        (8, "BALANCE_TYPE"), (9, "ACCT_PERIOD"), (10, "APPR"), (11, "BUDGET_FY"), (11, "FUND"), (11, "AGENCY"),
        (11, "ORG"), (11, "APPR"), (12, "FUND"),
    }  # fmt: skip
    assert found[2, "FUND"] == ("0644", "This code is of FY 2026, not of FY 2027.")
    assert found[3, "AGENCY"] == ("777", "No agency of FY 2027 has this code.")
    assert found[10, "APPR"][0] == "9\\9"
    client.force_login(make_user("fiscal.view_ledgerimport", "fiscal.view_ledgerproblem"))
    assert "not of FY 2027" in client.get(run.get_absolute_url()).content.decode()
    assert (
        "No agency of FY 2027"
        in client.get(reverse("fiscal:ledgerproblem-list", args=[run.pk]), {"column": "agency"}).content.decode()
    )
    mended = worked(brought(GOOD))
    assert mended.status == "loaded"


def test_what_looks_like_a_number_a_day_or_a_code_and_is_none_is_listed_too(books):
    run = worked(
        brought(
            GOOD.replace("1234.50", "١٢.٥٠"), GOOD.replace("2027|", "20٢٧|"), GOOD.replace("2026-09-15", "2026-W49-6"),
            GOOD.replace("2026-09-15", "20260915"), GOOD.replace("|1822|", f"|{'9' * 5000}|"),
        )
    )  # fmt: skip
    found = {(one.line, one.column) for one in run.problems.all()}
    assert found == {
        (1, "AMOUNT"), (2, "BUDGET_FY"), (3, "POST_DATE"), (4, "POST_DATE"), (5, "APPR"),
    }  # fmt: skip
    assert (run.status, run.job.status) == ("rejected", "done")


def test_an_import_whose_work_fails_ends_with_it(books, monkeypatch, client):
    first = brought(GOOD)
    monkeypatch.setattr("fiscal.actions.ledger.read_rows", lambda *_: 1 / 0)
    worked(first)
    first.job.refresh_from_db()
    assert (first.status, first.job.status) == ("stopped", "failed")
    client.force_login(make_user("fiscal.view_ledgerimport"))
    shown = client.get(first.get_absolute_url()).content.decode()
    assert "Not finished" in shown
    assert "A fault in the portal ended this work" in shown
    monkeypatch.undo()
    assert worked(brought(GOOD)).status == "loaded"


def test_a_header_file_that_lacks_a_column_is_refused(books):
    with pytest.raises(Refused, match="does not name AMOUNT"):
        brought(GOOD, head=HEAD.replace("AMOUNT", "SUM"))
    with pytest.raises(Refused, match="twice"):
        brought(GOOD, head=HEAD.replace("ORG", "FUND"))
    assert not LedgerColumn.objects.filter(confirmed=True).exists()


def test_an_import_whose_work_ended_in_the_middle_is_put_aside(books):
    first = brought(GOOD)
    Job.objects.filter(pk=first.job_id).update(status="failed", finished_at="2026-09-01T00:00Z")
    second = worked(brought(GOOD))
    first.refresh_from_db()
    assert (first.status, second.status) == ("stopped", "loaded")


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_killed_worker_leaves_nothing_and_the_next_one_loads_the_file_once(books, tmp_path, settings):
    load_settings()
    settings.FILE_STORE = tmp_path / "files"
    run = brought(*(GOOD.replace("N000001", f"N{n:06}") for n in range(500)))
    killed_at("fiscal_ledgerline", PORTAL_DATA=str(tmp_path))
    assert LedgerImport.objects.get().status == "waiting"
    assert (LedgerStaging.objects.count(), LedgerLine.objects.count()) == (0, 0)
    with working(PORTAL_DATA=str(tmp_path)):
        wait_for(lambda: LedgerImport.objects.get().status == "loaded", PATIENCE)
    assert LedgerLine.objects.filter(run=run).count() == 500
    assert acts_of(run) == ["create", "load"]


def post(appropriation, amount: str, seq: int = 1):
    posting = Posting(appropriation.pk, "exp", Decimal(amount), "PV", 1, 1, seq)
    post_entries([posting], period=period(no=3), by=None)


def test_a_reconciliation_is_signed_by_another_once_every_cent_is_explained(books, client):
    preparer, explainer, signer = make_user(), make_user(), make_user()
    with pytest.raises(Refused, match="Bring it in first"):
        begin_reconciliation(Reconciliation(period=period(no=3)), by=preparer)
    worked(brought(GOOD))
    post(books, "1200.00")
    one = begin_reconciliation(Reconciliation(period=period(no=3)), by=preparer)
    (line,) = compare(one)
    assert (line.portal, line.ledger, line.unexplained) == (Decimal(1200), Decimal("1234.50"), Decimal("-34.50"))
    with pytest.raises(Refused, match=r"\$34.50 in the reconciliation .* most in appropriation 1822"):
        sign_reconciliation(one, by=signer)
    ledger = LedgerImport.objects.get()
    signs = "UPDATE fiscal_reconciliation SET status = 'signed', signed_on = now(), signed_by_id = %s, ledger_id = %s"
    refused("reconciliation_leaves_nothing_open", signs, signer.pk, ledger.pk)
    explain = {"appropriation": books, "bucket": "exp", "reason": "Freight, posted on September 30"}
    explain_difference(one, by=explainer, amount=Decimal("-34.50"), **explain)
    for who in (preparer, explainer):
        with pytest.raises(Refused, match="Somebody else must sign"):
            sign_reconciliation(one, by=who)
    refused("reconciliation_signed_by_another", signs, preparer.pk, ledger.pk)
    refused("reconciliation_not_by_who_explained", signs, explainer.pk, ledger.pk)
    assert control_label() == "Portal control – never reconciled to SAM II yet"
    sign_reconciliation(one, by=signer)
    assert control_label().startswith("Portal control – last reconciled to SAM II on ")
    frozen = one.lines.get()
    assert (frozen.portal, frozen.ledger, frozen.explained) == (
        Decimal(1200), Decimal("1234.50"), Decimal("-34.50"),
    )  # fmt: skip
    with pytest.raises(Refused, match="stays as it was signed"):
        explain_difference(one, by=explainer, amount=Decimal(1), **explain)
    post(books, "10.00", seq=2)
    client.force_login(make_user("fiscal.view_reconciliation"))
    shown = client.get(one.get_absolute_url()).content.decode()
    assert "$10.00 was posted to this period in the portal since it was signed" in shown


def test_what_was_signed_is_frozen_by_any_path(books):
    first = worked(brought(GOOD))
    post(books, "1234.50")
    one = begin_reconciliation(Reconciliation(period=period(no=3)), by=make_user())
    waiting = brought(GOOD.replace("1234.50", "8.00"))
    sign_reconciliation(one, by=make_user())
    with pytest.raises(Refused, match="signed, and what it was signed on stays"):
        brought(GOOD.replace("1234.50", "7.00"))
    worked(waiting)
    assert waiting.status == "stopped"
    assert "stays" in waiting.job.error
    for statement, rule in (
        ("UPDATE fiscal_reconciliation SET version = 9", "reconciliation_once_signed_stays"),
        ("DELETE FROM fiscal_reconciliation", "reconciliation_never_deleted"),
        ("UPDATE fiscal_reconciliationline SET portal = 0, ledger = 0, explained = 0", "reconciled_line_stays"),
        ("DELETE FROM fiscal_reconciliationline", "reconciled_line_stays"),
        (
            "UPDATE fiscal_ledgerimport SET status = 'replaced' WHERE status = 'loaded'",
            "ledger_of_a_signed_period_stays",
        ),
        ("DELETE FROM fiscal_ledgerimport", "ledger_import_never_deleted"),
        ("DELETE FROM fiscal_ledgerline", "ledger_line_goes_with_its_import"),
        (
            "INSERT INTO fiscal_reconciliationitem (reconciliation_id, appropriation_id, bucket, amount, reason,"
            " created_by_id) SELECT r.id, a.id, 'exp', 1, 'x', r.created_by_id FROM fiscal_reconciliation r,"
            " fiscal_appropriation a",
            "explanation_of_an_open_one",
        ),
    ):
        refused(rule, statement)
    refused("ledger_line_of_a_period_to_sign", *copied(first.lines.get(), line=2))
    assert first.lines.count() == 1


def test_nothing_is_signed_against_a_ledger_of_another_period(books):
    one, other = make_reconciliation(5), make_ledger(6)
    statement = (
        "UPDATE fiscal_reconciliation SET status = 'signed', signed_on = now(), signed_by_id = %s, ledger_id = %s"
    )
    refused("reconciliation_against_its_ledger", statement, make_user().pk, other.pk)
    refused("reconciliation_against_its_ledger", statement, make_user().pk, None)
    assert not LedgerProblem.objects.exists()
    assert one.status == "open"
