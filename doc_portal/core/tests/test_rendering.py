"""Lists to choose from: drawn in one go, and the same as Django's templates would write them."""

import re

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from doc_portal.core.rendering import PortalRenderer


class Choosing(forms.Form):
    plain = forms.ChoiceField(choices=[("", "Any"), (1, 'One "quoted" <b>'), ("two", mark_safe("Two &amp; more"))])
    grouped = forms.ChoiceField(choices=[("North's", [("a", "A"), ("b", "B")]), ("c", "C")], required=False)
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B"), ("c", "C")])
    closed = forms.ChoiceField(choices=[("a", "A")], widget=forms.Select(attrs={"disabled": True, "hidden": False}))


def drawn(renderer, field):
    form = Choosing({"plain": "1", "grouped": "b", "several": ["a", "c"]}, renderer=renderer)
    return re.sub(r">\s+<", "><", str(form[field].as_widget(attrs={"class": "form-select", "title": 'Say "which"'})))


def test_a_list_to_choose_from_is_written_as_django_writes_it():
    for field in Choosing.base_fields:
        assert drawn(PortalRenderer(), field) == drawn(DjangoTemplates(), field)


def test_what_is_chosen_is_marked_and_what_is_unsafe_is_escaped():
    html = drawn(PortalRenderer(), "plain")
    assert '<option value="1" selected>One &quot;quoted&quot; &lt;b&gt;</option>' in html
    assert "Two &amp; more" in html


def test_the_portal_draws_its_forms_this_way(settings):
    assert settings.FORM_RENDERER == "doc_portal.core.rendering.PortalRenderer"
