"""Pages of the prime rates on which interest rests."""

from doc_portal.core.views.pages import CreatePage, ListPage
from fiscal.forms.invoices import PrimeRateForm
from fiscal.models import PrimeRate
from fiscal.tables.purchases import PrimeRateTable


class PrimeRateList(ListPage):
    """Every rate, the newest first."""

    model = PrimeRate
    permission_required = "fiscal.view_primerate"
    title = "Prime rates"
    intro = "Interest on late payment is reckoned by the rate in force on each day (RSMo 34.055)."
    table_class = PrimeRateTable
    order_by = "-starts_on"
    row_name = "rate"
    empty_text = "No rate is entered, so no interest can be worked out."


class PrimeRateCreate(CreatePage):
    """Enter one as it was published."""

    model = PrimeRate
    permission_required = "fiscal.add_primerate"
    form_class = PrimeRateForm
    title = "New prime rate"
    intro = "It holds until the next one begins. A wrong one is entered again for the same day; the last one counts."
    button = "Add rate"
