"""What may be typed about units, their functions, links and figures."""

from django import forms
from django.urls import Resolver404, resolve

from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.models import Unit
from mission.forms.reviews import months_between_reviews
from mission.models import Fact, SiteLink, UnitFunction, UnitPage
from personnel.models import RoleContact


class UnitPageForm(PortalModelForm):
    review_months = months_between_reviews()

    FIELDSETS = (
        ("Text", ("intro", "body")),
        ("Where and when", ("place", "hours", "phone", "email")),
        ("Care", ("owner_role", "reviewed_on", "review_months")),
    )

    class Meta:
        model = UnitPage
        fields = ("intro", "body", "place", "hours", "phone", "email", "owner_role", "reviewed_on", "review_months")
        widgets = {"intro": forms.Textarea(attrs={"rows": 3}), "body": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"body": "Leave a blank line between paragraphs. A line that starts with “- ” is a list item."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner_role"].queryset = self.fields["owner_role"].queryset.filter(
            retired=False, scope_kinds__contains=["unit"]
        )


class UnitFunctionForm(PortalModelForm):
    """A function. Its unit may change where the person may write functions of both."""

    class Meta:
        model = UnitFunction
        fields = ("name", "summary", "target", "contact", "contact_words", "phone", "email", "unit")
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        labels = {"contact": "Contact", "contact_words": "Who does it"}
        help_texts = {
            "contact": "Whom to ask. The page then shows who holds it, with phone and e-mail.",
            "contact_words": "Where there is no contact: a role or a desk, never a person.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = RoleContact.objects.kept().select_related("worksite")
        target = self.fields["target"]
        target.required = False
        target.help_text = "A page of the portal, like /counties/. Left empty, it has a plain page of its own."
        target.label = "Leads to (optional)"
        if self.instance.pk is None:
            del self.fields["unit"]
        else:
            editable = Unit.objects.permitted(self.user, "mission.change_unitfunction")
            self.fields["unit"].queryset = Unit.objects.with_page().filter(pk__in=editable.values("pk"))

    def clean_target(self):
        target = self.cleaned_data["target"].strip()
        if not target:
            return ""
        if not target.startswith("/") or target.startswith("//"):
            raise forms.ValidationError("Start the address with a single slash, like /counties/.")
        try:
            resolve(target.partition("?")[0].partition("#")[0])
        except Resolver404:
            raise forms.ValidationError(
                "No page of the portal has this address. Copy it from the page itself."
            ) from None
        return target


class MoveForm(PortalForm):
    """Which row of a list was moved up or down: each row has a button of its own, whose value says so (“up-12”)."""

    def __init__(self, *args, rows, **kwargs):
        self.rows = rows
        super().__init__(*args, **kwargs)

    def clean(self):
        way, _, number = self.data.get("move", "").partition("-")
        row = next((one for one in self.rows if str(one.pk) == number), None)
        if row is None or way not in ("up", "down"):
            raise forms.ValidationError("Press one of the buttons beside a row of the list.")
        return {"row": row, "up": way == "up"}


class UnitPlaceForm(PortalModelForm):
    """What a unit is part of."""

    class Meta:
        model = Unit
        fields = ("parent",)
        labels = {"parent": "Part of"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.exclude(pk=self.instance.pk).order_by("name")


class UnitNameForm(PortalModelForm):
    class Meta:
        model = Unit
        fields = ("name", "short_name", "abbreviation", "also_known_as", "slug")
        labels = {"slug": "Address"}
        widgets = {"also_known_as": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "slug": "The last part of the page's address. Old addresses lead to the new one.",
            "also_known_as": "Other names with semicolons between them. Search finds the unit by these too.",
        }


class SiteLinkForm(PortalModelForm):
    confirmed = forms.BooleanField(
        label="I have checked that this host is the right one, although it is not on the list", required=False
    )

    class Meta:
        model = SiteLink
        fields = ("text", "explanation", "url", "enabled")
        help_texts = {"url": "Starts with https://. Left empty, the line disappears."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["url"].required = False
        self.fields["url"].label = "Address (optional)"
        if not self.user.has_perm("mission.confirm_sitelink"):
            del self.fields["confirmed"]


class FactForm(PortalModelForm):
    class Meta:
        model = Fact
        fields = ("slug", "label", "value", "wording", "as_of", "source")
        labels = {"slug": "Key"}
        help_texts = {
            "slug": "The same key for every value of one figure, like staff. The latest day is shown.",
            "wording": "As the division's page shows it, like “more than 90”.",
        }
