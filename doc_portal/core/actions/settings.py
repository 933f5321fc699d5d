"""What is done to settings: a new value from a day on; a value not yet in force put right."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import Setting, SettingKey, User
from doc_portal.core.values import typed
from doc_portal.core.workflow import Refused, lock


def set_value(key: SettingKey, *, value: str, authority: str, starts_on: date, by: User) -> Setting:
    """Give a setting a value from a day on; the one before ends that day, one planned for later stays."""
    with transaction.atomic():
        key = lock(key)
        _not_in_the_past(starts_on)
        _written_like_the_others(key, value)
        if key.values.filter(starts_on=starts_on).exists():
            raise Refused(
                f"“{key}” already has a value from {long_date(starts_on)} on. Choose another day"
                f"{', or edit that value' if starts_on > timezone.localdate() else ''}."
            )
        before = key.values.effective(starts_on).first()
        after = key.values.filter(starts_on__gt=starts_on).order_by("starts_on").first()
        if before is not None:
            _end(before, starts_on)
        made = Setting.objects.create(
            key=key,
            value=value,
            authority=authority,
            starts_on=starts_on,
            ends_on=after.starts_on if after else None,
            created_by=by,
        )
        log("set_value", made, by=by, before=before.value if before else "", after=value, reason=authority)
        return made


def change_planned_value(setting: Setting, *, value: str, authority: str, starts_on: date, by: User) -> Setting:
    """Put a value right that is not in force yet; the one before it ends when it starts."""
    with transaction.atomic():
        key = lock(setting.key)
        planned = lock(setting)
        if not planned.editable:
            raise Refused(
                f"“{key}” has been {planned.value} since {long_date(planned.starts_on)}; that stays as it was. "
                "Enter a new value from a later day on."
            )
        _not_in_the_past(starts_on)
        _written_like_the_others(key, value, but=planned)
        before = key.values.filter(starts_on__lt=planned.starts_on).order_by("-starts_on").first()
        meets = before is not None and before.ends_on == planned.starts_on
        if before is not None and starts_on <= before.starts_on:
            raise Refused(f"The value before it starts on {long_date(before.starts_on)}. Choose a later day.")
        if planned.ends_on is not None and starts_on >= planned.ends_on:
            raise Refused(f"The next value starts on {long_date(planned.ends_on)}. Choose an earlier day.")
        old, earlier = planned.value, starts_on < planned.starts_on
        if meets and earlier:
            _end(before, starts_on)
        planned.value, planned.authority, planned.starts_on = value, authority, starts_on
        planned.version += 1
        planned.save()
        if meets and not earlier:
            _end(before, starts_on)
        log("change_planned_value", planned, by=by, before=old, after=value, reason=authority)
        return planned


def _end(setting: Setting, day: date) -> None:
    setting.ends_on = day
    setting.version += 1
    setting.save(update_fields=["ends_on", "version"])


def _not_in_the_past(starts_on: date) -> None:
    if starts_on < timezone.localdate():
        raise Refused(
            "A value may start today at the earliest: what was decided before rests on the old one. "
            "Choose today or a later day."
        )


def _written_like_the_others(key: SettingKey, value: str, but: Setting | None = None) -> None:
    """A setting that is a number stays one, or everything that computes with it would fail."""
    others = key.values.exclude(pk=but.pk if but else None).order_by("-starts_on")
    last = others.values_list("value", flat=True).first()
    if last is not None and isinstance(typed(last), int | Decimal) and not isinstance(typed(value), int | Decimal):
        measured = f" of {key.unit_of_measure}" if key.unit_of_measure else ""
        raise Refused(f"“{key}” is a number{measured}, like {last}. Enter digits only, with a point for decimals.")
