"""“Can I buy this, and how?”: the sourcing and split tests before anything is written (fiscal.md 3.59)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from doc_portal.core.values import value_of
from fiscal.models import Contract, MveCertificate, ProcurementRule, Requisition
from fiscal.sourcing import Ask, Found, Method, NoRule, find_path
from fiscal.splitting import Split, split_test

WORD = 4
SHOWN = 5


@dataclass(frozen=True)
class Answer:
    """What the rules find; `none` says why nothing was found.

    `certified_somewhere`: MVE issued a certificate, and whether it serves depends on the worksite, which was not said.
    """

    found: Found | None
    split: Split | None
    mve_until: date | None = None
    need_by: date | None = None
    maybe: tuple[Contract, ...] = ()
    none: str = ""
    certified_somewhere: bool = False

    @property
    def asks_mve(self) -> bool:
        """Whether the next step is to ask MVE."""
        return self.found is not None and self.found.path == Method.MVE

    @property
    def comes_late(self) -> bool:
        """Whether MVE may take longer than the need allows."""
        return self.asks_mve and bool(self.need_by and self.mve_until) and self.mve_until > self.need_by


def answer_to(said: dict) -> Answer:
    """The way to buy what was typed, its papers, and what else was bought like it."""
    today, commodity, grounds = timezone.localdate(), said["commodity"], said.get("grounds")
    certified = MveCertificate.objects.filter(commodity=commodity, item=said["item"])
    ask = Ask(
        amount=said["amount"], on=today, kind=commodity.kind, mve_makes=commodity.mve_makes,
        certificate=commodity.mve_makes and certified.free_at(said.get("worksite")).exists(),
        contracts=(str(said["contract"]),) if said.get("contract") else (),
        second_approver=commodity.second_approver, **({grounds: True} if grounds else {}),
    )  # fmt: skip
    try:
        found = find_path(ask, ProcurementRule.objects.effective(today))
    except NoRule as none:
        return Answer(None, None, none=str(none))
    until = today + timedelta(days=int(value_of("mve_days", today))) if commodity.mve_makes else None
    maybe = () if said.get("contract") else _maybe_covered(said["item"])
    somewhere = commodity.mve_makes and not said.get("worksite") and certified.holding(today).exists()
    return Answer(found, _split(said, found), until, said.get("need_by"), maybe, certified_somewhere=somewhere)


def _split(said: dict, found: Found) -> Split | None:
    """The split test, by the organization the worksite last asked for something under; None where there is none."""
    if not said.get("worksite"):
        return None
    org = Requisition.objects.filter(worksite=said["worksite"]).order_by("-pk").values_list("org", flat=True).first()
    if org is None:
        return None
    return split_test(
        said["amount"],
        found.limit,
        org=org,
        worksite=said["worksite"].pk,
        vendor=None,
        classes=[said["commodity"].pk],
        on=found.ask.on,
    )


def _maybe_covered(item: str) -> tuple[Contract, ...]:
    """Contracts in force whose title has a word of the item."""
    words = [one for one in item.lower().split() if len(one) >= WORD]
    rows = Contract.objects.live().for_list().order_by("ends_on", "pk")
    found = [one for one in rows[:500] if any(word in one.title.lower() for word in words)]
    return tuple(found[:SHOWN])
