"""Slow work as people see it: what runs, how far it is, and the button that calls it off."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.jobs import cancel_job, kinds
from doc_portal.core.models import Job
from doc_portal.core.tables import Column, LinkColumn, PortalTable
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage


class JobFilter(django_filters.FilterSet):
    """Background work by where it stands."""

    status = django_filters.ChoiceFilter(choices=Job.Status, empty_label="Any status")

    class Meta:
        model = Job
        fields = ["status"]


class ProgressColumn(Column):
    """How far a job is, in percent where the whole is known."""

    def draw(self, record, accessor):
        """The percentage; a dash before it is known."""
        return BLANK if record.percent is None else f"{record.percent} %"


class JobTable(PortalTable):
    """Background work with who started it and how far it is."""

    title = LinkColumn(verbose_name="Work", orderable=False)
    status = Column(verbose_name="Status")
    progress = ProgressColumn(verbose_name="Progress", accessor="done", orderable=False, num=True)
    created_by = Column(verbose_name="Started by", accessor="created_by__shown_name", orderable=False, wide=True)
    created_at = Column(verbose_name="Started", nowrap=True)
    finished_at = Column(verbose_name="Ended", nowrap=True, wide=True)

    class Meta(PortalTable.Meta):
        sequence = ("title", "status", "progress", "created_by", "created_at", "finished_at")


class JobList(ListPage):
    """One's own jobs; everybody's, and what starts by itself, for those who look after the portal."""

    model = Job
    permission_required = "core.use_portal"
    table_class = JobTable
    filterset_class = JobFilter
    order_by = "-created_at"
    title = "Background work"
    row_name = "job"
    intro = "Work that takes longer than a page may: imports, reports, search. It goes on when you leave this page."
    empty_text = "Nothing has been started yet. An import of a long list, for example, shows here while it runs."

    def get_rows(self):
        """One's own work, and all where one may see it, newest first."""
        rows = Job.objects.visible_to(self.request.user).select_related("created_by")
        return rows.defer("payload", "result", "error").order_by("-created_at", "-pk")


class OwnJob:
    """A job by its address. One's own needs no further right; somebody else's needs `others`."""

    model = Job
    permission_required = "core.use_portal"
    others = "core.view_job"

    def trail(self):
        """The list, and on pages below the job the job itself."""
        up = [("Background work", reverse("core:job-list"))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    def get_object(self, queryset=None):
        """The work named in the address; 404 where it is somebody else's."""
        job = get_object_or_404(Job.objects.visible_to(self.request.user), uuid=self.kwargs["uuid"])
        if job.created_by_id != self.request.user.pk and not self.request.user.has_perm(self.others):
            raise PermissionDenied(self.others)
        return job


class JobDetail(OwnJob, DetailPage):
    """Progress and outcome. The progress renews itself every three seconds where scripts run."""

    template_name = "core/job_detail.html"

    def facts(self):
        """Which work it is, who started it and when, and how often it was tried."""
        job = self.object
        kind = kinds().get(job.kind)
        return [
            ("Kind of work", getattr(kind, "label", "") or job.kind.replace("_", " ").capitalize()),
            ("Started by", job.created_by.shown_name if job.created_by else "The portal, by the clock"),
            ("Started", long_moment(job.created_at)),
            ("Ended", long_moment(job.finished_at) if job.finished_at else BLANK),
            ("Tries", job.attempts),
        ]

    def actions(self):
        """Calling it off, while it is waiting or running."""
        if self.object.status not in (Job.Status.WAITING, Job.Status.RUNNING) or self.object.cancel_requested:
            return []
        if self.object.created_by_id != self.request.user.pk and not self.request.user.has_perm("core.cancel_job"):
            return []
        url = reverse("core:job-cancel", args=[self.object.uuid])
        return [{"verb": "cancel", "url": url, "label": "Cancel this work", "danger": True}]


class JobCancel(OwnJob, ActionPage):
    """Call a job off: one's own, or any with the right to."""

    others = "core.cancel_job"
    form_class = ConfirmForm
    template_name = "core/job_cancel.html"
    action = staticmethod(cancel_job)
    button = "Cancel this work"
    done = "The work was told to stop."

    def is_dangerous(self):
        """Always: the work stops short."""
        return True
