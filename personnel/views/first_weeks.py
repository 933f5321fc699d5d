"""Pages of the first weeks: the new hire's own list, what supervisors and Personnel see, and the checklist itself."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page, PlainPage
from personnel.actions.first_weeks import finish_task, may_finish
from personnel.forms.first_weeks import ChecklistItemForm, TaskFilter
from personnel.models import Appointment, ChecklistItem, NewHireTask
from personnel.tables.first_weeks import ChecklistTable, TaskTable

FIRST_WEEKS = "First weeks"
CHECKLIST = "Checklist of the first weeks"


class FirstWeeksOwn(PlainPage):
    """One's own first weeks, by the day each thing is due."""

    permission_required = "personnel.view_own_newhiretask"
    template_name = "personnel/first_weeks.html"
    title = "My first weeks"
    intro = "What is to be done and shown in your first weeks, and who does it."

    def tasks(self):
        """The newest appointment's, done ones included."""
        mine = Appointment.objects.standing().filter(person__user=self.request.user).order_by("-starts_on", "-pk")
        rows = NewHireTask.objects.filter(person__user=self.request.user, appointment__in=mine.values("pk")[:1])
        return rows.select_related("item", "done_by").order_by("due_on", "item__order", "pk")

    def own(self) -> str:
        """What the new hire notes alone."""
        return ChecklistItem.Who.NEW_HIRE


class NewHireTaskList(ListPage):
    """What is to be done for the new hires one leads or looks after, and one's own."""

    model = NewHireTask
    permission_required = "personnel.view_own_newhiretask"
    filterset_class = TaskFilter
    table_class = TaskTable
    title = FIRST_WEEKS
    intro = "What new hires are given and shown: your own, of those you supervise, and of your worksites."
    row_name = "task"
    order_by = "due_on"
    empty_text = "Nobody you look after is in their first weeks."

    def get_rows(self):
        """With whose it is."""
        return super().get_rows().select_related("appointment__application__applicant")

    def get_queryset(self):
        """Open ones, unless done ones are asked for."""
        if self.filterset.is_bound and self.filterset.form.is_valid():
            return self.filterset.qs
        return self.get_rows().open()

    def may_export(self):
        """Tasks are seen to here."""
        return False


class NewHireTaskFinish(ActionPage):
    """Note that something was done."""

    model = NewHireTask
    permission_required = "personnel.view_own_newhiretask"
    form_class = ConfirmForm
    action = staticmethod(finish_task)
    button = "Note as done"
    done = "Noted."

    def get_queryset(self):
        """Those this person sees."""
        return super().get_queryset().select_related("person", "appointment", "done_by")

    def may(self, permission, record):
        """The rows are those one sees; which of them one may note is asked next."""
        return permission == self.permission_required

    def get_object(self, queryset=None):
        """The task, where it is this person's to note."""
        found = super().get_object(queryset)
        if not may_finish(found, self.request.user):
            raise PermissionDenied("personnel.finish_newhiretask")
        return found

    def get_title(self):
        """What, of whom."""
        return f"Note as done: {self.object}, {self.object.new_hire}"

    def trail(self):
        """Under the list."""
        return [(FIRST_WEEKS, reverse("personnel:newhiretask-list"))]

    def get_success_url(self):
        """One's own list for one's own tasks, else everybody's."""
        own = self.object.person_id and self.object.person.user_id == self.request.user.pk
        return reverse("personnel:first-weeks") if own else reverse("personnel:newhiretask-list")


class ChecklistItemList(ListPage):
    """What every new hire is given."""

    model = ChecklistItem
    permission_required = "personnel.view_checklistitem"
    table_class = ChecklistTable
    title = CHECKLIST
    intro = "Copied for each new hire at the appointment. What Personnel has not confirmed is a draft and says so."
    row_name = "item"
    order_by = "text"

    def may_export(self):
        """It is kept here."""
        return False


class ItemPage(Page):
    """A page about one item of the checklist."""

    model = ChecklistItem

    def trail(self):
        """Under the list and, for an act, the item."""
        up = [(CHECKLIST, reverse("personnel:checklistitem-list"))]
        own = getattr(self, "object", None)
        named = own is not None and not isinstance(self, DetailPage)
        return [*up, (str(own), own.get_absolute_url())] if named else up


class ChecklistItemDetail(ItemPage, DetailPage):
    """One item."""

    permission_required = "personnel.view_checklistitem"
    fields = ("track", "who", "due_days", "link", "source", "confirmed", "starts_on", "ends_on")


class ChecklistItemCreate(ItemPage, CreatePage):
    """Give new hires something more."""

    permission_required = "personnel.add_checklistitem"
    form_class = ChecklistItemForm
    title = "New item for the first weeks"
    button = "Add item"
    intro = "Whoever was appointed before keeps the list they have."
    done = "Item added."


class ChecklistItemEdit(ItemPage, EditPage):
    """Change or end an item. Lists that were given keep their words."""

    permission_required = "personnel.change_checklistitem"
    form_class = ChecklistItemForm
    button = "Save item"
    intro = "Lists that were given before keep the words they have."
    done = "Item saved."
