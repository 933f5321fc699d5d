"""How auditors narrow the record of acts. Every filter is one an index answers, or is bounded by a period."""

from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from doc_portal.core.filters import NamedChoiceField, NamedChoiceFilter
from doc_portal.core.kept import kept
from doc_portal.core.models import AuditEvent
from doc_portal.core.people import people_named

WORDS_WITHIN = timedelta(days=92)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


class KindField(NamedChoiceField):
    """Kinds of record by their everyday names."""

    def names(self):
        """The everyday name of each kind; the stored one where its model is gone."""
        return [(kind.pk, self.label_from_instance(kind)) for kind in self.queryset]

    def label_from_instance(self, obj):
        """What one kind is called."""
        name = str(obj.model_class()._meta.verbose_name) if obj.model_class() else obj.model
        return name[:1].upper() + name[1:]


class KindFilter(NamedChoiceFilter):
    """Narrows acts by the kind of record they were done to."""

    field_class = KindField


def portal_kinds(request=None):
    """The kinds of record that people act on: those of the portal's own apps, without their row histories."""
    own = ContentType.objects.filter(app_label__in=["core", *settings.UNITS])
    return own.exclude(model__endswith="event").order_by("model")


def known_acts():
    """Every act ever recorded with its words, for the filter's choices."""
    return [(act, act.replace("_", " ").capitalize()) for act in AuditEvent.objects.acts()]


def _start(day: date) -> datetime:
    """Midnight of a day in Chicago; days beyond all records are brought within reach."""
    return timezone.make_aware(datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time()))


class AuditEventFilter(django_filters.FilterSet):
    """Who did what to which kind of record, when, and how it ended."""

    person = django_filters.CharFilter(label="Who did it", method="by_person")
    act = django_filters.ChoiceFilter(label="Act", choices=(), empty_label="All acts")
    kind = KindFilter(label="Kind of record", field_name="content_type", queryset=portal_kinds, empty_label="All kinds")
    outcome = django_filters.ChoiceFilter(choices=AuditEvent.Outcome.choices, empty_label="Done and refused")
    since = django_filters.DateFilter(
        label="From", method="from_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        label="To", method="to_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    q = django_filters.CharFilter(label="Words", method="with_words")

    class Meta:
        model = AuditEvent
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["act"].extra["choices"] = kept("acts", known_acts)

    def by_person(self, rows, name, value):
        """Acts of everybody whose name, user name or employee number fits."""
        return rows.filter(actor__in=people_named(value).order_by())

    def from_day(self, rows, name, value):
        """Acts on this day and later."""
        return rows.filter(at__gte=_start(value))

    def to_day(self, rows, name, value):
        """Acts up to the end of this day."""
        return rows.filter(at__lt=_start(value) + timedelta(days=1))

    def with_words(self, rows, name, value):
        """Words are looked for in 92 days at most: no index finds them, and the record holds millions of rows."""
        until = self.form.cleaned_data.get("until")
        end = _start(until) + timedelta(days=1) if until else timezone.now()
        named = Q(object_name__icontains=value) | Q(reason__icontains=value) | Q(actor_name__icontains=value)
        return rows.filter(named, at__gte=end - WORDS_WITHIN)
