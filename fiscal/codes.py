"""Codes as people type them: found in their year, or told which code takes their place (fiscal.md 3.2)."""

from functools import reduce
from operator import or_

from django.db.models import Q

from fiscal.models import CoaCode

KIND_NAMES = dict(CoaCode.Kind.choices)


def codes_of(fy: int, typed: dict[str, str]) -> tuple[dict[str, CoaCode], dict[str, str]]:
    """The codes of a year by kind, and a sentence for each kind whose code the year does not have.

    One query for codes that stand; one more, and one a wrong code, to name what takes its place.
    """
    wanted = {kind: code.strip() for kind, code in typed.items() if code.strip()}
    if not wanted:
        return {}, {}
    either = reduce(or_, (Q(kind=kind, code=code) for kind, code in wanted.items()))
    found = {one.kind: one for one in CoaCode.objects.filter(either, year=fy)}
    wrong = {kind: _missing(fy, kind, code) for kind, code in wanted.items() if kind not in found}
    for kind, one in list(found.items()):
        if not one.active:
            wrong[kind] = f"{KIND_NAMES[kind]} {one.code} is not in use in FY {fy}. Choose another one."
            del found[kind]
    return found, wrong


def of_year(fy: int, code: CoaCode) -> str:
    """Why a code cannot stand for a year, and which takes its place; empty where it is of that year."""
    return "" if code.year_id == fy else _missing(fy, code.kind, code.code)


def _missing(fy: int, kind: str, code: str) -> str:
    name = KIND_NAMES[kind]
    elsewhere = CoaCode.objects.filter(kind=kind, code=code).exclude(year=fy).order_by("-year").first()
    if elsewhere is None:
        return f"No year has the {name.lower()} {code}. Check the code, or add it to the chart of accounts."
    successor = CoaCode.objects.successor_in(fy, kind, code)
    if successor is None:
        return f"{name} {code} is a code of FY {elsewhere.year_id}, and FY {fy} has none in its place. Add one first."
    return f"{name} {code} is a code of FY {elsewhere.year_id}. FY {fy} has {successor} in its place: use that."
