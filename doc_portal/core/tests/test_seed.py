"""The sample department: repeatable, refused where it must not be, and honest about being invented."""

import csv
import stat
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from doc_portal.core.models import AuditEvent, Notification, Role, RoleGrant, User, Worksite
from doc_portal.core.sample import seeding
from doc_portal.core.sample.context import EMPLOYEE_PREFIX, SIZES, Size
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.seeding import load_sample
from doc_portal.core.sample.sign_ins import SIGN_INS, pass_phrase

pytestmark = pytest.mark.django_db

TINY = Size("tiny", people=80, offices=0, grants=185, traces=40, notices=20)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Sign-ins are written beside the test, not into the portal's own folder, and hashed in no time."""
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


def rows_of(seed):
    """Everything one seed makes, by what people see of it, and the database as it was afterwards."""
    with transaction.atomic():
        load_sample(TINY, seed)
        made = [
            list(
                User.objects.order_by("pk").values_list("username", "title", "worksite__slug", "unit__slug", "ended_on")
            ),
            list(
                RoleGrant.objects.order_by("pk").values_list(
                    *("user__username", "role__slug", "unit__slug", "worksite__slug", "starts_on", "ends_on"),
                    *("created_by__username", "created_at"),
                )
            ),
            list(
                AuditEvent.objects.order_by("pk").values_list("at", "act", "actor__username", "object_name", "address")
            ),
            list(Notification.objects.order_by("pk").values_list("user__username", "title", "at", "read_at")),
        ]
        transaction.set_rollback(True)
    return made


def test_the_same_seed_makes_the_same_rows_and_another_seed_makes_others():
    first, second, other = rows_of(7), rows_of(7), rows_of(8)
    assert first == second
    assert all(mine != theirs for mine, theirs in zip(first, other, strict=True))


def test_production_takes_no_sample_data(settings, data_folder):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never loaded in production"):
        load_sample(TINY, 1)
    assert not User.objects.exists()
    assert not list(data_folder.iterdir())


def test_a_second_load_is_refused_and_changes_nothing(data_folder):
    load_sample(TINY, 1)
    before = (User.objects.count(), RoleGrant.objects.count(), AuditEvent.objects.count())
    written = (data_folder / "sample-signins.csv").stat().st_mtime_ns
    with pytest.raises(CommandError, match="already here"):
        load_sample(TINY, 1)
    assert (User.objects.count(), RoleGrant.objects.count(), AuditEvent.objects.count()) == before
    assert (data_folder / "sample-signins.csv").stat().st_mtime_ns == written


def test_again_adds_the_whole_size_once_more():
    load_sample(TINY, 1)
    load_sample(TINY, 1, again=True)
    assert User.objects.count() == 2 * TINY.people
    assert User.objects.filter(sample=True).count() == len(SIGN_INS)


def test_the_counts_are_those_of_the_size():
    made = load_sample(TINY, 1)
    assert User.objects.count() == made["people"] == 80
    assert RoleGrant.objects.count() == made["grants"] == 185
    assert AuditEvent.objects.filter(details__sample=True, request_id__startswith="sample-").count() == 40
    assert Notification.objects.count() == made["notices"] == 20


def test_a_larger_size_fills_up_what_is_there():
    load_sample(TINY, 1)
    before = dict(User.objects.values_list("username", "password"))
    offices = Worksite.objects.count() + 3
    load_sample(Size("larger", people=120, offices=offices, grants=280, traces=60, notices=30), 1)
    assert User.objects.count() == 120
    assert RoleGrant.objects.count() == 280
    assert before.items() <= dict(User.objects.values_list("username", "password")).items()
    invented = Worksite.objects.filter(sample=True)
    assert invented.count() == 3
    assert all(place.name == f"Sample district office, {place.county.short_name}" for place in invented)


def test_the_full_size_is_that_of_the_department():
    full = SIZES["full"]
    assert (full.people, full.offices, full.grants) == (11_000, 95, 12_500)


def test_every_role_has_a_sample_sign_in_that_holds_it_today():
    load_sample(TINY, 1)
    live = RoleGrant.objects.live().filter(user__sample=True)
    assert set(live.values_list("role", flat=True)) == set(Role.objects.values_list("pk", flat=True))
    assert Role.objects.count() >= 12
    for one in SIGN_INS:
        assert set(live.filter(user__username=one.username).values_list("role__slug", flat=True)) == {
            "staff",
            one.role,
        }


def test_two_can_decide_where_one_may_not_decide_alone():
    load_sample(TINY, 1)
    for role in ("news_editor", "portal_administrator"):
        assert RoleGrant.objects.live().filter(role__slug=role, user__sample=True).count() == 2


def test_everyone_who_has_not_left_is_staff_today_and_nobody_who_left():
    load_sample(Size("leavers", people=200, offices=0, grants=300, traces=0, notices=0), 1)
    staff = User.objects.filter(grants__in=RoleGrant.objects.live().filter(role__slug="staff"))
    assert set(staff) == set(User.objects.filter(is_active=True))
    left = User.objects.filter(is_active=False)
    assert left.exists()
    assert not left.filter(ended_on__isnull=True).exists()


def test_some_grants_have_ended_and_some_are_yet_to_begin():
    load_sample(TINY, 1)
    today = timezone.localdate()
    assert RoleGrant.objects.filter(ends_on__lte=today).exists()
    assert RoleGrant.objects.filter(starts_on__gt=today).exists()


def test_a_role_counts_only_where_it_can_count():
    load_sample(TINY, 1)
    for grant in RoleGrant.objects.select_related("role"):
        assert grant.scope_kind in grant.role.scope_kinds, grant


def test_only_sample_sign_ins_have_a_password():
    load_sample(TINY, 1)
    assert all(user.has_usable_password() == user.sample for user in User.objects.all())


def test_the_file_of_sign_ins_lets_every_one_in_and_only_its_owner_reads_it(data_folder):
    load_sample(TINY, 1)
    path = data_folder / "sample-signins.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(row) for row in rows[:1]] == [("role", "username", "password")]
    assert len({row["role"] for row in rows}) >= 12
    for row in rows:
        assert authenticate(username=row["username"], password=row["password"]).sample, row


def test_the_pass_phrase_depends_on_the_seed_and_on_the_installation(settings):
    here = pass_phrase(1)
    assert here == pass_phrase(1) != pass_phrase(2)
    settings.SECRET_KEY = "another installation"  # noqa: S105
    assert pass_phrase(1) != here


def test_what_is_invented_says_so():
    load_sample(TINY, 1)
    assert not User.objects.exclude(employee_number__startswith=EMPLOYEE_PREFIX).exists()
    assert not User.objects.exclude(phone__startswith="(573) 555-01").exists()
    assert not User.objects.exclude(email__endswith="@example.mo.gov").exists()
    assert not User.objects.filter(sample=True).exclude(title__endswith="(sample)").exists()
    assert not Notification.objects.exclude(title__startswith="Sample").exists()


def test_nothing_in_the_audit_trail_lies_in_the_future():
    load_sample(TINY, 1)
    assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()


def test_an_auditor_finds_who_granted_every_role():
    load_sample(TINY, 1)
    for grant in RoleGrant.objects.exclude(role__slug="staff"):
        event = AuditEvent.objects.of(grant).get()
        assert (event.act, event.actor_id, event.at) == ("grant", grant.created_by_id, grant.created_at)


def test_sample_acts_keep_the_roles_held_then():
    load_sample(TINY, 1)
    told = 0
    for event in AuditEvent.objects.filter(actor__isnull=False, details__sample=True):
        live = RoleGrant.objects.live(timezone.localdate(event.at)).filter(user=event.actor)
        names = live.values_list("role__name", flat=True)
        assert {one.split(" (")[0] for one in event.actor_roles.split("; ")} - {""} == set(names)
        told += bool(names)
    assert told > 20


def test_a_failure_keeps_nothing(monkeypatch, data_folder):
    def fails(context):
        raise RuntimeError("half way")

    functions = seeding._sample_functions("")
    monkeypatch.setattr(seeding, "_sample_functions", lambda unit: [*functions, fails])
    with pytest.raises(RuntimeError, match="half way"):
        load_sample(TINY, 1)
    assert not User.objects.exists()
    assert not list(data_folder.iterdir())


def test_a_unit_without_sample_data_is_named_with_those_that_have_some():
    with pytest.raises(CommandError, match=r"No unit called nothing has sample data\. Choose one of: core"):
        load_sample(TINY, 1, unit="nothing")


def test_the_command_says_what_was_made(monkeypatch, capsys):
    monkeypatch.setitem(SIZES, "small", TINY)
    call_command("seed", size="small", seed=3)
    told = capsys.readouterr().out
    assert told.startswith("Sample data loaded: 80 people, 185 grants, ")
    assert "20 notices" in told


def test_copied_rows_hold_what_they_were_given():
    nasty = 'tab\there, line\nbreak, back\\slash, \\N, "quotes", Núñez'
    person = User.objects.create_user("author")
    row = Notification(user=person, kind="k", title=nasty, url="", dedupe_key="x", read_at=None)
    assert copy(Notification, [row]) == 1
    stored = Notification.objects.get()
    assert (stored.title, stored.url, stored.read_at) == (nasty, "", None)
    assert abs(stored.at - row.at) < timedelta(milliseconds=1)
