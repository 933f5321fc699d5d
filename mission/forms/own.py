"""What may be typed about one's own bookmarks and the shared top tasks."""

from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm, PortalModelForm
from doc_portal.core.icons import ICONS
from mission.addresses import LONGEST_PATH, in_portal, match_of, reachable
from mission.models import TopTask


class BookmarkForm(PortalForm):
    """The page that is kept, and what one calls it."""

    path = forms.CharField(
        label="Page", max_length=LONGEST_PATH, help_text="The address within the portal, like “/worksites/”."
    )
    label = forms.CharField(label="Name", max_length=160, help_text="What you call it. Nobody else sees it.")

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_path(self):
        path = self.cleaned_data["path"]
        if not in_portal(path) or not reachable(self.request, [path]):
            raise ValidationError("No page of the portal that you may open has this address. Check it.")
        return path


class TopTaskForm(PortalModelForm):
    """A task, its icon and the page on which it is done."""

    icon = forms.ChoiceField(choices=[(name, name.capitalize()) for name in sorted(ICONS)])

    class Meta:
        model = TopTask
        fields = ["label", "icon", "path", "audience"]
        widgets = {"audience": forms.RadioSelect}
        help_texts = {
            "path": "The address within the portal, like “/worksites/”. It is shown to those who may open it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = TopTask.Audience.choices

    def clean_path(self):
        path = self.cleaned_data["path"]
        if not in_portal(path) or match_of(path) is None:
            raise ValidationError("No page of the portal has this address. Check it.")
        return path
