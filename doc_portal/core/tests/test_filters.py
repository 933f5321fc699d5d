"""Filters that choose among rows of another table."""

import re

import django_filters
import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from doc_portal.core.filters import NamedChoiceFilter
from doc_portal.core.models import Unit
from doc_portal.core.tests.factories import make_unit

pytestmark = pytest.mark.django_db


class UnitFilter(django_filters.FilterSet):
    unit = NamedChoiceFilter(queryset=Unit.objects.filter(slug__startswith="named"), empty_label="All", null_label="No")


def drawn(data, widget=None):
    form = UnitFilter(data, queryset=Unit.objects.all()).form
    form.renderer = DjangoTemplates()
    field = form["unit"]
    return re.sub(r">\s+<", "><", str(field.as_widget(widget=widget and as_django(field, widget))))


def as_django(field, widget):
    widget.choices = list(field.field.choices)
    return widget


@pytest.mark.parametrize("chosen", [None, "", "null", "{pk}", "0", '"><b>'])
def test_the_names_are_written_as_django_writes_them_with_what_is_chosen(chosen):
    make_unit(slug="named-one", name="One")
    two = make_unit(slug="named-two", name="<Two> & “more”")
    data = None if chosen is None else {"unit": chosen.format(pk=two.pk)}
    assert drawn(data) == drawn(data, forms.Select())
    assert drawn(data).count("selected") == (chosen in (None, "", "null", "{pk}"))


def test_names_are_kept_for_everybody_and_read_again_once_their_seconds_are_over(settings, django_assert_num_queries):
    make_unit(slug="named-one", name="One")
    settings.FRAME_KEPT_SECONDS = 60
    field = NamedChoiceFilter(queryset=Unit.objects.filter(slug__startswith="named"), field_name="unit").field
    with django_assert_num_queries(1):
        assert all("One" in field.widget.render("unit", None) for _ in range(2))
    make_unit(slug="named-two", name="Two")
    assert "Two" not in field.widget.render("unit", None)
    settings.FRAME_KEPT_SECONDS = 0
    assert "Two" in field.widget.render("unit", None)
