"""The first administrator comes from the machine; every other grant from the screen."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from doc_portal.core.models import AuditEvent, User
from doc_portal.core.tests.factories import grant, make_user

pytestmark = pytest.mark.django_db

COMMAND = "doc_portal.core.management.commands.appoint_administrator.getpass"


def test_a_new_account_becomes_the_first_administrator(monkeypatch):
    monkeypatch.setattr(COMMAND, lambda prompt: "Seven quiet mornings")

    call_command("appoint_administrator", "first.admin", stdout=StringIO())

    person = User.objects.get(username="first.admin")
    assert person.check_password("Seven quiet mornings")
    assert person.has_perm("core.add_rolegrant")
    assert person.has_perm("core.use_portal")
    assert AuditEvent.objects.filter(act="grant", actor=None, reason__startswith="First administrator").count() == 2


def test_a_password_that_is_too_weak_leaves_no_account(monkeypatch):
    monkeypatch.setattr(COMMAND, lambda prompt: "12345678")

    with pytest.raises(CommandError, match="too short"):
        call_command("appoint_administrator", "first.admin")

    assert not User.objects.filter(username="first.admin").exists()


def test_a_second_one_is_granted_on_the_screen_only():
    grant(make_user(), "portal_administrator")
    other = make_user()

    with pytest.raises(CommandError, match="There is a portal administrator already"):
        call_command("appoint_administrator", other.username)

    assert not other.has_perm("core.add_rolegrant")


def test_somebody_who_has_left_is_not_appointed():
    gone = make_user(is_active=False)

    with pytest.raises(CommandError):
        call_command("appoint_administrator", gone.username)
