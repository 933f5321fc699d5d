"""Settings: one value a day, with its authority; new ones end the old; what was in force stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from doc_portal.core import registry, values
from doc_portal.core.actions.settings import change_planned_value, set_value
from doc_portal.core.models import AuditEvent, Setting, SettingKey
from doc_portal.core.registry import SettingSpec
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, make_unit, make_user, post_form
from doc_portal.core.values import MissingSetting, load_settings, typed, value_of
from doc_portal.core.workflow import Refused

TODAY = timezone.localdate


def make_setting(value="10", *, key="daily_limit", starts_on=date(2020, 1, 1), **fields) -> Setting:
    owner, _ = SettingKey.objects.get_or_create(
        key=key, defaults={"name": key.replace("_", " ").capitalize(), "unit_of_measure": "dollars"}
    )
    defaults = {"authority": "A decision"}
    return Setting.objects.create(**defaults | fields, key=owner, value=value, starts_on=starts_on)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("5", 5), ("-5", -5), ("0", 0), ("0.55", Decimal("0.55")), ("0107", "0107"), ("5 days", "5 days"), ("1e3", "1e3"),
     ("NaN", "NaN"), ("1_000", "1_000"), ("٣", "٣"), ("", "")],
)  # fmt: skip
def test_values_are_numbers_only_where_written_as_numbers(written, meant):
    found = typed(written)
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.django_db
def test_a_value_is_read_as_of_its_day():
    make_setting("10", ends_on=date(2025, 7, 1))
    make_setting("12.50", starts_on=date(2025, 7, 1))
    assert value_of("daily_limit", date(2025, 6, 30)) == 10
    assert value_of("daily_limit", date(2025, 7, 1)) == Decimal("12.50")
    assert value_of("daily_limit") == Decimal("12.50")


@pytest.mark.django_db
def test_a_missing_setting_is_named():
    make_setting(starts_on=date(2025, 7, 1))
    with pytest.raises(MissingSetting, match="“daily_limit” has no value on June 30, 2025"):
        value_of("daily_limit", date(2025, 6, 30))
    with pytest.raises(MissingSetting, match="no_such_thing"):
        value_of("no_such_thing")


@pytest.mark.django_db
def test_a_new_value_ends_the_one_before():
    person, old = make_user(), make_setting("10")
    new = set_value(old.key, value="12", authority="1 CSR 10-3.010", starts_on=TODAY(), by=person)
    old.refresh_from_db()
    assert (old.ends_on, old.version, new.ends_on) == (TODAY(), 2, None)
    assert value_of("daily_limit") == 12
    assert value_of("daily_limit", TODAY() - timedelta(days=1)) == 10
    event = AuditEvent.objects.of(new).get()
    assert (event.act, event.actor, event.before, event.after, event.reason) == (
        "set_value", person, "10", "12", "1 CSR 10-3.010",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_new_value_before_a_planned_one_ends_where_that_starts():
    old, soon, later = make_setting("10"), TODAY() + timedelta(days=5), TODAY() + timedelta(days=50)
    planned = set_value(old.key, value="20", authority="Act", starts_on=later, by=make_user())
    between = set_value(old.key, value="15", authority="Act", starts_on=soon, by=make_user())
    old.refresh_from_db()
    planned.refresh_from_db()
    assert (old.ends_on, between.ends_on, planned.starts_on) == (soon, later, later)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "value", "reason"),
    [
        (-1, "12", "today at the earliest"),
        (0, "a lot", "is a number of dollars, like 11"),
        (30, "12", "already has a value from"),
    ],
)
def test_a_new_value_is_refused_and_leaves_nothing(day, value, reason):
    old = make_setting("10", ends_on=TODAY() + timedelta(days=30))
    make_setting("11", starts_on=TODAY() + timedelta(days=30))
    before, acts = list(Setting.objects.values()), AuditEvent.objects.count()
    with pytest.raises(Refused, match=reason):
        set_value(old.key, value=value, authority="Act", starts_on=TODAY() + timedelta(days=day), by=make_user())
    assert list(Setting.objects.values()) == before
    assert AuditEvent.objects.count() == acts


@pytest.mark.django_db
@pytest.mark.parametrize("days", [3, 20])
def test_a_planned_value_may_move_and_its_neighbor_follows(days):
    old = make_setting("10")
    planned = set_value(old.key, value="20", authority="Act", starts_on=TODAY() + timedelta(days=10), by=make_user())
    day = TODAY() + timedelta(days=days)
    changed = change_planned_value(planned, value="21", authority="Act, amended", starts_on=day, by=make_user())
    old.refresh_from_db()
    assert (old.ends_on, changed.starts_on, changed.value, changed.version) == (day, day, "21", 2)
    assert acts_of(planned) == ["set_value", "change_planned_value"]


@pytest.mark.django_db
def test_a_value_in_force_is_never_changed():
    old = make_setting("10")
    with pytest.raises(Refused, match="Enter a new value"):
        change_planned_value(old, value="11", authority="Act", starts_on=TODAY(), by=make_user())
    old.refresh_from_db()
    assert old.value == "10"


@pytest.mark.django_db
def test_a_planned_value_may_not_move_behind_the_next_or_before_the_last():
    old = make_setting("10", starts_on=TODAY() + timedelta(days=2))
    first = set_value(old.key, value="20", authority="Act", starts_on=TODAY() + timedelta(days=10), by=make_user())
    set_value(old.key, value="30", authority="Act", starts_on=TODAY() + timedelta(days=20), by=make_user())
    first.refresh_from_db()
    for days, reason in ((1, "later day"), (2, "later day"), (20, "earlier day"), (-3, "today at the earliest")):
        with pytest.raises(Refused, match=reason):
            change_planned_value(
                first, value="20", authority="Act", starts_on=TODAY() + timedelta(days=days), by=make_user()
            )


@pytest.mark.django_db(transaction=True)
def test_two_people_who_set_one_value_at_once_leave_one_row_a_day():
    old, person = make_setting("10"), make_user()

    def press(n):
        set_value(old.key, value=str(20 + n), authority="Act", starts_on=TODAY() + timedelta(days=n % 2), by=person)

    assert endings(*(lambda n=n: press(n) for n in range(6))) == ["done"] * 2 + ["refused"] * 4
    days = list(old.key.values.order_by("starts_on").values_list("starts_on", "ends_on"))
    assert days == [(date(2020, 1, 1), TODAY()), (TODAY(), TODAY() + timedelta(1)), (TODAY() + timedelta(1), None)]


@pytest.mark.django_db
def test_declared_settings_are_written_once_and_peoples_values_stay(monkeypatch):
    spec = SettingSpec("mileage", "Mileage rate", "0.55", "State travel regulation", "dollars a mile", confirmed=False)
    monkeypatch.setattr(values, "declared", lambda kind: (spec,) if kind == "settings" else registry.declared(kind))
    assert load_settings() == (1, 1)
    assert load_settings() == (0, 0)
    first = Setting.objects.get(key__key="mileage")
    assert (first.value, first.confirmed, first.created_by) == ("0.55", False, None)
    set_value(first.key, value="0.60", authority="New regulation", starts_on=TODAY(), by=make_user())
    assert load_settings() == (0, 0)
    assert value_of("mileage") == Decimal("0.60")


@pytest.fixture
def administrator(client):
    person = make_user("core.use_portal", "core.view_setting", "core.add_setting", "core.change_setting")
    client.force_login(person)
    return person


@pytest.mark.django_db
def test_the_screen_sets_a_new_value(client, administrator):
    old = make_setting("10")
    page = client.get(f"/manage/settings/new/?key={old.key_id}")
    assert f'<option value="{old.key_id}" selected>' in page.content.decode()
    answer = post_form(
        client, "/manage/settings/new/", key=old.key_id, value="11", authority="Act", starts_on=TODAY().isoformat()
    )
    made = old.key.values.get(value="11")
    assert (answer.status_code, answer["Location"]) == (302, f"/manage/settings/{made.pk}/")
    shown = client.get(made.get_absolute_url()).content.decode()
    assert "In force" in shown
    assert "Until before" in shown


@pytest.mark.django_db
def test_a_refused_value_comes_back_with_what_was_typed(client, administrator):
    old = make_setting("10")
    answer = post_form(
        client, "/manage/settings/new/", key=old.key_id, value="many", authority="My act", starts_on="2090-01-01"
    )
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "is a number of dollars" in text
    assert "My act" in text
    assert old.key.values.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2200-01-01", "nonsense", ""])
def test_days_out_of_reason_come_back_as_form_errors(client, administrator, day):
    old = make_setting("10")
    answer = post_form(client, "/manage/settings/new/", key=old.key_id, value="11", authority="Act", starts_on=day)
    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()
    assert old.key.values.count() == 1


@pytest.mark.django_db
def test_a_planned_value_is_edited_and_a_stale_edit_shows_both(client, administrator):
    old = make_setting("10")
    planned = set_value(old.key, value="20", authority="Act", starts_on=TODAY() + timedelta(days=9), by=make_user())
    url = f"/manage/settings/{planned.pk}/edit/"
    typed_in = {"value": "22", "authority": "Act", "starts_on": (TODAY() + timedelta(days=8)).isoformat()}
    assert post_form(client, url, _version="1", **typed_in).status_code == 302
    planned.refresh_from_db()
    assert (planned.value, planned.version) == ("22", 2)
    stale = post_form(client, url, _version="1", **typed_in | {"value": "33"})
    assert stale.status_code == 409
    assert "22" in stale.content.decode()
    planned.refresh_from_db()
    assert planned.value == "22"


@pytest.mark.django_db
def test_a_value_in_force_has_no_edit_page(client, administrator):
    old = make_setting("10")
    answer = client.get(f"/manage/settings/{old.pk}/edit/")
    assert (answer.status_code, answer["Location"]) == (302, old.get_absolute_url())
    refused = post_form(
        client, f"/manage/settings/{old.pk}/edit/", _version="1", value="11", authority="Act", starts_on="2090-01-01"
    )
    assert refused.status_code == 409


@pytest.mark.django_db
def test_settings_are_closed_without_the_right(client):
    old = make_setting("10")
    client.force_login(make_user("core.use_portal"))
    paths = ["", "new/", f"{old.pk}/", f"{old.pk}/edit/"]
    assert {client.get(f"/manage/settings/{path}").status_code for path in paths} == {403}


@pytest.mark.django_db
def test_a_right_that_counts_in_one_unit_sets_nothing_for_the_department(client):
    old, unit = make_setting("10"), make_unit()
    client.force_login(make_user("core.use_portal", "core.add_setting", "core.change_setting", unit=unit))
    answer = post_form(
        client, "/manage/settings/new/", key=old.key_id, value="11", authority="Act", starts_on=TODAY().isoformat()
    )
    assert answer.status_code == 409
    assert "counts for the whole department" in answer.content.decode()
    assert client.get(f"/manage/settings/{old.pk}/edit/").status_code == 404
    assert old.key.values.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_asks_the_same_number_of_queries_however_long(client, administrator, rows, django_assert_num_queries):
    for n in range(rows):
        make_setting(key=f"limit_{n}")
    client.get("/manage/settings/")
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/manage/settings/?when=now&text=limit")
    assert "Limit 0" in page.content.decode()


LIST_QUERIES = 10
