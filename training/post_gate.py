"""Who is cleared for a post with inmate contact: one flag of training and of whoever else declares a gate.

Other units publish a yes or no for each person (`portal_post_gates`); no reason, day or value comes here, and the
list names what is missing of training alone.
"""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from doc_portal.core.registry import PostGate, declared, function
from personnel.models import Person
from training.models import PersonRequirement


def gates() -> tuple[PostGate, ...]:
    """The gates other units keep; none while none is declared."""
    return declared("post_gates")


def with_clearance(people: QuerySet[Person], on=None) -> QuerySet[Person]:
    """Those of the people whose work asks for clearance, with `cleared` and, of training, `held_back`."""
    own = PersonRequirement.objects.filter(person=OuterRef("pk"))
    holding = PersonRequirement.objects.holding_back(on)
    clear = ~Q(Exists(holding.filter(person=OuterRef("pk"))))
    for gate in gates():
        clear &= Q(pk__in=function(gate.cleared)())
    asked = Exists(own.filter(rule__is_post_gate=True).exclude(settled=PersonRequirement.Settled.EXEMPT))
    missing = Prefetch("requirements", holding.select_related("rule").order_by("rule__name", "pk"), to_attr="held_back")
    return people.filter(asked).annotate(cleared=clear).prefetch_related(missing)
