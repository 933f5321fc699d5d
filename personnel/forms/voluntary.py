"""The voluntary questions on sex and race: sent by a form of their own, into the vault and nowhere else."""

from django import forms

from doc_portal.core.forms import PortalForm
from personnel.vault import DECLINED, RaceEthnicity, Sex


class VoluntaryForm(PortalForm):
    """Two questions; whoever leaves one open does not answer it."""

    sex = forms.ChoiceField(choices=Sex, widget=forms.RadioSelect, required=False)
    race_ethnicity = forms.ChoiceField(
        label="Race or ethnicity", choices=RaceEthnicity, widget=forms.RadioSelect, required=False
    )

    def answers(self) -> dict[str, str]:
        """What was chosen; an open question counts as not answered."""
        return {name: self.cleaned_data[name] or DECLINED for name in ("sex", "race_ethnicity")}
