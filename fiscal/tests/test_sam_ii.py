"""The SAM II desk: a rejected document has an owner, access three people, a code change its day (fiscal.md 26)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doc_portal.core.actions.imports import apply_import, check_import
from doc_portal.core.imports import kind_named, read_rows
from doc_portal.core.tests.factories import acts_of, make_user, post_form
from doc_portal.core.tests.raw_sql import refused
from doc_portal.core.workflow import Refused
from fiscal.actions.codes import copy_codes
from fiscal.actions.sam_ii import (
    answer_reference,
    ask_access,
    ask_code_change,
    certify_accesses,
    decide_access,
    move_code_change,
    move_issue,
    remove_access,
)
from fiscal.models import CodeChange, OverrideLog, SamIssue, SystemAccess
from fiscal.periods import fiscal_year_of
from fiscal.tests.factories import make_year
from fiscal.tests.factories_purchases import make_issued
from fiscal.tests.factories_sam import (
    day,
    make_access,
    make_code_change,
    make_issue,
    make_item,
    make_override,
    make_reference,
    system,
)
from fiscal.todo_sam import accesses_due, accesses_to_certify, issues_to_mend

pytestmark = pytest.mark.django_db


def test_a_rejected_document_opens_an_issue_with_an_owner():
    owner, by = make_user("fiscal.view_samissue"), make_user()
    ref = make_reference(status="sent")
    answer_reference(ref, by=by, taken=False, error_code="A0123", error_text="Unknown org", owner=owner)
    issue = SamIssue.objects.get(reference=ref)
    assert (issue.owner, issue.error_code, issue.status) == (owner, "A0123", "open")
    assert [one.url for one in issues_to_mend(owner)] == [issue.get_absolute_url()]
    move_issue(issue, by=by, verb="wait", note="OA opens the org")
    move_issue(issue, by=by, verb="fix", note="Taken on the second try")
    with pytest.raises(Refused, match="stood as “Fixed”"):
        move_issue(issue, by=by, verb="fix", note="Again")
    assert issues_to_mend(owner) == []
    answer_reference(ref, by=by, taken=True)
    ref.refresh_from_db()
    assert ref.status == "accepted"


def test_a_rejection_without_error_or_owner_is_not_taken(client):
    client.force_login(make_user("fiscal.view_externaldocref", "fiscal.answer_externaldocref"))
    url = reverse("fiscal:externaldocref-answer", args=[make_reference().pk])
    answer = post_form(client, url, taken="no")
    assert answer.context["form"].errors.keys() == {"error_code", "owner"}
    with pytest.raises(Refused, match="cannot open issues"):
        answer_reference(make_reference(), by=make_user(), taken=False, error_code="A1", owner=make_user())
    assert not SamIssue.objects.exists()


def test_access_takes_three_people():
    asks, needs, third = make_user(), make_user(), make_user()
    with pytest.raises(Refused, match="Nobody asks for their own access"):
        ask_access(SystemAccess(system=system(), person=asks, profile="Vouchers", reason="Enters them"), by=asks)
    access = ask_access(SystemAccess(system=system(), person=needs, profile="Vouchers", reason="Enters them"), by=asks)
    for one in (asks, needs):
        with pytest.raises(Refused, match="Somebody else who approves access"):
            decide_access(access, by=one, granted=True)
        refused(
            "access_approved_by_a_third",
            "UPDATE fiscal_systemaccess SET status = 'granted', approved_by_id = %s, certified_on = now()",
            one.pk,
        )
    refused("access_granted_is_approved", "UPDATE fiscal_systemaccess SET status = 'granted'")
    refused("access_asked_for_by_another", "UPDATE fiscal_systemaccess SET created_by_id = NULL")
    decide_access(access, by=third, granted=True)
    access.refresh_from_db()
    assert (access.status, access.approved_by, access.certified_on) == ("granted", third, day())
    with pytest.raises(Refused, match="has this access"):
        ask_access(SystemAccess(system=system(), person=needs, profile="Vouchers", reason="Again"), by=asks)


def test_access_not_certified_in_time_is_listed_for_removal(client):
    late, due, left, fresh = (make_access(certified_on=day(-days)) for days in (93, 80, 1, 1))
    left.person.is_active = False
    left.person.save()
    certifier = make_user("fiscal.certify_systemaccess", "fiscal.view_systemaccess")
    own = make_access(person=certifier, certified_on=day(-92))
    assert set(SystemAccess.objects.for_removal(92)) == {late, left}
    assert set(accesses_due(certifier)) == {late, due}
    assert accesses_to_certify(certifier)[0].due_on == day(-1)
    client.force_login(certifier)
    listed = client.get(reverse("fiscal:systemaccess-list"), {"state": "removal"}).content.decode()
    assert late.profile in listed
    assert fresh.profile not in listed
    assert "to be removed" in client.get(late.get_absolute_url()).content.decode()
    post_form(client, reverse("fiscal:systemaccess-certify"), accesses=[late.pk])
    assert set(SystemAccess.objects.for_removal(92)) == {left}
    with pytest.raises(Refused, match="is yours"):
        certify_accesses([own], by=certifier)
    remove_access(left, by=certifier, note="Left the department")
    assert not SystemAccess.objects.for_removal(92).exists()
    assert acts_of(left) == ["remove"]
    with pytest.raises(Refused, match="is removed"):
        certify_accesses([left], by=certifier)
    refused("access_certified_by_another", "UPDATE fiscal_systemaccess SET certified_by_id = person_id")


def test_a_code_change_reaches_oa_before_june_or_says_why_it_is_late():
    by = make_user()
    change = ask_code_change(
        CodeChange(year=make_year(2028), kind="org", code="4711", name="New center", reason="Opens"), by=by
    )
    assert change.due_before == date(2027, 6, 1)
    late = make_code_change(due_before=day())
    assert late.state == "Late"
    with pytest.raises(Refused, match="had to reach OA before"):
        move_code_change(late, by=by, verb="send")
    move_code_change(late, by=by, verb="send", note="OA agreed by telephone")
    late.refresh_from_db()
    assert (late.state, late.sent_on) == ("Sent to OA, late", day())
    move_code_change(change, by=by, verb="send")
    move_code_change(change, by=by, verb="finish")
    assert list(CodeChange.objects.open()) == [late]


def test_a_code_ends_that_the_year_has_and_who_uses_it_is_known(client):
    this = fiscal_year_of(day())
    order, by = make_issued(), make_user()
    org = order.lines.first().fundings.first().funding.org
    end = {"kind": "org", "change": "end", "code": org.code, "reason": "The center closes."}
    following = make_year(this + 1)
    with pytest.raises(Refused, match=f"FY {following.fy} has no organization .* Copy the codes of FY {this} to it"):
        ask_code_change(CodeChange(year=following, **end), by=by)
    refused(
        "code_change_fits_its_year",
        "INSERT INTO fiscal_codechange (year_id, kind, change, code, name, reason, due_before, status, version,"
        " created_at) VALUES (%s, 'org', 'end', %s, 'x', 'x', now(), 'requested', 1, now())",
        following.fy, org.code,
    )  # fmt: skip
    copy_codes(following, by=by)
    with pytest.raises(Refused, match="still used by 1 open order, of that year or the one before"):
        ask_code_change(CodeChange(year=following, **end), by=by)
    with pytest.raises(Refused, match="already"):
        ask_code_change(CodeChange(year=following, **end | {"change": "add", "name": "x"}), by=by)
    client.force_login(make_user("fiscal.add_codechange", "fiscal.view_codechange"))
    url, typed = reverse("fiscal:codechange-create"), end | {"year": following.fy, "name": ""}
    assert "Still used by 1 open order, of that year or" in post_form(client, url, **typed).content.decode()
    assert post_form(client, url, **typed, though_used="on").status_code == 302
    change = CodeChange.objects.get()
    assert change.name == org.name
    assert "1 open order" in client.get(change.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="Say in the note what becomes of them"):
        move_code_change(change, by=by, verb="send")
    move_code_change(change, by=by, verb="send", note="The order ends with its bill in May.")


def overrides(text: str, by):
    kind = kind_named("fiscal_overrides")
    content = ("document_type,agency,number,error_code,overridden_by,overridden_on\n" + text).encode()
    file = SimpleUploadedFile("olog.csv", content, content_type="text/csv")
    return check_import(kind, file=file, rows=read_rows(content, kind), encoding="", by=by)


def test_overrides_come_by_list_and_stay_as_sent():
    by = make_user("fiscal.import_overridelog", "core.add_importrun")
    wrong = overrides("ZZ,931,N1,A1,FM1,2026-01-31\nP1,931,N1,A1,FM1,31.01.2026\n", by)
    assert [(one["line"], one["column"]) for one in wrong.report["errors"]] == [
        (2, "document_type"), (3, "overridden_on"),
    ]  # fmt: skip
    run = overrides("P1,931,N1,A1,FM1,2026-01-31\nP1,931,N2,A1,FM1,2026-01-31\n", by)
    apply_import(run, by=by)
    again = overrides("P1,931,N1,A1,FM1,2026-01-31\nP1,931,N3,A1,FM1,2026-01-31\n", by)
    assert (again.new, again.unchanged) == (1, 1)
    assert OverrideLog.objects.count() == 2
    refused("override_stays_as_sent", "UPDATE fiscal_overridelog SET overridden_by = 'X'")


def test_the_desk_shows_what_waits(client):
    issue, access, change = make_issue(), make_access(certified_on=day(-99)), make_code_change()
    make_override()
    make_item()
    client.force_login(make_user("fiscal.view_samissue"))
    assert issue.document in (shown := client.get(reverse("fiscal:samii-desk")).content.decode())
    assert access.profile not in shown
    client.force_login(make_user("fiscal.view_samissue", "fiscal.view_systemaccess", "fiscal.view_codechange"))
    shown = client.get(reverse("fiscal:samii-desk")).content.decode()
    assert access.profile in shown
    assert change.code in shown
