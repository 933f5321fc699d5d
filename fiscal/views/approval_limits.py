"""Pages of the limits up to which people approve."""

from doc_portal.core.addresses import address_of
from doc_portal.core.views.pages import CreatePage, EditPage, ListPage
from fiscal.actions.requisitions import keep_limit
from fiscal.forms.requisitions import LimitForm
from fiscal.models import ApprovalLimit
from fiscal.tables.purchases import LimitTable


class ApprovalLimitList(ListPage):
    """Who approves up to how much."""

    model = ApprovalLimit
    permission_required = "fiscal.view_approvallimit"
    title = "Approval limits"
    intro = "Nobody approves a purchase without a limit, or sets their own. A delegate gets a limit with an end."
    table_class = LimitTable
    order_by = "-starts_on"
    row_name = "limit"
    empty_text = "No limit is entered, so nothing can be approved."


class ApprovalLimitCreate(CreatePage):
    """Enter one."""

    model = ApprovalLimit
    permission_required = "fiscal.add_approvallimit"
    form_class = LimitForm
    title = "New approval limit"
    button = "Add limit"

    def keep(self, form):
        return keep_limit(form.instance, by=self.request.user)


class ApprovalLimitEdit(EditPage):
    """End one."""

    model = ApprovalLimit
    permission_required = "fiscal.change_approvallimit"
    form_class = LimitForm
    button = "Save limit"

    def trail(self):
        return [("Approval limits", address_of("fiscal:approvallimit-list"))]

    def keep(self, form, changed):
        return keep_limit(form.instance, by=self.request.user, changed=changed)
