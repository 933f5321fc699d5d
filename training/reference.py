"""What training starts with: centers, courses, curricula and rules as published, from the files of the data folder.

Rows a person made or changed are left as they are. What no source gives stays empty; what is assumed says so.
"""

from datetime import date
from decimal import Decimal

from doc_portal.core.models import Worksite
from doc_portal.core.reference import Brought, bring_in, read_rows, yes
from training.models import (
    Center,
    Course,
    CourseEquivalence,
    CourseVersion,
    Curriculum,
    CurriculumItem,
    RequirementRule,
    RuleTerms,
)

GROUPS = {
    "academy_level_1": ("pre_service", "academy-level-1"),
    "academy_level_2": ("pre_service", "academy-level-2"),
    "academy_level_3": ("pre_service", "academy-level-3"),
    "pp_initial": ("pre_service", "pp-initial"),
    "pre_service_2018": ("pre_service", "section-a"),
    "in_service": ("in_service", ""),
    "conversation": ("in_service", ""),
    "supervisory": ("supervisory", ""),
}
"""Group of the file -> category and curriculum."""
MODES = {"in_seat": "in_seat", "vilt": "vilt", "livestream": "livestream", "ojt": "ojt"}
"""How the file says a course is taught; online ones name their system, and others are not known or vary."""
BBP = "TC-68"
"""The course whose records are kept as those of bloodborne pathogen training."""
REPLACED = ("TC-13", "TC-61", date(2023, 7, 1), "MODOC bulletin 361b00b")
"""ADHRUC stands for the course that replaced it, or everybody would be overdue at once."""
CENTER_FIELDS = ("name", "worksite", "region", "trainees", "opened_on", "note", "confirmed", "source")
COURSE_FIELDS = ("title", "category", "provider", "repeatable", "kept_as", "note", "confirmed", "source")
VERSION_FIELDS = ("contact_hours", "mode")
CURRICULUM_FIELDS = ("title", "hours", "note", "confirmed", "source")
RULE_FIELDS = ("name", "rule_set", "is_post_gate")
TERMS_FIELDS = (
    "authority", "title_words", "custody", "inmate_contact", "worksite_kinds", "supervisory", "audience_words",
    "audience_known", "satisfied", "bucket_category", "bucket_hours", "cadence", "every_months", "always_in_seat",
    "due", "due_in", "due_unit", "ends_on", "approved", "note", "confirmed", "source",
)  # fmt: skip


def load() -> list[Brought]:
    """Everything training brings along, in the order in which rows name each other."""
    source = read_rows("training_courses.csv")
    loaded = [_load_centers(), _load_courses(source), _load_curricula(read_rows("training_curricula.csv"))]
    courses, curricula = (dict(model.objects.values_list("code", "pk")) for model in (Course, Curriculum))
    return [
        *loaded,
        _load_versions(source, courses),
        _load_items(source, courses),
        _load_equivalence(courses),
        *_load_rules(courses, curricula),
    ]


def _load_centers() -> Brought:
    places = dict(Worksite.objects.values_list("slug", "pk"))
    rows = [
        Center(
            code=row["code"],
            name=row["name"],
            worksite_id=places[row["worksite"]],
            region=row["region"],
            trainees=int(row["trainees"]) if row["trainees"] else None,
            opened_on=_day(row["opened_on"]),
            note=row["note"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in read_rows("training_centers.csv")
    ]
    return bring_in(rows, ("code",), CENTER_FIELDS)


def _load_courses(source: list[dict]) -> Brought:
    rows = [
        Course(
            code=row["code"],
            title=row["title"],
            category=GROUPS[row["group"]][0],
            provider=row["delivery_mode"].removeprefix("online_") if row["delivery_mode"].startswith("online_") else "",
            repeatable=row["group"] == "conversation",
            kept_as=Course.Kept.BBP if row["code"] == BBP else Course.Kept.TRAINING,
            note=row["note"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in source
    ]
    return bring_in(rows, ("code",), COURSE_FIELDS)


def _load_versions(source: list[dict], ids: dict[str, int]) -> Brought:
    """One version of each course. Hours are given for few; the others stay empty."""
    rows = [
        CourseVersion(
            course_id=ids[row["code"]],
            no=1,
            status=CourseVersion.Status.APPROVED,
            contact_hours=round(Decimal(row["minutes"]) / 60, 2) if row["minutes"] else None,
            mode="online" if row["delivery_mode"].startswith("online_") else MODES.get(row["delivery_mode"], ""),
        )
        for row in source
    ]
    return bring_in(rows, ("course", "no"), VERSION_FIELDS)


def _load_curricula(source: list[dict]) -> Brought:
    rows = [
        Curriculum(
            code=row["code"],
            title=row["title"],
            hours=Decimal(row["hours"]) if row["hours"] else None,
            note=row["note"],
            confirmed=yes(row["confirmed"]),
            source=row["source"],
        )
        for row in source
    ]
    return bring_in(rows, ("code",), CURRICULUM_FIELDS)


def _load_items(source: list[dict], courses: dict[str, int]) -> Brought:
    """The courses of curricula nobody has changed, in the order of the file."""
    ids = dict(Curriculum.objects.filter(version=1, created_by=None).values_list("code", "pk"))
    there = set(CurriculumItem.objects.values_list("curriculum", "course"))
    rows = [
        CurriculumItem(curriculum_id=ids[code], course_id=courses[row["code"]], order=order * 10)
        for order, row in enumerate(source, 1)
        if (code := GROUPS[row["group"]][1]) in ids and (ids[code], courses[row["code"]]) not in there
    ]
    return Brought("courses of curricula", len(CurriculumItem.objects.bulk_create(rows)), 0)


def _load_equivalence(ids: dict[str, int]) -> Brought:
    old, new, starts_on, authority = REPLACED
    row = CourseEquivalence(old_id=ids[old], new_id=ids[new], starts_on=starts_on, authority=authority)
    return bring_in([row], ("old", "new"), ("starts_on", "authority"))


def _load_rules(courses: dict[str, int], curricula: dict[str, int]) -> list[Brought]:
    """Rules with their terms; what the terms ask for is set where they are new."""
    source = read_rows("training_rules.csv")
    rules = bring_in(
        [
            RequirementRule(
                slug=row["slug"], name=row["name"], rule_set=row["rule_set"], is_post_gate=row["gate"] == "yes"
            )
            for row in source
        ],
        ("slug",),
        RULE_FIELDS,
    )
    ids = dict(RequirementRule.objects.values_list("slug", "pk"))
    brought = bring_in([_terms(row, ids[row["slug"]]) for row in source], ("rule", "starts_on"), TERMS_FIELDS)
    _tell_what_is_asked(source, courses, curricula)
    return [rules, brought]


def _terms(row: dict, rule: int) -> RuleTerms:
    """One line of the file as unsaved terms."""
    plain = (
        "audience_words", "satisfied", "bucket_category", "cadence", "due", "due_unit", "authority", "note", "source",
    )  # fmt: skip
    lists = ("title_words", "worksite_kinds", "supervisory", "always_in_seat")
    return RuleTerms(
        rule_id=rule,
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=_day(row["ends_on"]),
        **{name: row[name] for name in plain},
        **{name: _parts(row[name]) for name in lists},
        custody=_either(row["custody"]),
        inmate_contact=_either(row["inmate_contact"]),
        audience_known=yes(row["audience_known"]),
        bucket_hours=Decimal(row["bucket_hours"]) if row["bucket_hours"] else None,
        every_months=int(row["every_months"]) if row["every_months"] else None,
        due_in=int(row["due_in"]),
        approved=yes(row["approved"]),
        confirmed=yes(row["confirmed"]),
    )


def _tell_what_is_asked(source: list[dict], courses: dict[str, int], curricula: dict[str, int]) -> None:
    """Courses and curricula of terms nobody has changed."""
    untouched = RuleTerms.objects.filter(version=1, created_by=None)
    terms = {(slug, day): pk for pk, slug, day in untouched.values_list("pk", "rule__slug", "starts_on")}
    for name, column, ids in (("courses", "course_id", courses), ("curricula", "curriculum_id", curricula)):
        through = RuleTerms._meta.get_field(name).remote_field.through
        rows = [
            through(ruleterms_id=pk, **{column: ids[code]})
            for row in source
            if (pk := terms.get((row["slug"], date.fromisoformat(row["starts_on"]))))
            for code in _parts(row[name])
        ]
        through.objects.bulk_create(rows, ignore_conflicts=True)


def _parts(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _either(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(cell)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
