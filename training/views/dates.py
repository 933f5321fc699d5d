"""Pages on which many dates are kept at once: each clashing one is listed, and left out or moved."""

from doc_portal.core.views.pages import ActionPage
from training.sittings import DatesTaken


class DatesPage(ActionPage):
    """A page whose form knows `days`: what stands in the way of one is told at it, and nothing is saved."""

    template_name = "training/dates.html"
    problems: dict = {}

    def write(self, record, by, typed):
        """Do the act; raises `DatesTaken`."""
        raise NotImplementedError

    def action(self, record, *, by, **typed):
        """The act, with the dates that stand in its way kept for the page."""
        try:
            return self.write(record, by, typed)
        except DatesTaken as taken:
            self.problems = taken.problems
            raise

    def get_context_data(self, **kwargs):
        """With each date of the form and what is wrong with it; only where there is a choice to make."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        days = getattr(form, "days", []) if form.is_bound and form.errors is not None else []
        for one in days:
            one.wrong += self.problems.get(one.day, [])
        shown = any(one.wrong or one.skip or one.to for one in days)
        return context | {"days": days if shown else []}
