"""Addresses are worked out once, and are those Django would give."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, path, reverse, set_script_prefix

from doc_portal.core.addresses import address_of

urlpatterns = [path("elsewhere/", lambda request: None, name="home"), path("<str:word>/", print, name="word")]


def write(text):
    return Template(text).render(Context({"pk": 7}))


def test_an_address_is_the_one_django_gives():
    assert address_of("home") == reverse("home")
    assert address_of("core:history", "core.role", 7) == reverse("core:history", args=["core.role", 7])
    with pytest.raises(NoReverseMatch):
        address_of("core:history")


def test_other_addresses_and_another_place_on_the_server_are_not_mixed_up(settings):
    before = address_of("home")
    settings.ROOT_URLCONF = __name__
    assert (before, address_of("home")) == ("/", "/elsewhere/")
    set_script_prefix("/portal/")
    try:
        assert address_of("home") == "/portal/elsewhere/"
    finally:
        set_script_prefix("/")


def test_templates_write_addresses_as_djangos_tag_does(settings):
    assert write("{% url 'core:history' 'core.role' pk %}") == reverse("core:history", args=["core.role", 7])
    assert write("{% url 'core:history' kind='core.role' pk=pk %}") == reverse("core:history", args=["core.role", 7])
    assert write("{% url 'core:nowhere' as it %}{% if it %}{{ it }}{% else %}none{% endif %}") == "none"
    assert write("{% url 'home' as it %}{{ it }}") == "/"
    with pytest.raises(NoReverseMatch):
        write("{% url 'core:nowhere' %}")
    settings.ROOT_URLCONF = __name__
    assert write("{% url 'word' 'a&b' %}") == "/a&amp;b/"
