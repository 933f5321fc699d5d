"""A steward's one-time printed code: who may give it to whom, and that it opens an account once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.actions.sign_in_codes import issue_code, use_code
from doc_portal.core.models import AuditEvent, Notification, SettingKey, SignInAttempt, SignInCode
from doc_portal.core.printed_codes import WRONG
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, post_form
from doc_portal.core.workflow import Refused

pytestmark = pytest.mark.django_db

NEW = "Nine loud evenings"
STEWARD = ("core.use_portal", "core.issue_signincode", "core.view_signincode")


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person():
    return make_user("core.use_portal", username="bo.reed", employee_number="E7", email="", password="Forgotten words")


def issue(person, by=None) -> tuple[SignInCode, str]:
    return issue_code(person, reason="Known by sight", by=by or make_user(*STEWARD))


def use(client, code, name="bo.reed", password=NEW, again=None):
    return client.post(
        "/accounts/code/", {"login": name, "code": code, "password1": password, "password2": again or password}
    )


def test_the_code_is_shown_once_and_kept_nowhere(client, person):
    steward = make_user(*STEWARD)
    client.force_login(steward)
    data = {"_key": "00000000-0000-4000-8000-000000000009", "person": "bo.reed", "reason": "Known by sight"}
    html = client.post("/manage/sign-in-codes/new/", data).content.decode()
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", html)[0]
    row = SignInCode.objects.get(user=person)
    assert check_password(code.replace("-", ""), row.code_hash)
    assert code not in row.code_hash
    again = client.post("/manage/sign-in-codes/new/", data)
    assert (again.status_code, again.url) == (302, "/manage/sign-in-codes/")
    assert code not in client.get(again.url).content.decode()
    assert SignInCode.objects.count() == 1
    event = AuditEvent.objects.get(act="issue_sign_in_code")
    assert (event.actor, event.record, event.reason) == (steward, person, "Known by sight")
    assert code.replace("-", "") not in str(vars(event)).replace("-", "")
    assert Notification.objects.filter(user=person, kind="sign-in-code").exists()


def test_the_code_lets_its_person_choose_a_new_password_once(client, person):
    _, code = issue(person)
    answer = use(client, code.lower().replace("-", " "))
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert acts_of(person)[-1] == "use_sign_in_code"
    assert WRONG in use(client, code, password="Other loud evenings").content.decode()
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_sessions_end_when_a_code_is_used(client, person):
    client.force_login(person)
    assert client.get("/me/").status_code == 200
    row, _ = issue(person)
    use_code(row, password=NEW)
    assert client.get("/me/").status_code == 302


def test_a_code_works_for_as_long_as_the_setting_says(client, person):
    key = SettingKey.objects.get(key="sign_in_code_hours")
    set_value(key, value="2", authority="A test", starts_on=timezone.localdate(), by=make_user())
    row, _ = issue(person)
    assert row.valid_until - row.created_at == timedelta(hours=2)


def test_a_code_that_is_too_old_or_replaced_opens_nothing(client, person):
    _, first = issue(person)
    _, second = issue(person)
    assert WRONG in use(client, first).content.decode()
    late = timezone.now() + timedelta(hours=25)
    assert not SignInCode.objects.open(late).exists()
    assert use(client, second).status_code == 302


def test_one_sentence_answers_every_failure_and_five_lock_the_name(client, person):
    _, code = issue(person)
    other = make_user("core.use_portal", username="no.code")
    for name, typed in (("bo.reed", "AAAA-BBBB-CCCC"), ("nobody.here", code), (other.username, code)):
        html = use(client, typed, name=name).content.decode()
        assert WRONG in html, name
    for _ in range(4):
        answer = use(client, "AAAA-BBBB-CCCC")
    assert use(client, code).status_code == 429, answer
    person.refresh_from_db()
    assert person.check_password("Forgotten words")


def test_what_is_wrong_with_the_password_costs_no_try(client, person):
    _, code = issue(person)
    assert "too short" in use(client, code, password="short").content.decode()
    assert "Type the same new password twice" in use(client, code, again="Something else").content.decode()
    assert not SignInAttempt.objects.exists()
    assert "too similar" in use(client, code, password="bo.reed12345").content.decode()
    assert use(client, code).status_code == 302


def closed(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize("role", ["portal_administrator", "auditor", "directory_steward"])
def test_nobody_takes_over_an_account_that_opens_others(client, person, role):
    row, code = issue(person)
    grant(person, role)
    with pytest.raises(Refused, match="no printed code opens this account"):
        issue(person)
    assert WRONG in use(client, code).content.decode()
    row.refresh_from_db()
    assert row.ended_at is None


def test_codes_are_for_others_who_work_here_and_in_ones_own_places(person):
    steward = make_user(*STEWARD)
    with pytest.raises(Refused, match="cannot give yourself a code"):
        issue(steward, by=steward)
    elsewhere = make_user(*STEWARD, unit=make_unit())
    with pytest.raises(Refused, match="You do not look after"):
        issue(person, by=elsewhere)
    closed(person)
    with pytest.raises(Refused, match="no working account"):
        issue(person)
    assert not SignInCode.objects.exists()


def test_a_steward_of_one_unit_gives_codes_there(client):
    unit = make_unit()
    steward, there = make_user(*STEWARD, unit=unit), make_user("core.use_portal", belongs_to=unit)
    other = issue(make_user("core.use_portal"))[0]
    issue(there, by=steward)
    client.force_login(steward)
    html = client.get("/manage/sign-in-codes/").content.decode()
    assert str(there) in html
    assert str(other.user) not in html


def test_a_refused_code_is_recorded_and_answers_409(client):
    steward, administrator = make_user(*STEWARD), make_user()
    grant(administrator, "portal_administrator")
    client.force_login(steward)
    answer = post_form(client, "/manage/sign-in-codes/new/", person=administrator.username, reason="Asked")
    assert answer.status_code == 409
    assert AuditEvent.objects.filter(outcome="refused", actor=steward).exists()


@pytest.mark.django_db(transaction=True)
def test_a_code_used_twice_at_once_works_once(person):
    row, _ = issue(person)
    assert endings(lambda: use_code(row, password=NEW), lambda: use_code(row, password=NEW)) == ["done", "refused"]
