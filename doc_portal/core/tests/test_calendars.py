"""Calendar files, read back by hand and by a parser of their own."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from doc_portal.core.calendars import CalendarEntry, calendar_of


def entry(**fields) -> CalendarEntry:
    defaults = {
        "uid": "one@portal",
        "sequence": 0,
        "title": "Open house",
        "starts_at": datetime(2026, 7, 1, 14, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 7, 1, 16, 0, tzinfo=UTC),
        "url": "/events/1/",
    }
    return CalendarEntry(**defaults | fields)


def read(*entries):
    parsed = Calendar.from_ical(calendar_of(entries))
    return list(parsed.walk("VEVENT"))


def test_lines_end_in_cr_lf_and_none_is_longer_than_75_octets():
    raw = calendar_of([entry(title="Ünïcode ☂ " * 30, about="Line one\nLine two; with, marks\\")])
    lines = raw.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert all(line.decode() for line in lines if line)  # no letter is cut in two


def test_folded_text_reads_back_as_it_was():
    title, about = "Ünïcode ☂ " * 30, "Line one\nLine two; with, marks\\"
    [found] = read(entry(title=title.strip(), about=about))
    assert found["summary"] == title.strip()
    assert found["description"] == about


def test_times_carry_the_zone_whose_rule_the_file_holds():
    raw = calendar_of([entry()]).decode()
    assert "DTSTART;TZID=America/Chicago:20260701T090000" in raw
    assert "TZID:America/Chicago" in raw
    assert "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in raw
    assert "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11" in raw
    [found] = read(entry())
    assert found["dtstart"].dt == datetime(2026, 7, 1, 14, 0, tzinfo=UTC)
    assert found["dtend"].dt == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)


def test_the_same_clock_time_after_the_night_clocks_go_back_is_an_hour_later():
    before = entry(starts_at=datetime(2026, 10, 31, 14, tzinfo=UTC), ends_at=datetime(2026, 10, 31, 15, tzinfo=UTC))
    after = entry(starts_at=datetime(2026, 11, 1, 15, tzinfo=UTC), ends_at=datetime(2026, 11, 1, 16, tzinfo=UTC))
    text = calendar_of([before, after]).decode()
    assert "20261031T090000" in text
    assert "20261101T090000" in text
    assert [one["dtstart"].dt.astimezone(UTC).hour for one in read(before, after)] == [14, 15]


def test_whole_days_are_dates_and_end_on_the_day_after():
    [found] = read(
        entry(
            all_day=True,
            starts_at=datetime(2026, 10, 31, 5, tzinfo=UTC),
            ends_at=datetime(2026, 11, 2, 6, tzinfo=UTC),
        )
    )
    assert found["dtstart"].dt == date(2026, 10, 31)
    assert found["dtend"].dt == date(2026, 11, 2)


def test_a_canceled_entry_stays_and_says_so():
    [found] = read(entry(canceled=True, sequence=3))
    assert found["status"] == "CANCELLED"
    assert found["sequence"] == 3
    assert found["summary"] == "Canceled: Open house"
    [kept] = read(entry())
    assert kept["status"] == "CONFIRMED"
