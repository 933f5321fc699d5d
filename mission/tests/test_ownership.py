"""Who is told when nobody answers for a unit's page any more."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from doc_portal.core.actions.grants import end_grant
from doc_portal.core.models import Notification, RoleGrant, Unit
from doc_portal.core.tests.factories import grant, make_unit, make_user
from mission.models import UnitPage
from mission.ownership import NOTICE, tell_of_units_without_owner, units_to_give_an_owner
from mission.tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    person = make_user()
    grant(person, "portal_administrator")
    return person


@pytest.fixture
def page():
    """The one unit of the division that readers find; it has an owner."""
    UnitPage.objects.update(hidden=True)
    found = make_page(make_unit(name="Mail Room", parent=Unit.objects.get(slug="division-of-human-services")))
    grant(make_user(), "unit_owner", unit=found.unit)
    return found


def tasks_of(person) -> list[str]:
    person.forget_rights()
    return [item.title for item in units_to_give_an_owner(person)]


def notices_of(person) -> list[str]:
    return list(Notification.objects.filter(user=person, kind=NOTICE).values_list("title", flat=True))


def test_a_unit_that_loses_its_last_owner_is_a_task_and_a_notice_of_administrators(client, administrator, page):
    tell_of_units_without_owner()
    assert tasks_of(administrator) == notices_of(administrator) == []
    end_grant(page.unit.grants.get(), by=administrator, note="Retired")
    tell_of_units_without_owner()
    assert tasks_of(administrator) == ["Find an owner for Mail Room"]
    assert notices_of(administrator) == ["Mail Room has no owner: nobody holds the role “Unit owner” there"]
    client.force_login(administrator)
    form = client.get(units_to_give_an_owner(administrator)[0].url).content.decode()
    for chosen in (f'value="{page.owner_role_id}" selected', f'value="{page.unit_id}" selected'):
        assert chosen in form


def test_the_owner_of_the_division_is_told_and_owners_of_other_units_are_not(page):
    division, other = make_user(), make_user()
    grant(division, "unit_owner", unit=page.unit.parent)
    grant(other, "unit_owner", unit=make_unit())
    RoleGrant.objects.filter(unit=page.unit).update(ends_on=timezone.localdate())
    tell_of_units_without_owner()
    assert tasks_of(division) == ["Find an owner for Mail Room"]
    assert len(notices_of(division)) == 1
    assert tasks_of(other) == notices_of(other) == []


@pytest.mark.parametrize("changed", [{"is_active": False}, {}])
def test_only_a_working_account_answers_for_a_page(administrator, page, changed):
    owner = page.unit.grants.get().user
    type(owner).objects.filter(pk=owner.pk).update(**changed)
    assert bool(tasks_of(administrator)) is bool(changed)


def test_the_notice_comes_again_each_week_until_somebody_answers_for_the_page(administrator, page):
    RoleGrant.objects.filter(unit=page.unit).update(ends_on=timezone.localdate())
    tonight = timezone.now()
    for night in range(9):
        with time_machine.travel(tonight + timedelta(days=night), tick=False):
            tell_of_units_without_owner()
    assert len(notices_of(administrator)) == 2


@pytest.mark.parametrize("pages", [1, 30])
def test_the_task_takes_one_query_however_many_pages(administrator, page, django_assert_num_queries, pages):
    for _ in range(pages):
        make_page()
    assert administrator.has_perm("core.add_rolegrant")
    with django_assert_num_queries(1):
        assert len(units_to_give_an_owner(administrator)) == pages
