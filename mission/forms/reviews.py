"""What may be typed about when a page was last reviewed and when it is reviewed next."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

YEARS = range(1950, 2200)


def months_between_reviews() -> forms.IntegerField:
    """How often something is reviewed; empty for the department's usual interval."""
    return forms.IntegerField(
        label="Months between reviews",
        required=False,
        min_value=1,
        max_value=120,
        help_text="Leave empty for the department's usual interval.",
        error_messages={
            "invalid": "Enter the months between reviews as a whole number, like 12.",
            "min_value": "Enter at least 1 month between reviews.",
            "max_value": "Enter at most 120 months between reviews.",
        },
    )


def last_review(day):
    """A day of review that has come already."""
    if day and (day > timezone.localdate() or day.year not in YEARS):
        raise ValidationError("Enter the day of the last review: today or earlier.")
    return day
