"""Nobody overwrites what somebody else saved meanwhile: both texts are shown and nothing is written."""

import pytest
from django.test import Client

from doc_portal.core import idempotency
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.views.pages import EditPage
from doc_portal.tests.cases import Case, cases
from doc_portal.tests.markup import faults, fields, page_form, parse, typed_names, typed_value
from doc_portal.tests.world import World

EDITS = [case for case in cases() if issubclass(case.view, EditPage)]


def changed_text(form) -> tuple[str, str]:
    """The first text field of the form, and another text for it; without one, a choice and another option of it."""
    for name in typed_names(form):
        value = typed_value(form, name)
        if value and name != "slug":
            return name, f"{value} again"
    for select in form.xpath(".//select[@name]"):
        others = select.xpath("./option[not(@selected)][@value!='']/@value")
        if others:
            return select.get("name"), str(others[-1])
    raise AssertionError("nothing to change")


@pytest.mark.django_db
@pytest.mark.parametrize("case", EDITS, ids=lambda case: case.name)
def test_a_save_over_a_newer_save_writes_nothing_and_shows_both_texts(client, case: Case):
    world = World()
    first, row, url = world.reach(case)
    second = world.holder(case)
    client.force_login(first)
    loaded = fields(page_form(parse(client.get(url))))
    name, text = changed_text(page_form(parse(client.get(url))))

    other = Client()
    other.force_login(second)
    theirs = {**fields(page_form(parse(other.get(url)))), **case.body(world, row)}
    assert other.post(url, theirs).status_code == 302
    kept = type(row)._base_manager.values().get(pk=row.pk)

    response = client.post(url, {**loaded, name: text, idempotency.FIELD: idempotency.new_key()})

    assert response.status_code == 409
    tree = parse(response)
    assert faults(tree) == []
    assert second.get_full_name() in tree.text_content()
    assert fields(page_form(tree))[name] == [text]
    assert type(row)._base_manager.values().get(pk=row.pk) == kept


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_kept_and_the_other_told():
    case, world = EDITS[0], World()
    first, row, url = world.reach(case)
    people, forms = [first, world.holder(case)], []
    for person in people:
        client = Client()
        client.force_login(person)
        forms.append((client, fields(page_form(parse(client.get(url)))) | case.body(world, row)))

    answers = at_once(*(lambda client=client, body=body: client.post(url, body) for client, body in forms))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
