"""What may be typed into a story, and how the list of stories is narrowed."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.attachments import PICTURES, UploadField
from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.forms import PortalModelForm
from doc_portal.core.models import Unit, Worksite
from doc_portal.core.values import value_of
from mission.models import NewsItem
from mission.models.news import LONGEST_LIFE
from personnel.models import RoleContact

NEWS_DAYS = "news_days"
YEARS = range(1990, 2200)


class NewsItemForm(PortalModelForm):
    """A story as its author types it. A picture comes as a file, judged by its content."""

    body = forms.CharField(
        label="Story",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Leave an empty line between paragraphs. Lists start with “- ”, **two stars** make text bold, "
        "and [words](https://…) make a link.",
    )
    picture = UploadField(allowed=PICTURES, required=False, help_text="A PNG or JPEG picture.")
    remove_picture = forms.BooleanField(label="Remove the picture", required=False)

    FIELDSETS = (
        ("Story", ("title", "summary", "body", "category", "contact")),
        ("Readers", ("unit", "worksite", "pinned")),
        ("When", ("publish_at", "expire_at")),
        ("Picture", ("picture", "image_alt", "remove_picture")),
    )

    class Meta:
        model = NewsItem
        fields = [
            "title", "summary", "body", "category", "contact", "unit", "worksite", "pinned", "publish_at", "expire_at",
            "image_alt",
        ]  # fmt: skip
        widgets = {"category": forms.RadioSelect, "summary": forms.Textarea(attrs={"rows": 3})}
        labels = {"unit": "Unit that answers for it", "contact": "Contact", "publish_at": "Start", "expire_at": "End"}
        help_texts = {
            "summary": "One or two sentences. They stand under the title in lists.",
            "contact": "Whom readers ask. The story shows who holds it, with phone and e-mail.",
            "worksite": "Leave empty when it is for the whole department. Then someone else must approve it.",
            "pinned": "Once approved it takes the place of the story at the top now.",
            "publish_at": "When it appears. Approved later than this, it appears at once.",
            "expire_at": "At most 365 days after the start.",
            "image_alt": "Read aloud to people who cannot see the picture. Needed with a picture.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = NewsItem.Category.choices
        self.fields["worksite"].empty_label = "The whole department"
        self.fields["contact"].queryset = RoleContact.objects.kept().select_related("worksite")
        self.fields["contact"].empty_label = "Choose a contact"
        self.fields["contact"].error_messages["required"] = "Choose the contact readers turn to."
        self.limit_places()
        if self.instance.pk is None:
            now = timezone.now().replace(second=0, microsecond=0)
            self.initial.setdefault("publish_at", now)
            self.initial.setdefault("expire_at", now + timedelta(days=int(value_of(NEWS_DAYS))))
        if self.instance.image_id is None:
            del self.fields["remove_picture"]

    def limit_places(self):
        """Offer the units and worksites for which this person may write.

        A right at a worksite covers what is for that worksite, whichever unit answers for it.
        """
        scope = scope_of(self.user, f"mission.{'change' if self.instance.pk else 'add'}_newsitem")
        units, worksites = Unit.objects.with_page(), Worksite.objects.open()
        if not scope.everywhere and not scope.worksites:
            units = units.filter(pk__in=scope.units)
        if not scope.everywhere and not scope.units:
            worksites = worksites.filter(pk__in=scope.worksites)
            self.fields["worksite"].required = True
            self.fields["worksite"].label = "Only for worksite"
            self.fields["worksite"].empty_label = "Choose a worksite"
            self.fields["worksite"].error_messages["required"] = "Choose the worksite the story is for."
        self.fields["unit"].queryset, self.fields["worksite"].queryset = units, worksites

    def clean_publish_at(self):
        return _within_reason(self.cleaned_data["publish_at"], "a start with a year between 1990 and 2199")

    def clean_expire_at(self):
        ends = _within_reason(self.cleaned_data["expire_at"], "an end with a year between 1990 and 2199")
        if ends <= timezone.now():
            raise ValidationError("Choose an end that has not passed yet.")
        return ends

    def clean(self):
        found = super().clean()
        appears, ends = found.get("publish_at"), found.get("expire_at")
        if appears and ends and ends <= appears:
            self.add_error("expire_at", "Enter an end after the start.")
        elif appears and ends and ends > appears + LONGEST_LIFE:
            self.add_error("expire_at", "Enter an end at most 365 days after the start.")
        keeps_picture = found.get("picture") or (self.instance.image_id and not found.get("remove_picture"))
        if keeps_picture and not found.get("image_alt") and "image_alt" not in self.errors:
            self.add_error("image_alt", "Say in words what the picture shows.")
        return found


def _within_reason(moment, what: str):
    if moment.year not in YEARS:
        raise ValidationError(f"Enter {what}.")
    return moment


class NewsFilter(django_filters.FilterSet):
    """How staff narrow the news. Without a choice: live stories for the department and for one's own worksite."""

    q = django_filters.CharFilter(label="Words", method="words_in")
    category = django_filters.ChoiceFilter(choices=NewsItem.Category.choices, empty_label="All categories")
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units")
    worksite = NamedChoiceFilter(
        label="Worksite", queryset=Worksite.objects.open(), empty_label="Mine", null_label="None: department only"
    )
    everywhere = django_filters.BooleanFilter(label="All worksites", method="any_worksite", widget=forms.CheckboxInput)
    ended = django_filters.BooleanFilter(label="Ended too", method="ended_too", widget=forms.CheckboxInput)

    class Meta:
        model = NewsItem
        fields = []

    def words_in(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(summary__icontains=value) | Q(body__icontains=value))

    def any_worksite(self, rows, name, value):
        return rows

    def ended_too(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """Live stories unless ended ones are asked for; one's own worksite unless others are."""
        chosen = self.form.cleaned_data
        rows = super().filter_queryset(rows)
        if not chosen.get("everywhere") and not chosen.get("worksite"):
            rows = rows.for_readers_at(self.request.user.worksite_id)
        return rows if chosen.get("ended") else rows.live()


class NewsDeskFilter(django_filters.FilterSet):
    """How editors narrow the stories they look after."""

    PHASES = [("scheduled", "Scheduled"), ("live", "Live"), ("ended", "Ended")]

    q = django_filters.CharFilter(label="Title", field_name="title", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(choices=NewsItem.Status.choices, empty_label="Any status")
    phase = django_filters.ChoiceFilter(choices=PHASES, method="in_phase", label="Time", empty_label="Any time")
    category = django_filters.ChoiceFilter(choices=NewsItem.Category.choices, empty_label="All categories")
    unit = NamedChoiceFilter(queryset=Unit.objects.with_page(), empty_label="All units")
    worksite = NamedChoiceFilter(
        label="Readers", queryset=Worksite.objects.all(), empty_label="All readers", null_label="Whole department"
    )

    class Meta:
        model = NewsItem
        fields = []

    def in_phase(self, rows, name, value):
        match value:
            case "scheduled":
                return rows.filter(status=NewsItem.Status.APPROVED, publish_at__gt=timezone.now())
            case "live":
                return rows.live()
        return rows.expired()
