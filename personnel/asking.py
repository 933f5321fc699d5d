"""What an announcement asks of whoever applies: places, questions, proof, and what federal law asks."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from personnel.models import Posting, PostingLocation, PreaQuestion, PreferenceRule, Question


@dataclass
class Asked:
    """The parts of one announcement's form, each read once."""

    posting: Posting

    @cached_property
    def places(self) -> list[PostingLocation]:
        """Where the job is worked; ranked where there are several."""
        return list(self.posting.locations.select_related("worksite"))

    @cached_property
    def questions(self) -> list[Question]:
        """What everybody who applies is asked."""
        return list(self.posting.questions.all())

    @cached_property
    def prea(self) -> list[PreaQuestion]:
        """What 28 CFR 115.17 asks today, where the class has contact with inmates; nothing elsewhere."""
        if not self.posting.job_class.inmate_contact:
            return []
        today = timezone.localdate()
        in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
        return list(PreaQuestion.objects.filter(in_force, starts_on__lte=today))

    @cached_property
    def preferences(self) -> list[PreferenceRule]:
        """The kinds of preference there are by the rules in force on the day the announcement opened, each once."""
        day = timezone.localdate(self.posting.opens_at)
        in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        rules = PreferenceRule.objects.filter(in_force, starts_on__lte=day)
        return list({rule.kind: rule for rule in rules}.values())


def flags(question: Question, answer: str) -> bool:
    """Whether an answer asks for a look. It screens nobody out: a person does."""
    wanted, given = question.knockout_value.strip().casefold(), answer.strip().casefold()
    return bool(wanted) and wanted == given
