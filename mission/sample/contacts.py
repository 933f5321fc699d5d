"""Whom to ask about a function: sample contacts, where nobody has entered a real one."""

from collections import defaultdict

from django.db.models import CharField, F, Value
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
    named = _cite(list(functions))
    pages = UnitPage.objects.filter(place="", phone="", email="")
    made = functions.all().update(contact_words=f"Desk for this function {MARK}", phone=PHONE)
    told = {"place": f"Central Office {MARK}", "hours": f"Monday to Friday, 8:00 am to 5:00 pm {MARK}", "phone": PHONE}
    return named + made + pages.update(**told)


def _cite(functions: list[UnitFunction]) -> int:
    """Let functions name the contacts of their unit for the whole department, in turn."""
    contacts = defaultdict(list)
    for contact in RoleContact.objects.kept().filter(worksite=None, region="").order_by("pk"):
        contacts[contact.unit_id].append(contact)
    cited = [one for one in functions if contacts[one.unit_id]]
    for place, one in enumerate(cited):
        one.contact = contacts[one.unit_id][place % len(contacts[one.unit_id])]
    return UnitFunction.objects.bulk_update(cited, ["contact"])
