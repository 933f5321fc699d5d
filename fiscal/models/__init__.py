"""Years and codes, authority to spend, and what is asked for, ordered, received, billed and paid of it."""

from fiscal.models.appropriations import Adjustment, Allotment, Appropriation, BudgetEntry
from fiscal.models.approval_limits import ApprovalLimit
from fiscal.models.bank_accounts import BankAccount
from fiscal.models.cards import Card, CardCycle, CardTransaction
from fiscal.models.cash import CashReceipt, ReceiptBatch
from fiscal.models.codes import PARTS, CoaCode, FundingString
from fiscal.models.commissions import CommissionMonth, MachineSales, VendingMachine
from fiscal.models.commodities import CommodityClass
from fiscal.models.contracts import Contract, ContractAmendment, ContractUse
from fiscal.models.coordination import CoordinationItem, Office, RecurringDeliverable
from fiscal.models.decisions import DecisionPaper, SourcingDecision
from fiscal.models.external import DocumentType, ExternalDocRef, ExternalSystem
from fiscal.models.handovers import CashHandOver
from fiscal.models.imprest import ImprestCount, ImprestFund
from fiscal.models.interface import InterfaceApproval, InterfaceExport, InterfaceField, OutsideContact
from fiscal.models.invoices import Invoice, InvoiceLine
from fiscal.models.ledger import LedgerColumn, LedgerImport, LedgerLine, LedgerProblem, LedgerStaging
from fiscal.models.match_exceptions import MatchException
from fiscal.models.needs import NeedsLine, NeedsList
from fiscal.models.order_lines import OrderFunding, OrderLine
from fiscal.models.orders import OrderRevision, PurchaseOrder
from fiscal.models.payments import PaymentRequest
from fiscal.models.plans import SpendingPlan
from fiscal.models.prime_rates import PrimeRate
from fiscal.models.purposes import FundPurpose
from fiscal.models.quotes import Award, Quote, QuoteLine
from fiscal.models.receiving import CapitalHandOff, Receipt, ReceiptLine
from fiscal.models.reconciliation import Reconciliation, ReconciliationItem, ReconciliationLine
from fiscal.models.requisition_lines import LineFunding, RequisitionLine
from fiscal.models.requisitions import Requisition
from fiscal.models.sam_ii import CodeChange, OverrideLog, SamIssue, SystemAccess
from fiscal.models.solicitations import Addendum, Protest, Solicitation, SolicitationItem, SolicitationQuestion
from fiscal.models.sourcing import Method, MveCertificate, Paper, ProcurementRule
from fiscal.models.telling import Told
from fiscal.models.tickets import TicketCount, TicketRoll
from fiscal.models.vendors import Vendor
from fiscal.models.year_end import YearEndDecision
from fiscal.models.years import ADJUSTING, AccountingPeriod, FiscalYear

__all__ = [
    "ADJUSTING",
    "PARTS",
    "AccountingPeriod",
    "Addendum",
    "Adjustment",
    "Allotment",
    "Appropriation",
    "ApprovalLimit",
    "Award",
    "BankAccount",
    "BudgetEntry",
    "CapitalHandOff",
    "Card",
    "CardCycle",
    "CardTransaction",
    "CashHandOver",
    "CashReceipt",
    "CoaCode",
    "CodeChange",
    "CommissionMonth",
    "CommodityClass",
    "Contract",
    "ContractAmendment",
    "ContractUse",
    "CoordinationItem",
    "DecisionPaper",
    "DocumentType",
    "ExternalDocRef",
    "ExternalSystem",
    "FiscalYear",
    "FundPurpose",
    "FundingString",
    "ImprestCount",
    "ImprestFund",
    "InterfaceApproval",
    "InterfaceExport",
    "InterfaceField",
    "Invoice",
    "InvoiceLine",
    "LedgerColumn",
    "LedgerImport",
    "LedgerLine",
    "LedgerProblem",
    "LedgerStaging",
    "LineFunding",
    "MachineSales",
    "MatchException",
    "Method",
    "MveCertificate",
    "NeedsLine",
    "NeedsList",
    "Office",
    "OrderFunding",
    "OrderLine",
    "OrderRevision",
    "OutsideContact",
    "OverrideLog",
    "Paper",
    "PaymentRequest",
    "PrimeRate",
    "ProcurementRule",
    "Protest",
    "PurchaseOrder",
    "Quote",
    "QuoteLine",
    "Receipt",
    "ReceiptBatch",
    "ReceiptLine",
    "Reconciliation",
    "ReconciliationItem",
    "ReconciliationLine",
    "RecurringDeliverable",
    "Requisition",
    "RequisitionLine",
    "SamIssue",
    "Solicitation",
    "SolicitationItem",
    "SolicitationQuestion",
    "SourcingDecision",
    "SpendingPlan",
    "SystemAccess",
    "TicketCount",
    "TicketRoll",
    "Told",
    "VendingMachine",
    "Vendor",
    "YearEndDecision",
]
