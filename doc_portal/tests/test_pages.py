"""Every page with one row and with many: its literal number of queries, well made, and naming nobody not listed."""

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doc_portal.tests.cases import Case, cases
from doc_portal.tests.markup import faults, parse
from doc_portal.tests.nonsense import QUERIES
from doc_portal.tests.world import World
from personnel.models import Person
from personnel.tests.factories import make_person

pytestmark = pytest.mark.django_db

MORE = 49 if os.environ.get("PORTAL_TEST_ALL") == "1" else 6
"""How many rows are added to a list's first one before its queries are counted again."""
READ = [case for case in cases() if case.reads and case.shows == 200]
PAGES = [case for case in READ if case.html]
FILES = [case for case in READ if not case.html]
NAMED_FOR_A_REASON = {
    "core:auditevent-": "auditors ask who did it",
    "core:history": "auditors ask who did it",
    "core:rolegrant-": "who may do what is answered for by those who grant it",
    "core:signincode-": "stewards give codes to the people they know",
    "personnel:correction-": "stewards keep entries that are not listed too",
    "personnel:requisition-": "nobody decides on their own request, so who asked is told to who decides",
    "personnel:postingrevision-": "nobody decides on their own change, so who asked is told to who decides",
}
"""The beginnings of names of pages whose few readers must know who it was."""


def world_of_a_hidden_author() -> World:
    """A world whose rows were written by somebody who is not listed."""
    world = World()
    make_person(first_name="Zelda", last_name="Quartermain", suppressed=True, user=world.author)
    return world


def names_nobody_hidden(case: Case, answer) -> bool:
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return b"Quartermain" not in said or case.name.startswith(tuple(NAMED_FOR_A_REASON))


def count_of(client, case: Case, url: str):
    """How many queries the page takes, and what it answers."""
    ContentType.objects.clear_cache()
    for model in {case.view.model} - {None}:
        ContentType.objects.get_for_model(model)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(url)
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) for q in caught.captured_queries), answer


@dataclass(frozen=True)
class Titles:
    """Which page used each title first, kept where every process of this run looks."""

    folder: Path

    def first_to_use(self, title: str, name: str) -> str:
        """The page that told this title first; numbers in it, as of a record, make it no other."""
        place = self.folder / quote(re.sub(r"\d+", "0", title), safe="")
        with contextlib.suppress(FileExistsError), place.open("x") as claimed:
            claimed.write(name)
        return place.read_text()


@pytest.fixture(scope="session")
def titles(tmp_path_factory):
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "titles"
    folder.mkdir(exist_ok=True)
    return Titles(folder)


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_a_page_takes_its_literal_number_of_queries_is_well_made_and_names_nobody_hidden(client, titles, case: Case):
    """A page whose rows cannot grow is counted once. Pages that read no address are first asked with nonsense in it."""
    world = world_of_a_hidden_author()
    person, _, url = world.reach(case)
    client.force_login(person)
    if case.rows:
        case.rows(world, 1)
    nonsense = "" if hasattr(case.view, "filterset_class") else "&".join(QUERIES[PAGES.index(case) % 16 :: 16])
    assert client.get(url.partition("?")[0], QUERY_STRING=nonsense).status_code in {200, 302}, nonsense
    count, answer = count_of(client, case, url)
    assert count == case.queries
    if case.rows:
        case.rows(world, MORE)
        count, answer = count_of(client, case, url)
        assert count == case.queries, f"with {MORE} rows more"

    tree = parse(answer)
    assert answer.status_code == 200
    assert faults(tree) == []
    assert titles.first_to_use(tree.findtext(".//title").strip(), case.name) == case.name, "another has this title"
    assert names_nobody_hidden(case, answer)


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_file_names_nobody_hidden(client, case: Case):
    world = world_of_a_hidden_author()
    person, _, url = world.reach(case)
    if case.rows:
        case.rows(world, 2)
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    assert names_nobody_hidden(case, answer)


def test_an_account_is_listed_as_its_person_is_whoever_writes_it():
    one, other = World().author, World().author
    person = make_person(user=one, suppressed=True)
    one.refresh_from_db()
    assert (one.listed, one.shown_name) == (False, "Not listed")
    Person.objects.filter(pk=person.pk).update(suppressed=False)
    one.refresh_from_db()
    assert one.shown_name == one.get_full_name()
    Person.objects.filter(pk=person.pk).update(suppressed=True)
    Person.objects.filter(pk=person.pk).update(user=other)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.listed, other.listed) == (True, False)
