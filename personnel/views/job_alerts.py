"""One's own job alerts: made, renewed, ended; and the two addresses in every mail, which need no sign-in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic.base import TemplateView

from doc_portal.core.display import long_date
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, CreatePage, ListPage
from doc_portal.core.workflow import Refused
from personnel.actions.job_alerts import end_alert, life_words, renew_alert, wish_for_jobs
from personnel.forms.jobs import JobAlertForm
from personnel.models import JobAlert
from personnel.tables.job_alerts import JobAlertTable
from personnel.views.applying import ForApplicants, KeyedForStaff

FROM_THE_LIST = ("job_class", "category", "worksite")


class OwnAlerts(ForApplicants):
    """A page about one's own alerts: of a member of staff or of an applicant."""

    model = JobAlert

    @staticmethod
    def is_for_the_public(kwargs) -> bool:
        """Strangers who wish for mail are sent to the sign-in of applicants."""
        return True

    def own(self):
        """The alerts of who asks."""
        if self.request.applicant is not None:
            return JobAlert.objects.filter(applicant=self.request.applicant)
        return JobAlert.objects.visible_to(self.request.user)


class UnderJobs(OwnAlerts):
    """One under the list of alerts."""

    def get_queryset(self):
        return self.own()

    def trail(self):
        return [("Jobs", reverse("personnel:posting-list")), ("My job alerts", reverse("personnel:jobalert-list"))]


class JobAlertList(OwnAlerts, ListPage):
    """One's own alerts, ended ones included."""

    permission_required = "personnel.view_jobalert"
    table_class = JobAlertTable
    title = "My job alerts"
    intro = "You get mail when a job you wish for opens. Promotions and transfers are not mailed: look at the list."
    row_name = "job alert"
    empty_text = "You have no job alerts. Make one, and new jobs of that kind are mailed to you."

    def trail(self):
        return [("Jobs", reverse("personnel:posting-list"))]

    def get_rows(self):
        return self.own().for_list()

    def create_url(self):
        if self.request.applicant is None:
            return super().create_url()
        return reverse("personnel:jobalert-create")

    def may_export(self):
        return False


class JobAlertCreate(UnderJobs, KeyedForStaff, CreatePage):
    """Wish for news of jobs; what the list was narrowed to is filled in."""

    permission_required = "personnel.add_jobalert"
    form_class = JobAlertForm
    button = "Make job alert"
    intro = "New jobs of this kind are mailed to you for twelve months. Every mail has a link that ends it."

    def get_initial(self):
        asked = {name: self.request.GET.get(name, "")[:40] for name in FROM_THE_LIST}
        return super().get_initial() | {name: value for name, value in asked.items() if value.isalnum()}

    def save(self, form):
        applicant = self.request.applicant
        form.instance.user, form.instance.applicant = None if applicant else self.request.user, applicant
        self.object = wish_for_jobs(form.instance)

    def done_message(self):
        return f"Job alert made. It ends on {long_date(timezone.localdate(self.object.expires_at))}."


class OnAlert(UnderJobs, KeyedForStaff, ActionPage):
    """A page about one of one's own alerts."""

    permission_required = "personnel.view_jobalert"
    form_class = ConfirmForm

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        return f"{self.button}: {self.object}"

    def trail(self):
        return super().trail()


class JobAlertRenew(OnAlert):
    button = "Keep job alert"
    done = "Job alert kept."

    def action(self, alert, *, by):
        return renew_alert(alert)

    def get_intro(self):
        return f"It goes on for {life_words()} from today."


class JobAlertEnd(OnAlert):
    button = "End job alert"
    done = "Job alert ended."
    intro = "No more mail of this alert is sent."

    def action(self, alert, *, by):
        return end_alert(alert)

    def is_dangerous(self):
        return True


@method_decorator(login_not_required, name="dispatch")
class ByToken(TemplateView):
    """An address from a mail. Whoever holds it acts for the owner of the alert: opening shows, the button acts."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "personnel/jobalert_token.html"
    model = JobAlert
    button = ""
    danger = False

    def dispatch(self, request, *args, **kwargs):
        """Without sign-in while PUBLIC_JOBS is on; else as every page."""
        if not settings.PUBLIC_JOBS and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        rows = JobAlert.objects.for_list().select_related("user", "applicant")
        self.alert = get_object_or_404(rows, unsubscribe_token=kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return self.button

    def get_intro(self):
        return ""

    def trail(self):
        return []

    def post(self, request, token):
        """Do it; done before, nothing changes. The page then says how it stands."""
        try:
            self.act()
        except Refused as refusal:
            self.refusal = str(refusal)
            return self.render_to_response(self.get_context_data(refusal=str(refusal)), status=409)
        return HttpResponseRedirect(request.path)


class JobAlertStop(ByToken):
    """Ends an alert."""

    button = "End job alert"
    danger = True

    def act(self):
        if self.alert.is_live:
            end_alert(self.alert)


class JobAlertKeep(ByToken):
    """Lets an alert live on."""

    button = "Keep job alert"

    def act(self):
        renew_alert(self.alert)
