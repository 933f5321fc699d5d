"""Temporary."""

from django.views.generic.detail import DetailView

from doc_portal.core.views.pages import Page, PlainPage
from personnel.models import Posting


class PostingList(PlainPage):
    permission_required = "personnel.view_posting"
    template_name = "base.html"
    title = "Jobs"


class PostingDetail(Page, DetailView):
    permission_required = "personnel.view_posting"
    template_name = "base.html"
    model = Posting
    slug_field = slug_url_kwarg = "public_slug"
