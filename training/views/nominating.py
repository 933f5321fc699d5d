"""The team page, and sending people to a class."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.models import Worksite
from doc_portal.core.tables import rows_of
from doc_portal.core.views.pages import AskPage, ListPage
from personnel.models import Assignment, Person
from training.actions.nominating import LinesRefused, Outcome, nominate_all
from training.forms.enrolment import NominateForm
from training.forms.teams import TeamFilter
from training.models import PersonRequirement, ScheduledClass
from training.relief import Group, groups_of, meters
from training.tables.teams import TeamTable
from training.teams import team_of
from training.views.classes import FIND

DAYS_AHEAD = 14
GROUPS_SHOWN = 6
CLASSES_SHOWN = 40
DATES_SHOWN = 5


class PersonRequirementTeam(ListPage):
    """The people one answers for, what each owes, and how many of their shifts are away."""

    model = Person
    permission_required = "training.view_personrequirement"
    template_name = "training/team.html"
    title = "Team"
    intro = "What the people you answer for owe, and how many of each shift are away. Tick some to nominate them."
    table_class = TeamTable
    filterset_class = TeamFilter
    order_by = "name"
    empty_text = "The people who report to you, and those of your worksites, appear here."

    def get_rows(self):
        return team_of(self.request.user, self.permission_required).for_list()

    def may_export(self):
        """What people owe is exported from the compliance board."""
        return False

    def create_url(self):
        return

    @cached_property
    def people(self) -> list[Person]:
        """Those of this page."""
        return list(rows_of(self.table.page.object_list.data))

    @cached_property
    def owed(self) -> dict[int, list[PersonRequirement]]:
        """What each person of this page owes, what is due first before the rest."""
        found: dict[int, list[PersonRequirement]] = {}
        rows = PersonRequirement.objects.open().filter(person__in=[one.pk for one in self.people])
        for one in rows.with_standing().select_related("rule").order_by("due_on", "pk"):
            found.setdefault(one.person_id, []).append(one)
        return found

    @cached_property
    def rules(self) -> list:
        """The columns: every requirement somebody of this page owes."""
        rules = {one.rule_id: one.rule for rows in self.owed.values() for one in rows}
        return sorted(rules.values(), key=lambda rule: (rule.name, rule.pk))

    def lines(self) -> list[dict]:
        """Each person with a cell for every column."""
        groups = groups_of([one.pk for one in self.people])
        return [
            {
                "person": person,
                "shift": _shift(groups.get(person.pk)),
                "cells": [self._cell(person, rule) for rule in self.rules],
            }
            for person in self.people
        ]

    def _cell(self, person: Person, rule) -> dict:
        """The words, shape and day of what is owed first by a rule; empty where nothing is."""
        one = next((row for row in self.owed.get(person.pk, ()) if row.rule_id == rule.pk), None)
        if one is None:
            return {"rule": rule.name}
        words, level = PersonRequirement.STANDINGS[one.standing]
        return {"rule": rule.name, "words": words, "level": level, "due_on": one.due_on, "url": one.get_absolute_url()}

    def relief(self) -> list[dict]:
        """The days ahead of the shifts on this page on which somebody is away."""
        groups = sorted(set(groups_of([one.pk for one in self.people]).values()))[:GROUPS_SHOWN]
        names = dict(Worksite.objects.filter(pk__in={site for site, _ in groups}).values_list("pk", "name"))
        found = meters(groups, timezone.localdate(), DAYS_AHEAD)
        return [
            {
                "name": f"{names[group[0]]}, {_shift(group).lower()}",
                "days": [one for one in days if one.away or one.full],
                "most": days[0].most,
            }
            for group, days in found.items()
        ]

    def last_day(self):
        """To which day the meter looks."""
        return timezone.localdate() + timedelta(days=DAYS_AHEAD - 1)

    def may_nominate(self) -> bool:
        """Whether to offer nominating."""
        return self.request.user.has_perm("training.nominate_enrolment")


def _shift(group: Group | None) -> str:
    if group is None or not group[1]:
        return "No shift"
    return f"{Assignment.Shift(group[1]).label} shift"


class EnrolmentNominate(AskPage):
    """Send people to a class: a list of employee numbers, with an answer for each line."""

    permission_required = "training.nominate_enrolment"
    template_name = "training/enrolment_nominate.html"
    form_class = NominateForm
    title = "Nominate people"
    intro = "Whom you may approve is approved with it: they have a seat, or wait for one, at once."
    button = "Nominate people"
    outcome: Outcome | None = None
    chosen: ScheduledClass | None = None

    def trail(self):
        return [(FIND, address_of("training:scheduledclass-list"))]

    def get_initial(self):
        """Who was ticked on the team page, and the class whose page one comes from."""
        asked = self.request.GET
        return {
            "scheduled_class": asked.get("class", "")[:20],
            "people": "\n".join(one[:20] for one in asked.getlist("person")[:200]),
        }

    @cached_property
    def classes(self) -> list[ScheduledClass]:
        """Classes with seats of courses that people one answers for owe soon, the next first."""
        team = team_of(self.request.user, self.permission_required)
        owed = PersonRequirement.objects.due_soon().filter(person__in=team).values("terms__courses")
        return list(self._open().filter(course_version__course__in=owed)[:CLASSES_SHOWN])

    def _open(self):
        rows = ScheduledClass.objects.visible_to(self.request.user).enrolling().for_list()
        return rows.filter(seats_taken__lt=F("capacity")).order_by("starts_at", "pk")

    def other_dates(self) -> list[dict]:
        """Other classes of the course with seats, each with the way to nominate the same people for it."""
        if self.outcome is None or self.chosen is None:
            return []
        people = [one.text for one in self.outcome.lines]
        rows = self._open().filter(course_version__course=self.chosen.course).exclude(pk=self.chosen.pk)
        return [
            {"row": one, "url": f"?{urlencode({'class': one.number, 'person': people}, doseq=True)}"}
            for one in rows[:DATES_SHOWN]
        ]

    def work(self, form):
        told = form.cleaned_data
        try:
            outcome = nominate_all(
                told["scheduled_class"], told["people"], by=self.request.user, leave_out=told["leave_out"]
            )
        except LinesRefused as refused:
            self.outcome, self.chosen = refused.outcome, told["scheduled_class"]
            raise
        messages.success(self.request, outcome.words[:1].upper() + outcome.words[1:])
        for line in outcome.problems[:5]:
            messages.warning(self.request, f"Line {line.number}: {line.problem}")
        return told["scheduled_class"].get_absolute_url()
