"""A text of which nothing can be seen is refused, wherever it is typed or brought in."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from doc_portal.core.forms import PortalForm, ReasonForm
from doc_portal.core.models import Worksite
from doc_portal.core.visible import is_invisible

UNSEEN = {
    "zero-width space": "\u200b\u200b",
    "zero-width joiner": "\u200d",
    "soft hyphen": "\u00ad",
    "empty Braille pattern": "\u2800",
    "Hangul filler": "\u3164",
    "byte order mark": "\ufeff",
    "direction marks": "\u202e\u202c",
    "variation selector": "\ufe0f",
    "control character": "\x07",
    "no-break space between": "\u200b\u00a0\u200b",
}
SEEN = ["a", "\u200bAlgoa", "é", "1", "-", "日本", "\U0001f44d\ufe0f"]


class Asked(PortalForm):
    """One text that must be given, one that may be left out, and a password."""

    name = forms.CharField()
    note = forms.CharField(required=False, widget=forms.Textarea)
    secret = forms.CharField(required=False, widget=forms.PasswordInput)


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN.keys())
def test_text_that_cannot_be_seen_is_known(text):
    assert is_invisible(text)


@pytest.mark.parametrize("text", ["", *SEEN])
def test_text_that_can_be_seen_or_is_missing_is_no_such_text(text):
    assert not is_invisible(text)


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN.keys())
def test_every_text_of_a_form_must_be_visible(text):
    form = Asked({"name": text, "note": text, "secret": "\u200bpassphrase"})

    assert form.errors == {
        "name": ["The name holds only characters that cannot be seen. Type it in letters or digits."],
        "note": [
            "The note holds only characters that cannot be seen. Type it in letters or digits, or leave it empty."
        ],
    }


@pytest.mark.parametrize("text", SEEN)
def test_visible_texts_pass(text):
    assert Asked({"name": text, "note": text}).is_valid()


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN.keys())
def test_every_text_of_a_record_must_be_visible(text):
    site = Worksite(slug="farm", name=text, city=text, kind=Worksite.Kind.INSTITUTION)

    with pytest.raises(ValidationError) as refused:
        site.clean_fields(exclude={"county"})

    assert refused.value.message_dict == {
        "name": ["The name holds only characters that cannot be seen. Type it in letters or digits."],
        "city": [
            "The city holds only characters that cannot be seen. Type it in letters or digits, or leave it empty."
        ],
    }


def test_a_field_left_out_of_the_check_is_left_out():
    Worksite(slug="farm", name="\u200b", kind=Worksite.Kind.INSTITUTION).clean_fields(exclude={"name", "county"})


def test_text_that_is_drawn_in_another_order_than_it_is_kept_is_refused():
    form = ReasonForm({"note": "seen\u202egnp.exe"})
    assert form.errors == {
        "note": [
            "The reason holds a hidden mark that turns the direction of its letters. Type it again without pasting it."
        ]
    }
    assert ReasonForm({"note": "\u05e9\u05dc\u05d5\u05dd and \u200fmarks of direction alone"}).is_valid()
