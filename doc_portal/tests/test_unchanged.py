"""A form sent back as it was shown changes nothing: no act, no row history, and the page says so."""

import pytest
from django.contrib.messages import get_messages

from doc_portal.core.history import event_model
from doc_portal.core.models import AuditEvent
from doc_portal.core.views.pages import EditPage
from doc_portal.tests.cases import Case, cases
from doc_portal.tests.markup import fields, page_form, parse
from doc_portal.tests.world import World

EDITS = [case for case in cases() if issubclass(case.view, EditPage)]


def as_browsers_send(sent: dict[str, list[str]]) -> dict[str, list[str]]:
    """Line ends as browsers send them."""
    return {name: [value.replace("\r\n", "\n").replace("\n", "\r\n") for value in sent[name]] for name in sent}


@pytest.mark.django_db
@pytest.mark.parametrize("case", EDITS, ids=lambda case: case.name)
def test_an_unchanged_form_leaves_neither_an_act_nor_history(client, case: Case):
    person, row, url = World().reach(case)
    client.force_login(person)
    form = as_browsers_send(fields(page_form(parse(client.get(url)))))
    kept = type(row)._base_manager.values().get(pk=row.pk)
    acts, events = AuditEvent.objects.count(), event_model(type(row))
    rows = events.objects.count() if events else 0

    response = client.post(url, form)

    assert response.status_code == 302
    assert [str(one) for one in get_messages(response.wsgi_request)] == ["Nothing was changed."]
    assert type(row)._base_manager.values().get(pk=row.pk) == kept
    assert AuditEvent.objects.count() == acts
    assert (events.objects.count() if events else 0) == rows
