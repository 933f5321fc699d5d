"""Numbers of law and policy in training: dated rows, as far as nobody has confirmed them marked so (training.md 8)."""

from doc_portal.core.registry import SettingSpec

ASSUMED = "Assumption: to be confirmed by the Training Academy"


def assumed(key: str, name: str, value: str, measured_in: str = "", help: str = "", authority: str = ASSUMED):
    """A first value that nobody has confirmed."""
    return SettingSpec(key, name, value, authority, measured_in=measured_in, help=help, confirmed=False)


SETTINGS = (
    assumed("training_relief_percent", "Share of a shift that may be away for training on one day", "4", "percent",
            "Of a worksite's shift, rounded down, one person at least. A relief cap of the worksite goes before it."),
    assumed("training_offer_hours", "Hours an offered seat stands", "24", "hours",
            "For so long a seat of the waiting list is held for whom it was offered to."),
    assumed("training_auto_promotion_hours", "Hours before a class when seats are offered instead of given", "72",
            "hours", "Until then the waiting list moves up by itself; never after the start."),
    assumed("training_minimum_days", "Days before a class when it is confirmed or put on the list to cancel or merge",
            "10", "days"),
    assumed("training_attendance_percent", "Least presence that earns credit", "90", "percent",
            "Counts where a version of a course names no share of its own."),
    assumed("training_quota_release_days", "Days before a class when kept seats are free for all", "14", "days"),
    assumed("training_lodging_miles", "Distance from which lodging is offered", "60", "miles"),
    assumed("training_ahead_days", "Farthest day on which a room can be booked", "365", "days",
            "Counts where a room has no limit of its own."),
    assumed("training_in_service_hours", "Hours of in-service training in a fiscal year", "40", "hours"),
    assumed("training_level_1_hours", "Hours of academy level 1", "40", "hours",
            "Not published; levels 2 and 3 are 80 and 40 hours."),
    assumed("training_firearms_months", "Time until firearms are qualified again", "12", "months"),
    assumed("training_cpr_months", "Time until first aid and CPR are renewed", "24", "months"),
    assumed("training_no_show_limit", "Times somebody may not come in a year before enrolling is refused", "0", "times",
            "0 for no limit."),
    assumed("training_walk_ins", "Whether people without enrollment may sit in", "no", "", "“yes” or “no”."),
    assumed("training_records_years", "Years training records are kept", "7", "years",
            "From the completion.", "Georgia SOP 506.08 as a stand-in; the schedule of Missouri is to be confirmed"),
    assumed("training_bbp_records_years", "Years records of bloodborne pathogen training are kept", "3", "years",
            "From the completion.", "Assumption, from 29 CFR 1910.1030(h)(2)"),
    assumed("training_reminder_days", "Days before the due date to remind", "90, 60, 30, 7", "days",
            "Whole numbers with commas between them."),
    assumed("training_class_reminder_days", "Days before a class to remind those who come", "7, 1", "days",
            "Whole numbers with commas between them."),
    assumed("training_shift_day", "Hours of the day shift", "07:00 to 15:00", "",
            "“Fits my shift” finds classes within these hours."),
    assumed("training_shift_evening", "Hours of the evening shift", "15:00 to 23:00", "",
            "“Fits my shift” finds classes within these hours."),
    assumed("training_shift_night", "Hours of the night shift", "23:00 to 07:00", "",
            "“Fits my shift” finds classes within these hours."),
    assumed("training_day_hours", "Hours of instruction in a seat-day", "8", "hours",
            "With it the simulator of requirements turns hours into days."),
    assumed("training_class_seats", "People in a class, where no course says how many", "25", "people",
            "With it the simulator turns hours of a kind into class-days."),
    assumed("training_room_days", "Days a year on which a classroom is used", "245", "days",
            "With it class-days, and the room-days of what would fit, become room-years."),
    assumed("training_plan_slack", "Seats a plan lays out beyond what is needed", "6", "percent",
            "The planner offers it first; who plans can choose another share."),
    assumed("training_dates_at_once", "Classes one person may wait for at once", "5", "classes"),
)  # fmt: skip
