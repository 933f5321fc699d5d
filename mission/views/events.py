"""Pages of the events: a list by month, one event, its calendar file, and what its unit does with it."""

import re

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic.detail import SingleObjectMixin

from doc_portal.core.calendars import calendar_file
from doc_portal.core.display import BLANK
from doc_portal.core.models import Worksite
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from mission.actions.events import cancel_event, revise_event, write_event
from mission.calendars import entry_of
from mission.forms.events import CancelForm, EventFilter, EventForm
from mission.models import Event
from mission.moments import Month
from mission.tables.events import EventTable
from mission.views.glossary import warn_of_acronyms
from personnel.models.contacts import WITH_CONTACT


class EventList(ListPage):
    """The events of one month, in order of time. One that reaches into the next month stands in both."""

    model = Event
    permission_required = "mission.view_event"
    template_name = "mission/event_list.html"
    filterset_class = EventFilter
    table_class = EventTable
    row_name = "event"

    def get_title(self):
        return f"Events in {self.month}"

    def get_intro(self):
        return "What takes place in the department and at your worksite."

    @cached_property
    def month(self) -> Month:
        """The month asked for; this one where none is, or none that can be read."""
        return Month.read(self.request.GET.get("month", "")) or Month.of(timezone.localdate())

    @cached_property
    def notices(self):
        asked = self.request.GET.get("month", "")
        unread = asked and Month.read(asked) is None
        found = [] if unread else super().notices
        return [f"We could not read the month in the address, so this is {self.month}."] if unread else found

    def get_queryset(self):
        return super().get_queryset().between(*self.month.bounds())

    def unasked(self, rows):
        return rows.concerning(self.request.user.worksite_id)

    def turn(self, months: int) -> dict:
        """The link to the month before or after, with the other filters kept."""
        month, query = self.month.plus(months), self.request.GET.copy()
        for name in ("page", "export"):
            query.pop(name, None)
        query["month"] = month.key
        return {"name": str(month), "url": f"?{query.urlencode()}"}

    def before(self):
        return self.turn(-1)

    def after(self):
        return self.turn(1)


class EventPage(Page):
    """A page about one event."""

    model = Event

    def trail(self):
        return [("Events", reverse("mission:event-list")), *super().trail()[1:]]


class EventDetail(EventPage, DetailPage):
    """One event: when, where, for whom, and the file for one's own calendar."""

    permission_required = "mission.view_event"
    template_name = "mission/event_detail.html"
    fields = ("when", "place", "readers", "unit", "canceled_at", "canceled_because", "created_by.shown_name")

    def get_queryset(self):
        sites = Prefetch("worksites", Worksite.objects.all())
        return super().get_queryset().select_related("unit", "created_by", *WITH_CONTACT).prefetch_related(sites)

    def facts(self):
        return [(label, value) for label, value in super().facts() if value != BLANK]

    def actions(self):
        """Editing and canceling where permitted, until it is canceled; canceling until it is over."""
        found = super().actions()
        stands = self.object.editable and self.object.ends_at > timezone.now()
        if stands and self.may("mission.cancel_event", self.object):
            url = reverse("mission:event-cancel", args=[self.object.pk])
            found.append({"verb": "cancel", "url": url, "label": "Cancel event", "danger": True})
        return found


class EventCalendar(EventPage, SingleObjectMixin):
    """One event as a calendar file."""

    permission_required = "mission.view_event"

    def get(self, request, *args, **kwargs):
        event = SingleObjectMixin.get_object(self, self.get_queryset())
        name = re.sub(r"[^a-z0-9]+", "-", event.title.lower()).strip("-")[:60] or "event"
        return calendar_file([entry_of(event)], f"{name}.ics")


class EventCreate(EventPage, CreatePage):
    """Announce an event."""

    permission_required = "mission.add_event"
    form_class = EventForm
    title = "New event"
    button = "Announce event"
    done = "Event announced."

    def get_initial(self):
        return super().get_initial() | {"unit": self.request.user.unit_id}

    def keep(self, form):
        warn_of_acronyms(self.request, form.instance.body)
        return write_event(form.instance, form.cleaned_data["sites"], by=self.request.user)


class EventEdit(EventPage, EditPage):
    """Change an event. Calendars that follow it take the change over."""

    permission_required = "mission.change_event"
    form_class = EventForm
    button = "Save event"
    done = "Event saved."

    def get(self, request, *args, **kwargs):
        event = self.get_object()
        if not event.editable:
            messages.warning(request, "This event is canceled and cannot be changed.")
            return HttpResponseRedirect(event.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def keep(self, form, changed):
        warn_of_acronyms(self.request, form.instance.body)
        return revise_event(form.instance, form.cleaned_data["sites"], by=self.request.user, changed=changed)


class EventCancel(EventPage, ActionPage):
    """Cancel an event, with a reason."""

    permission_required = "mission.cancel_event"
    form_class = CancelForm
    action = staticmethod(cancel_event)
    button = "Cancel event"
    intro = "It stays in the list and in calendars, marked as canceled, with your reason."
    done = "Event canceled. It stays in the list, marked."

    def is_dangerous(self):
        return True
