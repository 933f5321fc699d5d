"""The health board of pages, and who sees to what it found."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.views.pages import ActionPage, AskPage, DetailPage, PlainPage
from mission import health
from mission.actions.health import finish_task, give_task
from mission.forms.health import HealthTaskForm
from mission.models import FoundLink, HealthTask

SHOWN = 50


class Health(PlainPage):
    """What is overdue, ownerless, broken, badly rated or looked for in vain, where one looks after it."""

    permission_required = "mission.view_healthtask"
    template_name = "mission/health.html"
    title = "Health of the pages"
    intro = "What is out of date, has no owner, leads nowhere or does not help. Give each to somebody."

    @cached_property
    def parts(self):
        """The kinds of findings."""
        return health.board(self.request.user)

    def external(self):
        """Links that leave the portal; nobody fetches them."""
        return FoundLink.objects.visible_to(self.request.user).external()[:SHOWN]


class HealthTaskCreate(AskPage):
    """Give one finding of the board to somebody."""

    permission_required = "mission.add_healthtask"
    form_class = HealthTaskForm
    button = "Give to this person"
    done = "Given. It is in that person's to-do now."

    def answer(self, request, *args, **kwargs):
        """Only what the board shows this person now can be given away, and only where they may give tasks."""
        self.finding = health.finding_named(request.user, kwargs["finding"], kwargs["about"])
        if self.finding is None:
            raise Http404
        if not self.finding.may_give:
            raise PermissionDenied(self.permission_required)
        return super().answer(request, *args, **kwargs)

    def get_title(self):
        """What is given."""
        return f"Who sees to “{self.finding.title}”?"

    def get_intro(self):
        """What was found."""
        return f"{HealthTask.Finding(self.finding.finding).label}. {self.finding.note}".strip()

    def trail(self):
        """Under the board."""
        return [("Health of the pages", reverse("mission:health"))]

    def work(self, form):
        """Give it by the rules."""
        found = self.finding
        task = HealthTask(
            finding=found.finding, about=found.about, title=found.title[:300], unit_id=found.unit, **form.cleaned_data
        )
        return give_task(task, by=self.request.user).get_absolute_url()


class HealthTaskDetail(DetailPage):
    """Something to see to: what, who, and whether it is done."""

    model = HealthTask
    permission_required = "core.use_portal"
    template_name = "mission/healthtask_detail.html"
    fields = ("finding", "assigned_to.shown_name", "unit", "note", "created_by.shown_name", "created_at", "done_at")

    def get_queryset(self):
        """With everybody the page names."""
        return super().get_queryset().for_list()

    def may(self, permission, record):
        """What one may see here one may read: one's own, and those of the board of one's units."""
        return permission == self.permission_required or super().may(permission, record)

    def where(self) -> str:
        """The address of what it is about."""
        return self.object.about if self.object.about.startswith("/") else reverse("core:searchlog-list")

    def trail(self):
        """Under the board, for those who may see it."""
        may = self.request.user.has_perm("mission.view_healthtask")
        return [("Health of the pages", reverse("mission:health"))] if may else []

    def actions(self):
        """Done, for whoever sees to it or gives tasks there."""
        if self.object.done_at or not may_finish(self.request.user, self.object):
            return []
        url = reverse("mission:healthtask-finish", args=[self.object.pk])
        return [{"verb": "finish", "url": url, "label": "Mark as done", "danger": False}]


class HealthTaskFinish(ActionPage):
    """Say that something is seen to."""

    model = HealthTask
    permission_required = "core.use_portal"
    action = staticmethod(finish_task)
    button = "Mark as done"
    done = "Marked as done."
    intro = "If the board still finds it, it can be given again."

    def get_object(self, queryset=None):
        """Visible or 404; 403 for whoever neither sees to it nor gives tasks there."""
        queryset = queryset if queryset is not None else self.get_queryset()
        found = queryset.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        if not may_finish(self.request.user, found):
            raise PermissionDenied("mission.add_healthtask")
        return found

    def trail(self):
        """Under the task."""
        return [(str(self.object), self.object.get_absolute_url())]


def may_finish(user, task: HealthTask) -> bool:
    """Whether somebody may say that it is done."""
    return task.assigned_to_id == user.pk or user.has_perm("mission.add_healthtask", task)
