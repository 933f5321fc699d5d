"""How the pages of rules, of what is owed, of waivers, pauses, the post gate and compliance are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.models import User
from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from personnel.models import Person
from personnel.tests.factories import make_assignment, make_person
from training.models import ClockPause
from training.tests.factories import (
    make_class,
    make_course,
    make_credit,
    make_enrolment,
    make_owed,
    make_room,
    make_rule,
    make_version,
    make_waiver,
)

READ = Expect(200, 405)


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def at_site(world, **fields):
    return make_assignment(make_person(**fields), worksite=world.site).person


def rule(world, by):
    return make_rule(make_version().course, cadence="alternating", due="fiscal_year_end").rule


def rules(world, n):
    for _ in range(n):
        make_rule(make_course())


def slug(row):
    return [row.slug]


def rule_body(world, row):
    return {"name": "Key control", "slug": "key-control", "rule_set": "other"}


def terms_body(world, row):
    return {
        "authority": "D4-4.2", "starts_on": "2019-01-01", "ends_on": "2019-12-31", "audience_known": "on",
        "satisfied": "all", "courses": [make_version().course.pk], "cadence": "once", "due": "hire", "due_in": 30,
        "due_unit": "days", "grace_days": 0, "renew_window_days": 0,
    }  # fmt: skip


def draft(world, by):
    return make_rule(make_version().course, approved=False, created_by=by)


def in_force(world, by):
    return make_rule(make_version().course, created_by=by, approved_by=make_user())


def end_body(world, row):
    return {"ends_on": day(0), "note": "Superseded by D4-4.3"}


def site_body(world, row):
    return {"worksite": world.site.pk, "years": "even"}


def owed(world, by):
    return make_owed(at_site(world), make_rule(make_version().course))


def all_owed(world, n):
    for _ in range(n):
        make_owed(at_site(world))


def own(world, n):
    """Of the person who asks, whose account was made last; each has a course with a class."""
    asking = User.objects.latest("pk")
    person = Person.objects.filter(user=asking).first() or make_person(user=asking)
    for _ in range(n):
        version = make_version()
        make_class(version)
        make_owed(person, make_rule(version.course))


def asked_for(world, by):
    return make_waiver(at_site(world), created_by=by, approved_by=None, approved_at=None)


def waivers(world, n):
    for _ in range(n):
        make_waiver(at_site(world))


def waiver_body(world, row):
    person = at_site(world)
    return {
        "person": person.email, "rule": make_rule().rule.pk, "reason": "Taught it elsewhere.", "starts_on": day(0),
        "ends_on": day(30),
    }  # fmt: skip


def note(world, row):
    return {"note": "As agreed."}


def pause(world, by):
    return ClockPause.objects.create(person=at_site(world), starts_on=timezone.localdate(), created_by=by)


def pauses(world, n):
    for _ in range(n):
        pause(world, None)


def pause_body(world, row):
    return {"person": at_site(world).email, "starts_on": day(0), "ends_on": day(9)}


def back(world, row):
    return {"person": row.person.email, "starts_on": f"{row.starts_on:%Y-%m-%d}", "ends_on": day(20)}


def gated(world, n):
    terms = make_rule(is_post_gate=True)
    for _ in range(n):
        make_owed(at_site(world), terms)


def counted(world, n):
    for _ in range(n):
        make_credit(at_site(world))


def away(world, n):
    """More people of the worksite in a class of this week."""
    one = make_class(days=(2,), room=make_room())
    for _ in range(min(n, 20)):
        make_enrolment(one, at_site(world))


SEEN = ("training.view_requirementrule",)
CLOSED, GONE, COUNTS_ELSEWHERE = Expect(403, 403), Expect(404, 404), Expect(200, 409)
REQUIREMENTS = (
    Case("training:requirementrule-list", queries=10, rows=rules, empty_query="?q=no-such"),
    Case("training:requirementrule-detail", queries=13, row=rule, args=slug, elsewhere=READ),
    Case("training:requirementrule-create", queries=6, body=rule_body, elsewhere=COUNTS_ELSEWHERE),
    Case("training:requirementrule-edit", queries=7, row=rule, args=slug, body=rule_body, also=SEEN, elsewhere=CLOSED),
    Case("training:ruleterms-create", queries=14, row=rule, args=slug, body=terms_body, also=SEEN,
         elsewhere=COUNTS_ELSEWHERE),
    Case("training:ruleterms-edit", queries=14, row=draft, body=terms_body, elsewhere=CLOSED),
    Case("training:ruleterms-approve", queries=13, row=draft, body=note, owner=Expect(200, 409), elsewhere=CLOSED),
    Case("training:ruleterms-end", queries=7, row=in_force, body=end_body, owner=Expect(200, 409), elsewhere=CLOSED),
    Case("training:ruleterms-simulate", queries=15, row=in_force, also=SEEN, elsewhere=Expect(403, 405)),
    Case("training:alternatingsite-set", queries=8, row=rule, args=slug, body=site_body, also=SEEN, elsewhere=CLOSED),
    Case("training:personrequirement-mine", queries=12, rows=own),
    Case("training:personrequirement-list", queries=10, scope="worksite", rows=all_owed, empty_query="?q=no-such"),
    Case("training:personrequirement-detail", queries=13, row=owed, also=("training.view_personrequirement",),
         elsewhere=Expect(404, 405)),
    Case("training:week", queries=7, scope="worksite", also=("training.view_scheduledclass",), rows=away,
         empty_query="?worksite=no-such"),
    Case("training:waiver-list", queries=9, scope="worksite", rows=waivers, empty_query="?q=no-such"),
    Case("training:waiver-detail", queries=8, row=asked_for, also=("training.view_waiver",),
         elsewhere=Expect(404, 405)),
    Case("training:waiver-create", queries=7, body=waiver_body, scope="worksite", elsewhere=COUNTS_ELSEWHERE),
    Case("training:waiver-approve", queries=7, row=asked_for, body=note, scope="worksite", owner=Expect(200, 409),
         also=("training.view_waiver",), elsewhere=GONE),
    Case("training:waiver-end", queries=7, row=asked_for, body=note, scope="worksite", also=("training.view_waiver",),
         elsewhere=GONE),
    Case("training:clockpause-list", queries=8, scope="worksite", rows=pauses, empty_query="?q=no-such"),
    Case("training:clockpause-create", queries=6, body=pause_body, scope="worksite",
         also=("training.view_clockpause",), elsewhere=COUNTS_ELSEWHERE),
    Case("training:clockpause-edit", queries=9, row=pause, body=back, scope="worksite",
         also=("training.view_clockpause",), elsewhere=GONE),
    Case("training:postgate-list", queries=10, scope="worksite", rows=gated, empty_query="?q=no-such"),
    Case("training:compliance-board", queries=7, rows=counted),
)  # fmt: skip
