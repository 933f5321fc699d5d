"""A right is a right somewhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.access import NOWHERE, Scope, permitted, scope_of
from doc_portal.core.models import Unit, User, Worksite
from doc_portal.core.tests.factories import grant, make_role, make_unit, make_user, make_worksite

pytestmark = pytest.mark.django_db

RIGHT = "core.change_worksite"


def test_a_right_at_one_worksite_does_nothing_at_another():
    here, there = make_worksite(), make_worksite()
    user = make_user(RIGHT, worksite=here)

    assert list(permitted(user, RIGHT)) == [here]
    assert user.has_perm(RIGHT, here)
    assert not user.has_perm(RIGHT, there)


def test_a_right_in_one_unit_does_nothing_in_another():
    here, there = make_unit(), make_unit()
    user = make_user("core.change_unit", unit=here)

    assert list(permitted(user, "core.change_unit")) == [here]
    assert not user.has_perm("core.change_unit", there)


def test_a_right_held_everywhere_counts_at_every_row():
    user = make_user(RIGHT)

    assert set(permitted(user, RIGHT)) == set(Worksite.objects.all())


def test_grants_at_two_worksites_add_up():
    first, second, third = make_worksite(), make_worksite(), make_worksite()
    role = make_role(RIGHT)
    user = make_user()
    grant(user, role, worksite=first)
    grant(user, role, worksite=second)

    assert set(permitted(user, RIGHT)) == {first, second}
    assert not user.has_perm(RIGHT, third)


def test_a_scoped_right_does_not_reach_rows_of_the_whole_department():
    user = make_user("core.view_role", unit=make_unit())

    assert user.has_perm("core.view_role")
    assert not user.has_perm("core.view_role", make_role())
    assert not permitted(user, "core.view_role").exists()


def test_a_right_follows_the_path_to_the_place_of_a_row():
    site = make_worksite()
    member, stranger = make_user(works_at=site), make_user(works_at=make_worksite())
    clerk = make_user("core.change_user", worksite=site)

    assert member in permitted(clerk, "core.change_user")
    assert stranger not in permitted(clerk, "core.change_user")


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(0, None, True), (0, 1, True), (-1, 0, False), (1, None, False), (-30, 1, True), (-30, -1, False)],
)
def test_a_grant_counts_from_its_first_day_until_before_its_end(starts, ends, counts):
    today = timezone.localdate()
    user = make_user()
    grant(
        user,
        make_role(RIGHT),
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )

    assert user.has_perm(RIGHT) is counts


def test_an_ended_account_has_no_rights_left():
    user = make_user(RIGHT)
    user.is_active = False

    assert scope_of(user, RIGHT) == NOWHERE
    assert not user.has_perm(RIGHT)


def test_a_retired_role_gives_nothing():
    role = make_role(RIGHT, retired=True)
    user = make_user()
    grant(user, role)

    assert not user.has_perm(RIGHT)


def test_all_rights_are_read_in_one_query(django_assert_num_queries):
    user = make_user(RIGHT, "core.change_unit")
    grant(user, make_role("core.view_role"), unit=make_unit())
    user = User.objects.get(pk=user.pk)

    with django_assert_num_queries(1):
        assert user.has_perm(RIGHT)
        assert user.has_perm("core.view_role")
        assert not user.has_perm("core.delete_unit")


def test_nobody_holds_a_right_without_a_grant():
    user = make_user()
    assert user.scopes == {}
    assert not Scope()
    assert not Unit.objects.all().permitted(user, "core.change_unit").exists()
