"""The EEO officer's page: selection by group for one class and year, never a person (item 24)."""

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.values import value_of
from doc_portal.core.views.pages import PlainPage
from personnel import vault
from personnel.models import JobClass, Posting


class EeoSelection(PlainPage):
    """Selection of one class in one year that is over."""

    permission_required = "personnel.view_eeo_application"
    template_name = "personnel/eeo_selection.html"
    title = "Selection by group"
    intro = "Totals of those who answered, for a class and a year whose applications have all come to an end."

    @cached_property
    def today(self):
        """The day of the count."""
        return timezone.localdate()

    @cached_property
    def notices(self) -> list[str]:
        """What could not be read in the address."""
        found = []
        if self.request.GET.get("year") and self.year_asked is None:
            found.append(f"Selection is counted for years that are over, so {self.year} is shown.")
        if self.request.GET.get("class") and self.class_asked is None:
            found.append("That class is not in the catalogue, so the list is shown.")
        return found

    @cached_property
    def year_asked(self) -> int | None:
        """The year asked for, where it is one that is over."""
        text = self.request.GET.get("year", "")
        year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
        return year if year in self.years() else None

    @cached_property
    def class_asked(self) -> JobClass | None:
        """The class asked for."""
        slug = self.request.GET.get("class", "")
        return next((one for one in JobClass.objects.all() if one.slug == slug), None) if slug else None

    def years(self) -> list[int]:
        """The years offered, the last one first."""
        return vault.years(self.today)

    @cached_property
    def year(self) -> int:
        """The year that is shown."""
        return self.year_asked or self.today.year - 1

    @cached_property
    def is_on(self) -> bool:
        """Whether there is a vault here."""
        return vault.is_on()

    def classes(self) -> list[dict]:
        """Classes with finished announcements that opened in the year."""
        rows = Posting.objects.annotate(year=ExtractYear("opens_at")).filter(
            year=self.year, status__in=[Posting.Status.COMPLETED, Posting.Status.CANCELLED]
        )
        rows = rows.values("job_class__title", "job_class__slug").annotate(n=Count("pk"))
        return list(rows.order_by("job_class__title", "job_class__slug"))

    @cached_property
    def found(self) -> dict[int, list[vault.Table]]:
        """What was counted of the class asked for."""
        if self.class_asked is None:
            return {}
        return vault.selection(self.year, today=self.today, fewest_percent=self.percent(), job_class=self.class_asked)

    def tables(self) -> list[vault.Table]:
        """Its tables; none where the groups are too few."""
        return self.found.get(self.class_asked.pk, []) if self.class_asked else []

    def waits(self) -> bool:
        """Whether the class asked for was not counted yet."""
        return self.class_asked.pk not in self.found

    def may_count(self) -> bool:
        """Whether there is a role that counts."""
        return vault.may_count()

    def percent(self):
        """The share below which a ratio is told (four fifths)."""
        return value_of("selection_ratio_percent")
