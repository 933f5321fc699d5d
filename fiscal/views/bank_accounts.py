"""Pages of the register of bank accounts."""

from doc_portal.core.display import long_date, status_mark
from doc_portal.core.views.pages import CreatePage, DetailPage, EditPage, ListPage
from fiscal.actions.bank_accounts import keep_account
from fiscal.forms.registers import BankAccountFilter, BankAccountForm
from fiscal.models import BankAccount
from fiscal.tables.registers import BankAccountTable

REGISTER = "Bank accounts"


class BankAccountList(ListPage):
    """Every account, those without authority marked."""

    model = BankAccount
    permission_required = "fiscal.view_bankaccount"
    template_name = "fiscal/bankaccount_list.html"
    title = REGISTER
    intro = "Every bank account of the department, with the policy that allows it."
    filterset_class = BankAccountFilter
    table_class = BankAccountTable
    order_by = "name"
    empty_text = "No bank account is entered."

    def exceptions(self) -> int:
        """How many open accounts no policy is named for."""
        return self.get_rows().without_authority().count()


class BankAccountDetail(DetailPage):
    """One account."""

    model = BankAccount
    permission_required = "fiscal.view_bankaccount"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def facts(self):
        one = self.object
        found = [
            ("State", status_mark(*one.stands())),
            ("Policy authority", one.authority or status_mark("None named: this account is an exception", "bad")),
            ("Bank", one.bank),
            ("Number ends in", one.last_digits),
            ("Purpose", one.purpose),
            ("Worksite", one.worksite),
            ("Looked after by", one.custodian.shown_name),
            ("Opened on", long_date(one.opened_on)),
        ]
        return found + ([("Closed on", long_date(one.closed_on))] if one.closed_on else [])


class BankAccountCreate(CreatePage):
    """Enter an account that exists, also one that no policy allows."""

    model = BankAccount
    permission_required = "fiscal.add_bankaccount"
    form_class = BankAccountForm
    intro = "Enter every account there is. One without a policy stands as an exception until one is named."
    button = "Add account"

    def done_message(self):
        return "Account added." if self.object.authority else "Account added. It stands as an exception."

    def keep(self, form):
        return keep_account(form.instance, by=self.request.user)


class BankAccountEdit(EditPage):
    """Name its authority, change who looks after it, or enter the day it was closed."""

    model = BankAccount
    permission_required = "fiscal.change_bankaccount"
    form_class = BankAccountForm
    button = "Save account"
    done = "Account saved."

    def keep(self, form, changed):
        return keep_account(form.instance, by=self.request.user, changed=changed)
