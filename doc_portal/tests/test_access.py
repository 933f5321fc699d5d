"""Who is answered what: six kinds of people, each page, GET, a valid POST and a wrong method."""

import csv
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client

from doc_portal.core import idempotency
from doc_portal.core.models import Record, Role
from doc_portal.core.tests.factories import grant, make_user
from doc_portal.tests.cases import Case, Expect, cases
from doc_portal.tests.markup import parse
from doc_portal.tests.nonsense import METHODS
from doc_portal.tests.world import ACTORS, World

pytestmark = pytest.mark.django_db
ALL = os.environ.get("PORTAL_TEST_ALL") == "1"
TABLE = Path(__file__).with_name("roles.csv")


def expected(case: Case, who: str) -> Expect:
    """The answers to GET and POST, 405 where the page has no such method."""
    right = Expect(case.shows, case.stays)
    wanted = {
        "anonymous": Expect(302, 302),
        "no_role": Expect(403, 403),
        "right": right,
        "elsewhere": case.elsewhere or (right if case.row is None or case.personal else None),
        "owner": case.owner or right,
        "ended": Expect(403, 403),
    }[who]
    assert wanted is not None, f"{case.name}: say what the right held elsewhere is answered"
    if who == "anonymous":
        return wanted
    return Expect(wanted.get if case.reads else 405, wanted.post if case.writes else 405)


def body_of(case: Case, world: World, row) -> dict:
    body = case.body(world, row) if case.body else {}
    version = {"_version": row.version} if hasattr(row, "version") else {}
    return {idempotency.FIELD: idempotency.new_key(), **version, **body}


def wrong_methods(case: Case, who: str) -> tuple[str, ...]:
    """Methods no page has. Nobody's right changes the answer, so whoever may ask sends one, by turns.

    With --all everybody asks all of them.
    """
    if ALL:
        return METHODS
    turn = cases().index(case) % len(METHODS)
    return METHODS[turn : turn + 1] if who == "right" else ()


def drain(response) -> None:
    """Read a download to its end, which closes its file."""
    if response.streaming:
        b"".join(response.streaming_content)


def complaints(response) -> str:
    """What a page says is wrong, for the failure's message."""
    alerts = parse(response).xpath("//main//*[@role='alert'] | //*[contains(@class, 'invalid-feedback')]")
    return " | ".join(" ".join(alert.text_content().split()) for alert in alerts)


def asked_by(case: Case) -> list[str]:
    """Who tries a page: all six, with --all.

    Without a row the owner is who has the right once more. A right that has ended is none, which the frame decides
    before it looks at a page, as it does of strangers: every fourth page is tried with one, every third by a stranger
    and by somebody without a role.
    """
    turn = cases().index(case)
    left_out = {
        "owner": case.row is None and case.owner is None, "ended": turn % 4 > 0, "anonymous": turn % 3 > 0,
        "no_role": turn % 3 > 0, "elsewhere": case.scope == "all" and turn % 3 > 0,
    }  # fmt: skip
    return [who for who in ACTORS if ALL or not left_out.get(who)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_each_kind_of_person_gets_the_answer_due(case: Case):
    """One after another at the same row, which each finds as it was: what somebody did is taken back."""
    world = World.built()
    row = world.row_for(case, "right", None)
    for who in asked_by(case):
        with transaction.atomic():
            person = world.person(who, case)
            mine = who == "owner" or (case.personal and person is not None)
            answered(case, who, person, world, world.row_for(case, who, person) if mine else row)
            connection.check_constraints()
            transaction.set_rollback(True)


def answered(case: Case, who: str, person, world: World, row) -> None:
    """What one kind of person is answered: to a look, to a valid form, and to a method that no page has."""
    client, want, url = Client(), expected(case, who), case.url(row)
    if person:
        client.force_login(person)
    if who == "right" and case.row:
        nowhere = client.get(address_of_no_row(case, row))
        assert nowhere.status_code == (404 if case.reads else 405), "a row that does not exist is not found"
    shown = client.get(url)
    drain(shown)
    assert shown.status_code == want.get, who
    if who == "anonymous":
        assert shown.url.startswith(resolve_url(settings.LOGIN_URL))

    sent = client.post(url, body_of(case, world, row))
    assert sent.status_code == want.post, f"{who}: {complaints(sent)}"
    if who == "anonymous":
        assert sent.url.startswith(resolve_url(settings.LOGIN_URL))

    for method in wrong_methods(case, who):
        wrong = client.generic(method, url)
        assert wrong.status_code in ({302, 405} if who == "anonymous" else {405}), f"{who}: {method}"


def address_of_no_row(case: Case, row) -> str:
    """The page's address with a row that does not exist."""
    wrong = [_nonexistent(one) for one in case.args(row)]
    return Case(name=case.name, args=lambda _: wrong).url(object())


def _nonexistent(argument):
    text = str(argument)
    if text.isdigit():
        return "9" * len(text) if len(text) == 5 else 999_999_999
    if text.count("-") == 4 and len(text) == 36:
        return "00000000-0000-4000-8000-000000000000"
    return "no-such-thing"


ROLES = sorted({row["role"] for row in csv.DictReader(TABLE.read_text().splitlines())}) if ALL else []


@pytest.mark.parametrize("case", cases() if ALL else [], ids=lambda case: case.name)
def test_each_role_opens_what_it_carries_and_nothing_else(case: Case):
    """The whole product, with --all: every role of the department at every address, one after another at one row."""
    world = World.built()
    row = world.row_for(case, "right", None)
    for slug in ROLES:
        with transaction.atomic():
            user = make_user()
            grant(user, slug, **world.place(Role.objects.get(slug=slug).scope_kinds[0]))
            opened(case, slug, user, world.row_for(case, "right", user) if case.personal else row)
            transaction.set_rollback(True)


def opened(case: Case, slug: str, user, row) -> None:
    """What somebody with one role is answered: the page where the role carries its right there."""
    client = Client()
    client.force_login(user)
    response = client.get(case.url(row))
    drain(response)
    if not case.reads:
        assert response.status_code == 405, slug
    elif not user.has_perm(case.permission):
        assert response.status_code == 403, slug
    elif response.status_code == case.shows and isinstance(row, Record):
        whole = getattr(type(row).objects.all(), "is_central", False)
        assert whole or user.has_perm(case.permission, row) or case.permission == "core.use_portal", slug
    else:
        assert response.status_code in {case.shows, 302, 403, 404}, slug
