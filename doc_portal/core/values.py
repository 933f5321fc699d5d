"""Settings as code asks for them: the value in force on a day, typed; and their first values from the apps."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import IntegerField, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from doc_portal.core.display import long_date
from doc_portal.core.models import Setting, SettingKey
from doc_portal.core.registry import declared

WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,9}")


class MissingSetting(LookupError):  # noqa: N818
    """No value is in force. The message names the setting, the day, and who can mend it."""

    def __init__(self, key: str, on: date):
        super().__init__(
            f"The setting “{key}” has no value on {long_date(on)}. "
            "A portal administrator can enter one under Manage, Settings."
        )
        self.key = key


def typed(text: str) -> int | Decimal | str:
    """The value as a number where it is written as one: "5" and "0.55", but not "0107" or "5 days"."""
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def value_of(key: str, on: date | None = None) -> int | Decimal | str:
    """The value of a setting in force on a day (today by default). Raises `MissingSetting`."""
    on = on or timezone.localdate()
    found = Setting.objects.effective(on).filter(key__key=key).values_list("value", flat=True)[:1]
    for value in found:
        return typed(value)
    raise MissingSetting(key, on)


def values_read(*keys: str) -> Callable[[str, date], int | Decimal | str]:
    """Every value of some settings, in one statement: gives that of one of them on a day, as `value_of` does."""
    rows = list(Setting.objects.filter(key__key__in=keys).values_list("key__key", "starts_on", "ends_on", "value"))

    def value_on(key: str, on: date) -> int | Decimal | str:
        for of, starts_on, ends_on, value in rows:
            if of == key and starts_on <= on and (ends_on is None or on < ends_on):
                return typed(value)
        raise MissingSetting(key, on)

    return value_on


def number_in_force(key: str, on: date) -> Cast:
    """The whole number of a setting in force on a day, as a part of a statement that is asked later."""
    rows = Setting.objects.effective(on).filter(key__key=key).order_by()
    return Cast(Subquery(rows.values("value")[:1]), IntegerField())


def load_settings() -> tuple[int, int]:
    """Write what the apps declare: names and meanings of all, a first value where a setting has none.

    Values people entered are left alone. Returns how many settings and first values are new.
    """
    specs = {spec.key: spec for spec in declared("settings")}
    with transaction.atomic():
        before = SettingKey.objects.count()
        SettingKey.objects.bulk_create(
            [
                SettingKey(key=spec.key, name=spec.name, help=spec.help, unit_of_measure=spec.measured_in)
                for spec in specs.values()
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["name", "help", "unit_of_measure"],
        )
        bare = SettingKey.objects.filter(key__in=specs, values__isnull=True).select_for_update(
            no_key=True, of=("self",)
        )
        first = Setting.objects.bulk_create(
            [
                Setting(
                    key=key,
                    value=specs[key.key].value,
                    authority=specs[key.key].authority,
                    confirmed=specs[key.key].confirmed,
                    starts_on=specs[key.key].starts_on,
                )
                for key in bare
            ]
        )
        return SettingKey.objects.count() - before, len(first)
