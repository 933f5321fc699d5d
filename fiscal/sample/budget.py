"""Years, codes, funding strings, appropriations and plans of the sample, invented but for the codes that are known."""

import random
from datetime import date
from decimal import Decimal
from uuid import uuid4

from doc_portal.core.models import Worksite
from doc_portal.core.money import split, to_cents
from doc_portal.core.sample.context import MARK, Context
from fiscal.lapse import fitting, open_lines
from fiscal.models import (
    ADJUSTING,
    AccountingPeriod,
    Adjustment,
    Allotment,
    Appropriation,
    CoaCode,
    FiscalYear,
    FundingString,
    SpendingPlan,
    YearEndDecision,
)
from fiscal.periods import fiscal_year_of
from fiscal.reference import load_account_codes

Kind = Adjustment.Kind
FUNDS = (("0405", "Inmate canteen"), ("0510", "Working capital revolving"), ("0130", "Federal grants"))
DIVISIONS = (
    ("10", "Adult institutions"), ("20", "Probation and parole"), ("30", "Rehabilitative services"),
    ("40", "Human services"),
)  # fmt: skip
OBJECTS = (
    ("2100", "Travel"), ("2160", "Fuel and utilities"), ("2190", "Supplies"), ("2220", "Food"), ("2340", "Training"),
    ("2400", "Professional services"), ("2420", "Housekeeping and laundry"), ("2430", "Maintenance and repair"),
    ("2480", "Computer equipment"), ("2580", "Office equipment"), ("2590", "Other equipment"), ("2740", "Property"),
)  # fmt: skip
SUBJECTS = (
    "Expense and equipment", "Food purchases", "Institutional operations", "Fuel and utilities", "Medical services",
    "Substance use treatment", "Community supervision centers", "Academic education", "Vehicle replacement",
    "Maintenance and repair", "Telecommunications", "Population growth pool", "Staff training", "Laundry and clothing",
)  # fmt: skip
OTHERS = (
    ("activity", "A10", "Custody"), ("activity", "A20", "Support"), ("function", "F1", "Public safety"),
    ("sub_object", "01", "Standard"), ("reporting_category", "RC1", "General"), ("project", "P001", "Kitchen renewal"),
    ("balance_sheet", "B100", "Cash"), ("commodity", "485", "Janitorial supplies"),
)  # fmt: skip
FIRST_CODE = 1800
BILL = "HB 9, {year} (sample)"


def years_of(context: Context) -> range:
    """The fiscal years of the sample, this one last."""
    this = fiscal_year_of(context.today)
    return range(this - context.size.fiscal_years + 1, this + 1)


def open_years(context: Context) -> int:
    """Every year of the sample, open while purchases are made in it; `close_past_years` ends those that are over."""
    made = sum(_open(fy) for fy in years_of(context))
    AccountingPeriod.objects.filter(year__in=years_of(context)).update(is_open=True)
    load_account_codes()
    return made


def _open(fy: int) -> bool:
    year, made = FiscalYear.objects.get_or_create(
        fy=fy,
        defaults={
            "starts_on": date(fy - 1, 7, 1), "ends_on": date(fy, 6, 30), "closes_on": date(fy, 7, 31),
            "expires_on": date(fy, 12, 31),
        },
    )  # fmt: skip
    if made:
        AccountingPeriod.objects.bulk_create(AccountingPeriod(year=year, no=no) for no in range(1, ADJUSTING + 1))
    return made


def close_past_years(context: Context) -> int:
    """Bring years that are over to where the day puts them."""
    for year in FiscalYear.objects.filter(fy__in=years_of(context), ends_on__lt=context.today):
        steps = (("open", "lapse", year.ends_on), ("lapse", "closed", year.closes_on))
        for before, after, day in (*steps, ("closed", "expired", year.expires_on)):
            if context.today >= day:
                FiscalYear.objects.filter(pk=year.pk, status=before).update(status=after)
        lapsing = context.today < year.closes_on
        year.periods.filter(no__lte=12 if lapsing else ADJUSTING).update(is_open=False)
    now = (context.today.month + 5) % 12 + 1
    AccountingPeriod.objects.filter(year=fiscal_year_of(context.today), no__lt=now - 1).update(is_open=False)
    return 0


def add_codes(context: Context) -> int:
    """The chart of each year: divisions and worksites, objects, appropriations and the rest."""
    sites = list(Worksite.objects.open().order_by("name").values_list("name", flat=True))
    return sum(
        _codes_of(fy, sites, context.size.appropriations, last=years_of(context)[-1]) for fy in years_of(context)
    )


def _codes_of(fy: int, sites: list[str], appropriations: int, *, last: int) -> int:
    if CoaCode.objects.filter(year=fy, kind="org").exists():
        return 0
    plain = [
        *(("fund", code, f"{name} {MARK}") for code, name in FUNDS),
        *(("org", code, f"{name} {MARK}") for code, name in DIVISIONS),
        *(("object", code, name) for code, name in OBJECTS),
        *((kind, code, f"{name} {MARK}") for kind, code, name in OTHERS),
        *(("appropriation_code", str(FIRST_CODE + no), _subject(no)) for no in range(appropriations)),
    ]
    if fy < last:
        plain.append(("object", "2599", "Furniture, until this year"))
    codes = [CoaCode(year_id=fy, kind=kind, code=code, name=name, source="sample") for kind, code, name in plain]
    CoaCode.objects.bulk_create(codes)
    divisions = [one for one in codes if one.kind == "org"]
    orgs = [
        CoaCode(
            year_id=fy, kind="org", code=f"{divisions[no % 3].code}{no + 1:02}", name=f"{name[:110]} {MARK}",
            parent=divisions[no % 3], source="sample",
        )
        for no, name in enumerate(sites)
    ]  # fmt: skip
    CoaCode.objects.bulk_create(orgs)
    return len(codes) + len(orgs)


def _subject(no: int) -> str:
    return f"{SUBJECTS[no % len(SUBJECTS)]} {no // len(SUBJECTS) + 1} {MARK}"


def appropriate(context: Context) -> int:
    """Authority of each year with its reserve, what was adjusted, and what is released."""
    return sum(_appropriate(fy, context) for fy in years_of(context))


def _appropriate(fy: int, context: Context) -> int:
    if Appropriation.objects.filter(budget_fy=fy).exists():
        return 0
    chance = context.chance(f"appropriations of {fy}")
    kinds: dict[str, list[CoaCode]] = {}
    for code in CoaCode.objects.filter(year=fy).order_by("pk"):
        kinds.setdefault(code.kind, []).append(code)
    funds = {code.code: code for code in kinds["fund"]}
    made = [
        _appropriation(fy, no, code, funds, kinds["agency"][0]) for no, code in enumerate(kinds["appropriation_code"])
    ]
    Appropriation.objects.bulk_create(made)
    Adjustment.objects.bulk_create([row for one in made for row in _granted(one, chance)])
    _move(made, chance)
    made = list(Appropriation.objects.filter(budget_fy=fy).order_by("pk"))
    Allotment.objects.bulk_create([row for one in made for row in _released(one, context)])
    _strings(fy, made, kinds, chance)
    return len(made)


def _appropriation(fy: int, no: int, code: CoaCode, funds: dict[str, CoaCode], agency: CoaCode) -> Appropriation:
    fund = funds[("0101", "0101", "0101", "0405", "0510", "0130", "0692", "0101")[no % 8]]
    kind = Appropriation.Kind.OPERATING
    if no % 17 == 16:
        kind = Appropriation.Kind.CAPITAL_BIENNIAL
    elif no % 19 == 18:
        kind = Appropriation.Kind.REAPPROPRIATION
    flexes = no % 4 == 1
    return Appropriation(
        budget_fy_id=fy, fund=fund, agency=agency, code=code.code, name=code.name, hb_section=f"9.{5 * (no + 1):03}",
        kind=kind, allotment_controlled=no % 10 == 9, flex_percent=Decimal(10) if flexes else None,
        flex_authority=BILL.format(year=fy - 1) if flexes else "",
    )  # fmt: skip


def _granted(one: Appropriation, chance: random.Random) -> list[Adjustment]:
    """The original authority, the reserve, and here and there more or less."""
    amount = Decimal(chance.randrange(2_000_000, 30_000_000, 1_000))
    rows = [(Kind.ORIGINAL, amount), (Kind.RESERVE, to_cents(amount * 3 / 100))]
    if chance.random() < 0.2:
        rows.append((Kind.SUPPLEMENTAL, Decimal(chance.randrange(50_000, 900_000, 1_000))))
    if chance.random() < 0.2:
        held = to_cents(amount / 50)
        rows += [(Kind.RESTRICTION, held), (Kind.RELEASE, held / 2)]
    if chance.random() < 0.1:
        rows.append((Kind.RESERVE_RELEASE, to_cents(amount / 100)))
    document = BILL.format(year=one.budget_fy_id - 1)
    return [
        Adjustment(appropriation=one, kind=kind, amount=to_cents(value), authority_document=document)
        for kind, value in rows
    ]


def _move(made: list[Appropriation], chance: random.Random) -> None:
    """Transfers and flex between neighbors: two legs in one statement."""
    rows = []
    for no in range(0, len(made) - 1, 5):
        giving, getting = made[no + 1] if no + 1 < len(made) else made[no], made[no]
        kind = "flex" if giving.flex_percent is not None else "transfer"
        pair, amount = uuid4(), Decimal(chance.randrange(1_000, 90_000, 500))
        rows += [
            Adjustment(
                appropriation=one, kind=f"{kind}_{way}", amount=amount, pair=pair,
                authority_document=f"Letter of transfer {no + 1} {MARK}",
            )
            for one, way in ((giving, "out"), (getting, "in"))
        ]  # fmt: skip
    Adjustment.objects.bulk_create(rows)


def _released(one: Appropriation, context: Context) -> list[Allotment]:
    """Equal quarters, those that have begun."""
    this = fiscal_year_of(context.today)
    begun = (context.today.month + 5) % 12 // 3 + 1 if one.budget_fy_id == this else 4
    shares = split(one.spendable, [1, 1, 1, 1])
    return [
        Allotment(appropriation=one, quarter=no, amount=share) for no, share in enumerate(shares[:begun], 1) if share
    ]


def _strings(fy: int, made: list[Appropriation], kinds: dict[str, list[CoaCode]], chance: random.Random) -> None:
    """Three organizations and as many objects charge each appropriation."""
    codes = {code.code: code for code in kinds["appropriation_code"]}
    orgs = [code for code in kinds["org"] if code.parent_id]
    FundingString.objects.bulk_create(
        [
            FundingString(
                budget_fy_id=fy, fund_id=one.fund_id, agency_id=one.agency_id, appropriation_code=codes[one.code],
                org=org, object=item,
            )
            for one in made
            for org, item in zip(chance.sample(orgs, 3), chance.sample(kinds["object"], 3), strict=True)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def plan_spending(context: Context) -> int:
    """What organizations mean to spend on the objects they charge."""
    made = 0
    for fy in years_of(context):
        if SpendingPlan.objects.filter(year=fy).exists():
            continue
        chance = context.chance(f"plans of {fy}")
        pairs = FundingString.objects.filter(budget_fy=fy).order_by("org", "object").distinct("org", "object")
        rows = [
            SpendingPlan(
                year_id=fy, org_id=org, object_id=item, basis=f"Last year and prices {MARK}",
                amounts=[Decimal(chance.randrange(1_000, 20_000, 100))] * 12,
            )
            for org, item in pairs.values_list("org", "object")
        ]  # fmt: skip
        made += len(SpendingPlan.objects.bulk_create(rows))
    return made


def decide_open_lines(context: Context) -> int:
    """A part of this year's open order lines is decided already."""
    fy = years_of(context)[-1]
    if YearEndDecision.objects.filter(year=fy).exists():
        return 0
    lines = list(open_lines(fy).order_by("pk")[:12])[::2]
    rows = [
        YearEndDecision(year_id=fy, line=line, disposition=fitting(line)[0], decided_at=context.moment(-1))
        for line in lines
        if fitting(line)
    ]
    return len(YearEndDecision.objects.bulk_create(rows))
