"""Whether the funds of an order may pay for it, said in a sentence (fiscal.md 3.22; RSMo 217.595)."""

from django.utils import timezone

from fiscal.models import FundPurpose, OrderFunding, PurchaseOrder


def refusal_for_fund(order: PurchaseOrder) -> str:
    """Why a fund cannot pay for an order, with the way out; empty where all can."""
    if not (order.own_use and order.vendor.is_mve):
        return ""
    codes = OrderFunding.objects.filter(line__order=order).values("appropriation__fund__code")
    found = (
        FundPurpose.objects.in_force(timezone.localdate())
        .filter(purpose=FundPurpose.Purpose.OWN_USE_MVE, fund_code__in=codes)
        .first()
    )
    if found is None:
        return ""
    return (
        f"The {found.fund_name} is for the enterprises alone and cannot pay for what the department uses itself "
        f"({found.authority}). Charge order {order} to an operating fund: have the requisition returned and changed."
    )
