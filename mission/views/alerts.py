"""Pages of the alerts: what stands above everybody's pages, and what publishers do with it."""

from django.urls import reverse

from doc_portal.core.access import scope_of
from doc_portal.core.display import BLANK
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, ListPage, Page
from mission.actions.alerts import end_alert, extend_alert, publish_alert
from mission.forms.alerts import AlertEndForm, AlertFilter, AlertForm, ExtendForm
from mission.models import Alert
from mission.tables.alerts import AlertTable


class AlertList(ListPage):
    """Live alerts that concern the person; others on request."""

    model = Alert
    permission_required = "mission.view_alert"
    filterset_class = AlertFilter
    table_class = AlertTable
    title = "Alerts"
    intro = "Alerts that show now, for the whole department and for your worksite."
    row_name = "alert"
    empty_text = "No alert shows for you now. Choose another time or worksite to see others."

    def unasked(self, rows):
        return rows.live().concerning(self.request.user.worksite_id)


class AlertPage(Page):
    """A page about one alert. A right counts for it where it covers every worksite the alert is for."""

    model = Alert

    def may(self, permission, record):
        scope = scope_of(self.request.user, permission)
        if scope.everywhere or record.pk is None:  # whom a new one may reach, its action says
            return bool(scope)
        if permission == "mission.view_alert":
            return bool(scope)
        sites = {site.pk for site in record.worksites.all()}
        return not record.everywhere and bool(sites) and sites <= scope.worksites

    def get_queryset(self):
        return super().get_queryset().for_list()


class AlertDetail(AlertPage, DetailPage):
    """One alert: how grave, for whom, how long, and why."""

    permission_required = "mission.view_alert"
    fields = (
        "severity", "phase", "readers", "link", "starts_at", "ends_at", "ended_at", "reason", "extended_because",
        "created_by.shown_name",
    )  # fmt: skip

    def facts(self):
        return [(label, value) for label, value in super().facts() if value != BLANK]

    def actions(self):
        """Extending and ending, while it stands and where permitted."""
        if self.object.phase.startswith("Ended"):
            return []
        wanted = (("extend", "Extend alert", False), ("end", "End alert", True))
        return [
            {
                "verb": verb,
                "url": reverse(f"mission:alert-{verb}", args=[self.object.pk]),
                "label": label,
                "danger": danger,
            }
            for verb, label, danger in wanted
            if self.may(f"mission.{verb}_alert", self.object)
        ]


class AlertCreate(AlertPage, CreatePage):
    """Publish an alert. It stands above the pages from its start, without approval."""

    permission_required = "mission.add_alert"
    form_class = AlertForm
    title = "Publish an alert"
    intro = "It shows above every page of the people it is for, from its start on. Nobody has to approve it."
    button = "Publish alert"
    done = "Alert published. The owners of units have been told."

    def keep(self, form):
        return publish_alert(form.instance, form.cleaned_data["worksites"], by=self.request.user)


class AlertExtend(AlertPage, ActionPage):
    """Keep an alert longer, with a reason."""

    permission_required = "mission.extend_alert"
    form_class = ExtendForm
    action = staticmethod(extend_alert)
    button = "Extend alert"
    intro = "Your reason is kept on record. A critical alert may stand longer than 72 hours this way."
    done = "Alert extended. The owners of units have been told."


class AlertEnd(AlertPage, ActionPage):
    """Take an alert down at once, with a reason."""

    permission_required = "mission.end_alert"
    form_class = AlertEndForm
    action = staticmethod(end_alert)
    button = "End alert"
    intro = "It disappears from every page at once. It cannot be brought back; publish a new one instead."
    done = "Alert ended."

    def is_dangerous(self):
        return True
