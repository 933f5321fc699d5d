"""What people owe: by when, and what settles it, as facts and rules change."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from doc_portal.core.tests.factories import make_user, make_worksite
from personnel.models import JobClass, Person
from personnel.tests.factories import make_assignment, make_person
from training.actions.requirements import rebuild_changed, rebuild_requirements
from training.models import (
    AlternatingSite,
    ChangedFact,
    ClockPause,
    CourseEquivalence,
    PersonRequirement,
    RequirementRule,
    RuleTerms,
    TrainingCredit,
)
from training.tests.factories import (
    make_course,
    make_credit,
    make_curriculum,
    make_owed,
    make_rule,
    make_version,
    make_waiver,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)
HIRED = date(2025, 1, 31)


@pytest.fixture(autouse=True)
def without_the_published_rules():
    RuleTerms.objects.update(approved=False)


def hire(starts_on=HIRED, **fields) -> Person:
    return make_assignment(make_person(), starts_on=starts_on, **fields).person


def owed(person, terms, on=ON):
    """(cycle, due, settled) of each row, after a rebuild."""
    rebuild_requirements([person.pk], on=on)
    rows = PersonRequirement.objects.filter(person=person, rule=terms.rule).order_by("due_on", "pk")
    return [(one.cycle, one.due_on, one.settled) for one in rows]


def complete(person, version, *days, **fields):
    for day in days:
        make_credit(person, version, completed_on=day, counts=False, **fields)


def job(title, **fields):
    return JobClass.objects.create(slug=title.lower().replace(" ", "-"), title=title, **fields)


# Once


def test_what_is_asked_once_is_due_after_hire_and_met_by_the_last_of_its_courses():
    first, second = make_version(), make_version()
    person, terms = hire(), make_rule(first.course, second.course, due_in=1, due_unit="months")
    assert owed(person, terms) == [("once", date(2025, 2, 28), "")]
    complete(person, first, date(2025, 2, 1))
    assert owed(person, terms) == [("once", date(2025, 2, 28), "")]
    complete(person, second, date(2025, 3, 1), date(2025, 4, 1))
    assert owed(person, terms) == [("once", date(2025, 2, 28), "met")]
    assert PersonRequirement.objects.get(person=person).met_on == date(2025, 3, 1)


def test_any_one_course_is_enough_where_the_rule_says_so():
    first, second = make_version(), make_version()
    person, terms = hire(), make_rule(first.course, second.course, satisfied="any")
    complete(person, second, date(2025, 3, 1))
    assert owed(person, terms) == [("once", HIRED + timedelta(days=30), "met")]


def test_a_curriculum_asks_for_its_courses_and_not_for_optional_ones():
    version, other = make_version(), make_version()
    curriculum = make_curriculum(version.course, other.course)
    curriculum.items.filter(course=other.course).update(optional=True)
    person, terms = hire(), make_rule()
    assert owed(person, terms) == []  # a rule that asks for nothing is owed by nobody
    terms.curricula.add(curriculum)
    complete(person, version, date(2025, 3, 1))
    assert owed(person, terms)[0][2] == "met"


@pytest.mark.parametrize(
    ("due", "fields", "day"),
    [
        ("hire", {}, date(2021, 5, 31)),
        ("assignment", {}, date(2024, 2, 10)),
        ("before_post", {"due_in": 0}, date(2024, 1, 10)),
        ("appointment", {"supervisory": ["supervisor"], "due_in": 6, "due_unit": "months"}, date(2023, 8, 28)),
        ("fiscal_year_end", {}, date(2021, 6, 30)),
        ("hire", {"grace_days": 10}, date(2021, 6, 10)),
        ("hire", {"starts_on": date(2025, 1, 1)}, date(2025, 1, 31)),
    ],
)
def test_a_due_date_counts_from_the_day_the_rule_names(due, fields, day):
    job("Sergeant test", supervisory="supervisor")
    job("Captain test", supervisory="supervisor")
    person = make_person()
    for starts_on, ends_on, title in (
        (date(2021, 5, 1), date(2023, 2, 28), "Officer test"),
        (date(2023, 2, 28), date(2024, 1, 11), "Sergeant test"),
        (date(2024, 1, 11), None, "Captain test"),
    ):
        make_assignment(person, starts_on=starts_on, ends_on=ends_on, title=title)
    terms = make_rule(make_course(), due=due, **{"due_in": 30} | fields)
    assert owed(person, terms) == [("once", day, "")]


def test_a_course_is_done_by_what_stood_for_it_and_by_what_took_its_place():
    old, new = make_version(), make_version()
    CourseEquivalence.objects.create(old=old.course, new=new.course, starts_on=date(2025, 7, 1))
    asks_new, asks_old = make_rule(new.course), make_rule(old.course)
    by_old, by_new = hire(), hire()
    complete(by_old, old, date(2025, 2, 1))
    complete(by_new, new, date(2025, 8, 1))
    assert [owed(by_old, asks_new)[0][2], owed(by_new, asks_old)[0][2]] == ["met", "met"]
    assert owed(by_old, asks_new, on=date(2025, 6, 30))[0][2] == ""


def test_a_voided_completion_counts_nothing():
    version, person = make_version(), hire()
    terms = make_rule(version.course)
    complete(person, version, date(2025, 2, 1))
    assert owed(person, terms)[0][2] == "met"
    TrainingCredit.objects.filter(person=person).update(
        voided_at=timezone.now(), void_reason="A test", voided_by=make_user()
    )
    assert owed(person, terms)[0][2] == ""


# Renewed after months


def test_months_count_from_the_anchor_and_a_renewal_inside_the_window_loses_no_day():
    version = make_version()
    terms = make_rule(version.course, cadence="months", every_months=1, renew_window_days=10)
    person = hire()
    complete(person, version, date(2025, 1, 31))
    assert owed(person, terms, on=date(2025, 2, 1)) == [
        ("2", date(2025, 2, 28), ""), ("1", date(2025, 3, 2), "met"),
    ]  # fmt: skip
    complete(person, version, date(2025, 2, 20))
    assert owed(person, terms, on=date(2025, 2, 21)) == [
        ("2", date(2025, 2, 28), "met"), ("3", date(2025, 3, 31), ""),
    ]  # fmt: skip
    row = PersonRequirement.objects.get(person=person, cycle="2")
    assert (row.met_on, row.valid_until) == (date(2025, 2, 20), date(2025, 3, 31))


def test_a_renewal_outside_the_window_counts_from_its_own_day():
    version = make_version()
    terms = make_rule(version.course, cadence="months", every_months=12, renew_window_days=30)
    early, late = hire(), hire()
    complete(early, version, date(2024, 2, 29), date(2024, 8, 1))
    complete(late, version, date(2024, 2, 29), date(2025, 3, 1))
    assert owed(early, terms)[-1] == ("3", date(2025, 8, 1), "")
    assert owed(late, terms)[-1] == ("3", date(2026, 3, 1), "")


def test_of_several_courses_the_one_that_ends_first_is_due():
    first, second = make_version(), make_version()
    terms = make_rule(first.course, second.course, cadence="months", every_months=12)
    person = hire()
    complete(person, first, date(2025, 2, 1))
    assert owed(person, terms)[-1] == ("1", date(2025, 3, 2), "")
    complete(person, second, date(2025, 4, 1))
    assert owed(person, terms)[-1] == ("2", date(2026, 2, 1), "")


def months_on(day: date, months: int) -> date:
    """A day so many months on, in plain Python: the last of the month where there is no such day."""
    month = day.month - 1 + months
    for back in range(4):
        try:
            return date(day.year + month // 12, month % 12 + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError


def renewed(days, months, early):
    """The rule of renewals, told once more."""
    anchor, periods, end = None, 0, None
    for day in days:
        if end is not None and end - timedelta(days=early) <= day <= end:
            periods += 1
        elif end is None or months_on(day, months) > end:
            anchor, periods = day, 1
        end = months_on(anchor, periods * months)
    return end


DAYS = st.lists(st.dates(date(2016, 1, 1), date(2026, 12, 31)), min_size=1, max_size=8).map(sorted)


@given(days=DAYS, months=st.integers(1, 36), early=st.integers(0, 90))
def test_renewals_agree_with_the_rule_told_in_plain_words(days, months, early):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (training_renewals(d, %s, %s ORDER BY d)).ends_on FROM unnest(%s::date[]) AS d",
            [months, early, days],
        )
        assert cursor.fetchone()[0] == renewed(days, months, early)


# By fiscal year


def test_what_is_asked_each_fiscal_year_is_due_at_its_end_and_a_missed_year_stays():
    version = make_version()
    terms = make_rule(version.course, cadence="fiscal_year", due="fiscal_year_end")
    person = hire()
    assert owed(person, terms) == [("FY2025", date(2025, 6, 30), ""), ("FY2026", date(2026, 6, 30), "")]
    complete(person, version, date(2025, 7, 1))
    assert owed(person, terms) == [("FY2026", date(2026, 6, 30), "met")]
    assert owed(hire(date(2025, 7, 1)), terms) == [("FY2026", date(2026, 6, 30), "")]


def test_the_last_day_of_june_and_the_first_of_july_are_two_fiscal_years():
    version = make_version()
    terms = make_rule(version.course, cadence="fiscal_year", due="fiscal_year_end")
    person = hire()
    complete(person, version, date(2025, 6, 30))
    assert owed(person, terms) == [("FY2026", date(2026, 6, 30), "")]


@pytest.mark.parametrize(
    ("hired", "due"), [(date(2020, 2, 29), date(2026, 2, 28)), (date(2020, 8, 1), date(2025, 8, 1))]
)
def test_an_anniversary_lies_in_the_fiscal_year(hired, due):
    terms = make_rule(make_course(), cadence="fiscal_year", due="anniversary", starts_on=date(2025, 7, 1))
    assert owed(hire(hired), terms) == [("FY2026", due, "")]


def test_a_course_alternates_by_worksite_and_supervisors_always_sit_in():
    course, site = make_course(), make_worksite()
    seat, online = make_version(course, mode="in_seat"), make_version(course, status="former", mode="online")
    terms = make_rule(
        course, cadence="alternating", due="fiscal_year_end", always_in_seat=["supervisor"], starts_on=date(2025, 7, 1)
    )
    AlternatingSite.objects.create(rule=terms.rule, worksite=site, in_seat_in_even_years=False)
    job("Sergeant test", supervisory="supervisor")
    officer, sergeant = hire(worksite=site), hire(worksite=site, title="sergeant test")
    for one, version in ((officer, seat), (sergeant, online)):
        complete(one, version, date(2025, 9, 1))
    assert [owed(one, terms)[0][2] for one in (officer, sergeant)] == ["", ""]
    modes = PersonRequirement.objects.order_by("person").values_list("needs_mode", flat=True)
    assert list(modes) == ["online", "in_seat"]
    for one, version in ((officer, online), (sergeant, seat)):
        complete(one, version, date(2025, 10, 1))
    assert [owed(one, terms)[0][2] for one in (officer, sergeant)] == ["met", "met"]


def test_hours_of_a_kind_add_up_in_their_year():
    version = make_version(make_course(category="elective"))
    terms = make_rule(
        satisfied="hours", bucket_category="elective", bucket_hours=16, cadence="fiscal_year", due="fiscal_year_end"
    )
    person = hire()
    make_credit(person, version, completed_on=date(2025, 6, 1))
    make_credit(person, version, completed_on=date(2025, 8, 1))
    make_credit(person, make_version(), completed_on=date(2025, 8, 2))
    assert owed(person, terms) == [("FY2026", date(2026, 6, 30), "")]
    make_credit(person, make_version(make_course(category="elective")), completed_on=date(2025, 9, 1))
    assert owed(person, terms) == [("FY2026", date(2026, 6, 30), "met")]


# Who belongs


def test_the_audience_is_told_by_job_title_worksite_and_hire():
    job("Officer test", custody=True, inmate_contact=True)
    clerk = job("Clerk test")
    institution, office = make_worksite(kind="institution"), make_worksite(kind="office_other")
    officer = hire(title="Officer test", worksite=institution)
    writer = hire(title="clerk test", worksite=office)
    unknown = hire(title="Astronaut", worksite=office, starts_on=date(2025, 6, 1))
    audiences = {
        (officer,): {"custody": True},
        (writer,): {"inmate_contact": False},
        (officer, writer, unknown): {},
        (writer, unknown): {"worksite_kinds": ["office_other"]},
        (unknown,): {"hired_from": date(2025, 2, 1)},
        (officer, writer): {"hired_until": date(2025, 2, 1)},
        (officer, unknown): {"title_words": ["officer", "astro"]},
        (): {"audience_known": False},
    }
    for people, audience in audiences.items():
        terms = make_rule(make_course(), **audience)
        rebuild_requirements(on=ON)
        assert set(Person.objects.filter(requirements__terms=terms)) == set(people), audience
    terms = make_rule(make_course())
    terms.job_classes.add(clerk)
    rebuild_requirements(on=ON)
    assert [one.person for one in terms.owed.all()] == [writer]


def test_who_left_or_has_no_assignment_owes_nothing_and_who_is_to_come_already_does():
    terms = make_rule(make_course(), due="before_post", due_in=0)
    gone, coming = hire(), hire(date(2026, 4, 1))
    assert owed(gone, terms) != []
    Person.objects.filter(pk=gone.pk).update(ended_on=ON)
    assert [owed(one, terms) for one in (gone, make_person(), coming)] == [[], [], [("once", date(2026, 3, 31), "")]]


def test_after_a_transfer_what_is_no_longer_asked_is_exempt_and_what_is_asked_appears():
    job("Officer test", custody=True)
    person = hire(title="Officer test")
    custody, clerks = make_rule(make_course(), custody=True), make_rule(make_course(), title_words=["Clerk"])
    assert [len(owed(person, one)) for one in (custody, clerks)] == [1, 0]
    person.assignments.update(title="Clerk test")
    assert (owed(person, custody)[0][2], owed(person, clerks)[0][2]) == ("exempt", "")
    RequirementRule.objects.filter(pk=custody.rule_id).update(retired=True)
    assert owed(person, custody) == []


# What sets it aside


def test_a_waiver_in_force_sets_a_rule_aside_until_it_ends():
    person, terms = hire(), make_rule(make_course())
    make_waiver(person, terms.rule, starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1))
    assert [owed(person, terms, on=day)[0][2] for day in (date(2026, 2, 28), ON, date(2026, 4, 1))] == [
        "",
        "waived",
        "",
    ]


def test_leave_stops_the_clock_and_the_due_date_moves_by_the_days_away():
    person, terms = hire(date(2026, 3, 1)), make_rule(make_course())
    pause = ClockPause.objects.create(person=person, starts_on=date(2026, 3, 11))
    assert owed(person, terms, on=date(2026, 3, 10)) == [("once", date(2026, 3, 31), "")]
    assert owed(person, terms, on=date(2026, 5, 1)) == [("once", date(2026, 5, 21), "suspended")]
    ClockPause.objects.filter(pk=pause.pk).update(ends_on=date(2026, 5, 10))
    ClockPause.objects.create(person=person, starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 25))
    assert owed(person, terms, on=date(2026, 5, 26)) == [("once", date(2026, 6, 4), "")]


def test_leave_after_the_due_date_moves_nothing():
    person, terms = hire(date(2026, 1, 1)), make_rule(make_course())
    ClockPause.objects.create(person=person, starts_on=date(2026, 2, 10), ends_on=date(2026, 2, 20))
    assert owed(person, terms) == [("once", date(2026, 1, 31), "")]


# How the rebuild behaves


def test_a_second_rebuild_changes_nothing_and_a_reminder_goes_with_its_row():
    version, person = make_version(), hire()
    make_rule(version.course, cadence="months", every_months=12)
    assert rebuild_requirements(on=ON)["changed"] >= 1
    again = rebuild_requirements(on=ON)
    assert (again["changed"], again["exempt"], again["removed"]) == (0, 0, 0)
    left = make_owed(person, cycle="7")
    left.reminders.create(step=30)
    assert rebuild_requirements(on=ON)["removed"] == 1
    assert not PersonRequirement.objects.filter(pk=left.pk).exists()


def test_whatever_writes_a_fact_has_it_worked_off_within_minutes():
    version, person = make_version(), hire(date(2020, 1, 1))
    rebuild_changed()
    assert not ChangedFact.objects.exists()
    make_credit(person, version)
    assert [one.person for one in ChangedFact.objects.all()] == [person]
    terms = make_rule(version.course)
    assert ChangedFact.objects.filter(person=None).exists()
    rebuild_changed()
    assert terms.owed.get(person=person).settled == "met"
    person.assignments.update(title="Other")
    assert {one.person for one in ChangedFact.objects.all()} == {person}
    assert rebuild_changed()["rows"] == 1
    assert rebuild_changed() == {}
