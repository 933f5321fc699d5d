"""How the team page is narrowed."""

from datetime import timedelta

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.models import Worksite
from personnel.models import Assignment, Person
from training.models import PersonRequirement, RequirementRule
from training.teams import team_of

DUE = (("overdue", "Overdue"), ("7", "Due within 7 days"), ("30", "Due within 30 days"), ("90", "Due within 90 days"))


def sites_of(request):
    """The worksites of the people one answers for."""
    if request is None:
        return Worksite.objects.none()
    team = team_of(request.user, "training.view_personrequirement")
    return Worksite.objects.filter(pk__in=team.order_by().values("worksite"))


class TeamFilter(django_filters.FilterSet):
    """People by name or number, worksite, shift, and what they owe by when."""

    q = django_filters.CharFilter(label="Name or number", method="named")
    worksite = django_filters.ModelChoiceFilter(queryset=sites_of, empty_label="All worksites")
    shift = django_filters.ChoiceFilter(
        label="Shift", choices=Assignment.Shift.choices[1:], empty_label="All shifts", method="on_shift"
    )
    owes = NamedChoiceFilter(
        label="Owes", queryset=RequirementRule.objects.in_use(), empty_label="Anything", method="owing"
    )
    due = django_filters.ChoiceFilter(label="Due", choices=DUE, empty_label="At any time", method="due_by")

    class Meta:
        model = Person
        fields = []

    def named(self, rows, name, text):
        return rows.filter(rows.names_like(text) | Q(employee_number__iexact=text))

    def on_shift(self, rows, name, shift):
        return rows.filter(Exists(Assignment.objects.primary().filter(person=OuterRef("pk"), shift=shift)))

    def owing(self, rows, name, rule):
        return rows.filter(Exists(PersonRequirement.objects.open().filter(person=OuterRef("pk"), rule=rule)))

    def due_by(self, rows, name, due):
        today = timezone.localdate()
        day = today - timedelta(days=1) if due == "overdue" else today + timedelta(days=int(due))
        return rows.filter(Exists(PersonRequirement.objects.open().filter(person=OuterRef("pk"), due_on__lte=day)))
