"""What is left of a funding string: a page that works alone, and a part that htmx refreshes beside a line."""

from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.views.pages import PlainPage
from fiscal.forms.budget import FundsForm
from fiscal.funds import funds_of, pending_of
from fiscal.models import Appropriation, FundingString


class FundsPage(PlainPage):
    """Asks for a string and an amount, and answers whether it fits."""

    permission_required = "fiscal.view_fundingstring"
    template_name = "fiscal/funds.html"
    title = "What is left"
    intro = "Of a funding string: what its appropriation has, what is asked for, and whether an amount fits."

    def get_template_names(self):
        """The part alone where htmx asks."""
        return ["fiscal/funds_panel.html" if self.request.htmx else self.template_name]

    @cached_property
    def form(self):
        """What the address asks."""
        strings = FundingString.objects.visible_to(self.request.user).for_list()
        return FundsForm(self.request.GET or None, strings=strings, user=self.request.user)

    @cached_property
    def string(self) -> FundingString | None:
        """The string asked about."""
        return self.form.cleaned_data.get("string") if self.form.is_bound and self.form.is_valid() else None

    @cached_property
    def funds(self):
        """What is left of it; None where nothing is asked."""
        if self.string is None:
            return None
        return funds_of([self.string.pk], [self.form.cleaned_data["amount"] or Decimal(0)])[0]

    @cached_property
    def appropriation(self) -> Appropriation | None:
        """What it is charged to, for its sums."""
        if self.funds is None or self.funds.appropriation is None:
            return None
        return Appropriation.objects.get(pk=self.funds.appropriation)

    def pending(self) -> Decimal:
        """Asked for elsewhere and not approved."""
        return pending_of(self.appropriation)

    def may_see_appropriation(self) -> bool:
        """Whether to link it."""
        return self.request.user.has_perm("fiscal.view_appropriation")

    def read_at(self):
        """When the figures were read."""
        return timezone.now()
