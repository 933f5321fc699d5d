"""Whether the facts behind a proposal are still the same; where they are not, which have changed.

Each part is counted and summed over its rows in any order. Bookings are no part: two at one time are refused by the
database, and the refusal names them.
"""

import hashlib
import json

from django.db import connection

from training.planning.asked import Asked

HASH = "SELECT count(*) || ':' || coalesce(sum(hashtextextended(({row})::text, 0)::numeric), 0) FROM {rows}"
PARTS = {
    "what people owe": (
        "(r.id, r.person_id, r.terms_id, r.cycle, r.due_on, r.needs_mode)",
        "training_personrequirement r WHERE r.settled = '' AND r.due_on <= %(until)s"
        " AND (%(rules)s::bigint[] = '{{}}' OR r.rule_id = ANY(%(rules)s))",
    ),
    "what people have completed": (
        "(k.id, k.voided_at)",
        "training_trainingcredit k WHERE k.course_id = ANY(%(courses)s) AND k.completed_on >= %(since)s - 800",
    ),
    "courses": (
        "(v.id, v.status, v.mode, v.contact_hours, v.max_seats, v.instructor_ratio, v.instructor_cert_id,"
        " v.room_features, c.retired, c.only_worksite_kinds, c.only_supervisory)",
        "training_courseversion v JOIN training_course c ON c.id = v.course_id WHERE v.course_id = ANY(%(courses)s)",
    ),
    "what courses ask of who comes": (
        "(p.id, p.course_id, p.needs_course_id, p.needs_certification_id, j.id, j.jobclass_id)",
        "training_course c LEFT JOIN training_prerequisite p ON p.course_id = c.id"
        " LEFT JOIN training_course_only_job_classes j ON j.course_id = c.id WHERE c.id = ANY(%(courses)s)",
    ),
    "rooms": (
        "(r.id, r.seats, r.features, r.ahead_days, r.retired, s.id, s.seats, h.id, h.opens, h.closes)",
        "training_room r LEFT JOIN training_roomseats s ON s.room_id = r.id"
        " LEFT JOIN training_roomhours h ON h.room_id = r.id",
    ),
    "instructors and their certificates": (
        "(i.id, i.home_center_id, i.hours_a_day, i.hours_a_week, i.retired, c.id, c.starts_on, c.ends_on)",
        "training_instructor i LEFT JOIN training_instructorcertificate c ON c.instructor_id = i.id",
    ),
    "classes and who comes to them": (
        "(c.id, c.status, c.capacity, c.starts_at, c.ends_at, e.id, e.status)",
        "training_scheduledclass c LEFT JOIN training_enrolment e ON e.scheduled_class_id = c.id"
        " WHERE c.ends_at >= %(since)s AND c.starts_at < %(until)s::date + 1",
    ),
    "relief caps": (
        "(r.id, r.worksite_id, r.shift, r.most, r.starts_on, r.ends_on)",
        "training_reliefcap r",
    ),
    "who works where": (
        "(a.id, a.person_id, a.worksite_id, a.shift, a.starts_on, a.ends_on)",
        'personnel_assignment a WHERE a."primary" AND a.starts_on <= %(until)s'
        " AND (a.ends_on IS NULL OR a.ends_on > %(since)s)",
    ),
    "days off": ("(d.id, d.person_id, d.weekdays, d.starts_on, d.ends_on)", "training_daysoff d"),
    "leave": ("(p.id, p.starts_on, p.ends_on)", "training_clockpause p"),
    "settings": (
        "(s.id, s.value)",
        "core_setting s JOIN core_settingkey k ON k.id = s.key_id"
        " WHERE k.key IN ('training_relief_percent', 'training_ahead_days')",
    ),
}


def parts_now(asked: Asked, courses: list[int]) -> dict[str, str]:
    """A short word for each part of the facts as they stand."""
    values = {"until": asked.ends_on, "since": asked.starts_on, "rules": list(asked.rules), "courses": courses}
    whole = " UNION ALL ".join(f"({HASH.format(row=row, rows=rows.format())})" for row, rows in PARTS.values())
    with connection.cursor() as cursor:
        cursor.execute(whole, values)
        return dict(zip(PARTS, (one for (one,) in cursor.fetchall()), strict=True))


def digest(parts: dict[str, str]) -> str:
    """All parts as one word."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """The names of the parts that are no longer the same."""
    return [name for name in PARTS if before.get(name) != now[name]]
