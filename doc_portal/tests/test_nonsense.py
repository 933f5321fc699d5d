"""Nonsense in forms and addresses is answered with a sentence, loses nothing typed, and never breaks the portal."""

import os

import pytest
from django.db import transaction
from django.test import Client

from doc_portal.core import idempotency
from doc_portal.tests.cases import Case, cases
from doc_portal.tests.markup import fields, page_form, parse, typed_names, typed_value
from doc_portal.tests.nonsense import FILTERED, QUERIES, VALUES
from doc_portal.tests.test_access import body_of
from doc_portal.tests.world import World

pytestmark = pytest.mark.django_db
ALL = os.environ.get("PORTAL_TEST_ALL") == "1"
PARTS = 6 if ALL else 1

FORMS = [case for case in cases() if case.writes and case.reads and case.body is not None and case.fuzz]


FIRST_OF_ITS_FORM = {getattr(case.view, "form_class", None) or case.name: case.name for case in reversed(FORMS)}
"""Pages that ask the same form are one class of case: the first takes all nonsense, the others an eighth."""


def whole(case: Case) -> bool:
    """Whether a page takes everything: with --all each does."""
    return ALL or case.name in FIRST_OF_ITS_FORM.values()


def mixes(names: list[str]) -> list[tuple[str, str]]:
    """Which nonsense goes into which field: each kind once, spread over the fields; all of them with --all."""
    kinds = list(VALUES)
    if ALL:
        return [(name, kind) for name in names for kind in kinds]
    return [(names[i % len(names)], kind) for i, kind in enumerate(kinds)] if names else []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("case", FORMS, ids=lambda case: case.name)
def test_a_form_takes_any_nonsense_and_keeps_what_was_typed(case: Case, part: int):
    world, client = World(), Client(raise_request_exception=False)
    person, row, url = world.reach(case)
    client.force_login(person)
    form = page_form(parse(client.get(url)))
    names = typed_names(form)

    for name, kind in mixes(names)[part :: PARTS if whole(case) else 8]:
        bad = VALUES[kind]
        body = {**fields(form), **body_of(case, world, row), name: bad}
        with transaction.atomic():
            response = client.post(url, body)
            good = response.status_code == case.stays and (case.stays != 200 or page_form(parse(response)) is None)
            if good:  # It was good after all. Taken back, so that the next finds the same row.
                transaction.set_rollback(True)
        assert response.status_code < 500, f"{name}={kind}: {response.status_code}"
        if good:
            continue
        assert response.status_code in {200, 400, 409, 413, 429}, f"{name}={kind}: {response.status_code}"
        if response.status_code == 200 and kind not in {"nul", "control", "newline", "zero width"}:
            again = page_form(parse(response))
            shown = typed_value(again, name)
            assert shown is None or shown.strip() == bad.strip(), f"{name}={kind}: what was typed is lost"

    row = world.row_for(case, "right", person)
    good = client.post(case.url(row), body_of(case, world, row))
    assert good.status_code == case.stays, "a good form still works afterwards"


BROKEN = [
    (b"", "application/x-www-form-urlencoded"),
    (b"a=%zz&b=%FF%FE&_key=%00", "application/x-www-form-urlencoded"),
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"x=1", "application/x-www-form-urlencoded; charset=no-such-charset"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"--x\r\nbroken", "multipart/form-data"),
    (b"{", "application/json"),
    (b"&".join(b"f%d=1" % n for n in range(2_000)), "application/x-www-form-urlencoded"),
    (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
]
"""Bodies no browser sends. They are read before any page sees them: all by the first form, a third by each other."""


@pytest.mark.parametrize("case", [case for case in FORMS if whole(case)], ids=lambda case: case.name)
def test_a_form_survives_a_broken_body(case: Case):
    world, client = World(), Client(raise_request_exception=False)
    person, _, url = world.reach(case)
    client.force_login(person)
    turn = FORMS.index(case)
    for body, kind in BROKEN if ALL or turn == 0 else BROKEN[turn % 3 :: 3]:
        response = client.generic("POST", url, body, content_type=kind)
        assert response.status_code in {200, 400, 403, 409, 413}, f"{kind}: {response.status_code}"


READ = [case for case in cases() if case.reads and case.html and case.shows == 200]
FIRST_LIST = next(case for case in READ if hasattr(case.view, "filterset_class"))
SEARCHES = {"core:search", "home"}


def queries(case: Case) -> list[str]:
    """Which query strings a page is tried with: all with --all.

    Lists share the code that reads page, order and export, so the first takes everything and the others an eighth,
    and a quarter of what may stand in filters of their own. Other pages take a sixteenth. Each page begins
    elsewhere, so that together they take everything.
    """
    filterset, turn = getattr(case.view, "filterset_class", None), READ.index(case)
    own = [f"{name}={value}" for name in (filterset.base_filters if filterset else ()) for value in FILTERED]
    if ALL or case == FIRST_LIST or case.name in SEARCHES:
        return QUERIES + own
    if filterset:
        return QUERIES[turn % 8 :: 8] + own[turn % 4 :: 4]
    return QUERIES[turn % 16 :: 16]


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_an_address_takes_any_query_string(case: Case):
    world, client = World(), Client(raise_request_exception=False)
    person, _, url = world.reach(case)
    client.force_login(person)
    for query in queries(case):
        response = client.get(url.partition("?")[0], QUERY_STRING=query)
        assert response.status_code in {200, 302, 400, 403, 404}, f"?{query[:60]}: {response.status_code}"
        if "export" not in query and response.status_code != 302:
            assert response.status_code == 200, f"?{query[:60]}: the default view, not {response.status_code}"


def test_a_key_that_is_not_ours_is_refused_with_a_sentence(client):
    case = FORMS[0]
    world = World()
    person, row, url = world.reach(case)
    client.force_login(person)
    body = {**body_of(case, world, row), idempotency.FIELD: "not-a-key"}
    response = client.post(url, body)
    assert response.status_code == 200
    assert "arrived incomplete" in response.content.decode()
