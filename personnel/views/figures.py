"""The director's board of hiring: vacancies, where the time goes, who stays, and selection (item 28)."""

from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.charts import Bar, bars, said
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import PlainPage
from personnel.appointments import retention, retention_days
from personnel.figures import LEGS, Where, demand, legs, vacancies
from personnel.models import Appointment, JobClass
from personnel.vault import selection

SHOWN = 15
WHOLE = "fill"
GROUPS = (("worksite", "Worksite"), ("shift", "Shift"), ("source", "Source"), ("cohort", "Month of the first day"))
SOURCES = {True: "From outside", False: "Staff of the department"}


class HiringBoard(PlainPage):
    """Figures of the worksites where one holds the right, with the day they were counted."""

    permission_required = "personnel.view_board_posting"
    template_name = "personnel/hiring_board.html"
    title = "Hiring board"
    intro = "Vacancies now, and the last year of hiring: where time goes, how many apply, who stays."

    def on(self):
        """The day of the count."""
        return timezone.localdate()

    @cached_property
    def where(self) -> Where:
        """The worksites of the right."""
        return Where.of(scope_of(self.request.user, self.permission_required))

    @cached_property
    def legs(self):
        """All, by worksite, by class."""
        return legs(where=self.where)

    @cached_property
    def vacancies(self):
        """All, by worksite, by class."""
        return vacancies(self.where)

    @cached_property
    def demand(self):
        """Applicants and vacancies."""
        return demand(where=self.where)

    def tiles(self) -> list[tuple[str, str, str]]:
        """The four figures to see first: name, figure, what it is of."""
        empty = next(iter(self.vacancies), None)
        whole = self.legs[0]
        return [
            ("Vacant positions", said(empty and empty.percent, "%"),
             f"{empty.vacant:,} of {empty.authorised:,}" if empty else "No positions"),
            ("Days to fill", said(whole.medians[WHOLE]), f"Median of {whole.count:,} appointments"),
            ("Applicants per vacancy", said(self.demand.per_vacancy), f"{self.demand.sent:,} applications"),
            ("Applicants appointed", said(self.demand.percent_appointed, "%"), f"{self.demand.appointed:,} people"),
        ]  # fmt: skip

    def time(self):
        """The legs of all appointments as bars."""
        medians = self.legs[0].medians
        rows = [Bar(name, medians[leg]) for leg, name, _, _ in LEGS if leg != WHOLE and medians[leg] is not None]
        return bars(rows, name="Median days of each leg", head="Leg", measure="Days") if rows else None

    def vacant_at(self):
        """Worksites by their share of empty chairs, the highest first."""
        return self._vacant([one for one in self.vacancies if one.worksite], "worksite", "Worksite")

    def vacant_of(self):
        """Classes by their share of empty chairs, the highest first."""
        return self._vacant([one for one in self.vacancies if one.job_class], "job_class", "Class")

    def _vacant(self, rows, name: str, head: str):
        most = sorted(rows, key=lambda one: (-one.percent, getattr(one, name)))[:SHOWN]
        drawn = [Bar(getattr(one, name), one.percent) for one in most]
        told = f"Vacant positions by {head.lower()}"
        return bars(drawn, name=told, head=head, measure="Vacant", unit="%") if drawn else None

    def leg_names(self) -> list[str]:
        """The columns of the table of legs."""
        return [name for _, name, _, _ in LEGS]

    def leg_rows(self) -> list[dict]:
        """Each worksite and class with its medians, in words."""
        return [
            {
                "name": one.worksite or one.job_class,
                "kind": "Worksite" if one.worksite else "Class",
                "count": one.count,
                "medians": list(zip(self.leg_names(), [said(one.medians[leg[0]]) for leg in LEGS], strict=True)),
            }
            for one in self.legs[1:]
        ]

    def ratios(self) -> list[dict]:
        """Last year's lowest selection ratio of each class that was counted; “too few” where the groups hide it."""
        year, percent = self.on().year - 1, value_of("selection_ratio_percent")
        shown = selection(year, today=self.on(), fewest_percent=percent)
        titles = JobClass.objects.filter(pk__in=shown).order_by("title", "pk").values_list("pk", "title")
        return [
            {"name": title, "ratios": [(one.name, one.lowest, one.is_low) for one in shown[key]]}
            for key, title in titles
        ]

    def retention_days(self) -> list[int]:
        """After how many days it is looked."""
        return retention_days()

    def anybody_stayed(self) -> bool:
        """Whether there is anything to count yet."""
        return any(group["rows"] for group in self.stays)

    @cached_property
    def stays(self) -> list[dict]:
        """Who stayed, by worksite, shift, source and cohort."""
        rows = Appointment.objects.all()
        if not self.where.everywhere:
            rows = rows.filter(worksite__in=self.where.worksites)
        return [{"head": head, "rows": self._stayed(by, rows)} for by, head in GROUPS]

    def _stayed(self, by: str, rows) -> list[dict]:
        found = []
        for row in retention(by, rows):
            figures = []
            for days in self.retention_days():
                began, stayed = row[f"began_{days}"], row[f"stayed_{days}"]
                figures.append((days, said(100 * stayed / began, "%") if began else "—", began))
            if any(began for _, _, began in figures):
                found.append({"name": self._named(by, row["group"]), "figures": figures})
        return found

    def _named(self, by: str, group) -> str:
        match by:
            case "shift":
                return dict(Appointment._meta.get_field("shift").choices)[group]
            case "source":
                return SOURCES[group]
            case "cohort":
                return f"{group:%B %Y}"
        return group
