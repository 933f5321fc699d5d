"""How the course catalogue is narrowed."""

import django_filters
from django.db.models import Q

from training.models import Category, Course, Mode


class CourseFilter(django_filters.FilterSet):
    """Courses by words of code or title, kind and how they are taught. Former ones only where they are asked for."""

    q = django_filters.CharFilter(label="Code or title", method="named")
    category = django_filters.ChoiceFilter(label="Kind", choices=Category.choices, empty_label="All kinds")
    mode = django_filters.ChoiceFilter(label="How", choices=Mode.choices, empty_label="All ways", method="taught")

    class Meta:
        model = Course
        fields = []

    def named(self, rows, name, text):
        return rows.filter(Q(code__icontains=text) | Q(title__icontains=text))

    def taught(self, rows, name, mode):
        return rows.filter(versions__status="approved", versions__mode=mode)
