"""What fiscal starts with: document types and rules as published, from the files of the data folder."""

from doc_portal.core.reference import Brought, bring_in, read_rows
from fiscal.models import CommodityClass


def load() -> list[Brought]:
    """Everything fiscal brings along, in the order in which rows name each other."""
    return [load_commodity_classes()]


def load_commodity_classes() -> Brought:
    """Classes of what is bought, none of them confirmed yet."""
    flags = ("second_approver", "mve_makes", "is_capital", "confirmed")
    words = ("name", "kind", "source")
    rows = [
        CommodityClass(
            code=row["code"], **{one: row[one] for one in words}, **{one: row[one] == "yes" for one in flags}
        )
        for row in read_rows("commodity_classes.csv")
    ]
    return bring_in(rows, ("code",), (*words, *flags))
