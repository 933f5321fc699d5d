"""Pages of the news: who sees what, what each press does, and how many queries it takes."""

import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.models import AuditEvent
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, make_worksite, post_form
from mission.actions.news import approve_story, return_story, revise_story, submit_story
from mission.models import NewsItem
from mission.tests.factories import make_live_story, make_reader, make_story

pytestmark = pytest.mark.django_db

EDITOR = (
    "core.use_portal",
    *(
        f"mission.{verb}_newsitem"
        for verb in ("view", "view_unpublished", "add", "change", "submit", "approve", "return", "archive")
    ),
)
STAFF = ("core.use_portal", "mission.view_newsitem")
CREATE = "/news/new/"


def stamp(moment) -> str:
    """A moment as a browser sends it: Chicago time, to the minute."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def story_data(unit, **fields):
    """What a browser sends for a whole story."""
    now = timezone.now()
    return {
        "title": "Vests are here",
        "summary": "New vests arrive on Monday.",
        "body": "Pick yours up at the **warehouse**.",
        "category": "wellness",
        "unit": unit.pk,
        "contact": "Warehouse desk, 573-555-0142",
        "publish_at": stamp(now),
        "expire_at": stamp(now + timedelta(days=14)),
    } | fields


def png(width=2, height=2) -> bytes:
    """A small picture, built by hand."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0\0\0" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def download(client, address: str) -> int:
    """The status of an answer that is read to its end."""
    response = client.get(address)
    response.getvalue()
    return response.status_code


def listed(response) -> list[str]:
    return [story.title for story in response.context["view"].table.page.object_list.data]


def verbs(response) -> list[str]:
    return [action["verb"] for action in response.context["view"].actions()]


def test_a_story_goes_from_its_author_over_an_editor_to_the_news(client):
    unit, author, editor = make_unit(), make_user(*EDITOR), make_user(*EDITOR)
    client.force_login(author)

    response = post_form(client, CREATE, **story_data(unit))
    assert response.url == "/news/vests-are-here/"
    story = NewsItem.objects.get()
    assert "<strong>warehouse</strong>" in client.get(response.url).content.decode()
    assert post_form(client, f"{response.url}submit/").status_code == 302

    client.force_login(editor)
    assert post_form(client, f"{story.get_absolute_url()}approve/").status_code == 302

    client.force_login(make_user(*STAFF))
    assert "New vests arrive on Monday." in client.get("/news/").content.decode()
    assert acts_of(story) == ["create", "submit", "approve"]


def test_a_new_story_is_offered_fourteen_days(client):
    client.force_login(make_user(*EDITOR))

    form = client.get(CREATE).context["form"]

    assert form["expire_at"].initial - form["publish_at"].initial == timedelta(days=14)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": ""}, "id_title", "Enter a title."),
        ({"title": "x" * 101}, "id_title", "Shorten the title to 100 characters; it has 101."),
        ({"summary": ""}, "id_summary", "Enter a summary."),
        ({"summary": "x" * 241}, "id_summary", "Shorten the summary to 240 characters; it has 241."),
        ({"body": ""}, "id_body", "Enter a story."),
        ({"category": "gossip"}, "id_category", "Choose a category from the list."),
        ({"category": ""}, "id_category", "Choose a category."),
        ({"unit": ""}, "id_unit", "Choose a unit that answers for it."),
        ({"contact": ""}, "id_contact", "Enter a contact."),
        ({"publish_at": "soon"}, "id_publish_at", "Enter a start as a date and a time."),
        ({"expire_at": ""}, "id_expire_at", "Enter an end."),
        ({"publish_at": "0001-01-01T00:00"}, "id_publish_at", "Enter a start with a year between 1990 and 2199."),
        ({"expire_at": "9999-12-31T23:59"}, "id_expire_at", "Enter an end with a year between 1990 and 2199."),
        ({"expire_at": "2020-01-01T00:00"}, "id_expire_at", "Choose an end that has not passed yet."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_everything_typed_comes_back(client, fields, field, sentence):
    client.force_login(make_user(*EDITOR))

    response = post_form(client, CREATE, **story_data(make_unit()) | {"contact": "The desk"} | fields)

    assert (response.status_code, NewsItem.objects.count()) == (200, 0)
    assert [said for place, said in response.context["errors"] if place.startswith(field)] == [sentence]
    page = response.content.decode()
    assert "Error:" in page
    assert fields.get("contact", "The desk") in page


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (timedelta(days=3), timedelta(days=3), "Enter an end after the start."),
        (timedelta(days=3), timedelta(days=2), "Enter an end after the start."),
        (timedelta(days=1), timedelta(days=366, minutes=1), "Enter an end at most 365 days after the start."),
    ],
)
def test_a_story_ends_after_it_starts_and_within_a_year(client, starts, ends, sentence):
    client.force_login(make_user(*EDITOR))
    now = timezone.now()

    response = post_form(
        client, CREATE, **story_data(make_unit(), publish_at=stamp(now + starts), expire_at=stamp(now + ends))
    )

    assert response.context["errors"] == [("id_expire_at", sentence)]


def test_a_story_sent_twice_is_kept_once(client):
    client.force_login(make_user(*EDITOR))
    data = story_data(make_unit()) | {idempotency.FIELD: idempotency.new_key()}

    first, second = client.post(CREATE, data), client.post(CREATE, data)

    assert (first.url, second.url) == ("/news/vests-are-here/", "/news/vests-are-here/")
    assert NewsItem.objects.count() == 1


def test_a_picture_is_kept_with_the_story_and_shown_with_its_words(client):
    client.force_login(make_user(*EDITOR))
    picture = SimpleUploadedFile("vest.png", png())

    response = post_form(client, CREATE, **story_data(make_unit(), picture=picture, image_alt="A folded vest"))

    story = NewsItem.objects.get()
    page = client.get(response.url).content.decode()
    assert f'src="{story.image.get_absolute_url()}" alt="A folded vest"' in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vest.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("vest.png", b"<html>"),
        ("vest.gif", b"GIF89a"),
    ],
)
def test_a_picture_of_another_kind_is_refused_at_its_field(client, name, content):
    client.force_login(make_user(*EDITOR))

    response = post_form(
        client, CREATE, **story_data(make_unit(), picture=SimpleUploadedFile(name, content), image_alt="A vest")
    )

    assert [place for place, said in response.context["errors"]] == ["id_picture"]
    assert not NewsItem.objects.exists()


def test_a_picture_needs_words(client):
    client.force_login(make_user(*EDITOR))

    response = post_form(client, CREATE, **story_data(make_unit(), picture=SimpleUploadedFile("vest.png", png())))

    assert response.context["errors"] == [("id_image_alt", "Say in words what the picture shows.")]


def test_a_picture_can_be_taken_away_again(client):
    client.force_login(make_user(*EDITOR))
    unit = make_unit()
    post_form(client, CREATE, **story_data(unit, picture=SimpleUploadedFile("vest.png", png()), image_alt="A vest"))
    story = NewsItem.objects.get()

    response = post_form(
        client, f"{story.get_absolute_url()}edit/", **story_data(unit, remove_picture="on", _version=story.version)
    )

    story.refresh_from_db()
    assert (response.status_code, story.image, story.image_alt) == (302, None, "")


def test_a_unit_editor_writes_for_their_own_unit_alone(client):
    mine, other = make_unit(), make_unit()
    client.force_login(make_user(*EDITOR, unit=mine))

    offered = list(client.get(CREATE).context["form"].fields["unit"].queryset)
    response = post_form(client, CREATE, **story_data(other))

    assert offered == [mine]
    assert response.context["errors"] == [("id_unit", "Choose a unit that answers for it from the list.")]
    assert post_form(client, CREATE, **story_data(mine)).status_code == 302


def test_a_worksite_editor_writes_for_their_own_worksite_alone(client):
    here, there, unit = make_worksite(), make_worksite(), make_unit()
    client.force_login(make_user(*EDITOR, worksite=here))

    assert post_form(client, CREATE, **story_data(unit)).context["errors"] == [
        ("id_worksite", "Choose the worksite the story is for.")
    ]
    assert post_form(client, CREATE, **story_data(unit, worksite=there.pk)).status_code == 200
    assert post_form(client, CREATE, **story_data(unit, worksite=here.pk)).status_code == 302
    assert NewsItem.objects.get().worksite == here


def test_someone_with_rights_at_one_place_and_another_cannot_mix_them(client):
    """The choices offer both places; the two together are judged when the story is saved."""
    unit, other_unit, here, there = make_unit(), make_unit(), make_worksite(), make_worksite()
    person = make_user(*EDITOR, worksite=here)
    client.force_login(person)

    response = post_form(client, CREATE, **story_data(other_unit, worksite=here.pk))

    assert response.status_code == 302
    assert there not in client.get(CREATE).context["form"].fields["worksite"].queryset
    assert unit in client.get(CREATE).context["form"].fields["unit"].queryset


@pytest.mark.parametrize("verb", ["edit", "submit", "approve", "return", "archive"])
def test_a_right_at_one_worksite_does_nothing_at_another(client, verb):
    here, there = make_worksite(), make_worksite()
    status = {"edit": "draft", "submit": "draft", "archive": "approved"}.get(verb, "submitted")
    story = make_story(status=status, worksite=there)
    mine = make_story(status=status, worksite=here)
    client.force_login(make_user(*EDITOR, worksite=here))

    assert client.get(f"{mine.get_absolute_url()}{verb}/").status_code == 200
    expected = 403 if status == "approved" else 404
    assert client.get(f"{story.get_absolute_url()}{verb}/").status_code == expected
    assert post_form(client, f"{story.get_absolute_url()}{verb}/", note="No").status_code == expected
    story.refresh_from_db()
    assert story.status == status


def test_a_right_at_one_worksite_gives_no_rows_at_another():
    here, there = make_worksite(), make_worksite()
    editor = make_user(*EDITOR, worksite=here)
    mine, theirs = (make_story(status="submitted", worksite=site) for site in (here, there))

    assert list(NewsItem.objects.permitted(editor, "mission.approve_newsitem")) == [mine]
    assert theirs not in NewsItem.objects.visible_to(editor)


@pytest.mark.parametrize("status", ["draft", "submitted", "archived"])
def test_a_story_that_is_not_published_does_not_exist_for_readers(client, status):
    story = make_story(status=status)
    client.force_login(make_reader())

    assert client.get(story.get_absolute_url()).status_code == 404


def test_a_scheduled_story_does_not_exist_for_readers_yet(client):
    story = make_live_story(publish_at=timezone.now() + timedelta(hours=1))
    client.force_login(make_reader())

    assert client.get(story.get_absolute_url()).status_code == 404
    assert listed(client.get("/news/")) == []


@pytest.mark.parametrize("verb", ["edit", "submit", "approve", "return", "archive"])
def test_readers_may_read_and_nothing_else(client, verb):
    story = make_live_story()
    client.force_login(make_reader())

    page = client.get(story.get_absolute_url())
    assert (page.status_code, verbs(page)) == (200, [])
    assert client.get(f"{story.get_absolute_url()}{verb}/").status_code == 403
    assert client.get(CREATE).status_code == 403
    assert client.get("/manage/news/").status_code == 403


def test_readers_do_not_see_the_workings_of_a_story(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    return_story(story, by=make_user(), note="Too long by half")
    NewsItem.objects.filter(pk=story.pk).update(status="submitted")
    approve_story(NewsItem.objects.get(pk=story.pk), by=make_user())

    client.force_login(make_reader())
    assert "Too long by half" not in client.get(story.get_absolute_url()).content.decode()
    client.force_login(author)
    assert "Too long by half" in client.get(story.get_absolute_url()).content.decode()


def test_reading_a_story_never_touches_its_row(client):
    story = make_live_story()
    before = NewsItem.objects.values().get(pk=story.pk)
    client.force_login(make_reader())

    client.get(story.get_absolute_url())
    client.get("/news/")

    assert NewsItem.objects.values().get(pk=story.pk) == before


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", ["edit", "submit"]),
        ("submitted", ["approve", "return"]),
        ("approved", ["archive"]),
        ("archived", []),
    ],
)
def test_an_editor_is_offered_what_is_legal_now(client, status, offered):
    story = make_story(status=status)
    client.force_login(make_user(*EDITOR))

    assert verbs(client.get(story.get_absolute_url())) == offered


def test_authors_are_told_that_someone_else_must_approve_and_get_no_button(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    client.force_login(author)

    page = client.get(story.get_absolute_url())

    assert verbs(page) == ["return"]
    assert "someone else must approve it" in page.content.decode()


def test_approving_ones_own_story_is_refused_with_a_sentence_and_recorded(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    client.force_login(author)

    response = post_form(client, f"{story.get_absolute_url()}approve/", note="It is fine")

    story.refresh_from_db()
    assert (response.status_code, story.status) == (409, "submitted")
    page = response.content.decode()
    assert "Someone else must approve it" in page
    assert "It is fine" in page
    refusal = AuditEvent.objects.of(story).get()
    assert (refusal.outcome, refusal.actor) == ("refused", author)


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_a_decision_on_words_that_have_changed_since_is_refused(client, verb):
    story, editor = make_story(status="submitted", body="Harmless."), make_user(*EDITOR)
    client.force_login(editor)
    seen = client.get(f"{story.get_absolute_url()}{verb}/").context["record_version"]
    return_story(story, by=make_user(), note="Say more.")
    story.refresh_from_db()
    story.body, story.version = "Something else.", story.version + 1
    revise_story(story, by=story.created_by)
    submit_story(story, by=story.created_by)

    response = post_form(client, f"{story.get_absolute_url()}{verb}/", note="Because", _version=seen)

    story.refresh_from_db()
    assert (response.status_code, story.status) == (409, "submitted")
    assert "was changed after you opened this page" in response.content.decode()
    again = response.context["record_version"]
    assert post_form(client, f"{story.get_absolute_url()}{verb}/", note="Because", _version=again).status_code == 302


def test_the_confirming_page_carries_the_version_that_was_read(client):
    story = make_story(status="submitted")
    client.force_login(make_user(*EDITOR))

    page = client.get(f"{story.get_absolute_url()}approve/").content.decode()

    assert f'name="_version" value="{story.version}"' in page


def test_a_picture_taken_away_is_not_handed_to_readers(client):
    author, unit = make_user(*EDITOR), make_unit()
    client.force_login(author)
    post_form(client, CREATE, **story_data(unit, picture=SimpleUploadedFile("vest.png", png()), image_alt="A vest"))
    story = NewsItem.objects.get()
    first = story.image.get_absolute_url()
    second = SimpleUploadedFile("vest.png", png(3, 3))
    address = f"{story.get_absolute_url()}edit/"
    post_form(client, address, **story_data(unit, picture=second, image_alt="A vest", _version=story.version))
    story.refresh_from_db()
    approve_story(submit_story(story, by=author), by=make_user())

    pictures = (first, story.image.get_absolute_url())
    assert [download(client, one) for one in pictures] == [200, 200]
    client.force_login(make_reader())
    assert [download(client, one) for one in pictures] == [404, 200]


def test_a_late_approval_says_that_the_story_appears_now(client):
    story = make_story(status="submitted", publish_at=timezone.now() - timedelta(days=2))
    client.force_login(make_user(*EDITOR))

    assert "appears as soon as you approve it" in client.get(f"{story.get_absolute_url()}approve/").content.decode()
    page = client.post(
        f"{story.get_absolute_url()}approve/", {idempotency.FIELD: idempotency.new_key()}, follow=True
    ).content.decode()

    assert "so it appears now instead" in page


def test_approving_says_whose_place_at_the_top_is_taken(client):
    make_live_story(pinned=True, title="Old pin")
    story = make_story(status="submitted", pinned=True)
    client.force_login(make_user(*EDITOR))

    assert "from “Old pin”" in client.get(f"{story.get_absolute_url()}approve/").content.decode()


def test_returning_without_a_reason_comes_back_with_a_sentence(client):
    story = make_story(status="submitted")
    client.force_login(make_user(*EDITOR))

    response = post_form(client, f"{story.get_absolute_url()}return/", note="")

    story.refresh_from_db()
    assert (response.status_code, story.status) == (200, "submitted")
    assert response.context["errors"] == [("id_note", "Enter a reason.")]


def test_the_author_reads_why_a_draft_was_returned(client):
    author = make_user(*EDITOR)
    story = make_story(status="submitted", created_by=author)
    return_story(story, by=make_user(), note="Name the warehouse.")
    client.force_login(author)

    assert "An editor returned this story: Name the warehouse." in client.get(story.get_absolute_url()).content.decode()


def test_a_story_that_waits_cannot_be_edited_and_what_was_typed_is_kept(client):
    story = make_story(status="submitted")
    client.force_login(make_user(*EDITOR))
    edit = f"{story.get_absolute_url()}edit/"

    assert client.get(edit).url == story.get_absolute_url()
    response = post_form(client, edit, **story_data(story.unit, title="Typed for nothing?", _version=story.version))

    story.refresh_from_db()
    assert response.status_code == 409
    assert "Ask an editor to return it" in response.content.decode()
    assert "Typed for nothing?" in response.content.decode()
    assert story.title != "Typed for nothing?"


def test_a_save_over_a_newer_save_shows_both_texts_and_writes_nothing(client):
    story = make_story(title="Before")
    client.force_login(make_user(*EDITOR))
    first, yours = (story_data(story.unit, title=title, _version=story.version) for title in ("Theirs", "Yours"))
    post_form(client, f"{story.get_absolute_url()}edit/", **first)
    story.refresh_from_db()

    response = post_form(client, f"{story.get_absolute_url()}edit/", **yours)

    story.refresh_from_db()
    assert (response.status_code, story.title) == (409, "Theirs")
    assert "Yours" in response.content.decode()
    assert "Theirs" in response.content.decode()


def test_the_news_are_live_stories_for_the_department_and_ones_own_worksite(client):
    here, there = make_worksite(), make_worksite()
    for title, fields in {
        "Department": {},
        "Here": {"worksite": here},
        "There": {"worksite": there},
        "Ended": {"expire_at": timezone.now() - timedelta(minutes=1), "publish_at": timezone.now() - timedelta(days=9)},
        "Coming": {"publish_at": timezone.now() + timedelta(days=1)},
    }.items():
        make_live_story(title=title, **fields)
    make_story(title="Draft")
    client.force_login(make_reader(works_at=here))

    assert sorted(listed(client.get("/news/"))) == ["Department", "Here"]
    assert sorted(listed(client.get("/news/?ended=on"))) == ["Department", "Ended", "Here"]
    assert sorted(listed(client.get("/news/?everywhere=on"))) == ["Department", "Here", "There"]
    assert listed(client.get(f"/news/?worksite={there.pk}")) == ["There"]
    assert sorted(listed(client.get("/news/?page=1"))) == ["Department", "Here"]


def test_the_news_are_narrowed_by_category_unit_and_words(client):
    unit = make_unit()
    make_live_story(title="Vests", category="wellness", unit=unit)
    make_live_story(title="Pay", category="policy_pay", body="A raise for all")
    client.force_login(make_reader())

    assert listed(client.get("/news/?category=policy_pay")) == ["Pay"]
    assert listed(client.get(f"/news/?unit={unit.pk}")) == ["Vests"]
    assert listed(client.get("/news/?q=RAISE")) == ["Pay"]
    assert listed(client.get("/news/?q=100%25")) == []


def test_nonsense_in_the_address_gives_the_news_and_a_notice(client):
    make_live_story(title="Vests")
    client.force_login(make_reader())

    response = client.get("/news/?category=gossip&unit=abc&page=last")

    assert listed(response) == ["Vests"]
    assert "We could not read" in response.content.decode()


def test_the_pinned_story_comes_first(client):
    make_live_story(title="Pinned", pinned=True, publish_at=timezone.now() - timedelta(days=5))
    make_live_story(title="Newer")
    client.force_login(make_reader())

    assert listed(client.get("/news/")) == ["Pinned", "Newer"]


def test_the_news_desk_shows_what_one_looks_after(client):
    here = make_worksite()
    for status in ("draft", "submitted", "approved"):
        make_story(status=status, title=f"Here {status}", worksite=here)
    make_story(title="Elsewhere", worksite=make_worksite())
    make_story(title="Department")
    client.force_login(make_user(*EDITOR, worksite=here))

    assert sorted(listed(client.get("/manage/news/"))) == ["Here approved", "Here draft", "Here submitted"]
    assert listed(client.get("/manage/news/?status=submitted")) == ["Here submitted"]
    assert listed(client.get("/manage/news/?phase=live")) == ["Here approved"]
    assert listed(client.get("/manage/news/?phase=ended")) == []


def test_an_auditor_reads_drafts_with_their_history_and_changes_none(client):
    draft, auditor = make_story(title="Not yet"), make_user()
    grant(auditor, "auditor")
    client.force_login(auditor)

    page = client.get(draft.get_absolute_url())
    assert page.status_code == 200
    assert f"{draft.get_absolute_url()}edit/" not in page.content.decode()
    assert listed(client.get("/manage/news/")) == ["Not yet"]
    assert [client.get(f"/news/{draft.slug}/{verb}/").status_code for verb in ("edit", "submit")] == [403, 403]


def test_an_export_needs_its_own_permission_and_holds_what_is_shown(client):
    make_live_story(title="=1+1")
    make_live_story(title="Ended", expire_at=timezone.now(), publish_at=timezone.now() - timedelta(days=1))
    client.force_login(make_reader())
    assert client.get("/news/?export=csv").status_code == 403

    client.force_login(make_user(*STAFF, "mission.export_newsitem"))
    rows = b"".join(client.get("/news/?export=csv").streaming_content).decode().splitlines()

    assert rows[-1].startswith("'=1+1,")
    assert not [row for row in rows if row.startswith("Ended,")]
    assert AuditEvent.objects.get(act="export").details == {"rows": 1, "format": "csv"}


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("address", "queries"), [("/news/", 12), ("/manage/news/", 12)])
def test_lists_take_the_same_queries_for_any_number_of_rows(client, django_assert_num_queries, address, queries, rows):
    for _ in range(rows):
        make_live_story()
    client.force_login(make_user(*EDITOR))
    client.get(address)  # The first page of a session also writes the session.

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert len(listed(response)) == min(rows, 25)


@pytest.mark.parametrize("rows", [1, 50])
def test_a_story_takes_the_same_queries_however_much_happened_to_it(client, django_assert_num_queries, rows):
    story = make_live_story()
    for _ in range(rows):
        AuditEvent.objects.create(act="edit", record=story, actor=story.created_by)
    client.force_login(make_user(*EDITOR))
    client.get(story.get_absolute_url())

    with django_assert_num_queries(10):
        client.get(story.get_absolute_url())


@pytest.mark.parametrize("worksite", [False, True])
def test_a_story_says_for_whom_it_is(client, worksite):
    site = make_worksite(name="Zenith Center") if worksite else None
    story = make_live_story(worksite=site)
    client.force_login(make_reader())

    facts = dict(client.get(story.get_absolute_url()).context["view"].facts())

    assert facts["Readers"] == ("Zenith Center" if worksite else "Whole department")


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_an_author_without_an_editors_role_is_offered_no_decision_on_their_story(client, verb):
    author = make_user()
    grant(author, "unit_editor", unit=make_unit())
    story = make_story(status="submitted", created_by=author, unit=author.grants.get().unit)
    client.force_login(author)

    page = client.get(story.get_absolute_url())

    assert verbs(page) == []
    assert f"{story.get_absolute_url()}{verb}/" not in page.content.decode()
