"""Nonsense in forms and addresses is answered with a sentence, loses nothing typed, and never breaks the portal."""

import os

import pytest
from django.db import transaction
from django.test import Client

from doc_portal.core import idempotency
from doc_portal.tests.cases import Case, cases
from doc_portal.tests.markup import faults, fields, page_form, parse, typed_names, typed_value
from doc_portal.tests.nonsense import FILTERED, QUERIES, VALUES
from doc_portal.tests.test_access import body_of
from doc_portal.tests.world import World

pytestmark = pytest.mark.django_db
ALL = os.environ.get("PORTAL_TEST_ALL") == "1"
PARTS = 6 if ALL else 1
SHARE = 9
"""Which part of all nonsense a form takes by default; there are many times as many forms."""

FORMS = [case for case in cases() if case.writes and case.reads and case.body is not None and case.fuzz]


FIRST_OF_ITS_FORM = {getattr(case.view, "form_class", None) or case.name: case.name for case in reversed(FORMS)}
"""Pages that ask the same form are one class of case: the first takes a ninth of all nonsense, others one kind."""


def first(case: Case) -> bool:
    """Whether a page is the one that answers for its form: with --all each does."""
    return ALL or case.name in FIRST_OF_ITS_FORM.values()


TRIED = [case for no, case in enumerate(FORMS) if first(case) or no % 5 == 0]
"""Of pages that only ask a form again, every fifth one; each with --all."""


def sendings(case: Case, names: list[str], part: int) -> list[dict[str, str]]:
    """What is sent to a page: everything with --all, in parts.

    Else each form begins elsewhere, so that together they take every kind in every sort of field.
    """
    everything, turn = rounds(names), FORMS.index(case)
    if ALL:
        return everything[part::PARTS]
    return everything[turn % SHARE :: SHARE] if first(case) else everything[turn % (len(everything) or 1) :][:1]


def rounds(names: list[str]) -> list[dict[str, str]]:
    """Which nonsense goes into which fields of each sending: one field at a time with --all, else into every field.

    Either way each kind is sent; where every field takes one, a form of ten fields is sent five times.
    """
    kinds = list(VALUES)
    if ALL:
        return [{name: kind} for name in names for kind in kinds]
    packs = [kinds[i : i + len(names)] for i in range(0, len(kinds), len(names) or 1)] if names else []
    return [dict(zip(names[turn:] + names[:turn], pack, strict=False)) for turn, pack in enumerate(packs)]


def refused_fields(form) -> set[str]:
    """The fields that the page says are wrong."""
    return {one.get("name") for one in form.xpath(".//*[@name][@aria-invalid='true']")}


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.name)
def test_a_form_takes_any_nonsense_and_keeps_what_was_typed(case: Case, part: int):
    world, client = World(), Client(raise_request_exception=False)
    person, row, url = world.reach(case)
    client.force_login(person)
    form = page_form(parse(client.get(url)))
    assert form is not None, "a page that writes shows a form with a key"
    if part == 0:
        says_first_what_is_wrong(client.post(url, {"_key": "nonsense"}))

    for kinds in sendings(case, typed_names(form), part):
        again = answered(client, case, url, {**fields(form), **body_of(case, world, row)}, kinds)
        taken = (
            {name: kind for name, kind in kinds.items() if name not in refused_fields(again)}
            if again is not None
            else {}
        )
        if 0 < len(taken) < len(kinds):  # What the fields take goes on to the rules behind them.
            answered(client, case, url, {**fields(form), **body_of(case, world, row)}, taken)

    if ALL:
        row = world.row_for(case, "right", person)
        good = client.post(case.url(row), body_of(case, world, row))
        assert good.status_code == case.stays, "a good form still works afterwards"


def says_first_what_is_wrong(answer) -> None:
    """A form in error is well made, and its summary stands before it."""
    tree = parse(answer)
    assert answer.status_code == 200
    assert faults(tree) == []
    assert tree.findtext(".//title").startswith("Error: ")
    assert tree.xpath("//main//*[@role='alert']"), "the error summary is announced"
    assert tree.xpath("//main//form//*[@role='alert']") == [], "the summary stands before the form"


def answered(client: Client, case: Case, url: str, good: dict, kinds: dict[str, str]):
    """The form that comes back for nonsense, everything typed in it; None where the nonsense was taken or refused."""
    bad = {name: VALUES[kind] for name, kind in kinds.items()}
    with transaction.atomic():
        response = client.post(url, {**good, **bad})
        fine = response.status_code == case.stays and (case.stays != 200 or page_form(parse(response)) is None)
        if fine:  # It was good after all. Taken back, so that the next finds the same row.
            transaction.set_rollback(True)
    assert response.status_code < 500, f"{kinds}: {response.status_code}"
    if fine:
        return None
    assert response.status_code in {200, 400, 409, 413, 429}, f"{kinds}: {response.status_code}"
    if response.status_code != 200:
        return None
    form = page_form(parse(response))
    for name, kind in kinds.items():
        shown = None if kind in UNSHOWN else typed_value(form, name)
        assert shown is None or shown.strip() == bad[name].strip(), f"{name}={kind}: what was typed is lost"
    return form


UNSHOWN = {"nul", "control", "newline", "zero width"}
"""Nonsense that no page can show again as it was sent."""


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
"""Bodies no browser sends. They are read before any page sees them: all by the first form, a third by every eighth."""


@pytest.mark.parametrize("case", FORMS if ALL else FORMS[::8], ids=lambda case: case.name)
def test_a_form_survives_a_broken_body(case: Case):
    world, client = World(), Client(raise_request_exception=False)
    person, _, url = world.reach(case)
    client.force_login(person)
    turn = FORMS.index(case)
    for body, kind in BROKEN if ALL or turn == 0 else BROKEN[turn // 8 % 3 :: 3]:
        response = client.generic("POST", url, body, content_type=kind)
        assert response.status_code in {200, 400, 403, 409, 413}, f"{kind}: {response.status_code}"


READ = [case for case in cases() if case.reads and case.html and case.shows == 200]
SEARCHES = {"core:search", "home"}
LISTS = [case for case in READ if ALL or hasattr(case.view, "filterset_class") or case.name in SEARCHES]
"""Pages that read their address. The others are shown with nonsense in it in test_pages."""


def queries(case: Case) -> list[str]:
    """Which query strings a page is tried with: all with --all.

    Lists share the code that reads page, order and export, so the first takes everything and the others an eighth,
    and a quarter of what may stand in filters of their own. Each page begins elsewhere, so that together they take
    everything.
    """
    filterset, turn = getattr(case.view, "filterset_class", None), LISTS.index(case)
    own = [f"{name}={value}" for name in (filterset.base_filters if filterset else ()) for value in FILTERED]
    if ALL or turn == 0 or case.name in SEARCHES:
        return QUERIES + own
    return QUERIES[turn % 8 :: 8] + own[turn % 4 :: 4]


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case.name)
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
