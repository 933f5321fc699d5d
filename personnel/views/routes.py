"""Pages of the route of approval, kept by Personnel."""

from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.views.pages import CreatePage, EditPage, ListPage
from personnel.actions.routes import add_route_step, revise_route_step
from personnel.forms.requisitions import RouteEndForm, RouteForm
from personnel.models import ApprovalRoute
from personnel.tables.requisitions import KeptRouteTable, RouteTable


class ApprovalRouteList(ListPage):
    """The steps requests pass, for the department and for worksites that have their own."""

    model = ApprovalRoute
    permission_required = "personnel.view_requisition"
    table_class = RouteTable
    title = "Approval route"
    row_name = "step"
    intro = (
        "Requests sent from its first day on pass these steps in order. Those on their way keep the steps they have."
    )

    @cached_property
    def table_kind(self):
        return KeptRouteTable if self.request.user.has_perm("personnel.change_approvalroute") else RouteTable

    def may_export(self):
        """A handful of rows."""
        return False


class ApprovalRouteCreate(CreatePage):
    """Add a step."""

    model = ApprovalRoute
    permission_required = "personnel.add_approvalroute"
    form_class = RouteForm
    title = "New step of the approval route"
    button = "Add step"
    done = "Step added."

    def keep(self, form):
        return add_route_step(form.instance, by=self.request.user)


class ApprovalRouteEdit(EditPage):
    """Change a step that has not begun, or end one."""

    model = ApprovalRoute
    permission_required = "personnel.change_approvalroute"
    form_class = RouteForm
    done = "Step saved."

    def get_title(self):
        return f"Edit {str(self.object).lower()} of the approval route"

    def get_form_class(self):
        begun = self.object.starts_on <= timezone.localdate()
        return RouteEndForm if begun else RouteForm

    def trail(self):
        return [("Approval route", address_of("personnel:approvalroute-list"))]

    def keep(self, form, changed):
        return revise_route_step(form.instance, by=self.request.user, changed=changed)
