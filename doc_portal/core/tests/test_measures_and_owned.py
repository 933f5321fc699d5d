"""The pages of figures and of what units and people answer for; and administrators whose grants run out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from doc_portal.core.grant_reminders import administered_until, administrators_to_renew, remind_administrators
from doc_portal.core.models import Notification, RoleGrant, Unit
from doc_portal.core.readiness import report
from doc_portal.core.registry import Measure, OwnedThings, declared
from doc_portal.core.tests.factories import grant, make_user

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def seven(on):
    return 7


def eight_tenths(on):
    return Decimal("0.8")


def grants_of(user):
    return RoleGrant.objects.filter(user=user).order_by("pk")


def grants_in(unit):
    return RoleGrant.objects.filter(unit=unit).order_by("pk")


@pytest.fixture
def offered(monkeypatch):
    """One measure of a unit, one of the department, and grants as things that are owned."""
    unit = Unit.objects.seven()[0]
    here = f"{__name__}.seven"
    core = apps.get_app_config("core")
    measures = (
        Measure("a", "Figure of a unit", unit.slug, "things", here),
        Measure("b", "Of all", "", "things", here),
        Measure("c", "A part", "", "days", f"{__name__}.eight_tenths"),
    )
    owned = (OwnedThings("Grants", f"{__name__}.grants_of", f"{__name__}.grants_in"),)
    monkeypatch.setattr(core, "portal_measures", measures, raising=False)
    monkeypatch.setattr(core, "portal_owned", owned, raising=False)
    declared.cache_clear()
    yield unit
    monkeypatch.undo()
    declared.cache_clear()


def page(client, person, url) -> str:
    client.force_login(person)
    return client.get(url).content.decode()


def test_figures_carry_their_unit_and_the_day_of_the_count(client, offered):
    html = page(client, make_user("core.use_portal", "core.view_measures"), "/manage/measures/")
    assert "Figure of a unit" in html
    assert "Of all" in html
    assert str(offered) in html
    assert f"{TODAY():%B} {TODAY().day}, {TODAY().year}" in html


def test_a_figure_with_a_fraction_is_no_amount_of_money(client, offered):
    html = page(client, make_user("core.use_portal", "core.view_measures"), "/manage/measures/")
    assert ">0.8</td>" in html
    assert "$" not in html.partition("<main")[2]


def test_whoever_may_see_figures_of_one_unit_sees_no_others(client, offered):
    html = page(client, make_user("core.use_portal", "core.view_measures", unit=offered), "/manage/measures/")
    assert "Figure of a unit" in html
    assert "Of all" not in html


def test_real_figures_are_declared_and_counted(client):
    assert {one.slug for one in declared("measures")} >= {"searches-unanswered", "news-days-to-approval"}
    html = page(client, make_user("core.use_portal", "core.view_measures"), "/manage/measures/")
    for measure in declared("measures"):
        assert measure.name in html


def test_one_sees_ones_own_things_those_of_a_unit_and_of_people_there(client, offered):
    owner = make_user("core.use_portal", "core.view_owned", unit=offered, belongs_to=offered)
    colleague = make_user(belongs_to=offered)
    theirs = grant(colleague, "unit_editor", unit=offered)
    assert theirs.get_absolute_url() not in page(client, owner, "/manage/owned/")
    assert theirs.get_absolute_url() in page(client, owner, f"/manage/owned/?unit={offered.pk}")
    assert theirs.get_absolute_url() in page(client, owner, f"/manage/owned/?person={colleague.username}")


def test_units_and_people_elsewhere_are_not_looked_at(client, offered):
    owner = make_user("core.use_portal", "core.view_owned", unit=offered)
    other_unit = Unit.objects.seven()[1]
    stranger = make_user(belongs_to=other_unit)
    theirs = grant(stranger, "unit_editor", unit=other_unit)
    for asked in (f"unit={other_unit.pk}", f"person={stranger.username}"):
        html = page(client, owner, f"/manage/owned/?{asked}")
        assert theirs.get_absolute_url() not in html
        assert "alert-warning" in html


def administrator(days):
    person = make_user()
    grant(person, "portal_administrator", ends_on=TODAY() + timedelta(days=days))
    return person


def test_administrators_are_reminded_sixty_days_before_the_last_grant_runs_out():
    first, second = administrator(20), administrator(60)
    assert administered_until() == TODAY() + timedelta(days=60)
    for person in (first, second):
        assert [item.due_on for item in administrators_to_renew(person)] == [TODAY() + timedelta(days=60)]
    assert administrators_to_renew(make_user("core.add_rolegrant")) == []
    assert remind_administrators() == {"told": 2}
    assert remind_administrators() == {"told": 0}
    assert Notification.objects.filter(kind="last-administrator").count() == 2


def test_nobody_is_reminded_while_one_grant_reaches_further():
    first = administrator(20)
    administrator(61)
    assert administrators_to_renew(first) == []
    assert remind_administrators() == {"told": 0}


def test_a_grant_to_come_counts_where_it_leaves_no_gap():
    administrator(20)
    heir = make_user()
    start = TODAY() + timedelta(days=20)
    coming = grant(heir, "portal_administrator", starts_on=start, ends_on=start + timedelta(days=300))
    assert administered_until() == coming.ends_on
    RoleGrant.objects.filter(pk=coming.pk).update(starts_on=start + timedelta(days=1))
    assert administered_until() == start


def readings() -> dict:
    return {one.label: one for column in report() for _, found in column for one in found}


def test_the_status_page_warns_before_nobody_is_administrator():
    administrator(59)
    assert readings()["The last of their grants ends"].level == "warn"
    administrator(200)
    assert readings()["The last of their grants ends"].level == "ok"
