"""What happens to entries of the directory: each rule, each refusal, and that a refusal leaves nothing."""

from datetime import timedelta
from itertools import pairwise
from threading import Event
from time import sleep

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.actions.sign_in_codes import issue_code
from doc_portal.core.models import AuditEvent, Notification, SearchEntry
from doc_portal.core.people import person_named
from doc_portal.core.tests.concurrency import at_once, endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from personnel.actions.accounts import open_account
from personnel.actions.assignments import add_assignment, end_assignment, revise_assignment
from personnel.actions.corrections import decline_correction, suggest_correction, take_correction
from personnel.actions.people import (
    add_person,
    confirm_person,
    end_employment,
    list_person_again,
    revise_person,
    stop_access_of_leavers,
    suppress_person,
)
from personnel.hiring_todo import accounts_to_open
from personnel.models import Assignment, Correction, Person
from personnel.supervision import hold_supervisors
from personnel.tests.factories import LONG_AGO, make_assignment, make_person
from personnel.tests.factories_hiring import make_application
from personnel.tests.factories_selection import make_appointment, make_offer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def found(person) -> bool:
    return SearchEntry.objects.filter(kind="personnel.person", object_id=person.pk).exists()


def led(person, leader, **fields) -> Assignment:
    return make_assignment(person, supervisor=leader, **fields)


def chain(*people) -> list[Assignment]:
    """Each led by the next."""
    return [led(one, other) for one, other in pairwise(people)]


# A person is added, changed and confirmed


def test_a_new_person_has_a_place_an_account_of_the_same_number_and_is_found():
    steward, account, site = make_user(), make_user(employee_number="E77"), make_worksite()
    person = Person(first_name="Ada", last_name="Lind", employee_number="E77", phone="(573) 555-0111")
    first = Assignment(title="Records Clerk", worksite=site, starts_on=today())

    add_person(person, first, by=steward)

    person.refresh_from_db()
    account.refresh_from_db()
    assert (person.user, person.title, person.worksite) == (account, "Records Clerk", site)
    assert (account.first_name, account.title, account.worksite, account.phone) == (
        "Ada", "Records Clerk", site, "(573) 555-0111",
    )  # fmt: skip
    assert found(person)
    assert acts_of(person) == ["create"]
    assert acts_of(first) == ["create"]


def test_an_entry_that_changes_its_name_is_found_by_the_new_one():
    person = make_person(last_name="Before")
    person.last_name = "After"
    revise_person(person, by=make_user(), changed="Last name")
    assert SearchEntry.objects.get(kind="personnel.person", object_id=person.pk).title == "Test After"
    assert acts_of(person) == ["edit"]


def test_nobody_turns_the_links_of_somebody_who_grants_roles_to_another_address():
    keeper, chief = make_user("personnel.change_person"), make_user("core.add_rolegrant", email="chief@doc.mo.gov")
    person = make_person(user=chief, email="chief@doc.mo.gov")
    person.email = "keeper@doc.mo.gov"
    with pytest.raises(Refused, match="links that set a password go to this address"):
        revise_person(person, by=keeper)
    chief.refresh_from_db()
    assert chief.email == "chief@doc.mo.gov"
    revise_person(person, by=make_user("personnel.change_person", "core.add_rolegrant"))
    chief.refresh_from_db()
    assert chief.email == "keeper@doc.mo.gov"


def test_a_new_entry_takes_over_no_account_that_grants_roles():
    chief = make_user("core.add_rolegrant", email="chief@doc.mo.gov", employee_number="E-CHIEF")
    entry = Person(employee_number="E-CHIEF", first_name="New", last_name="Entry", email="keeper@doc.mo.gov")
    first = Assignment(title="Clerk", worksite=make_worksite(), starts_on=today())
    with pytest.raises(Refused, match="links that set a password go to this address"):
        add_person(entry, first, by=make_user("personnel.add_person"))
    chief.refresh_from_db()
    assert chief.email == "chief@doc.mo.gov"


def test_a_search_by_name_tells_of_nobody_who_is_not_listed_but_a_whole_user_name_finds_them():
    hidden = make_user(first_name="Quilla", last_name="Hiddenbrook", username="quilla.hiddenbrook")
    make_person(user=hidden, suppressed=True)
    with pytest.raises(ValidationError, match="Nobody is called"):
        person_named("Hiddenbrook")
    assert person_named("quilla.hiddenbrook") == hidden


def test_people_confirm_their_own_entry_once_a_day():
    user = make_user()
    person = make_person(user=user)
    with pytest.raises(Refused, match="their own entry"):
        confirm_person(person, by=make_user())
    confirm_person(person, by=user)
    with pytest.raises(Refused, match="already confirmed"):
        confirm_person(person, by=user)
    person.refresh_from_db()
    assert person.confirmed_on == today()
    assert acts_of(person) == ["confirm"]


# Not listed


def test_an_entry_is_taken_out_and_listed_again_each_once():
    person, steward = make_assignment().person, make_user()
    revise_person(person, by=steward)
    assert found(person)
    suppress_person(person, by=steward, note="Threatened.")
    assert not found(person)
    with pytest.raises(Refused, match="already out of the directory"):
        suppress_person(person, by=steward, note="Threatened.")
    list_person_again(person, by=steward, note="Over.")
    assert found(person)
    with pytest.raises(Refused, match="already listed"):
        list_person_again(person, by=steward, note="Over.")
    assert acts_of(person) == ["edit", "suppress", "list_again"]


# Supervisors


def test_nobody_is_led_by_somebody_they_lead_directly_or_through_others():
    ann, ben, cay, steward = make_person(), make_person(), make_person(), make_user()
    chain(ann, ben, cay)
    wanted = Assignment(person=cay, supervisor=ann, title="Warden", worksite=make_worksite(), starts_on=today())
    with pytest.raises(Refused, match="already leads"):
        add_assignment(wanted, by=steward)
    assert not Assignment.objects.filter(person=cay).exists()


def test_a_loop_that_never_holds_at_one_time_is_no_loop():
    ann, ben = make_person(), make_person()
    led(ann, ben, ends_on=today())
    add_assignment(
        Assignment(person=ben, supervisor=ann, title="Captain", worksite=make_worksite(), starts_on=today()),
        by=make_user(),
    )
    assert Assignment.objects.get(person=ben).supervisor == ann


def test_an_assignment_may_be_turned_round_since_what_it_said_before_does_not_count():
    ann, ben, cay = make_person(), make_person(), make_person()
    mine, _ = chain(ann, ben, cay)
    mine.supervisor = cay
    revise_assignment(mine, by=make_user())
    assert Assignment.objects.get(pk=mine.pk).supervisor == cay


INSERT = """
    INSERT INTO personnel_assignment
        (person_id, supervisor_id, title, shift, worksite_id, starts_on, "primary", version, created_at)
    SELECT person_id, %s, title, '', worksite_id, starts_on, false, 1, now() FROM personnel_assignment WHERE id = %s
"""
UPDATE = "UPDATE personnel_assignment SET supervisor_id = %s WHERE id = %s"


@pytest.mark.parametrize("statement", [INSERT, UPDATE], ids=["insert", "update"])
def test_the_database_refuses_a_loop_of_supervisors(statement):
    ann, ben, cay = make_person(), make_person(), make_person()
    chain(ann, ben, cay)
    free = make_assignment(cay)
    with pytest.raises(IntegrityError, match="led by somebody they lead"), connection.cursor() as cursor:
        cursor.execute(statement, [ann.pk, free.pk])


def test_the_database_refuses_two_main_assignments_at_one_time():
    person = make_assignment().person
    with pytest.raises(IntegrityError, match="assignment_one_primary_at_a_time"), transaction.atomic():
        Assignment.objects.create(person=person, title="Second", worksite=make_worksite(), starts_on=today())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_are_made_each_others_supervisor_at_once_one_is_refused():
    ann, ben, steward = make_assignment(), make_assignment(), make_user()
    ann.supervisor, ben.supervisor = ben.person, ann.person
    ends = endings(
        lambda: revise_assignment(ann, by=steward),
        lambda: revise_assignment(ben, by=steward),
    )
    assert ends == ["done", "refused"]
    assert Assignment.objects.filter(pk__in=[ann.pk, ben.pk], supervisor__isnull=False).count() == 1


# Assignments


def test_a_second_main_assignment_is_refused_by_name_and_an_additional_one_is_not():
    first = make_assignment(title="Sergeant")
    second = Assignment(person=first.person, title="Trainer", worksite=make_worksite(), starts_on=today())
    with pytest.raises(Refused, match="“Sergeant” is the main assignment from"):
        add_assignment(second, by=make_user())
    second.primary = False
    add_assignment(second, by=make_user())
    first.person.refresh_from_db()
    assert first.person.title == "Sergeant"


def test_an_assignment_ends_once_after_it_began_and_takes_the_place_along():
    one, steward = make_assignment(), make_user()
    with pytest.raises(Refused, match="Choose a later day"):
        end_assignment(one, by=steward, ends_on=LONG_AGO)
    end_assignment(one, by=steward, ends_on=today())
    one.person.refresh_from_db()
    assert (one.person.worksite, one.person.title) == (None, "")
    with pytest.raises(Refused, match="ended on"):
        end_assignment(one, by=steward, ends_on=today() + DAY)
    assert acts_of(one) == ["end"]


def test_a_leaver_gets_no_assignment_and_leads_nobody():
    gone, steward = make_person(ended_on=today()), make_user()
    fields = {"title": "Sergeant", "worksite": make_worksite(), "starts_on": today()}
    with pytest.raises(Refused, match="left on"):
        add_assignment(Assignment(person=gone, **fields), by=steward)
    with pytest.raises(Refused, match="has left"):
        add_assignment(Assignment(person=make_person(), supervisor=gone, **fields), by=steward)


# Leaving


def session_of(user) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store.save()
    return store.session_key


def test_who_leaves_loses_access_sessions_roles_and_place_in_search_at_once():
    user, other, steward = make_user(), make_user(), make_user()
    mine, theirs = grant(user, "staff"), grant(other, "staff")
    keys = session_of(user), session_of(other)
    person = make_assignment(make_person(user=user)).person
    revise_person(person, by=steward)
    later = Assignment.objects.create(
        person=person, title="Later", worksite=make_worksite(), starts_on=today() + 9 * DAY, primary=False
    )

    end_employment(person, by=steward, ended_on=today(), note="Retired.")

    for row in (user, person, mine, theirs):
        row.refresh_from_db()
    assert (user.is_active, user.ended_on) == (False, today())
    assert mine.ends_on == today()
    assert theirs.ends_on > today()
    assert list(Session.objects.filter(pk__in=keys).values_list("pk", flat=True)) == [keys[1]]
    assert (person.ended_on, person.access_ended_at is not None, person.closed_at) == (today(), True, None)
    assert list(person.assignments.values_list("ends_on", flat=True)) == [today()]
    assert not Assignment.objects.filter(pk=later.pk).exists()
    assert not found(person)
    assert acts_of(person) == ["edit", "end", "stop_access"]
    assert acts_of(user) == ["stop_access"]


def test_nobody_ends_their_own_employment_and_nobody_leaves_twice():
    user, steward = make_user(), make_user()
    person = make_person(user=user)
    with pytest.raises(Refused, match="their own employment"):
        end_employment(person, by=user, ended_on=today(), note="Enough.")
    end_employment(person, by=steward, ended_on=today(), note="Enough.")
    with pytest.raises(Refused, match="left on"):
        end_employment(person, by=steward, ended_on=today(), note="Enough.")


def test_nobody_leaves_before_what_they_do_began():
    one = make_assignment(starts_on=today() - DAY)
    with transaction.atomic(), pytest.raises(Refused, match="Choose a later day"):
        end_employment(one.person, by=make_user(), ended_on=today() - 9 * DAY, note="Typed wrong.")
    assert Assignment.objects.get(pk=one.pk).ends_on is None
    assert Person.objects.get(pk=one.person_id).ended_on is None


def test_the_last_portal_administrator_does_not_leave():
    admin = make_user()
    grant(admin, "portal_administrator")
    person = make_person(user=admin)
    with transaction.atomic(), pytest.raises(Refused, match="last portal administrator"):
        end_employment(person, by=make_user(), ended_on=today(), note="Retired.")
    admin.refresh_from_db()
    assert admin.is_active


def test_who_is_to_leave_later_keeps_access_until_that_night():
    user = make_user()
    grant(user, "staff")
    person = make_assignment(make_person(user=user)).person
    end_employment(person, by=make_user(), ended_on=today() + DAY, note="Retires.")
    assert stop_access_of_leavers() == {"people": 0}
    user.refresh_from_db()
    assert user.is_active
    Assignment.objects.filter(person=person).update(ends_on=today())
    Person.objects.filter(pk=person.pk).update(ended_on=today())

    assert stop_access_of_leavers() == {"people": 1}
    assert stop_access_of_leavers() == {"people": 0}
    user.refresh_from_db()
    person.refresh_from_db()
    assert not user.is_active
    assert person.access_ended_at is not None


def test_the_last_administrator_does_not_keep_the_nights_work_from_the_others(caplog):
    admin, user = make_user(), make_user()
    grant(admin, "portal_administrator")
    for one in (admin, user):
        make_person(user=one, ended_on=today())
    assert stop_access_of_leavers() == {"people": 1}
    assert "last portal administrator" in caplog.text
    admin.refresh_from_db()
    user.refresh_from_db()
    assert (admin.is_active, user.is_active) == (True, False)


# Corrections


def test_a_correction_is_decided_once_and_who_made_it_is_told():
    teller, steward, person = make_user(), make_user(), make_person()
    wrong = suggest_correction(Correction(person=person, text="The number is old."), by=teller)
    with pytest.raises(Refused, match="Say why"):
        decline_correction(wrong, by=steward, note=" ")
    take_correction(wrong, by=steward, note="Thank you.")
    with pytest.raises(Refused, match="already decided"):
        decline_correction(wrong, by=steward, note="No.")
    assert list(Notification.objects.values_list("user", "kind", "url")) == [
        (teller.pk, "correction-decided", wrong.get_absolute_url())
    ]
    assert acts_of(wrong) == ["create", "take"]


def test_nobody_is_told_of_a_person_who_is_not_listed_any_more():
    teller, person = make_user(), make_person()
    wrong = suggest_correction(Correction(person=person, text="The number is old."), by=teller)
    Person.objects.filter(pk=person.pk).update(suppressed=True)
    take_correction(wrong, by=make_user(), note="")
    assert not Notification.objects.exists()


def test_nothing_is_suggested_about_somebody_who_has_left():
    with pytest.raises(Refused, match="has left"):
        suggest_correction(Correction(person=make_person(ended_on=today()), text="Wrong."), by=make_user())


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_refused():
    wrong = suggest_correction(Correction(person=make_person(), text="Old."), by=make_user())
    one, other = make_user(), make_user()
    ends = endings(
        lambda: take_correction(wrong, by=one, note=""),
        lambda: decline_correction(wrong, by=other, note="It is right."),
    )
    assert ends == ["done", "refused"]
    assert AuditEvent.objects.of(wrong).filter(act__in=["take", "decline"]).count() == 1


# Two at the same moment


def suppress(person):
    steward = make_user()
    return lambda: suppress_person(person, by=steward, note="Threatened.")


def list_again(person):
    Person.objects.filter(pk=person.pk).update(suppressed=True)
    steward = make_user()
    return lambda: list_person_again(person, by=steward, note="Over.")


def leave(person):
    steward = make_user()
    return lambda: end_employment(person, by=steward, ended_on=today(), note="Retired.")


def confirm(person):
    return lambda: confirm_person(person, by=person.user)


def add_main(person):
    steward, site = make_user(), make_worksite()
    wanted = Assignment(person=person, title="Captain", worksite=site, starts_on=today())
    return lambda: add_assignment(wanted, by=steward)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [suppress, list_again, leave, confirm, add_main], ids=lambda act: act.__name__)
def test_of_two_who_do_the_same_to_one_entry_at_once_one_is_refused(act):
    person = make_person(user=make_user())
    assert endings(act(person), act(person)) == ["done", "refused"]


@pytest.mark.django_db(transaction=True)
def test_an_assignment_ended_by_two_at_once_ends_once():
    one, steward = make_assignment(), make_user()
    ending = {"by": steward, "ends_on": today()}
    assert endings(lambda: end_assignment(one, **ending), lambda: end_assignment(one, **ending)) == ["done", "refused"]


WAITING = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def end(one, client, steward):
    end_assignment(one, by=steward, ends_on=today())


def edit(one, client, steward):
    client.force_login(steward)
    post_form(client, f"/people/assignments/{one.pk}/edit/", _version=one.version)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [end, edit], ids=["ended", "edited"])
def test_an_assignment_that_is_changed_waits_for_the_supervisors_before_it_is_locked(client, act):
    one, steward = make_assignment(), make_user()
    grant(steward, "directory_steward")
    held = Event()

    def look():
        with transaction.atomic(), connection.cursor() as cursor:
            hold_supervisors()
            held.set()
            for _ in range(200):
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    break
                sleep(0.05)
            else:
                pytest.fail("Nobody waited for the supervisors.")
            return Assignment.objects.select_for_update(no_key=True, nowait=True, of=("self",)).get(pk=one.pk)

    def change():
        assert held.wait(10)
        act(one, client, steward)

    assert at_once(look, change)[0] == one


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_administrators_one_may_leave_at_a_moment():
    people = []
    for _ in range(2):
        admin = make_user()
        grant(admin, "portal_administrator")
        people.append(make_person(user=admin))
    assert endings(*(leave(one) for one in people)) == ["done", "refused"]
    assert Person.objects.filter(ended_on__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_nights_work_done_by_two_workers_at_once_stops_access_once():
    person = make_person(user=make_user(), ended_on=today())
    assert endings(stop_access_of_leavers, stop_access_of_leavers) == ["done", "done"]
    assert acts_of(person) == ["stop_access"]


# The account


def test_who_grants_roles_opens_an_account_a_steward_prints_its_code_and_the_first_weeks_are_reached(client):
    hired = make_appointment(make_offer(make_application("interview", person=make_person(user=None))))
    admin, steward = make_user(), make_user()
    for user, role in ((admin, "portal_administrator"), (steward, "directory_steward")):
        grant(user, "staff")
        grant(user, role)
    person, page = hired.person, hired.person.get_absolute_url()
    client.force_login(steward)
    assert "a portal administrator opens it on this page" in client.get(page).content.decode()
    assert client.get(f"{page}account/").status_code == 403
    with pytest.raises(ValidationError, match="among those with an account"):
        person_named(person.full_name)
    assert [one.url for one in accounts_to_open(admin)] == [f"{page}account/"]
    client.force_login(admin)
    assert f"{page}account/" in client.get(page).content.decode()
    odd = post_form(client, f"{page}account/", username="Zoë 1", reason="New")
    assert "without accents" in odd.content.decode()
    assert post_form(client, f"{page}account/", username="new.hire", reason="Begins").url == page
    person.refresh_from_db()
    account = person.user
    assert (account.username, account.email, account.has_usable_password()) == ("new.hire", person.email, False)
    assert account.employee_number == person.employee_number
    assert [held.role.slug for held in account.grants.live()] == ["staff"]
    assert accounts_to_open(admin) == []
    assert "open_account" in acts_of(person)
    row, _ = issue_code(person_named("new.hire"), reason="Known in person", by=steward)
    assert row.user == account
    client.force_login(account)
    assert client.get("/hiring/first-weeks/").status_code == 200


def test_an_account_is_opened_once_under_a_name_of_its_own_for_those_who_work_here():
    admin, person = make_user(), make_person(user=None)
    grant(admin, "portal_administrator")
    told = {"by": admin, "reason": "New"}
    with pytest.raises(Refused, match="Another account answers to"):
        open_account(person, username=admin.username.upper(), **told)
    make_user(username=person.employee_number)
    with pytest.raises(Refused, match="Another account answers to"):
        open_account(person, username="free.name", **told)
    gone = make_person(user=None, ended_on=today())
    with pytest.raises(Refused, match="has left"):
        open_account(gone, username="gone.away", **told)
    other = make_person(user=None)
    with pytest.raises(Refused, match="right"):
        open_account(other, by=make_user(), username="other.name", reason="New")
    other.refresh_from_db()
    assert other.user is None
    open_account(other, username="other.name", **told)
    with pytest.raises(Refused, match="has an account already"):
        open_account(other, username="other.name2", **told)


@pytest.mark.django_db(transaction=True)
def test_two_accounts_of_one_name_opened_at_once_are_one():
    admin, people = make_user(), [make_person(user=None) for _ in range(2)]
    grant(admin, "portal_administrator")
    tasks = [lambda one=one: open_account(one, by=admin, username="same.name", reason="New") for one in people]
    assert endings(*tasks) == ["done", "refused"]
