"""Signing in and out, the lock on a name, passwords."""

import re
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from doc_portal.core import signin
from doc_portal.core.models import AuditEvent, OutboxMail, SignInAttempt, User
from doc_portal.core.tests.factories import acts_of, make_user, post_form

PASSWORD = "Ozark plateau 1820"  # noqa: S105
SIGN_IN = "/accounts/login/"
HASHED = []


class CountingHasher(MD5PasswordHasher):
    """Quick, and tells how often a password was worked on."""

    algorithm = "counting"

    def encode(self, password, salt):
        HASHED.append(password)
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    settings.PASSWORD_HASHERS = ["doc_portal.core.tests.test_signin.CountingHasher"]


@pytest.fixture
def person(db):
    return make_user("core.use_portal", username="Ada.Mills", employee_number="E100200", password=PASSWORD)


def sign_in(client, name, password=PASSWORD, **data):
    return client.post(SIGN_IN, {"login": name, "password": password, **data})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def fail(client, name, times):
    for _ in range(times):
        answer = sign_in(client, name, "wrong")
    return answer


@pytest.mark.parametrize("name", ["Ada.Mills", "ada.mills", " ADA.MILLS ", "E100200"])
def test_staff_sign_in_with_user_name_in_any_case_or_employee_number(client, person, name):
    answer = sign_in(client, name)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)
    event = AuditEvent.objects.get(act="sign_in")
    assert (event.actor, event.address, len(event.request_id)) == (person, "127.0.0.1", 32)


def test_a_user_name_comes_before_another_persons_employee_number(client, person):
    other = make_user("core.use_portal", username="e100200", employee_number="E9", password="Another phrase 77")
    sign_in(client, "E100200", "Another phrase 77")
    assert client.session["_auth_user_id"] == str(other.pk)


def wrong_ways():
    return {
        "name": ("nobody.here", PASSWORD),
        "password": ("ada.mills", "wrong"),
        "disabled": ("shut.out", PASSWORD),
        "ended": ("gone.home", PASSWORD),
    }


@pytest.mark.parametrize("way", wrong_ways())
def test_one_sentence_and_one_hash_for_every_failure(client, person, way):
    make_user("core.use_portal", username="shut.out", password=PASSWORD, is_active=False)
    make_user("core.use_portal", username="gone.home", password=PASSWORD, ended_on=timezone.localdate())
    HASHED.clear()
    answer = sign_in(client, *wrong_ways()[way])
    assert len(HASHED) == 1
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"__all__": [signin.WRONG]}
    assert not is_signed_in(client)


def test_a_failure_keeps_the_typed_name_and_loses_the_password(client, person):
    page = sign_in(client, "ada.mills", "not my secret").content.decode()
    assert 'value="ada.mills"' in page
    assert "not my secret" not in page


def test_what_was_typed_as_an_unknown_name_is_kept_nowhere(client, person):
    sign_in(client, "My password typed here", "x")
    attempt = SignInAttempt.objects.get()
    assert attempt.name.startswith("unknown:")
    assert "password" not in attempt.name.lower()
    event = AuditEvent.objects.get(act="sign_in_failed")
    assert (event.actor, event.record, event.actor_name) == (None, None, "A name no account has")


def test_five_failures_lock_the_name_and_the_answer_tells_the_wait(client, person):
    assert fail(client, "ada.mills", 5).status_code == 200
    answer = sign_in(client, "ada.mills")
    assert answer.status_code == 429
    assert "Wait 15 minutes, until" in answer.content.decode()
    assert 890 <= int(answer["Retry-After"]) <= 900
    assert not is_signed_in(client)
    assert AuditEvent.objects.filter(act="sign_in_failed", reason__contains="locked").count() == 1


def test_both_names_of_an_account_count_together(client, person):
    fail(client, "E100200", 3)
    fail(client, "ADA.mills", 2)
    assert sign_in(client, "E100200").status_code == 429


def test_a_name_without_an_account_locks_the_same_way(client, person):
    fail(client, "nobody.here", 5)
    assert sign_in(client, "Nobody.Here").status_code == 429
    assert sign_in(client, "somebody.else").status_code == 200


def test_the_lock_opens_after_fifteen_minutes(client, person):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        fail(client, "ada.mills", 5)
    with time_machine.travel(start + timedelta(minutes=14, seconds=59), tick=False):
        answer = sign_in(client, "ada.mills")
        assert "Wait 1 minute, until" in answer.content.decode()
    with time_machine.travel(start + timedelta(minutes=15), tick=False):
        assert sign_in(client, "ada.mills").status_code == 302


def test_failures_spread_over_more_than_fifteen_minutes_do_not_lock(client, person):
    start = timezone.now()
    for minute in (0, 4, 8, 12, 16, 20):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            assert fail(client, "ada.mills", 1).status_code == 200


def test_a_success_wipes_earlier_failures(client, person):
    fail(client, "ada.mills", 4)
    assert sign_in(client, "ada.mills").status_code == 302
    client.logout()
    assert fail(client, "ada.mills", 4).status_code == 200
    assert sign_in(client, "ada.mills").status_code == 302


def test_where_an_administrator_releases_the_lock_time_does_not(client, person, settings):
    settings.SIGN_IN_RELEASE = "admin"
    start = timezone.now()
    with time_machine.travel(start - timedelta(hours=20), tick=False):
        fail(client, "ada.mills", 5)
    answer = sign_in(client, "ada.mills")
    assert answer.status_code == 429
    assert "until a portal administrator releases it" in answer.content.decode()
    assert "Retry-After" not in answer


@pytest.fixture
def administrator(db):
    return make_user("core.use_portal", "core.view_signinattempt", "core.release_signinattempt")


def test_an_administrator_sees_and_releases_a_locked_name(client, person, administrator):
    fail(client, "ada.mills", 5)
    fail(client, "nobody.here", 5)
    fail(client, "only.four", 4)
    admin = Client()
    admin.force_login(administrator)
    page = admin.get(reverse("core:signinattempt-list"))
    assert [row.told_name for row in page.context["view"].table.page.object_list.data] == [
        "A name no account has",
        "ada.mills",
    ]
    attempt = SignInAttempt.objects.filter(name="ada.mills").latest("at")
    url = reverse("core:signinattempt-release", args=[attempt.pk])
    assert post_form(admin, url, note="Called from the control center").status_code == 302
    assert sign_in(client, "ada.mills").status_code == 302
    event = AuditEvent.objects.get(act="release_sign_in")
    assert (event.record, event.actor, event.reason) == (person, administrator, "Called from the control center")


def test_releasing_a_name_that_is_not_locked_is_refused(person, administrator):
    client, admin = Client(), Client()
    fail(client, "ada.mills", 1)
    admin.force_login(administrator)
    answer = post_form(admin, reverse("core:signinattempt-release", args=[SignInAttempt.objects.get().pk]))
    assert answer.status_code == 409
    assert "not locked any more" in answer.content.decode()
    assert not SignInAttempt.objects.get().released


@pytest.mark.parametrize("name", ["signinattempt-list", "signinattempt-release"])
def test_only_those_with_the_right_see_or_release_locked_names(client, person, name):
    attempt = SignInAttempt.objects.create(name="ada.mills", succeeded=False)
    client.force_login(person)
    url = reverse(f"core:{name}", args=[attempt.pk] if name.endswith("release") else [])
    assert client.get(url).status_code == 403


def test_a_whole_shift_behind_one_address_is_not_taken_for_an_attack(client, person):
    assert {sign_in(client, f"officer.{n}").status_code for n in range(40)} == {200}
    assert sign_in(client, "ada.mills").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_the_same_moment_get_no_more_than_five_tries():
    together, taken, refused = threading.Barrier(10), [], []

    def guess():
        for n in range(6):
            together.wait()
            try:
                taken.append(signin.take_try(f"name {n}", None).name)
            except signin.NameLocked:
                refused.append(n)
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [taken.count(f"name {n}") for n in range(6)] == [5] * 6
    assert len(refused) == 30


def test_who_finds_no_place_is_told_to_wait_and_no_try_is_counted(client, person, settings, monkeypatch):
    settings.SIGN_IN_WAIT_SECONDS = 0.05
    monkeypatch.setattr(signin, "_hashing", threading.BoundedSemaphore(1))
    with signin.hashing_place():
        answer = sign_in(client, "ada.mills")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Many people are signing in just now" in answer.content.decode()
    assert not SignInAttempt.objects.exists()
    assert sign_in(client, "ada.mills").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/units/", "/units/"),
        ("//evil.example/x", "/"),
        ("https://evil.example/", "/"),
        ("http://testserver/units/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
        ("\0", "/"),
    ],
)
def test_after_sign_in_one_is_led_only_inside_the_portal(client, person, wanted, led_to):
    assert sign_in(client, "ada.mills", next=wanted).url == led_to


def test_signing_out_ends_the_session_and_clears_the_browser(client, person):
    sign_in(client, "ada.mills")
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer.url) == (302, SIGN_IN)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)
    assert acts_of(person) == ["sign_in", "sign_out"]


def test_opening_the_sign_out_page_signs_nobody_out(client, person):
    sign_in(client, "ada.mills")
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)


def test_a_changed_password_ends_other_sessions_and_keeps_this_one(client, person):
    other = Client()
    sign_in(client, "ada.mills")
    sign_in(other, "ada.mills")
    new = "Meramec river bend 7"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", form).url == reverse("core:profile")
    assert client.get(reverse("core:profile")).status_code == 200
    assert other.get(reverse("core:profile")).url == f"{SIGN_IN}?ended=account&next=%2Fme%2F"
    assert acts_of(person)[-1] == "password_change"
    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"password1": "short"}, "password1"),
        ({"password2": "Something else 99"}, "password2"),
        ({"password1": "p" * 1001, "password2": "p" * 1001}, "password1"),
    ],
)
def test_a_bad_new_password_changes_nothing_and_names_the_field(client, person, change, field):
    sign_in(client, "ada.mills")
    form = {"oldpassword": PASSWORD, "password1": "Meramec river 77", "password2": "Meramec river 77"} | change
    answer = client.post("/accounts/password/change/", form)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_an_account_without_a_password_is_led_to_the_link_by_mail(client, db):
    client.force_login(make_user("core.use_portal"))
    assert client.get("/accounts/password/change/").url == "/accounts/password/reset/"


def ask_for_link(client, email):
    answer = client.post("/accounts/password/reset/", {"email": email})
    assert (answer.status_code, answer.url) == (302, "/accounts/password/reset/done/")
    return OutboxMail.objects.order_by("-pk").first()


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(client, person):
    mail = ask_for_link(client, person.email)
    assert (mail.to, mail.subject) == (person.email, "Choose a new password for the portal")
    assert "Ada.Mills" in mail.body
    path = urlsplit(re.search(r"http://testserver(\S+)", mail.body)[0]).path
    form_url = client.get(path).url
    new = "Gasconade valley 45"
    answer = client.post(form_url, {"password1": new, "password2": new})
    assert answer.url == "/accounts/password/reset/key/done/"
    person.refresh_from_db()
    assert person.check_password(new)
    assert "This link no longer works" in Client().get(path).content.decode()
    assert acts_of(person) == ["password_change"]


def test_asking_for_a_link_never_tells_whether_an_account_exists(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert ask_for_link(client, "nobody@example.mo.gov") is None
    assert ask_for_link(client, person.email) is None


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "inactive/", "password/set/", "reauthenticate/", "confirm-email/"]
)
def test_nobody_makes_or_manages_an_account_by_themselves(client, person, path):
    client.force_login(person)
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("path", ["login/", "logout/", "password/reset/", "password/reset/done/"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH"])
def test_entry_pages_answer_only_get_and_post(client, db, path, method):
    answer = client.generic(method, f"/accounts/{path}")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_tries_older_than_ninety_days_are_forgotten_but_for_locked_names(client, person, settings):
    settings.SIGN_IN_RELEASE = "admin"
    with time_machine.travel(timezone.now() - timedelta(days=91), tick=False):
        fail(client, "ada.mills", 5)
        fail(client, "nobody.here", 2)
    fail(client, "nobody.there", 1)
    assert signin.forget_old_attempts() == 2
    assert SignInAttempt.objects.filter(name="ada.mills").count() == 5
