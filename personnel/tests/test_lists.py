"""Lists of people and of assignments: compared line by line, guarded, applied whole or not at all."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from doc_portal.core.actions.imports import apply_import, check_import
from doc_portal.core.imports import Listing, kind_named, read_rows
from doc_portal.core.models import AuditEvent, ImportRun, Job, SearchEntry, User
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, make_unit, make_user, make_worksite
from doc_portal.core.tests.files_for_tests import upload
from doc_portal.core.tests.worker_processes import PATIENCE, killed_at, wait_for, working
from doc_portal.core.values import load_settings
from doc_portal.core.worker import Worker
from doc_portal.core.workflow import Refused
from personnel.lists import people
from personnel.models import Assignment, Person
from personnel.tests.factories import make_assignment, make_person

RIGHTS = (
    "core.use_portal", "core.add_importrun", "core.view_importrun", "core.apply_importrun", "core.discard_importrun",
    "personnel.import_person", "personnel.import_assignment", "personnel.export_person",
    "personnel.export_assignment", "personnel.view_person", "personnel.view_suppressed_person",
)  # fmt: skip


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def steward(db):
    load_settings()
    return make_user(*RIGHTS)


def check(text: str, by, kind="people", *, complete=False) -> ImportRun:
    kind, content = kind_named(kind), text.encode()
    rows = read_rows(content, kind)
    return check_import(
        kind, file=upload(f"{kind.name}.csv", content), rows=rows, encoding="", by=by, complete=complete
    )


def bring_in(text: str, by, kind="people", *, complete=False) -> ImportRun:
    return apply_import(check(text, by, kind, complete=complete), by=by)


def errors_of(text: str, by, kind="people") -> list[tuple]:
    return [tuple(one.values()) for one in check(text, by, kind).report["errors"]]


def changes_of(run: ImportRun) -> dict:
    return {one["key"]: (one["kind"], one["fields"]) for one in run.report["changes"]}


def listed(*people_of_list: Person) -> str:
    """A list that leaves these people as they are."""
    head = "employee_number,first_name,last_name\n"
    return head + "".join(f"{one.employee_number},{one.first_name},{one.last_name}\n" for one in people_of_list)


def staff(count: int) -> list[Person]:
    return [make_assignment().person for _ in range(count)]


# People


def test_a_list_adds_changes_and_ends_people(steward):
    changed, ended, same, *_ = staff(25)
    account = make_user(employee_number="N-1")
    today = timezone.localdate()
    run = bring_in(
        "employee_number,first_name,last_name,phone,email,ended_on\n"
        f"{changed.employee_number},Rosa,O'Neill,573.555.0177,rosa@doc.mo.gov,\n"
        f"{ended.employee_number},Test,{ended.last_name},{ended.phone},{ended.email},{today}\n"
        f"{same.employee_number},Test,{same.last_name},{same.phone},{same.email},\n"
        "N-1,Nora,Nuñez,,,\n",
        steward,
    )
    assert (run.status, run.new, run.changed, run.ended, run.unchanged) == ("applied", 1, 1, 1, 1)
    for one in (changed, ended, same):
        one.refresh_from_db()
    assert (changed.full_name, changed.phone, changed.version) == ("Rosa O'Neill", "(573) 555-0177", 2)
    assert (ended.ended_on, ended.access_ended_at is not None) == (today, True)
    assert Assignment.objects.get(person=ended).ends_on == today
    added = Person.objects.get(employee_number="N-1")
    assert (added.user, added.created_by) == (account, steward)
    account.refresh_from_db()
    assert account.get_full_name() == "Nora Nuñez"
    assert (acts_of(added), acts_of(changed)) == (["create"], ["edit"])
    assert "end" in acts_of(ended)
    assert same.version == 1
    titles = set(SearchEntry.objects.filter(kind="personnel.person").values_list("title", flat=True))
    assert {"Rosa O'Neill", "Nora Nuñez"} <= titles
    assert ended.full_name not in titles


def test_who_ends_by_a_list_cannot_sign_in_any_more(steward):
    leaver = make_assignment(make_person(user=make_user())).person
    staff(19)
    bring_in(f"employee_number,first_name,last_name,ended_on\n{leaver.employee_number},Test,"
             f"{leaver.last_name},{timezone.localdate()}\n", steward)  # fmt: skip
    assert not User.objects.get(pk=leaver.user_id).is_active


def test_a_day_in_the_future_ends_nothing_yet(steward):
    leaver = make_assignment(make_person(user=make_user())).person
    staff(19)
    day = timezone.localdate() + timedelta(days=9)
    run = bring_in(f"employee_number,first_name,last_name,ended_on\n{leaver.employee_number},Test,"
                   f"{leaver.last_name},{day}\n", steward)  # fmt: skip
    leaver.refresh_from_db()
    assert (run.ended, leaver.ended_on, leaver.access_ended_at) == (1, day, None)
    assert User.objects.get(pk=leaver.user_id).is_active
    assert Assignment.objects.get(person=leaver).ends_on == day


def test_whoever_a_complete_list_leaves_out_ends_and_nobody_otherwise(steward):
    everyone = staff(30)
    unnumbered = make_person(employee_number=None)
    text = listed(*everyone[1:])
    assert (check(text, steward).ended, check(text, steward).unchanged) == (0, 29)
    run = bring_in(text, steward, complete=True)
    assert changes_of(run) == {
        everyone[0].employee_number: ("ended", {"ended_on": ["", timezone.localdate().isoformat()]})
    }
    unnumbered.refresh_from_db()
    assert unnumbered.ended_on is None


def test_an_import_that_would_end_six_percent_of_people_needs_a_second_person(steward):
    everyone = staff(100)
    text = listed(*everyone[6:])
    run = check(text, steward, complete=True)
    assert (run.ended, run.report["existing"]) == (6, 100)
    with pytest.raises(Refused, match="would end 6 of 100 rows, more than 5 percent"):
        apply_import(run, by=steward)
    assert Person.objects.current().count() == 100
    second = make_user(*RIGHTS)
    assert apply_import(run, by=second).second_person == second
    assert Person.objects.current().count() == 94


def test_five_percent_end_without_a_second_person(steward):
    everyone = staff(100)
    assert bring_in(listed(*everyone[5:]), steward, complete=True).status == "applied"


def test_the_same_list_of_people_is_refused_the_second_time(steward):
    text = listed(*staff(3)) + "N-1,New,Person\n"
    bring_in(text, steward)
    with pytest.raises(Refused, match="This very file was already applied"):
        check(text, steward)
    assert Person.objects.filter(employee_number="N-1").count() == 1


FORMULAS = ("=2+5", "+cmd|'/C calc'!A0", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")')


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_name_stays_text_and_leaves_harmless(client, steward, formula):
    quoted = '"' + formula.replace('"', '""') + '"'
    bring_in(f"employee_number,first_name,last_name\nN-1,{quoted},Real\nN-2,Plain,{quoted}\n", steward)
    assert Person.objects.get(employee_number="N-1").first_name == formula
    client.force_login(steward)
    exported = b"".join(client.get("/people/current/").streaming_content).decode("utf-8-sig")
    again = read_rows(exported.encode(), kind_named("people"))
    assert [row["first_name"] for row in again] == [formula, "Plain"]
    assert all(not cell.strip('"').startswith(("=", "+", "-", "@")) for line in exported.splitlines()[1:]
               for cell in line.split(","))  # fmt: skip
    assert people.plan(Listing(again, complete=True), steward).changes == []


@pytest.mark.parametrize(
    ("line", "column", "sentence"),
    [
        (",Ann,Other,,,,", "employee_number", "Enter the employee number"),
        ("N-1,Ann,Other,,,,\nN-1,Ann,Other,,,,", "employee_number", "is in the file twice"),
        ("N-1,,Other,,,,", "first_name", "This field cannot be blank"),
        ("N-1,Ann,Other,555-0100,,,", "phone", "with its ten digits"),
        ("N-1,Ann,Other,(573) 555-0100 ext. 4,,,", "phone", "extension in its own field"),
        ("N-1,Ann,Other,,abc,,", "extension", "one to six digits"),
        ("N-1,Ann,Other,,,ann@example.com,", "email", "Enter a work address that ends in @doc.mo.gov"),
        ("N-1,Ann,Other,,,not-mail,", "email", "valid email"),
        ("N-1,Ann,Other,,,,03/04/2026", "ended_on", "year, month, day"),
        ("N-1,Ann,Other,,,,2020-01-01", "ended_on", "already left is not added"),
        ("N-1,Ann,Other,,,,2300-01-01", "ended_on", "between 1960 and 2199"),
        ("N-1," + "x" * 61 + ",Other,,,,", "first_name", "at most 60 characters"),
    ],
)
def test_what_is_wrong_in_a_line_is_told_with_line_and_column(steward, line, column, sentence):
    head = "employee_number,first_name,last_name,phone,extension,email,ended_on\nN-0,Fine,Person,,,,\n"
    found = errors_of(head + line + "\n", steward)
    assert [one[:2] for one in found] == [(2 + len(line.splitlines()), column)]
    assert sentence in found[0][2]
    assert not Person.objects.filter(employee_number__in=["N-0", "N-1"]).exists()


def test_a_list_brings_nobody_back(steward):
    left = make_person(ended_on=date(2021, 1, 1))
    assert errors_of(listed(left), steward) == [
        (2, "employee_number", f"{left} left on January 1, 2021. A list brings nobody back. Leave the line out.")
    ]
    same = f"employee_number,first_name,last_name,ended_on\n{left.employee_number},Any,Name,2021-01-01\n"
    assert check(same, steward).unchanged == 1


def test_nobody_ends_their_own_employment_by_a_list(steward):
    me = make_person(user=steward)
    others = staff(30)
    line = f"employee_number,first_name,last_name,ended_on\n{me.employee_number},Test,{me.last_name},2030-01-01\n"
    assert "Nobody ends their own employment" in errors_of(line, steward)[0][2]
    run = check(listed(*others), steward, complete=True)
    assert "You are missing from this list" in run.report["errors"][0]["message"]


def test_a_person_changed_since_the_check_is_not_overwritten(steward):
    one = staff(1)[0]
    run = check(f"employee_number,first_name,last_name\n{one.employee_number},Rosa,{one.last_name}\n", steward)
    Person.objects.filter(pk=one.pk).update(last_name="Renamed")
    with pytest.raises(Refused, match="The portal has changed since"):
        apply_import(run, by=steward)
    made = people.plan(Listing(read_rows(b"employee_number,first_name,last_name\n%b,Rosa,X\n"
                                         % one.employee_number.encode(), kind_named("people"))), steward)  # fmt: skip
    Person.objects.filter(pk=one.pk).update(version=9)
    with pytest.raises(Refused, match="was changed while the list was being brought in"):
        people.apply(made, steward)


# Assignments

HEAD = "employee_number,title,worksite,starts_on,unit,supervisor,shift,ends_on,primary\n"


def test_a_new_main_assignment_ends_the_one_before_and_moves_the_person(steward):
    old = make_assignment()
    leader = make_person(employee_number="L-1")
    site, unit = make_worksite(abbreviation="NEW"), make_unit(name="Kitchen Unit")
    today = timezone.localdate()
    number = old.person.employee_number
    run = bring_in(f"{HEAD}{number},Cook I,new,{today},Kitchen Unit,L-1,Night,,\n", steward, "assignments")
    assert (run.new, run.changed, run.ended) == (1, 1, 0)
    old.refresh_from_db()
    made = Assignment.objects.get(person=old.person, starts_on=today)
    assert (old.ends_on, made.worksite, made.unit, made.supervisor) == (today, site, unit, leader)
    assert (made.shift, made.primary, made.created_by) == ("night", True, steward)
    old.person.refresh_from_db()
    assert (old.person.title, old.person.worksite) == ("Cook I", site)
    assert (acts_of(made), acts_of(old)) == (["create"], ["edit"])


def test_a_list_of_assignments_changes_and_ends(steward):
    changed, ended = make_assignment(), make_assignment()
    for _ in range(30):
        make_assignment()
    today = timezone.localdate()
    run = bring_in(
        f"{HEAD}{changed.person.employee_number},Sergeant,{changed.worksite.slug},2020-01-01,,,day,,yes\n"
        f"{ended.person.employee_number},{ended.title},{ended.worksite.slug},2020-01-01,,,,{today},yes\n",
        steward,
        "assignments",
    )
    assert (run.new, run.changed, run.ended) == (0, 1, 1)
    changed.refresh_from_db()
    ended.refresh_from_db()
    assert (changed.title, changed.shift, ended.ends_on) == ("Sergeant", "day", today)
    assert Person.objects.get(pk=changed.person_id).title == "Sergeant"
    assert Person.objects.get(pk=ended.person_id).worksite is None


def test_assignments_that_a_complete_list_leaves_out_end_today(client, steward):
    there = [make_assignment() for _ in range(30)]
    extra = make_assignment(there[0].person, title="Instructor", primary=False)
    client.force_login(steward)
    text = b"".join(client.get("/people/assignments/current/").streaming_content).decode("utf-8-sig")
    assert check(text, steward, "assignments", complete=True).unchanged == 31
    without = "".join(line for line in text.splitlines(keepends=True) if "Instructor" not in line)
    assert check(without, steward, "assignments").ended == 0
    run = bring_in(without, steward, "assignments", complete=True)
    extra.refresh_from_db()
    assert (run.ended, extra.ends_on) == (1, timezone.localdate())


@pytest.mark.parametrize(
    ("line", "column", "sentence"),
    [
        ("X-9,Cook,home,2026-01-01,,,,,", "employee_number", "Nobody has the employee number “X-9”"),
        ("A-1,,home,2026-01-01,,,,,", "title", "Enter a job title"),
        ("A-1,Cook,nowhere,2026-01-01,,,,,", "worksite", "There is no worksite “nowhere”"),
        ("A-1,Cook,shut,2026-01-01,,,,,", "worksite", "This worksite is closed"),
        ("A-1,Cook,home,soon,,,,,", "starts_on", "year, month, day"),
        ("A-1,Cook,home,,,,,,", "starts_on", "Enter the day on which"),
        ("A-1,Cook,home,2026-01-01,nothing,,,,", "unit", "There is no unit “nothing”"),
        ("A-1,Cook,home,2026-01-01,,X-9,,,", "supervisor", "Nobody has the employee number “X-9”"),
        ("A-1,Cook,home,2026-01-01,,A-1,,,", "supervisor", "Nobody supervises themselves"),
        ("A-1,Cook,home,2026-01-01,,A-3,,,", "supervisor", "has left. Name another"),
        ("A-1,Cook,home,2026-01-01,,,dusk,,", "shift", "Write Day, Evening or Night"),
        ("A-1,Cook,home,2026-01-01,,,,2026-01-01,", "ends_on", "later than the day it begins"),
        ("A-1,Cook,home,2026-01-01,,,,,maybe", "primary", "Write yes for the main assignment"),
        ("A-3,Cook,home,2026-01-01,,,,,", "employee_number", "Assignments of leavers are not changed"),
        ("A-1,Cook,home,2026-01-01,,,,,\nA-1,Cook,home,2026-01-01,,,,,", "starts_on", "another line about"),
        ("A-1,Cook,home,2026-01-01,,,,,\nA-1,Cook,home,2026-02-01,,,,,", "primary", "another main assignment"),
    ],
)
def test_what_is_wrong_in_a_line_of_assignments_is_told(steward, line, column, sentence):
    make_person(employee_number="A-1")
    make_person(employee_number="A-3", ended_on=date(2021, 1, 1))
    make_worksite(slug="home")
    make_worksite(slug="shut", status="closed", closed_on="2020-01-01")
    found = errors_of(f"{HEAD}{line}\n", steward, "assignments")
    assert [one[:2] for one in found] == [(1 + len(line.splitlines()), column)]
    assert sentence in found[0][2]


def test_a_loop_of_supervisors_inside_a_file_is_told_with_its_lines(steward):
    make_worksite(slug="home")
    for n in range(5):
        make_person(employee_number=f"A-{n}", last_name=f"Number {n}")
    text = HEAD + "".join(
        f"A-{n},Cook,home,2026-01-01,,A-{leader},,,\n" for n, leader in ((0, 1), (1, 2), (2, 0), (3, 0), (4, 3))
    )
    found = errors_of(text, steward, "assignments")
    assert [one[:2] for one in found] == [(2, "supervisor"), (3, "supervisor"), (4, "supervisor")]
    assert "see also lines 3, 4" in found[0][2]


def test_a_loop_through_what_the_portal_holds_is_told(steward):
    first, second = make_person(employee_number="A-1"), make_person(employee_number="A-2")
    site = make_assignment(second, supervisor=first).worksite
    found = errors_of(f"{HEAD}A-1,Cook,{site.slug},2026-01-01,,A-2,,,\n", steward, "assignments")
    assert [one[:2] for one in found] == [(2, "supervisor")]


def test_supervisors_who_follow_one_another_in_time_are_no_loop(steward):
    first, second = make_person(employee_number="A-1"), make_person(employee_number="A-2")
    make_assignment(second, supervisor=first, ends_on=date(2026, 1, 1))
    site = make_worksite()
    text = f"{HEAD}A-1,Cook,{site.slug},2026-01-01,,A-2,,,\n"
    assert bring_in(text, steward, "assignments").new == 1


# Long lists


def long_list(count: int) -> str:
    return "employee_number,first_name,last_name\n" + "".join(f"N-{n},Test,Person {n}\n" for n in range(count))


def test_a_long_list_of_people_goes_through_the_worker_and_says_how_far_it_is(steward):
    run = check(long_list(1_200), steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    assert (run.status, run.new) == ("checked", 1_200)
    apply_import(run, by=steward)
    Worker().work_until_idle()
    run.refresh_from_db()
    job = Job.objects.get(kind="apply_import")
    assert (run.status, Person.objects.count()) == ("applied", 1_200)
    assert (job.done, job.total, job.note) == (2_400, 2_400, "Making the changes findable")


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_an_import_leaves_nothing_half(settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    load_settings()
    steward = make_user(*RIGHTS)
    run = check(long_list(600), steward)
    Worker().work_until_idle()
    apply_import(ImportRun.objects.get(pk=run.pk), by=steward)
    killed_at("core_searchentry", PORTAL_DATA=str(tmp_path))
    assert (Person.objects.count(), Assignment.objects.count()) == (0, 0)
    assert not AuditEvent.objects.filter(act="create", content_type__model="person").exists()
    run.refresh_from_db()
    assert run.status == "checked"
    with working(PORTAL_DATA=str(tmp_path)):
        wait_for(lambda: ImportRun.objects.get(pk=run.pk).status == "applied", PATIENCE)
    assert Person.objects.count() == 600
    assert acts_of(run) == ["check", "apply"]


def test_an_import_that_fails_in_the_middle_leaves_nothing_half(steward, monkeypatch):
    run = check("employee_number,first_name,last_name\nN-1,Ann,One\n", steward)

    def fail(*args):
        assert Person.objects.filter(employee_number="N-1").exists()
        raise Refused("Something is in the way.")

    monkeypatch.setattr(people, "index_entries", fail)
    with pytest.raises(Refused, match="in the way"):
        apply_import(run, by=steward)
    run.refresh_from_db()
    assert (run.status, Person.objects.exists()) == ("checked", False)


@pytest.mark.django_db(transaction=True)
def test_two_different_lists_applied_at_once_are_one_after_the_other():
    load_settings()
    steward, other = make_user(*RIGHTS), make_user(*RIGHTS)
    first = check("employee_number,first_name,last_name\nN-1,Ann,One\n", steward)
    second = check("employee_number,first_name,last_name\nN-1,Ann,Two\n", other)
    assert endings(lambda: apply_import(first, by=steward), lambda: apply_import(second, by=other)) == [
        "done",
        "refused",
    ]
    assert Person.objects.filter(employee_number="N-1").count() == 1


@pytest.mark.django_db(transaction=True)
def test_people_and_assignments_applied_at_once_both_arrive():
    load_settings()
    steward, other = make_user(*RIGHTS), make_user(*RIGHTS)
    site = make_worksite(slug="home")
    there = [make_person(employee_number=f"A-{n}") for n in range(20)]
    renamed = listed(*there).replace(",Test,", ",Rosa,")
    placed = HEAD + "".join(f"A-{n},Cook,home,2026-01-01,,,,,\n" for n in range(20))
    first, second = check(renamed, steward), check(placed, other, "assignments")
    assert endings(lambda: apply_import(first, by=steward), lambda: apply_import(second, by=other)) == ["done", "done"]
    assert Person.objects.filter(first_name="Rosa", title="Cook", worksite=site).count() == 20


def test_a_list_turns_no_address_of_an_account_that_grants_roles(steward):
    make_person(user=make_user("core.add_rolegrant"), employee_number="C-1", first_name="Cora", last_name="Chief")
    rows = read_rows(
        b"employee_number,first_name,last_name,email\nC-1,Cora,Chief,new@doc.mo.gov\n", kind_named("people")
    )
    made = people.plan(Listing(rows, complete=False), steward)
    assert made.changes == []
    assert "links that set a password go to this address" in made.errors[0].message
