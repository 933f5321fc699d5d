"""How the pages of the course catalogue are reached."""

from doc_portal.tests.cases import Case, Expect
from training.models import CourseEquivalence, Prerequisite
from training.tests.factories import (
    make_certification,
    make_class,
    make_course,
    make_curriculum,
    make_version,
)

KEEPS = ("training.view_course", "training.change_courseversion")
SEES = ("training.view_course",)
HERE = Expect(200, 302)


def course(world, by):
    made = make_version(make_course(source="A test", confirmed=False, about="What to do.")).course
    Prerequisite.objects.create(course=made, needs_course=make_course())
    return made


def with_classes(world, n):
    version = make_version()
    for _ in range(n):
        make_class(version)


def courses(world, n):
    for _ in range(n):
        make_version()


def new_course(world, row):
    return {
        "code": "NEW-1",
        "title": "Report writing",
        "category": "in_service",
        "clash": "forbid",
        "most_dates": 1,
        "kept_as": "training",
    }


def changed_course(world, row):
    return {"title": "Another title", "category": "elective", "clash": "warn", "most_dates": 2, "kept_as": "bbp"}


def bare(world, by):
    return make_course()


def draft(world, by):
    return make_version(status="draft", created_by=by, lesson_plan="Plan 1")


def version_body(world, row):
    return {"contact_hours": "6", "mode": "in_seat", "min_seats": 2, "max_seats": 12, "max_attempts": 1}


def plan_body(world, row):
    return {"lesson_plan": "Plan 2", "approved_on": "2026-01-05"}


def before(world, by):
    return Prerequisite.objects.create(course=make_course(), needs_course=make_course())


def equivalence(world, by):
    return CourseEquivalence.objects.create(
        old=make_course(), new=make_course(), starts_on="2026-01-01", authority="A memo"
    )


def equivalences(world, n):
    for _ in range(n):
        equivalence(world, None)


def new_equivalence(world, row):
    return {"old": make_course().pk, "new": make_course().pk, "starts_on": "2026-02-01", "authority": "Memo"}


def curriculum(world, by):
    return make_curriculum(make_course(), note="In this order")


def code(row):
    return [row.code]


def item_of(row):
    return [row.code, row.items.first().pk]


def certification(world, by):
    return make_certification(source="A test")


CATALOGUE = (
    Case("training:course-list", queries=9, rows=courses, empty_query="?q=no-such"),
    Case("training:course-detail", queries=13, row=course, rows=with_classes, elsewhere=Expect(200, 405)),
    Case("training:course-create", queries=6, elsewhere=Expect(200, 409), body=new_course, also=SEES),
    Case("training:course-edit", queries=7, row=bare, body=changed_course, also=SEES, elsewhere=Expect(403, 403)),
    Case("training:course-current", html=False),
    Case("training:courseversion-create", queries=10, row=bare, body=version_body, also=KEEPS,
         elsewhere=Expect(200, 409)),
    Case("training:courseversion-detail", queries=8, row=draft, also=KEEPS, elsewhere=Expect(403, 405)),
    Case("training:courseversion-edit", queries=9, row=draft, body=version_body, also=SEES,
         elsewhere=Expect(403, 403)),
    Case("training:courseversion-approve", queries=8, row=draft, body=lambda world, row: {"note": ""}, also=SEES,
         elsewhere=Expect(403, 403), owner=Expect(200, 409)),
    Case("training:courseversion-plan", queries=7, row=draft, body=plan_body, also=SEES, elsewhere=Expect(403, 403)),
    Case("training:prerequisite-create", queries=9, row=bare, also=SEES, elsewhere=Expect(200, 409),
         body=lambda world, row: {"needs_course": make_course().pk}),
    Case("training:prerequisite-delete", queries=7, row=before, also=SEES, body=lambda world, row: {"note": ""},
         elsewhere=Expect(403, 403)),
    Case("training:courseequivalence-list", queries=8, rows=equivalences, also=SEES),
    Case("training:courseequivalence-create", queries=8, elsewhere=Expect(200, 409), body=new_equivalence, also=SEES),
    Case("training:courseequivalence-edit", queries=9, row=equivalence, body=new_equivalence, also=SEES,
         elsewhere=Expect(403, 403)),
    Case("training:curriculum-list", queries=8, also=SEES,
         rows=lambda world, n: [make_curriculum() for _ in range(n)]),
    Case("training:curriculum-detail", queries=9, row=curriculum, args=code, also=SEES, elsewhere=Expect(403, 405)),
    Case("training:curriculum-create", queries=6, elsewhere=Expect(200, 409), also=SEES,
         body=lambda world, row: {"code": "level-9", "title": "Level 9"}),
    Case("training:curriculum-edit", queries=7, row=curriculum, args=code, also=SEES,
         body=lambda world, row: {"title": "Another title"}, elsewhere=Expect(403, 403)),
    Case("training:curriculum-put-in", queries=8, row=curriculum, args=code, also=SEES,
         body=lambda world, row: {"course": make_course().pk, "order": 2}, elsewhere=Expect(403, 403)),
    Case("training:curriculum-take-out", queries=8, row=curriculum, args=item_of, also=SEES,
         body=lambda world, row: {"note": ""}, elsewhere=Expect(403, 403)),
    Case("training:certification-list", queries=8, also=SEES,
         rows=lambda world, n: [make_certification() for _ in range(n)]),
    Case("training:certification-create", queries=6, elsewhere=Expect(200, 409), also=SEES,
         body=lambda world, row: {"code": "cpr", "title": "First aid"}),
    Case("training:certification-edit", queries=7, row=certification, also=SEES,
         body=lambda world, row: {"title": "Another title"}, elsewhere=Expect(403, 403)),
)  # fmt: skip
