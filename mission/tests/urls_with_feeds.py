"""The portal's addresses as they are where the operator switched calendar addresses on."""

from django.urls import include, path

from mission import urls as mission
from mission.views.feeds import CalendarFeedFile

handler404 = "doc_portal.core.views.errors.not_found"
feed = path("calendar/<str:token>.ics", CalendarFeedFile.as_view(), name="calendarfeed-file")
urlpatterns = [path("", include(([*mission.urlpatterns, feed], "mission"))), path("", include("doc_portal.urls"))]
