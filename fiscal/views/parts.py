"""What pages of fiscal share: the sentences and the tables that stand on a record's page."""

from dataclasses import dataclass

from django.utils.html import format_html

from doc_portal.core.views.pages import DetailPage


@dataclass(frozen=True)
class Part:
    """A table on a record's page: cells as they are written, those under a head in `numbers` aligned right.

    Its last rows, as many as `totals`, add up the others.
    """

    title: str
    heads: tuple[str, ...]
    rows: list[tuple]
    empty: str
    numbers: frozenset[str] = frozenset()
    totals: int = 0

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each head, and whether it is one of numbers."""
        return [(head, head in self.numbers) for head in self.heads]

    @property
    def lines(self) -> list[tuple]:
        """Each row as its name, the other cells with their heads, and whether it adds up."""
        last = len(self.rows) - self.totals
        return [
            (row[0], [(*column, cell) for column, cell in zip(self.columns[1:], row[1:], strict=True)], place >= last)
            for place, row in enumerate(self.rows)
        ]


class RecordPage(DetailPage):
    """A record with sentences that matter now on top, its facts at the side and its tables."""

    template_name = "fiscal/record.html"

    def notices(self) -> list[tuple[str, str]]:
        """Sentences with their level: “warning”, “danger” or “info”."""
        return []

    def paper(self) -> dict | None:
        """What is printed and filed: its title, its lines, who signs; None where there is nothing to print."""
        return None

    def parts(self) -> list[Part]:
        """The tables of the record."""
        return []


def linked(record) -> str:
    """The name of a record, leading to its page."""
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)
