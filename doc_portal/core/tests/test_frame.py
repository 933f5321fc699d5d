"""The frame of every page and the parts lists, forms and refusals share."""

import re
from pathlib import Path

import django_filters
import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from doc_portal.core import navigation
from doc_portal.core.forms import PortalForm, PortalModelForm, error_list
from doc_portal.core.kept import kept
from doc_portal.core.models import County, Unit, Worksite
from doc_portal.core.tables import CappedPaginator, chips_of
from doc_portal.core.templatetags.portal import in_order, page_numbers, row_count, row_span
from doc_portal.core.tests.factories import grant, make_user, make_worksite
from doc_portal.core.views.pages import ListPage

UNITS = [Unit(slug="training", name="Training and Employee Development", short_name="Training"), Unit(slug="fiscal")]


def current(path, unit=""):
    return {link.url: link.current for link in navigation.nav_links(path, UNITS, [], unit) if link.current}


def test_the_unit_whose_page_this_is_is_current():
    assert current("/units/training/") == {"/units/training/": "page"}
    assert current("/units/training/classes/") == {"/units/training/": "true"}


def test_home_is_current_on_the_home_page_alone():
    assert current("/") == {"/": "page"}
    assert current("/worksites/") == {}


def test_a_page_elsewhere_may_say_which_unit_it_belongs_to():
    assert current("/news/spring-dates/", unit="fiscal") == {"/units/fiscal/": "true"}


def test_a_name_that_only_begins_alike_is_not_current():
    assert current("/units/fiscally/") == {}


def html_of(template, rf, user=None, path="/somewhere/", **context):
    request = rf.get(path)
    request.user = user or AnonymousUser()
    return render_to_string(template, context, request)


@pytest.mark.django_db
@pytest.mark.parametrize(("environment", "marked"), [("sample", True), ("training", True), ("production", False)])
def test_every_system_but_the_live_one_says_it_shows_sample_data(rf, settings, environment, marked):
    settings.PORTAL_ENV = environment
    html = html_of("404.html", rf, make_user("core.use_portal"))
    assert ('<span class="env">Sample data</span>' in html) == marked
    assert ("573-555-0142" in html) == marked


@pytest.mark.django_db
def test_the_help_desk_is_told_as_the_department_words_it(rf, settings):
    settings.HELP_DESK_TEXT = "Call 573-555-0199 on weekdays."
    html = html_of("404.html", rf, make_user("core.use_portal"))
    assert html.count("Call 573-555-0199 on weekdays.") == 2
    assert "573-555-0142" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(("theme", "written"), [("auto", None), ("light", "light"), ("dark", "dark")])
def test_the_appearance_a_person_chose_is_written_by_the_server(rf, theme, written):
    html = html_of("404.html", rf, make_user("core.use_portal", theme=theme))
    found = re.search(r'<html[^>]*data-bs-theme="(\w+)"', html)
    assert (found and found[1]) == written
    assert re.search(r'value="(\w+)" aria-pressed="true"', html)[1] == theme


@pytest.mark.django_db
def test_a_name_cannot_write_into_the_page(rf):
    html = html_of("404.html", rf, make_user("core.use_portal", first_name="<script>alert(1)</script>"))
    assert "<script>alert" not in html


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_the_pages_for_faults_need_neither_database_nor_request(template):
    html = render_to_string(template)
    assert html.count("<h1") == 1
    assert "Nothing was saved" in html or "was not saved" in html


@pytest.mark.django_db
def test_a_refused_page_names_the_roles_that_may_open_it(rf):
    html = html_of("403.html", rf, make_user(), roles=["News editor", "Unit owner"])
    assert "News editor" in html
    assert "one of these roles" in html


@pytest.mark.django_db
def test_a_missing_page_offers_search_and_gives_its_address_escaped(rf):
    html = html_of("404.html", rf, make_user("core.use_portal"), path="/<b>lost</b>/")
    assert 'name="q"' in html
    assert "/&lt;b&gt;lost&lt;/b&gt;/" in html
    assert "<b>lost" not in html


class Session(PortalForm):
    FIELDSETS = (("When", ("end_date", "academy")),)

    end_date = forms.DateField(help_text="The last day.")
    academy = forms.ChoiceField(choices=[("f", "Farmington"), ("j", "Jefferson City")], widget=forms.RadioSelect)


class FormView:
    """What generic/form.html asks of a view."""

    model = None
    button = "Publish session"
    cancel_url = "/sessions/"
    get_title = "New class session"
    get_intro = ""
    trail = ()


@pytest.fixture
def failed(rf, db):
    form = Session(data={})
    return html_of(
        "generic/form.html", rf, make_user("core.use_portal"), form=form, view=FormView(), errors=error_list(form)
    )


def test_a_form_in_error_says_so_in_its_title_and_first(failed):
    assert "<title>Error: New class session – Division of Human Services portal</title>" in failed
    assert "There are 2 problems with this form" in failed
    assert failed.index('role="alert"') < failed.index("enctype=")


def test_each_line_of_the_error_summary_leads_to_something_that_takes_the_focus(failed):
    summary = failed[failed.index('id="error-summary"') : failed.index("enctype=")]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_end_date", "id_academy_0"]
    for target in targets:
        assert re.search(rf'<input[^>]*id="{target}"', failed)


def test_a_field_in_error_is_tied_to_its_help_and_its_message(failed):
    field = re.search(r'<input[^>]*name="end_date"[^>]*>', failed)[0]
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]+)"', field)[1].split()
    assert described == ["id_end_date_helptext", "id_end_date_error"]
    group = re.search(r'<fieldset aria-describedby="([^"]+)"', failed)[1].split()
    for name in [*described, *group]:
        assert failed.count(f'id="{name}"') == 1


def test_a_conflict_shows_both_texts_and_the_new_version(rf, db):
    conflict = {"last": None, "differences": [{"label": "Title", "theirs": "Old", "yours": "New", "field": "id_title"}]}
    html = html_of(
        "generic/form.html", rf, make_user("core.use_portal"),
        form=Session(), view=FormView(), conflict=conflict, record_version=7, errors=[],
    )  # fmt: skip
    assert "<title>Error: " in html
    assert re.search(r">\s*Old\s*</td>", html)
    assert re.search(r">\s*New\s*</td>", html)
    assert 'name="_version" value="7"' in html


class Place(PortalModelForm):
    class Meta:
        model = Worksite
        fields = ("kind", "county", "status")


@pytest.mark.django_db
def test_a_select_says_in_words_that_nothing_is_chosen_yet():
    form = Place()
    assert str(form["kind"]).count("<option") == len(Worksite.Kind) + 1
    assert '<option value="" selected>Choose one</option>' in str(form["kind"])
    assert '<option value="" selected>None</option>' in str(form["county"])
    assert "---" not in form.as_p()


class PlaceFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Kind", choices=Worksite.Kind)
    county = django_filters.ModelChoiceFilter(label="County", queryset=County.objects.all())

    class Meta:
        model = Worksite
        fields = ()


class Places(ListPage):
    permission_required = "core.use_portal"
    model = Worksite
    columns = ("name", "kind")
    filterset_class = PlaceFilter
    order_by = "name"

    def get_rows(self):
        return Worksite.objects.filter(name__startswith="Place")


def listed(rf, query="", *, rows=0, rights=("core.use_portal",)):
    for n in range(rows):
        make_worksite(name=f"Place {n:03}")
    request = rf.get(f"/places/?{query}")
    request.user = make_user(*rights)
    return Places.as_view()(request).render().content.decode()


@pytest.mark.django_db
def test_a_table_says_what_it_holds_and_how_it_is_sorted(rf):
    html = listed(rf, "sort=-kind&name=Place", rows=2)
    assert re.search(r"<caption[^>]*>Worksites, sorted by kind, descending</caption>", html)
    assert html.count("aria-sort=") == 1
    assert re.search(r'<th[^>]*aria-sort="descending">\s*<a href="\?name=Place&amp;sort=kind"', html)


@pytest.mark.django_db
def test_a_list_says_which_rows_it_shows_and_keeps_its_filters_from_page_to_page(rf):
    html = listed(rf, "page=2&name=Place", rows=60)
    assert "26 to 50 of 60 worksites" in html
    assert "<title>Worksites, page 2 of 3 – " in html
    assert len(re.findall(r'aria-current="page"\s+aria-label="Page 2"', html)) == 1
    assert re.search(r'rel="next"\s+href="\?name=Place&amp;page=3"', html)


@pytest.mark.django_db
def test_a_filter_in_use_can_be_removed_by_itself(rf):
    html = listed(rf, "name=Place&kind=institution&page=2", rows=30)
    assert re.search(r'class="chip"\s+href="\?kind=institution"\s+aria-label="Remove filter: Name: Place"', html)
    assert re.search(r'class="chip"\s+href="\?name=Place"\s+aria-label="Remove filter: Institution"', html)


@pytest.mark.django_db
def test_a_filter_that_finds_nothing_offers_all_rows_and_an_empty_list_a_start(rf):
    assert "No worksites match" in listed(rf, "name=Place+of+nowhere", rows=1)
    Worksite.objects.filter(name__startswith="Place").delete()
    html = listed(rf, rights=("core.use_portal", "core.add_worksite"))
    assert "There are no worksites yet" in html


@pytest.mark.django_db
def test_a_filter_that_cannot_be_read_shows_everything_with_a_notice(rf):
    html = listed(rf, "kind=castle", rows=2)
    assert "We could not read “Kind” in the filter" in html
    assert "Place 001" in html


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["nonsense", "-password", "name,nonsense", "-"])
def test_an_order_that_cannot_be_read_is_the_usual_one_with_a_notice(rf, sort):
    html = listed(rf, f"sort={sort}", rows=2)
    assert "We could not read how to sort the list" in html
    assert html.index("Place 000") < html.index("Place 001")
    assert "We could not read" not in listed(rf, "sort=-name")


@pytest.mark.django_db
def test_export_is_offered_to_those_alone_who_may(rf):
    assert "Excel workbook" not in listed(rf, rows=1)
    assert "Excel workbook" in listed(rf, rights=("core.use_portal", "core.export_worksite"))


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 25])
def test_a_list_takes_as_many_queries_for_one_row_as_for_a_page_of_them(rf, rows, django_assert_num_queries):
    for n in range(rows):
        make_worksite(name=f"Place {n:03}")
    request = rf.get("/places/")
    request.user = make_user("core.use_portal")
    request.user.has_perm("core.use_portal")
    with django_assert_num_queries(6):
        Places.as_view()(request).render()


def test_a_list_without_an_end_is_counted_to_ten_thousand():
    page = CappedPaginator(range(20_000), 25).get_page(400)
    assert row_count(page) == "more than 10,000"
    assert row_span(page) == "9,976 to 10,000 of more than 10,000"
    assert list(page_numbers(page)) == [1, page.paginator.ELLIPSIS, 399, 400]


def test_the_next_step_of_a_record_is_the_last_button():
    actions = [{"verb": verb, "danger": verb == "archive"} for verb in ("edit", "approve", "return", "archive")]
    ordered = in_order(actions)
    assert [one["verb"] for one in ordered] == ["edit", "return", "archive", "approve"]
    assert [one["verb"] for one in ordered if one["primary"]] == ["approve"]


def test_a_record_with_nothing_but_dangers_has_no_primary_button():
    assert not any(one["primary"] for one in in_order([{"verb": "archive", "danger": True}]))


def test_a_list_without_filters_has_no_chips(rf):
    assert chips_of(None, rf.get("/").GET) == []


def test_the_theme_asks_the_network_for_nothing_and_stays_small():
    css = (Path(settings.BASE_DIR) / "static/css/portal.css").read_text()
    assert not re.search(r"url\(|@import|data:(?! addresses)", css)
    assert len(css.encode()) <= 40_000


def test_what_the_frame_keeps_is_read_again_once_its_seconds_are_over(settings):
    settings.FRAME_KEPT_SECONDS = 60
    answers = iter(("old", "new", "newer"))
    assert [kept("of this test", lambda: next(answers)) for _ in range(2)] == ["old", "old"]
    settings.FRAME_KEPT_SECONDS = 0
    assert [kept("of this test", lambda: next(answers)) for _ in range(2)] == ["new", "newer"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/manage/grants/", "/manage/settings/", "/audit/"])
def test_pages_under_manage_say_so_in_the_breadcrumb_and_the_menu(client, path):
    client.force_login(make_user("core.use_portal", "core.view_rolegrant", "core.view_setting", "core.view_auditevent"))
    page = client.get(path).content.decode()
    crumbs = page.partition('class="breadcrumb"')[2].partition("</ol>")[0]
    assert '<a href="/manage/">Manage</a>' in crumbs
    assert '<a href="/manage/" aria-current="true">Manage</a>' in page.partition("<main")[0]


@pytest.mark.django_db
def test_a_page_is_not_put_under_manage_for_people_who_manage_nothing(client):
    person = make_user()
    given = grant(person, "staff")
    client.force_login(person)
    page = client.get(given.get_absolute_url()).content.decode()
    assert ">Manage<" not in page
    assert client.get("/manage/").content.decode().count('href="/manage/"') == 0
