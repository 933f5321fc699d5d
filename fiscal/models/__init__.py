"""Years and codes, authority to spend, and what is set aside of it."""

from fiscal.models.appropriations import Adjustment, Allotment, Appropriation, BudgetEntry
from fiscal.models.codes import PARTS, CoaCode, FundingString
from fiscal.models.commodities import CommodityClass
from fiscal.models.contracts import Contract, ContractAmendment, ContractUse
from fiscal.models.vendors import Vendor
from fiscal.models.years import ADJUSTING, AccountingPeriod, FiscalYear

__all__ = [
    "ADJUSTING",
    "PARTS",
    "AccountingPeriod",
    "Adjustment",
    "Allotment",
    "Appropriation",
    "BudgetEntry",
    "CoaCode",
    "CommodityClass",
    "Contract",
    "ContractAmendment",
    "ContractUse",
    "FiscalYear",
    "FundingString",
    "Vendor",
]
