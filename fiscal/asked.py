"""Lines as they are typed or pasted, before they are lines of a requisition."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from fiscal.models import CommodityClass, FundingString

COLUMNS = ("description", "quantity", "unit", "price", "commodity", "item_number", "charge")
"""What a pasted line holds, in this order; the last four may be left out."""
MOST_LINES = 100


@dataclass(frozen=True)
class AskedLine:
    """One thing asked for, and the strings that pay for it with their shares in percent."""

    description: str
    quantity: Decimal
    price: Decimal
    unit: str = "each"
    commodity: CommodityClass | None = None
    item_number: str = ""
    fundings: tuple[tuple[FundingString, Decimal], ...] = field(default_factory=tuple)

    @property
    def amount(self) -> Decimal:
        """Quantity times price, in cents, as the database has it."""
        return (self.quantity * self.price).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def pasted(text: str) -> list[dict[str, str]]:
    """Rows of a spreadsheet as fields of lines; a first row that names the columns, and has no number, is left out."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    if rows and len(rows[0]) > 1 and not any(is_number(cell) for cell in rows[0]):
        rows = rows[1:]
    return [dict(zip(COLUMNS, (cell.strip() for cell in row), strict=False)) for row in rows]


def is_number(text: str) -> bool:
    """Whether a text is a number as people write it, with or without dollar sign and commas."""
    return number(text) is not None


def number(text: str) -> Decimal | None:
    """The number a text says (“$1,250.00”); None where it says none."""
    try:
        found = Decimal(text.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def decimal_of(text: str, name: str, places: int) -> Decimal:
    """The number typed into a field called `name`; raises the sentence where it is none, or too fine or large."""
    found = number(text)
    if found is None:
        raise ValidationError(f"Enter {name} as a number, like 12 or 12.50.")
    if found != found.quantize(Decimal(1).scaleb(-places)) if abs(found) < Decimal(10) ** 9 else True:
        raise ValidationError(f"Enter {name} below 1,000,000,000, with at most {places} digits after the point.")
    return found
