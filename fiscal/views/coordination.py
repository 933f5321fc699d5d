"""Pages of the coordination register."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import long_date
from doc_portal.core.models import Attachment
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from fiscal.actions.coordination import finish_item, keep_item
from fiscal.forms.registers import CoordinationFilter, CoordinationForm, OutcomeForm
from fiscal.models import CoordinationItem
from fiscal.tables.registers import CoordinationTable

REGISTER = "Coordination register"


class CoordinationItemList(ListPage):
    """What other state offices ask for or are owed."""

    model = CoordinationItem
    permission_required = "fiscal.view_coordinationitem"
    title = REGISTER
    intro = (
        "What the State Treasurer, the State Auditor, the Office of Administration, Revenue, Oversight and federal "
        "offices ask for or are owed. Each item has an owner and a day."
    )
    filterset_class = CoordinationFilter
    table_class = CoordinationTable
    order_by = "due_on"
    row_name = "item"
    empty_text = "Nothing is due. New items name the office, the owner and the day."

    def unasked(self, rows):
        return rows.open()


class CoordinationPage(Page):
    """A page about one item."""

    model = CoordinationItem

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "recurring")

    def trail(self):
        up = [(REGISTER, reverse("fiscal:coordinationitem-list"))]
        known = getattr(self, "object", None) is not None and self.object.pk and not isinstance(self, DetailPage)
        return [*up, (str(self.object), self.object.get_absolute_url())] if known else up


class CoordinationItemDetail(CoordinationPage, DetailPage):
    """One item with its documents and its outcome."""

    permission_required = "fiscal.view_coordinationitem"
    template_name = "fiscal/detail_with_documents.html"

    def facts(self):
        one = self.object
        found = [
            ("Office", one.get_office_display()),
            ("Kind", one.get_kind_display()),
            ("Due", long_date(one.due_on)),
            ("Owner", one.owner.shown_name),
        ]
        if one.recurring:
            known = "" if one.recurring.confirmed else " (to be confirmed)"
            found.append(("Recurring", f"{one.recurring}. {one.recurring.due_words or 'No day is known'}{known}"))
        return found + ([("About", one.about)] if one.about else []) + self.came_of_it()

    def came_of_it(self):
        """The outcome, once there is one."""
        one = self.object
        return [("Outcome", one.outcome), ("Closed on", long_date(one.finished_on))] if one.finished_on else []

    @cached_property
    def documents(self):
        """The files kept with it."""
        return list(Attachment.objects.of(self.object))

    def actions(self):
        """Edit, and record what came of it, while it is open."""
        found = [one for one in super().actions() if one["verb"] == "edit"]
        if self.object.editable and self.may("fiscal.finish_coordinationitem", self.object):
            url = reverse("fiscal:coordinationitem-finish", args=[self.object.pk])
            found.append({"verb": "finish", "url": url, "label": "Record outcome", "danger": False})
        return found


class CoordinationItemCreate(CoordinationPage, CreatePage):
    """Plan an item."""

    permission_required = "fiscal.add_coordinationitem"
    form_class = CoordinationForm
    title = "New coordination item"
    intro = "Name the office, what it is owed, who owns it and by which day. Nothing stands without owner and day."
    button = "Add item"
    done = "Item added. Its owner is told, and reminded before it is due."

    def keep(self, form):
        return keep_item(form.instance, by=self.request.user, document=form.cleaned_data["document"])


class CoordinationItemEdit(CoordinationPage, EditPage):
    """Change an open item, or add a document to it."""

    permission_required = "fiscal.change_coordinationitem"
    form_class = CoordinationForm
    button = "Save item"
    done = "Item saved."

    def get_queryset(self):
        return super().get_queryset().open()

    def keep(self, form, changed):
        document = form.cleaned_data["document"]
        return keep_item(form.instance, by=self.request.user, document=document, changed=changed)


class CoordinationItemFinish(CoordinationPage, ActionPage):
    """Record what came of an item."""

    permission_required = "fiscal.finish_coordinationitem"
    form_class = OutcomeForm
    action = staticmethod(finish_item)
    button = "Record outcome"

    def done_message(self):
        return "Outcome recorded. The item is closed."
