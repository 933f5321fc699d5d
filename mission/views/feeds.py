"""A person's own calendar address: whether there is one, making it, revoking it, and what it answers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.generic.base import View

from doc_portal.core.calendars import calendar_file, mark_of
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.outbox import address_of
from doc_portal.core.views.pages import AskPage, PlainPage
from mission.actions.feeds import BETWEEN_READINGS, feed_named, make_address, note_reading, revoke_address
from mission.calendars import followed
from mission.models import CalendarFeed

CALENDAR = "Division of Human Services"


class CalendarFeedOwn(PlainPage):
    """Whether one has an address, since when, and when it was last read."""

    permission_required = "core.use_portal"
    template_name = "mission/calendar_own.html"
    title = "My calendar address"
    intro = "With a secret address of your own, a calendar program shows the portal's events beside yours."

    def trail(self):
        return [("Events", reverse("mission:event-list"))]

    def get_context_data(self, **kwargs):
        live = CalendarFeed.objects.visible_to(self.request.user).filter(revoked_at__isnull=True).first()
        return super().get_context_data(**kwargs) | {"feed": live, "switched_on": settings.CALENDAR_FEEDS}


class UnderCalendar:
    """A page that stands under one's calendar address."""

    def trail(self):
        return [
            ("Events", reverse("mission:event-list")),
            ("My calendar address", reverse("mission:calendarfeed-own")),
        ]


class CalendarFeedCreate(UnderCalendar, AskPage):
    """Make an address. The page that answers is the only one that ever shows it."""

    permission_required = "core.use_portal"
    form_class = ConfirmForm
    keeps_draft = False
    title = "Make a calendar address"
    intro = "It is shown once. Whoever knows it can read the events that concern you, without signing in."
    button = "Make the address"

    def work(self, form):
        self.made = make_address(by=self.request.user)
        return reverse("mission:calendarfeed-own")

    def post(self, request, *args, **kwargs):
        """Where it was made the answer shows it; the form sent again only leads to one's calendar page."""
        response = super().post(request, *args, **kwargs)
        if response.status_code != 302 or not hasattr(self, "made"):
            return response
        address = address_of(reverse("mission:calendarfeed-file", args=[self.made[1]]))
        return render(request, "mission/calendar_made.html", {"view": self, "address": address})


class CalendarFeedRevoke(UnderCalendar, AskPage):
    """End one's address."""

    permission_required = "core.use_portal"
    form_class = ConfirmForm
    keeps_draft = False
    title = "Revoke my calendar address"
    intro = "Calendar programs that use it get no events any more. You can make a new one."
    button = "Revoke the address"
    done = "Your calendar address no longer works."

    def work(self, form):
        revoke_address(by=self.request.user)
        return reverse("mission:calendarfeed-own")


@method_decorator(login_not_required, name="dispatch")
class CalendarFeedFile(View):
    """The calendar behind a secret address. Without sign-in, and only where the operator switched it on."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, token):
        feed = feed_named(token) if settings.CALENDAR_FEEDS else None
        if feed is None:
            raise Http404
        if not note_reading(feed):
            seconds = int(BETWEEN_READINGS.total_seconds())
            words = f"This calendar was read a moment ago. Try again in {seconds} seconds."
            return HttpResponse(words, status=429, content_type="text/plain", headers={"Retry-After": str(seconds)})
        entries = followed(feed.user)
        mark = mark_of(entries, CALENDAR)
        unchanged = get_conditional_response(request, etag=mark)
        response = unchanged or calendar_file(entries, "calendar.ics", CALENDAR)
        response["ETag"] = mark
        return response
