"""Every address is declared, names a permission that exists, and is closed unless it is on the short open list."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from doc_portal.core.views.pages import Page
from doc_portal.tests.cases import Case, Open, cases, declared_cases, is_page, patterns

OPEN = {
    "account_code",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "core:healthz",
    "core:readyz",
    "core:accessibility",
    "personnel:posting-feed",
    "personnel:posting-sitemap",
    "personnel:jobalert-stop",
    "personnel:jobalert-keep",
}
# Not found unless PUBLIC_JOBS is on.
ACCOUNTS = {
    "personnel:applicant-forgotten",
    "personnel:applicant-link",
    "personnel:applicant-link-sent",
    "personnel:applicant-register",
    "personnel:applicant-sign-in",
    "personnel:applicant-sign-out",
}
# Read without signing in only where PUBLIC_JOBS or PUBLIC_CERTIFICATES is on.
SWITCHED = {
    "personnel:posting-list",
    "personnel:posting-detail",
    "training:certificate-verify",
}


def test_every_address_is_declared_and_every_declaration_has_an_address():
    declared = [case.name for case in declared_cases()]
    assert sorted(declared) == sorted(patterns())


def test_nothing_is_open_but_sign_in_health_the_accessibility_statement_and_what_a_switch_opens():
    assert {case.name for case in declared_cases() if isinstance(case, Open)} == OPEN | ACCOUNTS
    assert {case.name for case in cases() if case.open} == SWITCHED


def test_whatever_skips_sign_in_is_on_the_open_list():
    skipping = {name for name, p in patterns().items() if not getattr(p.callback, "login_required", True)}
    assert skipping <= OPEN | SWITCHED | ACCOUNTS


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
@pytest.mark.django_db
def test_every_page_names_a_permission_that_exists(case: Case):
    assert is_page(case.pattern), f"{case.name} is not one of doc_portal.core.views.pages"
    assert issubclass(case.view, Page)
    app, codename = case.permission.split(".")
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
