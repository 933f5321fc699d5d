"""The status of a worksite: how it ran, and the form that sets it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.access import scope_of
from doc_portal.core.models import Worksite
from doc_portal.core.views.pages import CreatePage, ListPage, Page
from mission.actions.statuses import set_status
from mission.forms.statuses import WorksiteStatusForm
from mission.models import WorksiteStatus
from mission.tables.statuses import WorksiteStatusTable


class UnderWorksite(Page):
    """A page about the status of one worksite."""

    model = WorksiteStatus

    @cached_property
    def worksite(self) -> Worksite:
        return get_object_or_404(Worksite.objects.visible_to(self.request.user), slug=self.kwargs["slug"])

    def may_set(self) -> bool:
        scope = scope_of(self.request.user, "mission.add_worksitestatus")
        return scope.covers(worksite=self.worksite.pk) and self.worksite.status != Worksite.Status.CLOSED

    def trail(self):
        return [
            ("Worksites", reverse("mission:worksite-list")),
            (self.worksite.name, self.worksite.get_absolute_url()),
        ]


class WorksiteStatusList(UnderWorksite, ListPage):
    """How a worksite ran, the latest first. Staff only."""

    permission_required = "mission.view_worksitestatus"
    table_class = WorksiteStatusTable
    intro = "How the worksite ran, and what is set for later. For staff only."
    row_name = "status"
    empty_text = "No status was ever set here: the worksite has run normally."

    def get_title(self):
        return f"Status of {self.worksite}"

    def get_rows(self):
        return super().get_rows().filter(worksite=self.worksite).in_force_once()

    def create_url(self):
        return reverse("mission:worksitestatus-create", args=[self.worksite.slug]) if self.may_set() else None


class WorksiteStatusCreate(UnderWorksite, CreatePage):
    """Say how a worksite runs from now or later on."""

    permission_required = "mission.add_worksitestatus"
    template_name = "mission/worksitestatus_form.html"
    form_class = WorksiteStatusForm
    button = "Set status"
    done = "Status set. Staff of the worksite see it on their home page."

    def answer(self, request, *args, **kwargs):
        """A coordinator elsewhere may not; a closed worksite is told by the action."""
        if not scope_of(request.user, self.permission_required).covers(worksite=self.worksite.pk):
            raise PermissionDenied(self.permission_required)
        return super().answer(request, *args, **kwargs)

    def get_title(self):
        return f"Set the status of {self.worksite}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": WorksiteStatus(worksite=self.worksite)}

    def keep(self, form):
        return set_status(form.instance, by=self.request.user)

    @cached_property
    def standing(self) -> list[WorksiteStatus]:
        """What holds now or is set for later, and would be replaced."""
        return list(self.worksite.statuses.standing().for_list().order_by("starts_at", "pk"))
