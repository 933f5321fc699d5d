"""Addresses of the portal's pages, each worked out once in a process.

Django works an address out anew each time, which takes longer than the rest of a cell. A list names one for each row,
and the frame of every page some twenty.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape

MOST = 20_000


def address_of(name: str, *args: Any) -> str:
    """The address of a page by its name, as `reverse` gives it."""
    return _address(settings.ROOT_URLCONF, get_script_prefix(), name, *args)


@lru_cache(MOST, typed=True)
def _address(urls: str, prefix: str, name: str, *args: Any) -> str:
    """What `address_of` tells. Under which addresses it was looked up is a part of the question."""
    return reverse(name, args=args)


class AddressNode(URLNode):
    """Django's tag `url`, for what it writes most: a page by its name and the values in its address."""

    def render(self, context):
        """The address, or nothing where there is none and it is only asked for (`as`)."""
        if self.kwargs:
            return super().render(context)
        try:
            found = address_of(self.view_name.resolve(context), *(arg.resolve(context) for arg in self.args))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar is None:
            return conditional_escape(found)
        context[self.asvar] = found
        return ""
