"""Whom to ask about a function: sample contacts, where nobody has entered a real one."""

from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad

from doc_portal.core.sample.context import MARK
from mission.models import UnitFunction, UnitPage
from personnel.models import RoleContact

PHONE = Concat(
    Value("573-555-01"),
    LPad(Cast(F("pk") % 100, CharField()), 2, Value("0")),
    Value(f" {MARK}"),
    output_field=CharField(),
)


def name_contacts() -> int:
    """Give every function and unit page without a contact one that is plainly invented."""
    functions = UnitFunction.objects.kept().filter(contact=None, contact_words="", phone="", email="")
    wide = RoleContact.objects.kept().filter(unit=OuterRef("unit"), worksite=None, region="").order_by("pk")
    named = functions.filter(Exists(wide)).update(contact=Subquery(wide.values("pk")[:1]))
    pages = UnitPage.objects.filter(place="", phone="", email="")
    return (
        named
        + functions.update(contact_words=f"Desk for this function {MARK}", phone=PHONE)
        + pages.update(
            place=f"Central Office {MARK}", hours=f"Monday to Friday, 8:00 am to 5:00 pm {MARK}", phone=PHONE
        )
    )
