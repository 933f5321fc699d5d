"""Pages of fiscal years and their periods."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.forms import ConfirmForm, NoteForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from fiscal.actions.codes import copy_codes
from fiscal.actions.years import begin_lapse, close_year, expire_year, open_year, set_days, set_periods
from fiscal.code_changes import MOST_SHOWN, differences
from fiscal.codes import KIND_NAMES
from fiscal.forms.budget import PeriodsForm, YearDaysForm, YearForm
from fiscal.models import CoaCode, FiscalYear
from fiscal.tables.budget import FiscalYearTable
from fiscal.views.central import CentralPage, last_changed
from fiscal.year_days import day_in


class FiscalYearList(ListPage):
    """Every year there is, the latest first."""

    model = FiscalYear
    permission_required = "fiscal.view_fiscalyear"
    title = "Fiscal years"
    intro = (
        "July 1 to June 30, named by the year it ends in. After June 30 bills of the year are paid, nothing is ordered."
    )
    table_class = FiscalYearTable
    order_by = "-fy"
    empty_text = "No fiscal year is entered."


class FiscalYearDetail(CentralPage, DetailPage):
    """One year with its days, its periods and its codes."""

    model = FiscalYear
    permission_required = "fiscal.view_fiscalyear"
    template_name = "fiscal/fiscalyear_detail.html"
    fields = ("starts_on", "ends_on", "closes_on", "expires_on", "authority")

    def get_queryset(self):
        return super().get_queryset().select_related("changed_by")

    def actions(self):
        """The steps of the year that have come, its periods and its codes."""
        found = [one for one in super().actions() if one["verb"] == "edit" or self.has_come(one["verb"])]
        if self.may("fiscal.change_accountingperiod", self.object):
            url = address_of("fiscal:fiscalyear-periods", self.object.pk)
            found.append({"verb": "periods", "url": url, "label": "Open or close periods", "danger": False})
        return found

    def has_come(self, verb: str) -> bool:
        """Whether the day of a step has come."""
        one, today = self.object, timezone.localdate()
        days = {"lapse": one.ends_on + timedelta(days=1), "close": one.closes_on, "expire": one.expires_on}
        return today >= days[verb]

    def facts(self):
        """Its days; that nothing is charged to it before the first."""
        found = [*super().facts(), *last_changed(self.object)]
        if self.object.begun:
            return found
        return [("Until it begins", "Plans, codes and appropriations are prepared; nothing is charged to it."), *found]

    def periods(self):
        """All thirteen."""
        return self.object.periods.order_by("no")

    def codes(self) -> list[dict]:
        """How many codes of each kind it has."""
        counted = dict(self.object.codes.order_by("kind").values_list("kind").annotate(Count("pk")))
        where = f"{address_of('fiscal:coacode-list')}?year={self.object.pk}&kind="
        may_see = self.request.user.has_perm("fiscal.view_coacode")
        return [
            {"name": name, "count": counted[kind], "url": where + kind if may_see else ""}
            for kind, name in CoaCode.Kind.choices
            if kind in counted
        ]

    def codes_due(self) -> date:
        """By when changes reach OA: before the year begins."""
        return day_in("codes_reach_oa_by", self.object.fy - 1)

    def codes_missing(self) -> bool:
        """Whether it is made ahead and lacks codes of the year before, which are copied forward."""
        one = self.object
        there = CoaCode.objects.in_use().filter(year=one.fy, kind=OuterRef("kind"))
        there = there.filter(Q(code=OuterRef("code")) | Q(follows=OuterRef("pk")))
        before = CoaCode.objects.in_use().filter(year=one.fy - 1)
        return not one.begun and before.exclude(Exists(there)).exists()

    def compare_url(self) -> str:
        """The page of differences, for who keeps codes."""
        may = self.may("fiscal.add_coacode", self.object)
        return address_of("fiscal:fiscalyear-codes", self.object.pk) if may else ""


class FiscalYearCreate(CreatePage):
    """Create the next year."""

    model = FiscalYear
    permission_required = "fiscal.add_fiscalyear"
    form_class = YearForm
    button = "Create fiscal year"
    intro = "It begins on July 1, with thirteen periods. Copy the codes of the year before on its page."
    done = "The fiscal year is created. Now copy the codes of the year before to it."

    def get_initial(self):
        """The year after the last one, and the usual days."""
        last = FiscalYear.objects.order_by("-fy").values_list("fy", flat=True).first()
        if last is None:
            return {}
        return {"fy": last + 1, "closes_on": date(last + 1, 7, 31), "expires_on": date(last + 1, 12, 31)}

    def keep(self, form):
        return open_year(form.instance, by=self.request.user)


class FiscalYearEdit(EditPage):
    """Correct the days of a year."""

    model = FiscalYear
    permission_required = "fiscal.change_fiscalyear"
    form_class = YearDaysForm

    def get_title(self):
        return f"Days of {self.object}"

    def keep(self, form, changed):
        return set_days(form.instance, by=self.request.user, changed=changed)


class YearStep(ActionPage):
    """A step in the life of a year."""

    model = FiscalYear
    form_class = NoteForm


class FiscalYearLapse(YearStep):
    """Begin the time in which bills of the year are paid and nothing is ordered."""

    permission_required = "fiscal.lapse_fiscalyear"
    action = staticmethod(begin_lapse)
    intro = "Nothing is ordered from the year any more. Its months are closed; July's adjustments stay open."


class FiscalYearClose(YearStep):
    """Follow SAM II in closing it."""

    permission_required = "fiscal.close_fiscalyear"
    action = staticmethod(close_year)
    intro = "All periods are closed. What is still billed is claimed until the appropriations expire."


class FiscalYearExpire(YearStep):
    """Its authority ends."""

    permission_required = "fiscal.expire_fiscalyear"
    action = staticmethod(expire_year)

    def get_intro(self):
        return f"Its appropriations expire on {long_date(self.object.expires_on)} and pay nothing after it."


class FiscalYearPeriods(YearStep):
    """Say which periods can be posted to."""

    permission_required = "fiscal.change_accountingperiod"
    template_name = "generic/form.html"
    form_class = PeriodsForm
    button = "Save periods"
    intro = "Only open periods are posted to. Whoever posts to a closed one is told the next that is open."
    done = "The periods are saved."

    def get_title(self):
        return f"Periods of {self.object}"

    def get_initial(self):
        return {"periods": [str(no) for no in self.object.periods.open().values_list("no", flat=True)]}

    def get_form(self, form_class=None):
        """Kept, since the action takes the numbers."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, year, *, by, **typed):
        return set_periods(year, self.form.numbers(), by=by)


class FiscalYearCodes(YearStep):
    """What differs from the codes of the year before; copy what is missing."""

    permission_required = "fiscal.add_coacode"
    template_name = "fiscal/fiscalyear_codes.html"
    form_class = ConfirmForm
    action = staticmethod(copy_codes)
    done = "The codes are copied."

    def get_title(self):
        return f"Codes of {self.object} against FY {self.object.fy - 1}"

    def get_button(self):
        return f"Copy codes of FY {self.object.fy - 1}"

    def get_intro(self):
        due = long_date(day_in("codes_reach_oa_by", self.object.fy - 1))
        return f"Changes must have reached the Office of Administration by {due}."

    def get_context_data(self, **kwargs):
        """With the differences, as far as a page takes them."""
        found = differences(self.object.fy, KIND_NAMES)
        return super().get_context_data(**kwargs) | {
            "changes": found[:MOST_SHOWN], "count": len(found), "more": len(found) > MOST_SHOWN,
        }  # fmt: skip
