"""The portal's addresses and one more: the bare view that pages are compared with (RULINGS 17)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from doc_portal import urls as portal
from doc_portal.core.models import Worksite


def bare(request: HttpRequest) -> HttpResponse:
    """Signed in, behind the same middleware: one indexed query and a template of three lines."""
    return render(request, "bare.html", {"worksite": Worksite.objects.get(slug="fcc")})


urlpatterns = [path("bench/bare/", bare), *portal.urlpatterns]
handler400 = portal.handler400
handler403 = portal.handler403
handler404 = portal.handler404
handler500 = portal.handler500
