"""The directory of the sample: everyone has an entry and a place, some are not listed, nobody is real."""

from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.sample.context import SIZES, Size
from doc_portal.core.sample.seeding import load_sample
from doc_portal.core.sample.sign_ins import SIGN_INS
from personnel.models import Assignment, Person, RoleContact
from personnel.placing import place_people

pytestmark = pytest.mark.django_db

TINY = Size("tiny", people=160, offices=0, grants=250, traces=0, notices=0, assignments=190)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Sign-ins are written beside the test, not into the portal's own folder, and hashed in no time."""
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_every_sample_sign_in_is_somebody_listed_who_works_where_the_account_says():
    load_sample(TINY, 1)
    for one in SIGN_INS:
        person = Person.objects.get(user__username=one.username)
        main = Assignment.objects.primary().get(person=person)
        assert (person.suppressed, person.ended_on, person.title) == (False, None, one.title)
        assert (main.worksite.slug, person.worksite_id) == (one.worksite, main.worksite_id)
        assert (person.unit.slug if person.unit else "") == one.unit


def test_everyone_has_one_entry_and_the_assignments_are_as_many_as_the_size_says():
    made = load_sample(TINY, 1)
    assert made["entries in the directory"] == Person.objects.count() == User.objects.count() == 160
    assert made["assignments"] == Assignment.objects.count() == 190
    assert (SIZES["full"].people, SIZES["full"].assignments) == (11_000, 13_000)


def test_a_larger_sample_fills_up_the_directory_and_changes_nobody():
    load_sample(TINY, 1)
    before = {row["pk"]: row for row in Assignment.objects.values("pk", "supervisor", "worksite", "title")}
    load_sample(Size("larger", people=220, offices=0, grants=330, traces=0, notices=0, assignments=260), 1)
    assert (Person.objects.count(), Assignment.objects.count()) == (220, 260)
    after = Assignment.objects.filter(pk__in=before).values("pk", "supervisor", "worksite", "title")
    assert {row["pk"]: row for row in after} == before


def directory(seed):
    """What one seed makes, and the database as it was afterwards."""
    with transaction.atomic():
        load_sample(TINY, seed)
        people = Person.objects.order_by("employee_number")
        told = list(people.values_list("uuid", "preferred_name", "suppressed", "title", "worksite__slug", "ended_on"))
        theirs = Assignment.objects.order_by("person__employee_number", "starts_on", "title")
        told += theirs.values_list("title", "supervisor__employee_number", "shift", "starts_on", "ends_on", "primary")
        transaction.set_rollback(True)
    return told


def test_the_same_seed_makes_the_same_directory_and_another_seed_another():
    assert directory(5) == directory(5) != directory(6)


def test_supervisors_form_one_tree_and_nobody_leads_too_many():
    load_sample(TINY, 1)
    mains = Assignment.objects.primary().filter(person__in=Person.objects.current())
    leader = dict(mains.values_list("person", "supervisor"))
    assert sum(above is None for above in leader.values()) == 1
    for person in leader:
        seen = set()
        while person is not None:
            assert person not in seen
            seen.add(person)
            person = leader[person]
    elsewhere = Counter(above for above in leader.values() if above is not None)
    assert (
        max(elsewhere.values()) <= 12 + 20
    )  # their own twelve, and the first of all also leads the first of each site


def test_leavers_have_no_access_and_no_assignment_in_force():
    load_sample(TINY, 1)
    left = Person.objects.exclude(ended_on=None)
    assert left.exists()
    assert not left.filter(access_ended_at=None).exists()
    assert not Assignment.objects.current().filter(person__in=left).exists()
    assert not left.filter(worksite=None).exists()


def test_look_ups_have_their_hard_cases():
    load_sample(TINY, 1)
    names = set(Person.objects.current().values_list("last_name", flat=True))
    assert names >= {"O'Neill", "Nuñez", "Ashmere-Quillby"}
    assert Person.objects.filter(suppressed=True).count() >= 2
    assert Person.objects.exclude(preferred_name="").exists()
    assert set(Assignment.objects.values_list("shift", flat=True)) == set(Assignment.Shift.values)
    today = timezone.localdate()
    assert Assignment.objects.filter(primary=False).exists()
    assert Assignment.objects.filter(starts_on__gt=today, primary=True).exists()
    assert Assignment.objects.filter(ends_on__lte=today, person__ended_on=None).exists()


def test_entries_and_accounts_agree_from_the_start():
    load_sample(TINY, 1)
    assert place_people() == 0
    assert not Person.objects.exclude(email__endswith="@example.mo.gov").exists()
    assert not Person.objects.exclude(phone__startswith="(573) 555-01").exists()


def test_role_contacts_of_the_sample_are_held_by_people_who_are_listed_and_work_here():
    size = Size("tiny", people=160, offices=0, grants=250, traces=0, notices=0, assignments=190, contacts=30)
    assert load_sample(size, 1)["role contacts"] == RoleContact.objects.count() == 30
    for contact in RoleContact.objects.for_list():
        for person in filter(None, (contact.holder, contact.backup)):
            assert (person.suppressed, person.is_current, person.sample) == (False, True, True)
        assert contact.summary.endswith("(sample)")
    assert SIZES["full"].contacts == 300
