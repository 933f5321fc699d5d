"""The portal's addresses: assembled from the core and the units."""

from django.urls import include, path

urlpatterns = [
    path("", include("doc_portal.core.urls")),
    path("", include("mission.urls")),
]
