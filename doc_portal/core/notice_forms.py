"""How one wants to be told: a choice for each kind of notice; and the filter of one's notices."""

import django_filters
from django import forms
from django.db.models import Q

from doc_portal.core.forms import PortalForm
from doc_portal.core.models import NoticePreference, Notification
from doc_portal.core.notifications import OTHER, choices_of, kinds, kinds_for


class MailChoices(PortalForm):
    """One choice for each kind of notice one may be told of; those that may not be off do not offer it."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        chosen = choices_of(user)
        self.kinds = kinds_for(user)
        for kind in self.kinds:
            self.fields[self.name_of(kind.kind)] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.note,
                choices=[one for one in NoticePreference.Mail.choices if kind.can_be_off or one[0] != "off"],
                initial=chosen[kind.kind],
            )
        self.speak()

    @staticmethod
    def name_of(kind: str) -> str:
        """What the field of a kind is called."""
        return f"mail-{kind}"

    def chosen(self) -> dict[str, str]:
        """The choice of each kind."""
        return {kind.kind: self.cleaned_data[self.name_of(kind.kind)] for kind in self.kinds}


class NoticeFilter(django_filters.FilterSet):
    """One's notices by kind, and whether they were read."""

    kind = django_filters.ChoiceFilter(
        label="About",
        choices=lambda: [(one.kind, one.label) for one in kinds()],
        method="of_kind",
        empty_label="Anything",
    )
    read = django_filters.ChoiceFilter(
        label="Read", choices=[("no", "Not read yet"), ("yes", "Read")], method="were_read", empty_label="Read or not"
    )

    class Meta:
        model = Notification
        fields = ["kind", "read"]

    def of_kind(self, rows, name, value):
        """Notices a declared kind covers; under “Everything else” those no kind covers."""
        covered = {one.kind: Q(kind=one.kind) | Q(kind__startswith=f"{one.kind}-") for one in kinds()}
        if value != OTHER.kind:
            return rows.filter(covered[value])
        covered.pop(OTHER.kind)
        anything = Q(pk__isnull=True)
        for one in covered.values():
            anything |= one
        return rows.exclude(anything)

    def were_read(self, rows, name, value):
        """Notices that were opened, or not."""
        return rows.filter(read_at__isnull=value == "no")
