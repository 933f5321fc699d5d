"""Who is answered what: six kinds of people, each page, GET, a valid POST and a wrong method."""

import csv
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.shortcuts import resolve_url

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
    """Methods no page has. Nobody's right changes the answer, so a stranger and whoever may ask one each by turns.

    With --all everybody asks all of them.
    """
    if ALL:
        return METHODS
    turn = (cases().index(case) + ACTORS.index(who)) % len(METHODS)
    return METHODS[turn : turn + 1] if who in {"anonymous", "right"} else ()


def drain(response) -> None:
    """Read a download to its end, which closes its file."""
    if response.streaming:
        b"".join(response.streaming_content)


def complaints(response) -> str:
    """What a page says is wrong, for the failure's message."""
    alerts = parse(response).xpath("//main//*[@role='alert'] | //*[contains(@class, 'invalid-feedback')]")
    return " | ".join(" ".join(alert.text_content().split()) for alert in alerts)


def asked() -> list[tuple[Case, str]]:
    """Who tries which page: all six. Without a row the owner is who has the right once more, and tried with --all."""
    return [
        (case, who) for case in cases() for who in ACTORS if ALL or who != "owner" or case.row or case.owner is not None
    ]


@pytest.mark.parametrize(("case", "who"), asked(), ids=lambda told: getattr(told, "name", told))
def test_each_kind_of_person_gets_the_answer_due(client, case: Case, who: str):
    world, want = World(), expected(case, who)

    person, row, url = world.reach(case, who)
    if person:
        client.force_login(person)
    shown = client.get(url)
    drain(shown)
    assert shown.status_code == want.get
    if who == "anonymous":
        assert shown.url.startswith(resolve_url(settings.LOGIN_URL))

    row = world.row_for(case, who, person)
    sent = client.post(case.url(row), body_of(case, world, row))
    assert sent.status_code == want.post, complaints(sent)
    if who == "anonymous":
        assert sent.url.startswith(resolve_url(settings.LOGIN_URL))

    for method in wrong_methods(case, who):
        wrong = client.generic(method, url)
        assert wrong.status_code in ({302, 405} if who == "anonymous" else {405}), method


@pytest.mark.parametrize("case", [case for case in cases() if case.row], ids=lambda case: case.name)
def test_a_row_that_does_not_exist_is_not_found(client, case: Case):
    world = World()
    person, row, _ = world.reach(case)
    client.force_login(person)
    wrong = [_nonexistent(one) for one in case.args(row)]

    class Wrong:
        pass

    address = Case(name=case.name, args=lambda _: wrong).url(Wrong())
    assert client.get(address).status_code == (404 if case.reads else 405)


def _nonexistent(argument):
    text = str(argument)
    if text.isdigit():
        return "9" * len(text) if len(text) == 5 else 999_999_999
    if text.count("-") == 4 and len(text) == 36:
        return "00000000-0000-4000-8000-000000000000"
    return "no-such-thing"


ROLES = sorted({row["role"] for row in csv.DictReader(TABLE.read_text().splitlines())}) if ALL else []


@pytest.mark.parametrize("slug", ROLES)
@pytest.mark.parametrize("case", cases() if ALL else [], ids=lambda case: case.name)
def test_each_role_opens_what_it_carries_and_nothing_else(client, case: Case, slug: str):
    """The whole product, with --all: every role of the department at every address."""
    world, user = World(), make_user()
    kind = Role.objects.get(slug=slug).scope_kinds[0]
    grant(user, slug, **world.place(kind))
    row = world.row_for(case, "right", user)
    client.force_login(user)

    response = client.get(case.url(row))
    drain(response)

    if not case.reads:
        assert response.status_code == 405
    elif not user.has_perm(case.permission):
        assert response.status_code == 403
    elif response.status_code == case.shows and isinstance(row, Record):
        assert user.has_perm(case.permission, row) or case.permission == "core.use_portal"
    else:
        assert response.status_code in {case.shows, 302, 403, 404}
