"""The portal's addresses as they are where the operator switched calendar addresses on."""

from django.urls import include, path

from doc_portal.urls import handler404 as not_found
from doc_portal.urls import urlpatterns as usual
from mission import urls as mission
from mission.views.feeds import CalendarFeedFile

handler404 = not_found
with_feed = [
    *mission.urlpatterns,
    path("calendar/<str:token>.ics", CalendarFeedFile.as_view(), name="calendarfeed-file"),
]
urlpatterns = [path("", include((with_feed, "mission"))), *usual]
