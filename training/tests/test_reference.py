"""What training starts with is what is published: nothing is doubled, and nothing people changed is undone."""

from datetime import date

import pytest

from doc_portal.core.values import value_of
from training.models import Center, Course, CourseEquivalence, Curriculum, RequirementRule, RuleTerms
from training.reference import load
from training.settings import SETTINGS

pytestmark = pytest.mark.django_db


def test_every_course_that_is_published_is_in_the_catalogue_with_a_version():
    assert Course.objects.count() == 68
    assert {one.versions.current().count() for one in Course.objects.all()} == {1}
    assert Course.objects.filter(title="Searches").count() == 2
    linkedin = Course.objects.get(code="TC-01")
    assert (linkedin.provider, str(linkedin.current.contact_hours)) == ("molearning", "0.72")
    assert [one.items.count() for one in Curriculum.objects.filter(code__startswith="academy").order_by("code")] == [
        17,
        32,
        8,
    ]


def test_what_is_not_known_stays_empty_and_says_so():
    assert Course.objects.get(code="TC-58").current.mode == ""
    assert Curriculum.objects.get(code="academy-level-1").hours is None
    assert not RuleTerms.objects.filter(approved=True, satisfied="hours").exists()
    assert {one.confirmed for one in SETTINGS} == {False}
    assert value_of("training_attendance_percent") == 90


def test_the_four_centers_stand_at_their_worksites():
    assert set(Center.objects.values_list("code", "worksite__city")) == {
        ("central", "Jefferson City"), ("western", "St. Joseph"), ("eastern", "Farmington"), ("cameron", "Cameron"),
    }  # fmt: skip


def test_the_matrix_of_2018_is_a_set_of_its_own_with_an_end():
    matrix = RuleTerms.objects.filter(rule__rule_set="matrix_2018")
    assert matrix.count() == 10
    assert set(matrix.values_list("starts_on", "ends_on")) == {(date(2018, 1, 1), date(2021, 7, 1))}
    assert not matrix.in_force(date(2026, 1, 1)).exists()
    assert matrix.filter(audience_known=False).count() == 3
    assistant = matrix.get(rule__slug="2018-pp-assistant")
    assert [one.code for one in assistant.curricula.all()] == ["section-a", "section-c", "section-d", "section-f"]


def test_the_course_on_harassment_stands_for_the_one_that_replaced_it():
    kept = CourseEquivalence.objects.get()
    assert (kept.old.code, kept.new.code, kept.starts_on) == ("TC-13", "TC-61", date(2023, 7, 1))


def test_loading_again_adds_nothing_and_keeps_what_people_changed():
    terms = RuleTerms.objects.get(rule__slug="dcr")
    terms.grace_days, terms.authority, terms.version = 30, "Memo", 2
    terms.save()
    terms.courses.clear()
    RequirementRule.objects.filter(slug="custody-academy").update(name="Old name")
    assert sum(one.added for one in load()) == 0
    terms.refresh_from_db()
    assert (terms.authority, terms.courses.count()) == ("Memo", 0)
    assert RequirementRule.objects.get(slug="custody-academy").name == "Academy Levels 1, 2 and 3"
