"""How the pages of the course catalogue are reached."""

from doc_portal.tests.cases import Case, Expect
from training.models import Prerequisite
from training.tests.factories import make_class, make_course, make_version


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


CATALOGUE = (
    Case("training:course-list", queries=9, rows=courses, empty_query="?q=no-such"),
    Case("training:course-detail", queries=11, row=course, rows=with_classes, elsewhere=Expect(200, 405)),
)
