"""Boxes and lists to choose from: drawn in one go, and the same as Django's templates would write them."""

import re
from datetime import UTC, datetime

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from doc_portal.core.rendering import PortalRenderer


class Choosing(forms.Form):
    plain = forms.ChoiceField(choices=[("", "Any"), (1, 'One "quoted" <b>'), ("two", mark_safe("Two &amp; more"))])
    grouped = forms.ChoiceField(choices=[("North's", [("a", "A"), ("b", "B")]), ("c", "C")], required=False)
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B"), ("c", "C")])
    closed = forms.ChoiceField(choices=[("a", "A")], widget=forms.Select(attrs={"disabled": True, "hidden": False}))


class Typing(forms.Form):
    words = forms.CharField(max_length=20, help_text="What it is called.")
    marked = forms.CharField(initial=mark_safe("One &amp; two"))
    hidden = forms.CharField(widget=forms.HiddenInput, initial="<b>")
    number = forms.DecimalField(min_value=0, max_digits=9, decimal_places=2)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    moment = forms.DateTimeField(initial=datetime(2026, 6, 3, 11, 45, tzinfo=UTC))
    clock = forms.TimeField(required=False)
    mail = forms.EmailField(disabled=True)
    site = forms.URLField(assume_scheme="https", empty_value=None)
    ticked = forms.BooleanField(initial=True)
    open = forms.BooleanField(required=False, initial="yes")


class Untyped(Typing):
    pass


CHOSEN = {"plain": "1", "grouped": "b", "several": ["a", "c"]}
TYPED = {"words": 'Say "so" & <i>', "number": "1.5", "day": "2026-01-31", "mail": "a@example.org"}


def drawn(renderer, field, kind=Choosing):
    typed = {Choosing: CHOSEN, Typing: TYPED, Untyped: None}[kind]
    form = kind(typed, renderer=renderer)
    return re.sub(r">\s+<", "><", str(form[field].as_widget(attrs={"class": "form-select", "title": 'Say "which"'})))


def test_a_list_to_choose_from_is_written_as_django_writes_it():
    for field in Choosing.base_fields:
        assert drawn(PortalRenderer(), field) == drawn(DjangoTemplates(), field)


def test_a_box_to_type_into_or_to_tick_is_written_as_django_writes_it():
    for kind in (Typing, Untyped):
        for field in Typing.base_fields:
            assert drawn(PortalRenderer(), field, kind) == drawn(DjangoTemplates(), field, kind)


def test_what_is_chosen_is_marked_and_what_is_unsafe_is_escaped():
    html = drawn(PortalRenderer(), "plain")
    assert '<option value="1" selected>One &quot;quoted&quot; &lt;b&gt;</option>' in html
    assert "Two &amp; more" in html


def test_the_portal_draws_its_forms_this_way(settings):
    assert settings.FORM_RENDERER == "doc_portal.core.rendering.PortalRenderer"
