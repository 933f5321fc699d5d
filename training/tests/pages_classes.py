"""How the pages of classes are reached."""

from doc_portal.tests.cases import Case, Expect
from personnel.tests.factories import make_person
from training.models import ScheduledClass
from training.tests.factories import make_class, make_enrolment, make_instructor, make_room


def scheduled(world, by):
    return make_class(room=make_room(), instructors=(make_instructor(),), created_by=by)


def to_enrol_in(world, by):
    """Whoever asks has an entry in the directory."""
    if not hasattr(by, "person"):
        make_person(user=by)
    return make_class()


def roster(world, n):
    """More people on the list of the class that is shown, half of them waiting."""
    shown = ScheduledClass.objects.order_by("pk").last()
    ScheduledClass.objects.filter(pk=shown.pk).update(capacity=25)
    for place in range(min(n, 20)):
        make_enrolment(shown, make_person(), "waitlisted" if place % 2 else "enrolled")
    make_enrolment(shown, make_person(), "waitlisted")


def number(row):
    return [row.number]


def classes(world, n):
    for _ in range(n):
        make_class(room=make_room())


def nothing(world, row):
    return {}


CLASSES = (
    Case("training:scheduledclass-list", queries=9, rows=classes, empty_query="?q=no-such"),
    Case("training:scheduledclass-detail", queries=18, row=scheduled, args=number, elsewhere=Expect(200, 405),
         also=("training.view_enrolment", "training.withdraw_enrolment"), rows=roster),
    Case("training:scheduledclass-enrol", queries=7, row=to_enrol_in, args=number, body=nothing, personal=True,
         also=("training.view_scheduledclass",)),
)  # fmt: skip
