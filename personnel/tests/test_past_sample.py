"""Years of hiring in the sample: each who began was appointed then, and others applied; the gate stands afterwards."""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from doc_portal.core.models import AuditEvent, User
from doc_portal.core.sample.context import Context, Size
from doc_portal.core.sample.seeding import load_sample
from doc_portal.core.tests.owner import as_owner_of_tables  # noqa: F401 - a fixture
from personnel.figures import legs
from personnel.hiring_todo import people_to_appoint
from personnel.models import Application, ApplicationVersion, Appointment, Assignment, Person, Posting, Requisition
from personnel.sample import requisitions
from personnel.sample.jefferson import write_out
from personnel.sample.past import recruit
from personnel.work import to_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner_of_tables")]
SIZE = Size(
    "tiny", people=160, offices=0, grants=250, traces=0, notices=0, assignments=190, applicants=30,
    past_years=3, yearly_applications=60,
)  # fmt: skip


@pytest.fixture
def told(settings, tmp_path, monkeypatch):
    """Somewhere to write the sign-ins, and how many classes and requests the size has."""
    settings.PORTAL_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    told = requisitions.Numbers(classes=70, frozen=0, sent=1, approved=1, posted=1, wishes=0)
    monkeypatch.setitem(requisitions.NUMBERS, "tiny", told)


@pytest.fixture
def loaded(told):
    """The sample with three years behind it; what was made."""
    return load_sample(SIZE, 1)


def test_who_began_in_these_years_was_appointed_for_it_among_others_who_applied(loaded):
    hired = Appointment.objects.select_related("application__posting", "requisition", "person")
    assert loaded["past appointments"] == hired.count() > 5
    for one in hired:
        posting, main = one.application.posting, Assignment.objects.get(person=one.person, starts_on=one.starts_on)
        assert posting.opens_at < one.application.submitted_at < posting.closes_at < one.created_at
        assert (main.worksite_id, one.seated_at is not None) == (one.worksite_id, True)
        assert one.created_at < timezone.now()
        assert one.requisition is None or one.requisition.status == Requisition.Status.FILLED
    told = Application.objects.filter(posting__status=Posting.Status.COMPLETED)
    assert loaded["past applications"] == told.count() > 100
    assert not told.exclude(submitted_at=None).exclude(posting__closes_at__gt=F("submitted_at")).exists()
    assert set(Counter(told.values_list("status", flat=True))) <= {
        "appointed", "not_selected", "not_qualified", "withdrawn", "abandoned", "draft",
    }  # fmt: skip
    assert told.filter(retention_until__lte=timezone.localdate()).exists()
    assert legs()[0].medians["fill"] is not None

    assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()
    assert not Posting.objects.filter(title__contains="(sample) (sample)").exists()
    for kind, moment in ((Application, "submitted_at"), (Posting, "created_at"), (Requisition, "created_at")):
        last_year = timezone.localdate().year - 1
        rows = kind.objects.filter(**{f"{moment}__year": last_year}).exclude(number=None)
        numbers = list(rows.order_by(moment, "pk").values_list("number", flat=True))
        assert numbers == sorted(numbers)
        assert all(f"-{last_year % 100}-" in number for number in numbers)


def test_a_second_run_tells_nothing_again_and_the_gate_stands(loaded):
    assert recruit(Context(SIZE, 1, timezone.localdate())) == {}
    assert not Person.objects.filter(suppressed=True, appointments__isnull=False).exists()
    over = Posting.objects.filter(status=Posting.Status.COMPLETED).first()
    late = Application.objects.create(posting=over, person=Person.objects.exclude(applications__posting=over).first())
    with pytest.raises(IntegrityError, match="takes no applications now"), transaction.atomic():
        Application.objects.filter(pk=late.pk).update(status="submitted", submitted_at=timezone.now(), number="APP-X")
    with pytest.raises(IntegrityError, match="takes no applications now"), transaction.atomic():
        ApplicationVersion.objects.create(application=late, no=1, body={})


@pytest.mark.usefixtures("told")
def test_one_prison_has_an_offer_to_make_an_appointment_to_sign_and_a_new_hire():
    size = replace(SIZE, past_years=0, yearly_applications=0, offers=1)
    assert load_sample(size, 1)["announcements written out"] == 2
    hired = Appointment.objects.get()
    assert (hired.person.user.username, hired.worksite.slug) == ("new.hire", "jccc")
    assert hired.tasks.filter(done_at=None).exists()
    assert hired.starts_on < timezone.localdate()
    closed = Posting.objects.closed().get(status=Posting.Status.EVALUATING)
    assert closed.locations.get().worksite.slug == "jccc"
    users = {one.username: one for one in User.objects.filter(sample=True)}
    assert len(to_offer(users["analyst.central"])) == 1
    assert len(people_to_appoint(users["appointing.authority"])) == 1
    statuses = Counter(closed.applications.values_list("status", flat=True))
    assert (statuses["interview"], statuses["clearance"]) == (2, 1)
    assert write_out(Context(size, 1, timezone.localdate())) == 0
