"""Who may give which role where, what is refused, and that a refusal leaves nothing behind."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.utils import timezone

from doc_portal.core.actions.grants import end_grant, grant_role, grantable_roles, renew_grant
from doc_portal.core.grant_reminders import to_renew
from doc_portal.core.models import AuditEvent, Notification, Role, RoleGrant
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, make_worksite
from doc_portal.core.workflow import Refused

pytestmark = pytest.mark.django_db


def role(slug) -> Role:
    return Role.objects.get(slug=slug)


def make_administrator(**fields):
    person = make_user(**fields)
    grant(person, "portal_administrator")
    return person


def give(person, slug="news_editor", *, by, scope_kind="all", reason="Edits the news", **fields):
    return grant_role(person, role(slug), by=by, scope_kind=scope_kind, reason=reason, **fields)


def nothing_happened(person) -> bool:
    acts = AuditEvent.objects.filter(act="grant")
    return not person.grants.exists() and not acts.exists() and not Notification.objects.exists()


def test_a_grant_runs_twelve_months_and_says_who_gave_it_why_and_where():
    administrator, person, site = make_administrator(), make_user(), make_worksite()
    today = timezone.localdate()

    given = give(person, by=administrator, scope_kind="worksite", worksite=site)

    assert (given.starts_on, given.ends_on.year, given.ends_on.month) == (today, today.year + 1, today.month)
    assert (given.created_by, given.reason, given.place) == (administrator, "Edits the news", site.name)
    event = AuditEvent.objects.of(given).get()
    assert (event.act, event.actor, event.reason) == ("grant", administrator, "Edits the news")
    assert event.details["person"] == person.username
    assert Notification.objects.get().user == person


def test_a_grant_from_a_leap_day_ends_on_the_last_of_february():
    administrator, person = make_administrator(), make_user()
    RoleGrant.objects.update(starts_on=date(2027, 3, 1), ends_on=date(2029, 1, 1))

    with time_machine.travel("2028-02-29T18:00Z", tick=False):
        given = give(person, by=administrator)

    assert given.ends_on == date(2029, 2, 28)


def test_a_right_counts_where_it_was_granted_and_nowhere_else():
    here, there = make_worksite(), make_worksite()
    person = make_user()

    give(person, by=make_administrator(), scope_kind="worksite", worksite=here)

    person.forget_rights()
    scope = person.scopes["mission.approve_newsitem"]
    assert scope.covers(worksite=here.pk)
    assert not scope.covers(worksite=there.pk)
    assert not scope.covers(unit=make_unit().pk)


def test_nobody_grants_a_role_to_themselves():
    administrator = make_administrator()

    with pytest.raises(Refused, match="You cannot grant a role to yourself"):
        give(administrator, by=administrator)

    assert administrator.grants.count() == 1


@pytest.mark.parametrize("holder", ["staff", "news_editor", "auditor", None])
def test_whoever_holds_no_right_to_grant_a_role_grants_it_to_nobody(holder):
    granter, person = make_user(), make_user()
    if holder:
        grant(granter, holder)

    with pytest.raises(Refused, match="You do not hold the right to decide who is news editor"):
        give(person, by=granter)

    assert nothing_happened(person)


def test_a_unit_owner_grants_editing_in_their_own_unit_alone():
    mine, other = make_unit(), make_unit()
    owner, person = make_user(), make_user()
    grant(owner, "unit_owner", unit=mine)

    with pytest.raises(Refused, match=f"counts in {mine}, not in {other}"):
        give(person, "unit_editor", by=owner, scope_kind="unit", unit=other)
    assert nothing_happened(person)

    assert give(person, "unit_editor", by=owner, scope_kind="unit", unit=mine).unit == mine


@pytest.mark.parametrize("slug", ["unit_owner", "news_editor", "portal_administrator"])
def test_a_unit_owner_grants_no_more_than_editing(slug):
    mine, owner = make_unit(), make_user()
    grant(owner, "unit_owner", unit=mine)

    with pytest.raises(Refused, match="You do not hold the right"):
        give(make_user(), slug, by=owner, scope_kind="unit", unit=mine)


def test_an_ended_right_to_grant_is_none():
    granter = make_user()
    today = timezone.localdate()
    grant(granter, "portal_administrator", starts_on=today - timedelta(days=9), ends_on=today)

    with pytest.raises(Refused, match="You do not hold the right"):
        give(make_user(), by=granter)


@pytest.mark.parametrize(
    ("slug", "kind"), [("auditor", "worksite"), ("unit_editor", "all"), ("worksite_coordinator", "unit")]
)
def test_a_role_counts_only_in_places_it_is_made_for(slug, kind):
    person = make_user()
    place = {"unit": {"unit": make_unit()}, "worksite": {"worksite": make_worksite()}}.get(kind, {})

    with pytest.raises(Refused, match="cannot count in"):
        give(person, slug, by=make_administrator(), scope_kind=kind, **place)

    assert nothing_happened(person)


def test_a_retired_role_is_not_granted():
    Role.objects.filter(slug="news_editor").update(retired=True)

    with pytest.raises(Refused, match="no longer used"):
        give(make_user(), by=make_administrator())


@pytest.mark.parametrize("fields", [{"is_active": False}, {"ended_on": date(2020, 1, 1)}])
def test_somebody_who_has_left_is_granted_nothing(fields):
    person = make_user(**fields)

    with pytest.raises(Refused, match="no working account"):
        give(person, by=make_administrator())

    assert nothing_happened(person)


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (-1, None, "cannot begin in the past"),
        (0, 0, "would end before it begins"),
        (5, 4, "would end before it begins"),
        (0, 367, "may last until"),
        (30, 400, "may last until"),
    ],
)
def test_a_grant_runs_forward_and_twelve_months_at_most(starts, ends, sentence):
    today, person = timezone.localdate(), make_user()
    fields = {"starts_on": today + timedelta(days=starts)}
    if ends is not None:
        fields["ends_on"] = today + timedelta(days=ends)

    with pytest.raises(Refused, match=sentence):
        give(person, by=make_administrator(), **fields)

    assert nothing_happened(person)


def test_what_a_person_already_holds_there_is_not_granted_again():
    administrator, person = make_administrator(), make_user()
    first = give(person, by=administrator)

    with pytest.raises(Refused, match="already holds News editor"):
        give(person, by=administrator, reason="Again", starts_on=first.ends_on - timedelta(days=1))

    assert give(person, by=administrator, scope_kind="worksite", worksite=make_worksite()).pk
    assert give(person, by=administrator, starts_on=first.ends_on).pk


def test_the_database_refuses_one_role_twice_at_one_place_at_one_time():
    person, rule = make_user(), "role_grant_once_per_person_role_and_place"
    grant(person, "news_editor")

    with pytest.raises(IntegrityError, match=rule), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_rolegrant (created_at, version, user_id, role_id, scope_kind, starts_on, ends_on, reason)"
            " SELECT now(), 1, user_id, role_id, scope_kind, starts_on + 3, NULL, 'x' FROM core_rolegrant"
            " WHERE user_id = %s",
            [person.pk],
        )


def test_the_database_tells_a_unit_from_the_whole_department_and_from_another():
    person = make_user()

    for place in ({}, {"unit": make_unit()}, {"unit": make_unit()}, {"worksite": make_worksite()}):
        grant(person, "news_editor", **place)

    assert person.grants.count() == 4


def test_an_ended_grant_counts_no_more_from_the_same_day():
    administrator, person = make_administrator(), make_user()
    given = give(person, by=administrator)

    end_grant(given, by=administrator, note="Changed posts")

    person.forget_rights()
    assert not person.has_perm("mission.approve_newsitem")
    event = AuditEvent.objects.of(given).last()
    assert (event.act, event.reason, event.after) == ("end", "Changed posts", timezone.localdate().isoformat())


def test_a_grant_to_come_can_be_ended_before_it_begins():
    administrator, person = make_administrator(), make_user()
    given = give(person, by=administrator, starts_on=timezone.localdate() + timedelta(days=9))

    ended = end_grant(given, by=administrator, note="Not needed")

    assert (ended.ends_on, ended.state) == (ended.starts_on, "Ended")
    assert not RoleGrant.objects.coming().filter(pk=ended.pk).exists()


def test_ending_twice_is_refused():
    administrator, person = make_administrator(), make_user()
    given = give(person, by=administrator)
    end_grant(given, by=administrator, note="Done")

    with pytest.raises(Refused, match="This grant ended on"):
        end_grant(given, by=administrator, note="Again")

    assert acts_of(given) == ["grant", "end"]


def test_a_unit_owner_ends_no_grant_that_is_not_theirs_to_give():
    unit, owner = make_unit(), make_user()
    grant(owner, "unit_owner", unit=unit)
    editors_grant = grant(make_user(), "news_editor", unit=unit)

    with pytest.raises(Refused, match="You do not hold the right"):
        end_grant(editors_grant, by=owner, note="Out")

    editors_grant.refresh_from_db()
    assert editors_grant.state == "In force"


def test_the_last_administrator_stays():
    administrator = make_administrator()
    own = administrator.grants.get()

    with pytest.raises(Refused, match="is the last portal administrator"):
        end_grant(own, by=administrator, note="Tired")

    own.refresh_from_db()
    assert own.state == "In force"


@pytest.mark.parametrize("fields", [{"is_active": False}, {"ended_on": date(2020, 1, 1)}])
def test_an_administrator_who_has_left_does_not_count_as_one(fields):
    administrator = make_administrator()
    make_administrator(**fields)

    with pytest.raises(Refused, match="is the last portal administrator"):
        end_grant(administrator.grants.get(), by=administrator, note="Tired")


def test_one_of_two_administrators_may_go():
    first, second = make_administrator(), make_administrator()

    assert end_grant(first.grants.get(), by=second, note="Moved").state == "Ended"


def test_a_running_grant_is_renewed_for_twelve_months_from_today():
    administrator, person = make_administrator(), make_user()
    today = timezone.localdate()
    given = grant(person, "news_editor", ends_on=today + timedelta(days=3))

    renewed = renew_grant(given, by=administrator, note="Still needed")

    assert renewed.ends_on > today + timedelta(days=360)
    assert (renewed.version, acts_of(given)) == (2, ["renew"])
    assert Notification.objects.get().user == person


def test_nobody_renews_their_own_grant():
    administrator = make_administrator()

    with pytest.raises(Refused, match="You cannot renew a role of yourself"):
        renew_grant(administrator.grants.get(), by=administrator)


def test_an_ended_grant_is_not_renewed():
    today = timezone.localdate()
    given = grant(make_user(), "news_editor", starts_on=today - timedelta(days=9), ends_on=today)

    with pytest.raises(Refused, match="Grant the role again"):
        renew_grant(given, by=make_administrator())

    given.refresh_from_db()
    assert given.ends_on == today


def test_a_grant_that_already_runs_that_long_is_not_renewed():
    administrator = make_administrator()
    given = give(make_user(), by=administrator)

    with pytest.raises(Refused, match="already runs until"):
        renew_grant(given, by=administrator)


def test_a_renewal_does_not_run_into_another_grant():
    administrator, person, today = make_administrator(), make_user(), timezone.localdate()
    given = grant(person, "news_editor", ends_on=today + timedelta(days=3))
    grant(person, "news_editor", starts_on=today + timedelta(days=30))

    with pytest.raises(Refused, match="already holds"):
        renew_grant(given, by=administrator)


def test_a_person_is_offered_the_roles_they_may_grant():
    owner = make_user()
    grant(owner, "unit_owner", unit=make_unit())

    assert [one.slug for one in grantable_roles(owner)] == ["unit_editor"]
    assert grantable_roles(make_administrator()).count() == Role.objects.filter(retired=False).count()
    assert not grantable_roles(make_user()).exists()


def test_whoever_gave_a_grant_is_reminded_a_month_before_it_ends(django_assert_num_queries):
    administrator, today = make_administrator(), timezone.localdate()
    soon = grant(make_user(), "news_editor", created_by=administrator, ends_on=today + timedelta(days=30))
    grant(make_user(), "news_editor", created_by=administrator, ends_on=today + timedelta(days=31))
    grant(make_user(), "news_editor", ends_on=today + timedelta(days=3))
    administrator.scopes  # noqa: B018 - read before counting

    with django_assert_num_queries(1):
        items = to_renew(administrator)

    assert [(item.url, item.due_on) for item in items] == [(soon.get_absolute_url(), soon.ends_on)]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one():
    first, second = make_administrator(), make_administrator()
    grants = [first.grants.get(), second.grants.get()]

    ended = endings(
        lambda: end_grant(grants[0], by=second, note="Out"), lambda: end_grant(grants[1], by=first, note="Out")
    )

    assert ended == ["done", "refused"]
    assert RoleGrant.objects.administrators().count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_role_granted_twice_at_once_is_granted_once():
    administrators, person = [make_administrator(), make_administrator()], make_user()

    assert endings(*(lambda a=a: give(person, by=a) for a in administrators)) == ["done", "refused"]
    assert person.grants.count() == 1
