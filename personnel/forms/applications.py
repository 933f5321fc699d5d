"""What is typed to apply. What reviewers must not see never becomes a part of what they read."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from doc_portal.core.attachments import UploadField
from doc_portal.core.forms import PortalForm
from personnel.applying import PAPERS
from personnel.asking import Asked, flags
from personnel.models import ApplicationDocument, PreaQuestion, Question

LONGEST = 8_000
LONGEST_ANSWER = 4_000
LONGEST_EXPLANATION = 2_000
WITHOUT = "Submit without the documents asked for"
TELEPHONE = re.compile(r"\+?[\d\s().\-/]+(?:(?:ext\.?|x|#)\s*\d+)?", re.IGNORECASE)
DIGITS = 7
CERTIFY = "I certify that what I say here is true and complete"


class YesNo(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"


class ApplyForm(PortalForm):
    """The application to one announcement. `partial`: a draft, of which nothing must be there yet."""

    statement = forms.CharField(
        label="How you meet the qualifications",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Education, experience, licenses: what, where, and from when to when.",
    )
    phone = forms.CharField(
        label="Telephone on which you are reached",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    document_kind = forms.ChoiceField(
        label="What the file is", choices=ApplicationDocument.Kind, required=False, initial="resume"
    )
    document = UploadField(
        label="File",
        allowed=PAPERS,
        required=False,
        help_text="PDF, Word, OpenDocument, plain text or a picture, up to 25 MB. It is only ever handed out as a "
        "download.",
    )
    claims = forms.MultipleChoiceField(
        label="Preference you claim", required=False, widget=forms.CheckboxSelectMultiple
    )
    without_documents = forms.BooleanField(label=WITHOUT, required=False)
    certified = forms.BooleanField(label=CERTIFY)

    def __init__(self, *args, asked: Asked, partial=False, attached=True, **kwargs):
        self.asked, self.partial, self.attached = asked, partial, attached
        super().__init__(*args, **kwargs)

    def speak(self):
        """Say everything of the fields each announcement adds as well, each answer by its question."""
        self._add_places()
        self._add_questions()
        self._add_prea()
        self.fields["claims"].choices = [(rule.kind, rule.get_kind_display()) for rule in self.asked.preferences]
        if not self.asked.preferences:
            del self.fields["claims"]
        if not self.asked.posting.documents.strip() or not self.is_bound:
            del self.fields["without_documents"]
        super().speak()
        self.fields["certified"].error_messages["required"] = f"Tick “{CERTIFY}” to submit."
        for name, field in self.fields.items():
            if name in ("document_kind", "document") or name.startswith(("place_", "prea_note_")):
                field.label = field.label.removesuffix(" (optional)")  # what the band says of them is enough
        for question in self.asked.questions:
            field = self.fields[f"question_{question.pk}"]
            field.label = question.text if question.required else f"{question.text} (optional)"
            field.error_messages["required"] = f"Answer “{question.text}”"
        _name_prea(self, self.asked.prea)
        if self.partial:
            for field in self.fields.values():
                field.required = False
        self.order_fields([bound.name for _, _, fields in self.bands() for bound in fields])

    def _add_places(self):
        """With several places, which one first, which second; with one there is nothing to ask."""
        places = self.asked.places
        ranks = [(str(n), f"{_ordinal(n)} choice") for n in range(1, len(places) + 1)]
        if len(places) < 2:
            return
        for place in places:
            self.fields[f"place_{place.pk}"] = forms.ChoiceField(
                label=str(place), choices=[("", "Not there"), *ranks], required=False
            )

    def _add_questions(self):
        for question in self.asked.questions:
            self.fields[f"question_{question.pk}"] = _field_of(question)

    def _add_prea(self):
        self.fields.update(_prea_fields(self.asked.prea))

    def bands(self) -> list[tuple[str, str, list]]:
        """The fields in the order of the page: key and title of each band with its bound fields."""
        starts = {"place_": "places", "question_": "questions", "prea_": "prea"}
        found = {key: [] for key in TITLES}
        for bound in self:
            key = next((key for start, key in starts.items() if bound.name.startswith(start)), OWN_BAND.get(bound.name))
            found[key].append(bound)
        return [(key, TITLES[key], fields) for key, fields in found.items() if fields]

    def clean_document_kind(self):
        return self.cleaned_data["document_kind"] or ApplicationDocument.Kind.OTHER

    def clean_phone(self):
        """A number that can be dialed, once it is sent; a draft keeps what is typed."""
        phone = self.cleaned_data["phone"].strip()
        dialed = TELEPHONE.fullmatch(phone) and sum(one.isdigit() for one in phone) >= DIGITS
        if phone and not dialed and not self.partial:
            raise ValidationError("Enter a telephone number, like (573) 555-0100, or leave it empty.")
        return phone

    def clean(self):
        """Places ranked once each, a yes explained, and nothing asked for left out unawares."""
        found = super().clean()
        if self.partial:
            return found
        if "without_documents" in self.fields:
            self._clean_documents(found)
        self._clean_places(found)
        _require_explained(self, self.asked.prea)
        return found

    def _clean_documents(self, found):
        given = self.attached or (
            found.get("document") and found["document_kind"] != ApplicationDocument.Kind.PREFERENCE
        )
        if not given and not found.get("without_documents") and "document" not in self.errors:
            self.add_error(
                "document",
                f"No document is attached, and the announcement asks for: {self.asked.posting.documents.strip()} "
                f"Attach a file, or tick “{WITHOUT}”.",
            )

    def _clean_places(self, found):
        names = [f"place_{place.pk}" for place in self.asked.places if f"place_{place.pk}" in self.fields]
        ranked = [(name, found[name]) for name in names if found.get(name)]
        if names and not ranked and not any(name in self.errors for name in names):
            self.add_error(names[0], "Choose at least one place, as your first choice.")
        taken = {}
        for name, rank in ranked:
            if rank in taken:
                other = self.fields[taken[rank]].label
                self.add_error(name, f"{other} is already your {_ordinal(int(rank))} choice. Choose another here.")
            taken.setdefault(rank, name)

    def typed(self) -> dict:
        """What stands in the form as it was typed, of the parts that are kept as a draft: unchecked, and not lost."""
        return {
            name: self.data.get(name, "").replace("\0", "")
            for name in self.fields
            if name in ("statement", "phone") or name.startswith(("place_", "question_"))
        }

    def told(self) -> dict:
        """What is sent, readable for ever: places in order, and each answer with its question."""
        given = self.cleaned_data
        return {
            "statement": given["statement"],
            "phone": given["phone"],
            "places": self._ranked(),
            "answers": [self._answer(question) for question in self.asked.questions],
            "certified": CERTIFY,
        }

    def _ranked(self) -> list[dict]:
        places = self.asked.places
        if len(places) > 1:
            ranks = {place: self.cleaned_data.get(f"place_{place.pk}") for place in places}
            places = sorted((place for place in places if ranks[place]), key=lambda place: int(ranks[place]))
        return [{"place": place.pk, "name": str(place)} for place in places]

    def _answer(self, question: Question) -> dict:
        given = self.cleaned_data.get(f"question_{question.pk}")
        words = "" if given is None else str(given)
        shown = YesNo(words).label if question.kind == Question.Kind.YES_NO and words else words
        flagged = flags(question, words) or flags(question, shown)
        return {"question": question.pk, "text": question.text, "answer": shown, "flagged": flagged}

    def claimed(self) -> list[str] | None:
        """The kinds of preference claimed; None where the announcement offers none."""
        return list(self.cleaned_data.get("claims", [])) if "claims" in self.fields else None

    def prea_answers(self) -> dict[int, tuple[bool, str]]:
        """What was answered under 28 CFR 115.17: kept apart, for the Office of Professional Standards alone."""
        return _prea_given(self, self.asked.prea)


class PreaAnswerForm(PortalForm):
    """What federal law asks, answered after the offer."""

    def __init__(self, *args, questions: list[PreaQuestion], **kwargs):
        self.questions = questions
        super().__init__(*args, **kwargs)

    def speak(self):
        self.fields.update(_prea_fields(self.questions))
        super().speak()
        _name_prea(self, self.questions)
        for question in self.questions:
            note = self.fields[f"prea_note_{question.pk}"]
            note.label = note.label.removesuffix(" (optional)")

    def clean(self):
        """A yes explained."""
        found = super().clean()
        _require_explained(self, self.questions)
        return found

    def prea_answers(self) -> dict[int, tuple[bool, str]]:
        """By question: whether yes, and the explanation."""
        return _prea_given(self, self.questions)


def _prea_fields(questions: list[PreaQuestion]) -> dict[str, forms.Field]:
    """Yes or no to each question, and room to explain."""
    found = {}
    for question in questions:
        found[f"prea_{question.pk}"] = forms.ChoiceField(choices=YesNo, widget=forms.RadioSelect)
        found[f"prea_note_{question.pk}"] = forms.CharField(
            label="If yes, explain",
            max_length=LONGEST_EXPLANATION,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return found


def _name_prea(form: PortalForm, questions: list[PreaQuestion]) -> None:
    """Each question as the label of its answer."""
    for question in questions:
        field = form.fields[f"prea_{question.pk}"]
        field.label, field.error_messages["required"] = question.text, f"Answer “{question.text}”"


def _require_explained(form: PortalForm, questions: list[PreaQuestion]) -> None:
    for question in questions:
        note, given = f"prea_note_{question.pk}", form.cleaned_data
        if given.get(f"prea_{question.pk}") == YesNo.YES and not given.get(note) and note not in form.errors:
            form.add_error(note, "Explain your “yes”.")


def _prea_given(form: PortalForm, questions: list[PreaQuestion]) -> dict[int, tuple[bool, str]]:
    found = {}
    for question in questions:
        answer = form.cleaned_data.get(f"prea_{question.pk}")
        if answer in YesNo.values:
            found[question.pk] = (answer == YesNo.YES, form.cleaned_data.get(f"prea_note_{question.pk}") or "")
    return found


TITLES = {
    "self": "Your qualifications",
    "places": "Where you would work",
    "questions": "Questions",
    "documents": "Documents",
    "preference": "Preference",
    "prea": "Asked by federal law",
    "certify": "Certification",
}
OWN_BAND = {
    "statement": "self",
    "phone": "self",
    "document_kind": "documents",
    "document": "documents",
    "without_documents": "documents",
    "claims": "preference",
    "certified": "certify",
}


def _field_of(question: Question) -> forms.Field:
    match question.kind:
        case Question.Kind.YES_NO:
            return forms.ChoiceField(choices=YesNo, widget=forms.RadioSelect, required=question.required)
        case Question.Kind.CHOICE:
            widget = forms.RadioSelect if len(question.choices) <= 6 else forms.Select
            listed = [(one, one) for one in question.choices]
            choices = listed if widget is forms.RadioSelect else [("", "Choose one"), *listed]
            return forms.ChoiceField(choices=choices, widget=widget, required=question.required)
        case Question.Kind.NUMBER:
            return forms.DecimalField(
                required=question.required,
                max_digits=12,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"}),
                error_messages={"invalid": f"Answer “{question.text}” with a number, like 3 or 2.5."},
            )
    return forms.CharField(
        max_length=LONGEST_ANSWER, required=question.required, widget=forms.Textarea(attrs={"rows": 3})
    )


def _ordinal(n: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(n, f"{n}th")


def typed_of(body: dict) -> dict:
    """What a kept draft fills the form with."""
    return {name: value for name, value in body.items() if isinstance(value, str)}
