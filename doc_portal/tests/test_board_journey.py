"""The schedule board in a real browser, by keyboard alone: a move that clashes is told, another one is kept."""

from datetime import timedelta

import pytest

from doc_portal.core.tests.factories import grant, make_user
from doc_portal.tests.test_journeys import seat, seats  # noqa: F401 - fixtures
from training.actions.meetings import add_meetings
from training.models import Hold
from training.tests.factories import make_room
from training.tests.test_schedule import draft, sit, weekday

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def scheduler():
    user = make_user(first_name="Sam")
    grant(user, "staff")
    grant(user, "academy_scheduler")
    return user


def test_a_scheduler_moves_a_meeting_without_a_mouse(seat, scheduler):  # noqa: F811 - the fixture
    user = scheduler
    room, monday = make_room(), weekday()
    one, other = draft(room), draft(room)
    add_meetings(one, [sit(monday, room)], by=user)
    add_meetings(other, [sit(monday + timedelta(days=1), room)], by=user)
    board = f"/training/schedule/?day={monday}&center={room.center.code}"
    clerk = seat(user)
    clerk.open(board)
    clerk.fits()
    move = f"a[href*='/meetings/{one.meetings.get().pk}/move/']"
    clerk.press(move)
    for days, words in ((1, f"is booked for {other.number}"), (2, "Meeting moved.")):
        clerk.tab_to("[name=day]")
        clerk.page.keyboard.type(f"{monday + timedelta(days=days):%m%d%Y}")
        clerk.press("main button.btn-primary")
        clerk.reads(words)
    assert Hold.objects.firm().filter(meeting__scheduled_class=one).get().during.lower.date() == (
        monday + timedelta(days=2)
    )
    clerk.open(board)
    cell = clerk.page.locator(f"td[data-room='{room.pk}'][data-day='{monday + timedelta(days=2)}']")
    assert one.number in cell.inner_text()


def test_a_clash_is_told_while_a_meeting_is_dragged_and_the_drop_leads_to_the_page_that_moves_it(seat, scheduler):  # noqa: F811
    room, monday = make_room(), weekday()
    free, one, other = make_room(room.center), draft(room), draft(room)
    add_meetings(one, [sit(monday, room)], by=scheduler)
    add_meetings(other, [sit(monday + timedelta(days=1), room)], by=scheduler)
    clerk = seat(scheduler)
    clerk.open(f"/training/schedule/?day={monday}&center={room.center.code}")
    page = clerk.page
    page.hover(f"[data-meeting='{one.meetings.get().pk}']")
    page.mouse.down()
    for place, said in (
        (f"[data-room='{room.pk}'][data-day='{monday + timedelta(days=1)}']", f"is booked for {other.number}"),
        (f"[data-room='{free.pk}'][data-day='{monday}']", "Nothing stands in the way there."),
    ):
        page.hover(place)
        page.hover(place)
        page.locator("[data-board-words]", has_text=said).wait_for()
    with page.expect_navigation():
        page.mouse.up()
    assert page.input_value("[name=room]") == str(free.pk)
    assert page.input_value("[name=day]") == monday.isoformat()
    clerk.press("main button.btn-primary")
    clerk.reads("Meeting moved.")
    assert one.meetings.get().room == free
