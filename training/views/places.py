"""Pages of training centers, their rooms, vehicles and kit, and the ways between them."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, listed
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.views.pages import ActionPage, AskPage, CreatePage, DetailPage, EditPage, ListPage, Page
from training.actions.places import (
    add_room,
    close_room,
    open_room,
    revise_center,
    revise_room,
    set_hours,
    set_room_seats,
    set_travel_time,
)
from training.forms.places import (
    CenterForm,
    CloseForm,
    EquipmentForm,
    HoursForm,
    NewCenterForm,
    RoomFilter,
    RoomForm,
    RoomSeatsForm,
    TravelForm,
)
from training.models import Center, Equipment, Hold, Room, RoomHours, TravelTime
from training.tables.places import CenterTable, EquipmentTable, RoomTable, TravelTable

SHOWN = 20


class ShortList(ListPage):
    """A list nobody takes away."""

    def may_export(self):
        """It is short."""
        return False


class CenterList(ShortList):
    """Where training happens."""

    model = Center
    permission_required = "training.view_center"
    table_class = CenterTable
    order_by = "name"
    intro = "Where training happens."
    empty_text = "Centers appear here once a scheduler adds them."

    def get_rows(self):
        return super().get_rows().in_use()


class CenterPage(Page):
    """A page about one center, found by its code."""

    model = Center
    slug_field = slug_url_kwarg = "code"


class CenterDetail(CenterPage, DetailPage):
    """One center with its rooms."""

    permission_required = "training.view_center"
    template_name = "training/center_detail.html"
    fields = ("worksite", "region", "trainees", "opened_on", "note", "source")

    @cached_property
    def rooms(self) -> list[Room]:
        """Its rooms in use."""
        return list(self.object.rooms.in_use())


class CenterCreate(CreatePage):
    """Add a center."""

    model = Center
    permission_required = "training.add_center"
    form_class = NewCenterForm
    button = "Add center"
    done = "Center added. Add its rooms."


class CenterEdit(CenterPage, EditPage):
    """Change a center."""

    permission_required = "training.change_center"
    form_class = CenterForm
    button = "Save center"
    done = "Center saved."

    def keep(self, form, changed):
        return revise_center(form.instance, by=self.request.user, changed=changed)


class RoomList(ShortList):
    """The rooms of all centers."""

    model = Room
    permission_required = "training.view_room"
    filterset_class = RoomFilter
    table_class = RoomTable
    order_by = "center"
    intro = "Rooms in use, with what they seat and have."
    empty_text = "Rooms appear here once a scheduler adds them."

    def get_rows(self):
        return super().get_rows().in_use()


class RoomPage(Page):
    """A page about one room."""

    model = Room

    def get_queryset(self):
        return super().get_queryset().select_related("center", "resource")


class RoomDetail(RoomPage, DetailPage):
    """One room: its hours, when it is closed, what it seats for which course, and what is booked next."""

    permission_required = "training.view_room"
    template_name = "training/room_detail.html"

    def facts(self):
        """What it is and when it can be booked."""
        one = self.object
        ahead = "As set for all rooms" if one.ahead_days is None else f"{one.ahead_days} days"
        return [
            ("Center", one.center), ("Name", one.name or BLANK), ("Seats", one.seats),
            ("Has", listed(one.features) or BLANK), ("Bookable ahead", ahead),
            ("No longer used", "Yes" if one.retired else "No"),
        ]  # fmt: skip

    @cached_property
    def hours(self) -> list[RoomHours]:
        """When it can be booked, by weekday."""
        return list(self.object.hours.all())

    @cached_property
    def seats(self) -> list:
        """What it seats for which course."""
        return list(self.object.seats_by_course.select_related("course"))

    @cached_property
    def held(self) -> list[Hold]:
        """What is booked next."""
        rows = Hold.objects.standing().filter(resource=self.object.resource.pk, during__endswith__gt=timezone.now())
        return list(rows.select_related("meeting__scheduled_class__course_version__course").order_by("during")[:SHOWN])

    def acts(self) -> list[tuple[str, str]]:
        """What can be done with it: (words, address)."""
        if not self.may("training.change_room", self.object):
            return []
        acts = [("Hours", "hours"), ("Close it for a time", "close"), ("Seats for a course", "seats")]
        return [(words, reverse(f"training:room-{verb}", args=[self.object.pk])) for words, verb in acts]


class RoomCreate(CreatePage):
    """Add a room."""

    model = Room
    permission_required = "training.add_room"
    form_class = RoomForm
    button = "Add room"
    done = "Room added. Say when it can be booked."

    def keep(self, form):
        return add_room(form.instance, by=self.request.user)


class RoomEdit(RoomPage, EditPage):
    """Change a room. It never seats fewer than a class that meets in it."""

    permission_required = "training.change_room"
    form_class = RoomForm
    button = "Save room"
    done = "Room saved."

    def keep(self, form, changed):
        return revise_room(form.instance, by=self.request.user, changed=changed)


class RoomAct(RoomPage, ActionPage):
    """Something done to one room."""

    permission_required = "training.change_room"


class RoomSetHours(RoomAct):
    """When a room can be booked."""

    form_class = HoursForm
    button = "Save hours"
    intro = "A day without times cannot be booked. With no times at all the room can be booked at any hour."
    done = "Hours saved. What is booked stays booked; what lies outside now is among the issues."
    action = staticmethod(set_hours)

    def get_title(self):
        return f"Hours of {self.object}"

    def get_initial(self):
        kept = self.object.hours.all()
        return super().get_initial() | {
            name: value
            for one in kept
            for name, value in ((f"opens_{one.weekday}", one.opens), (f"closes_{one.weekday}", one.closes))
        }


class RoomClose(RoomAct):
    """Close a room for a time."""

    form_class = CloseForm
    button = "Close room"
    intro = "Nobody can book it then. What is booked already must be moved first."
    done = "Room closed for that time."

    def action(self, record, *, by, start, stop, kind, note):
        return close_room(record, start, stop, by=by, kind=kind, note=note)


class RoomOpen(RoomAct):
    """Open a room again."""

    form_class = ConfirmForm
    button = "Open room"
    done = "The room can be booked again at that time."

    @cached_property
    def held(self) -> Hold | None:
        """The closing the address names."""
        return Hold.objects.filter(resource__room=self.object, pk=self.kwargs["hold"]).for_list().first()

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        if self.held is None:
            raise Http404
        return self.object

    def action(self, record, *, by):
        return open_room(self.held, by=by)


class RoomSetSeats(RoomAct):
    """How many a room seats for one course."""

    form_class = RoomSeatsForm
    button = "Save seats"
    done = "Seats saved."

    def get_title(self):
        return f"Seats of {self.object} for a course"

    def action(self, record, *, by, course, seats):
        return set_room_seats(record, course, seats, by=by)


class EquipmentList(ShortList):
    """Vehicles and kit of all centers."""

    model = Equipment
    permission_required = "training.view_equipment"
    table_class = EquipmentTable
    order_by = "name"
    intro = "What one class at a time can use."
    row_name = "vehicle or kit"
    empty_text = "Vehicles and kit appear here once a scheduler adds them."

    def get_queryset(self):
        return super().get_queryset().select_related("center")

    def get_rows(self):
        return super().get_rows().in_use()


class EquipmentCreate(CreatePage):
    """Add a vehicle or kit."""

    model = Equipment
    permission_required = "training.add_equipment"
    form_class = EquipmentForm
    button = "Add vehicle or kit"
    done = "Vehicle or kit added."

    def get_success_url(self):
        return reverse("training:equipment-list")


class EquipmentEdit(EditPage):
    """Change a vehicle or kit."""

    model = Equipment
    permission_required = "training.change_equipment"
    form_class = EquipmentForm
    button = "Save vehicle or kit"
    done = "Vehicle or kit saved."

    def get_queryset(self):
        return super().get_queryset().select_related("center")

    def trail(self):
        return [("Vehicles and kit", reverse("training:equipment-list"))]

    def get_success_url(self):
        return reverse("training:equipment-list")


class TravelTimeList(ShortList):
    """How long instructors are on the road."""

    model = TravelTime
    permission_required = "training.view_traveltime"
    table_class = TravelTable
    title = "Travel between centers"
    row_name = "travel time"
    intro = "Instructors who teach at two centers within a day are booked for the way."
    empty_text = "No travel time is known yet, so none is booked."

    def get_queryset(self):
        return super().get_queryset().select_related("one", "other")


class TravelTimeCreate(AskPage):
    """Say how long a way takes, or change it."""

    permission_required = "training.change_traveltime"
    title = "Travel time between two centers"
    intro = "Where it was said before, this takes its place."
    form_class = TravelForm
    button = "Save travel time"
    done = "Travel time saved."

    def trail(self):
        return [("Travel between centers", reverse("training:traveltime-list"))]

    def work(self, form):
        typed = form.cleaned_data
        set_travel_time(typed["one"], typed["other"], typed["minutes"], by=self.request.user)
        return reverse("training:traveltime-list")
