"""How each address of the core is reached (doc_portal/tests/cases.py)."""

from datetime import date, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core.actions.imports import check_import
from doc_portal.core.attachments import store
from doc_portal.core.audit import log
from doc_portal.core.imports import kind_named, read_rows
from doc_portal.core.models import (
    AuditEvent,
    ImportRun,
    Job,
    Notification,
    Role,
    SearchEntry,
    SearchLog,
    SearchPin,
    Setting,
    SettingKey,
    SignInAttempt,
    SignInCode,
    StateHoliday,
    StoppedAddress,
)
from doc_portal.core.notice_forms import MailChoices
from doc_portal.core.notifications import kinds
from doc_portal.core.tests.factories import grant, make_user
from doc_portal.tests.cases import Case, Expect, Open
from doc_portal.tests.world import PASSWORD

OPEN = Expect(200, 302)
SEEN = Expect(403, 403)
HIDDEN = Expect(404, 404)


def notice(world, by):
    return Notification.objects.create(user=by, kind="test", title="Something", url="/units/", dedupe_key=str(uuid4()))


def job(world, by):
    return Job.objects.create(kind="test", title="Some work", created_by=by)


def by_uuid(row):
    return [row.uuid]


def jobs(world, n):
    for _ in range(n):
        job(world, world.author)


def event(world, by):
    return log("edit", world.site, by=world.author, reason="Name")


def events(world, n):
    world.site  # noqa: B018 - made before the events are counted
    AuditEvent.objects.bulk_create(AuditEvent(act="edit", actor=world.author, record=world.site) for _ in range(n))


def locked_name(world, by):
    now = timezone.now()
    name = f"locked-{uuid4().hex[:8]}"
    tries = [SignInAttempt(name=name, at=now - timedelta(seconds=n), succeeded=False) for n in range(5)]
    return SignInAttempt.objects.bulk_create(tries)[0]


def given(world, by):
    """A grant in the unit here to somebody else."""
    soon = timezone.localdate() + timedelta(days=30)
    return grant(make_user(), "unit_editor", unit=world.here, created_by=by, ends_on=soon)


def grants(world, n):
    for _ in range(n):
        given(world, world.author)


def grant_body(world, row):
    who = make_user()
    return {
        "person": who.username,
        "role": Role.objects.get(slug="unit_editor").pk,
        "scope_kind": "unit",
        "unit": world.here.pk,
        "worksite": "",
        "starts_on": f"{timezone.localdate():%Y-%m-%d}",
        "ends_on": "",
        "reason": "New editor of the unit.",
    }


def note(world, row):
    return {"note": "No longer needed."}


def nothing(world, row):
    return {}


def entries(world, n):
    for _ in range(n):
        serial = uuid4().int % 10**12
        SearchEntry.objects.create(
            kind="test", tab="places", object_id=serial, title=f"Algoa {serial}", url="/worksites/",
            folded_title=f"algoa {serial}",
        )  # fmt: skip


def entry(world, by):
    entries(world, 1)
    return SearchEntry.objects.filter(kind="test").latest("pk")


def set_value(world, by, starts=timedelta(days=30)):
    """A value of a setting of its own, planned for next month."""
    serial = uuid4().hex[:8]
    key = SettingKey.objects.create(key=f"key-{serial}", name=f"Setting {serial}")
    return Setting.objects.create(
        key=key, value="15", authority="A test", starts_on=timezone.localdate() + starts, created_by=by
    )


def values(world, n):
    for _ in range(n):
        set_value(world, world.author)


def holidays(world, n):
    first = date(2059, 3, 1) + timedelta(days=StateHoliday.objects.filter(day__year=2059, day__month=3).count())
    for no in range(n):
        StateHoliday.objects.create(day=first + timedelta(days=no), name="Day of mourning", authority="Proclamation")


def holiday(world, by):
    day = date(2057, 3, 1) + timedelta(days=StateHoliday.objects.filter(day__year=2057).count())
    return StateHoliday.objects.create(day=day, name="Day of mourning", authority="Proclamation")


def correct_body(world, row):
    return {"day": f"{row.day:%Y-%m-%d}", "name": "Day of rest", "authority": "Proclamation 7", "note": "Misread."}


def holiday_body(world, row):
    return {"day": "2058-03-04", "name": "Day of mourning", "authority": "Proclamation"}


def value_body(world, row):
    key = set_value(world, world.author, timedelta(days=-30)).key
    return {
        "key": key.pk,
        "value": "20",
        "starts_on": f"{timezone.localdate():%Y-%m-%d}",
        "authority": "1 CSR 10-3.010",
    }


def planned_body(world, row):
    first = timezone.localdate() + timedelta(days=40)
    return {"value": "20", "starts_on": f"{first:%Y-%m-%d}", "authority": "1 CSR 10-3.010"}


def listed(serial):
    text = f"slug,name,kind\nlisted-{serial},Listed worksite {serial},other\n"
    return SimpleUploadedFile(f"worksites-{serial}.csv", text.encode(), content_type="text/csv")


def import_body(world, row):
    return {"file": listed(uuid4().hex[:8]), "encoding": "utf-8"}


def checked(world, by):
    """A list of one new worksite, checked by a steward and not yet applied."""
    steward = make_user("core.add_importrun", "core.import_worksite")
    kind, file = kind_named("worksites"), listed(uuid4().hex[:8])
    rows = read_rows(file.read(), kind, xlsx=False, encoding="utf-8")
    file.seek(0)
    return check_import(kind, file=file, rows=rows, encoding="utf-8", by=steward)


def runs(world, n):
    for _ in range(n):
        ImportRun.objects.create(
            kind="worksites", file_name="sites.csv", file_hash=uuid4().hex, created_by=world.author
        )


def file_of(world, by):
    """A file on a worksite, which all staff may see."""
    return store(SimpleUploadedFile("list.csv", b"a,b\n1,2\n"), world.site, by, ("csv",))


def password_body(world, row):
    return {"oldpassword": PASSWORD, "password1": "Nine loud evenings", "password2": "Nine loud evenings"}


def found_by_search(world, unit):
    """Something search knows in a unit, at an address of its own."""
    serial = uuid4().int % 10**12
    return SearchEntry.objects.create(
        kind="test", tab="places", object_id=serial, title=f"Fuel cards {serial}", url=f"/units/fuel-{serial}/",
        folded_title=f"fuel cards {serial}", unit=unit,
    )  # fmt: skip


def pinned(world, by):
    one = found_by_search(world, world.here)
    return SearchPin.objects.create(
        question="Fuel", key="FUEL", kind=one.kind, object_id=one.object_id, title=one.title, url=one.url,
        unit=one.unit, created_by=by,
    )  # fmt: skip


def pin_body(world, row):
    return {"question": "gas cards", "page": found_by_search(world, world.here).url}


def searched(world, by):
    return SearchLog.objects.create(query=f"nothing like {uuid4().hex[:8]}", found=0)


def code_given(world, by):
    until = timezone.now() + timedelta(hours=1)
    return SignInCode.objects.create(
        user=make_user(), created_by=make_user(), code_hash="!", reason="No mail", valid_until=until
    )


def code_body(world, row):
    return {"person": make_user().username, "reason": "Known by sight; has no e-mail."}


def stopped(world, by):
    return StoppedAddress.objects.create(address=f"{uuid4().hex[:8]}@example.mo.gov")


def choices_body(world, row):
    return {MailChoices.name_of(kind.kind): "daily" for kind in kinds()}


STEWARD = ("core.view_importrun", "core.import_worksite")

PAGES = (
    Open("account_login", "the way in"),
    Open("account_logout", "the way out, harmless to strangers"),
    Open("account_reset_password", "for those who cannot get in"),
    Open("account_reset_password_done", "what happens next"),
    Open("account_reset_password_from_key", "the link in the mail"),
    Open("account_reset_password_from_key_done", "what happens next"),
    Open("account_code", "for those whom a steward gave a code"),
    Open("core:healthz", "asked by the proxy"),
    Open("core:readyz", "asked by the proxy"),
    Open("core:accessibility", "the accessibility statement (RULINGS 25)"),
    Case("core:search", queries=9, query="?q=algoa", rows=entries, empty_query="?q=no-such-thing"),
    Case("core:search-open", row=entry, shows=302, elsewhere=Expect(302, 405)),
    Case("core:searchpin-list", queries=8, scope="unit", rows=lambda world, n: [pinned(world, None) for _ in range(n)]),
    Case("core:searchpin-detail", queries=8, row=pinned, scope="unit", elsewhere=HIDDEN),
    Case(
        "core:searchpin-create",
        queries=6,
        body=pin_body,
        also=("core.view_searchpin",),
        scope="unit",
        elsewhere=Expect(200, 409),
    ),
    Case(
        "core:searchpin-end",
        queries=7,
        row=pinned,
        body=note,
        also=("core.view_searchpin",),
        scope="unit",
        elsewhere=HIDDEN,
    ),
    Case("core:searchentry-rebuild", queries=6, body=nothing, twice=False),
    Case("core:searchlog-list", queries=9, rows=lambda world, n: [searched(world, None) for _ in range(n)]),
    Case(
        "core:searchlog-answer",
        queries=7,
        row=searched,
        body=nothing,
        also=("core.view_searchlog",),
        elsewhere=HIDDEN,
    ),
    Case("core:signincode-list", queries=8, rows=lambda world, n: [code_given(world, None) for _ in range(n)]),
    Case("core:signincode-create", queries=6, body=code_body, stays=200, elsewhere=Expect(200, 409)),
    Case("core:measures", queries=32),
    Case("core:owned", queries=22),
    Case("core:todo", queries=9),
    Case("core:profile", queries=8),
    Case("account_change_password", queries=6, body=password_body, password=True, fuzz=False, twice=False),
    Case("core:attachment-download", row=file_of, args=by_uuid, elsewhere=OPEN, html=False),
    Case("core:stateholiday-list", queries=8, rows=holidays, empty_query="?year=1905"),
    Case(
        "core:stateholiday-create",
        queries=6,
        body=holiday_body,
        elsewhere=Expect(200, 409),
        also=("core.view_stateholiday",),
    ),
    Case(
        "core:stateholiday-correct",
        queries=8,
        row=holiday,
        body=correct_body,
        elsewhere=HIDDEN,
        also=("core.view_stateholiday",),
    ),
    Case("core:setting-list", queries=8, rows=values, empty_query="?text=no-such-setting"),
    Case("core:setting-detail", queries=9, row=set_value, elsewhere=HIDDEN),
    Case("core:setting-create", queries=7, body=value_body, also=("core.view_setting",), elsewhere=Expect(200, 409)),
    Case(
        "core:setting-edit", queries=9, row=set_value, body=planned_body, also=("core.view_setting",), elsewhere=HIDDEN
    ),
    Case("core:importrun-list", queries=8, rows=runs, empty_query="?status=discarded"),
    Case("core:importrun-detail", queries=9, row=checked, elsewhere=HIDDEN),
    Case(
        "core:importrun-create",
        queries=6,
        row=lambda world, by: "worksites",
        args=lambda row: [row],
        body=import_body,
        also=STEWARD,
        elsewhere=SEEN,
    ),
    Case("core:importrun-apply", queries=8, row=checked, body=nothing, also=STEWARD, elsewhere=HIDDEN),
    Case("core:importrun-discard", queries=7, row=checked, body=nothing, also=STEWARD, elsewhere=HIDDEN),
    Case("core:theme", body=lambda world, row: {"theme": "dark"}, twice=False),
    Case("core:session", queries=3, html=False),
    Case("core:draft-keep", body=lambda world, row: {"_path": "/manage/grants/new/"}, stays=200, twice=False),
    Case("core:draft-discard", body=lambda world, row: {"_path": "/manage/grants/new/"}, twice=False),
    Case("core:notification-list", queries=8, rows=lambda world, n: [notice(world, world.author) for _ in range(n)]),
    Case("core:notification-read", body=nothing, twice=False),
    Case("core:notification-open", row=notice, personal=True, shows=302),
    Case("core:preferences", queries=7, body=choices_body, twice=False),
    Case("core:stoppedaddress-list", queries=8, rows=lambda world, n: [stopped(world, None) for _ in range(n)]),
    Case(
        "core:stoppedaddress-release",
        queries=7,
        row=stopped,
        body=note,
        also=("core.view_stoppedaddress",),
        elsewhere=HIDDEN,
    ),
    Case("core:manage", queries=6, also=("core.view_status", "mission.change_fact")),
    Case("core:status", queries=17),
    Case("core:signinattempt-list", queries=8, rows=lambda world, n: [locked_name(world, None) for _ in range(n)]),
    Case(
        "core:signinattempt-release",
        queries=7,
        row=locked_name,
        body=note,
        also=("core.view_signinattempt",),
        elsewhere=HIDDEN,
    ),
    Case("core:job-list", queries=8, also=("core.view_job",), rows=jobs, empty_query="?status=failed"),
    Case("core:job-detail", queries=9, row=job, args=by_uuid, personal=True),
    Case("core:job-cancel", queries=7, row=job, args=by_uuid, body=nothing, personal=True),
    Case("core:role-list", queries=8),
    Case(
        "core:role-detail",
        queries=8,
        row=lambda world, by: Role.objects.get(slug="staff"),
        args=lambda row: [row.slug],
        elsewhere=HIDDEN,
    ),
    Case("core:rolegrant-list", queries=9, scope="unit", rows=grants, empty_query="?q=no-such-person"),
    Case("core:rolegrant-detail", queries=8, row=given, also=("core.view_rolegrant",), scope="unit", elsewhere=HIDDEN),
    Case(
        "core:rolegrant-create", queries=9, body=grant_body, role="unit_owner", scope="unit", elsewhere=Expect(200, 409)
    ),
    Case("core:rolegrant-end", queries=10, row=given, body=note, role="unit_owner", scope="unit", elsewhere=HIDDEN),
    Case("core:rolegrant-renew", queries=9, row=given, body=note, role="unit_owner", scope="unit", elsewhere=HIDDEN),
    Case("core:auditevent-list", queries=10, rows=events, empty_query="?act=no-such-act"),
    Case("core:auditevent-detail", queries=8, row=event, elsewhere=HIDDEN),
    Case(
        "core:history",
        queries=10,
        row=lambda world, by: world.site,
        args=lambda row: ["core.worksite", row.pk],
        elsewhere=SEEN,
    ),
)
