"""Keeping the top tasks of the home page."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, CreatePage, EditPage, Page
from doc_portal.core.workflow import Refused
from mission.actions.tasks import add_task, move_task, remove_task, revise_task
from mission.forms.own import TopTaskForm
from mission.models import TopTask
from mission.views.managing import MovingPage

Audience = TopTask.Audience


def list_of(audience: str) -> str:
    return reverse("mission:toptask-order", args=[audience])


class TopTaskOrder(MovingPage):
    """The tasks of one audience in their order."""

    permission_required = "mission.view_toptask"
    template_name = "mission/top_tasks.html"
    intro = "The home page shows eight at most. People who may not open a task's page do not see it."
    move = staticmethod(move_task)

    @cached_property
    def audience(self):
        if self.kwargs["audience"] not in Audience.values:
            raise Http404
        return Audience(self.kwargs["audience"])

    def get_title(self):
        return f"Top tasks: {self.audience.label.lower()}"

    @cached_property
    def rows(self):
        return list(TopTask.objects.visible_to(self.request.user).of_audience(self.audience).order_by("order"))

    def others(self):
        return [(f"Those for: {one.label.lower()}", list_of(one)) for one in Audience if one != self.audience]

    def may_change(self):
        return self.request.user.has_perm("mission.change_toptask")

    def links(self, row):
        offered = (("Edit", "change", "edit"), ("Take off", "remove", "remove"))
        return [
            (label, reverse(f"mission:toptask-{name}", args=[row.pk]), False)
            for label, codename, name in offered
            if self.may(f"mission.{codename}_toptask", row)
        ]

    def work(self, form):
        if not self.may("mission.change_toptask", form.cleaned_data["row"]):
            raise Refused("You may see these tasks but not move them. Ask a policy manager.")
        return super().work(form)


class AmongTasks(Page):
    """A page that stands under the list of top tasks."""

    def trail(self):
        return [("Top tasks", list_of(Audience.STAFF))]

    def get_success_url(self):
        return list_of(self.object.audience)


class TopTaskCreate(AmongTasks, CreatePage):
    model = TopTask
    permission_required = "mission.add_toptask"
    form_class = TopTaskForm
    button = "Add task"
    done = "Top task added."

    def keep(self, form):
        return add_task(form.instance, by=self.request.user)


class TopTaskEdit(AmongTasks, EditPage):
    model = TopTask
    permission_required = "mission.change_toptask"
    form_class = TopTaskForm
    done = "Top task saved."

    def keep(self, form, changed):
        return revise_task(form.instance, by=self.request.user, changed=changed)


class TopTaskRemove(AmongTasks, ActionPage):
    model = TopTask
    permission_required = "mission.remove_toptask"
    form_class = ConfirmForm
    action = staticmethod(remove_task)
    button = "Take off"
    done = "The task was taken off the home page."
