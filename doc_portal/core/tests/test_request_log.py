"""What the log says of requests that were turned away: one line each, enough to find out who and why."""

import pytest

from doc_portal.core.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_missing_right_is_one_line_with_who_what_and_from_where(client, caplog):
    person = make_user("core.use_portal")
    client.force_login(person)

    response = client.get("/audit/", REMOTE_ADDR="10.1.2.3")

    assert response.status_code == 403
    [record] = caplog.records
    assert record.exc_info is None
    assert record.levelname == "WARNING"
    assert record.getMessage() == (
        f"403 GET '/audit/': person {person.pk}, permission core.view_auditevent, from 10.1.2.3, "
        f"request {response['X-Request-ID']}"
    )


def test_a_page_that_does_not_exist_is_one_line_whatever_its_address_holds(client, caplog):
    client.force_login(make_user("core.use_portal"))

    response = client.get("/nowhere%0A2026-01-01 forged line/")

    assert response.status_code == 404
    [record] = caplog.records
    assert record.exc_info is None
    assert record.getMessage().startswith(r"404 GET '/nowhere\n2026-01-01 forged line/': person ")
    assert "\n" not in record.getMessage()


def test_a_stranger_is_told_as_unknown(client, caplog):
    client.get("/static/nothing-there.css")

    [record] = caplog.records
    assert "person unknown" in record.getMessage()
