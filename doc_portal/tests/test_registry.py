"""What the apps declare: every declaration names what exists, and nothing twice."""

from collections import Counter
from dataclasses import fields

import pytest
from django.contrib.auth.models import Permission
from django.template.loader import get_template
from django.urls import reverse

from doc_portal.core.registry import KINDS, ImportKind, declared, function
from doc_portal.core.views.manage import GROUPS

FUNCTIONS = (
    "run", "plan", "apply", "rows", "entry", "items", "context", "find", "of", "words", "of_person", "hand_over",
    "ownerless", "cleared",
)  # fmt: skip
ALL = [(kind, item) for kind in KINDS for item in declared(kind)]


def _named(kind, item) -> str:
    return f"{kind}:{getattr(item, 'name', None) or getattr(item, 'label', None) or getattr(item, 'key', item)}"


@pytest.mark.parametrize(("kind", "item"), ALL, ids=[_named(*pair) for pair in ALL])
@pytest.mark.django_db
def test_a_declaration_names_what_exists(kind, item):
    held = {one.name: getattr(item, one.name) for one in fields(item)}
    for name in FUNCTIONS:
        if held.get(name):
            assert callable(function(held[name])), f"{name} of {item}"
    if kind == "manage":
        assert item.group in GROUPS
    if kind == "measures":
        assert callable(function(item.value))
    if held.get("url_name"):
        assert reverse(item.url_name, args=held.get("args") or [])
    if held.get("template"):
        assert get_template(item.template)
    for permission in filter(None, (held.get("permission"), *(held.get("also") or ()))):
        app, codename = permission.split(".")
        assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()
    if isinstance(item, ImportKind):
        assert not item.current_url or reverse(item.current_url)
        assert not set(item.columns) & set(item.optional)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_is_declared_twice(kind):
    counted = Counter(_named(kind, item) if kind != "search" else item.kind for item in declared(kind))
    assert [name for name, times in counted.items() if times > 1] == []
