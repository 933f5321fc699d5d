"""Jobs as people find and read them, signed in or not; and the same as a feed and a sitemap for other programs."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic.base import View

from doc_portal.core.models import AuditEvent
from doc_portal.core.tables import chips_of
from doc_portal.core.views.pages import DetailPage, ListPage, Page
from personnel.changes import differences
from personnel.deadlines import deadline
from personnel.forms.jobs import JobFilter
from personnel.job_data import feed, job_posting, sitemap
from personnel.leave import leave_words
from personnel.models import Posting
from personnel.moments import Moment, moments_of
from personnel.notices import notice_of
from personnel.own import own_standing
from personnel.records import untold_to
from personnel.tables.announcements import JobTable
from personnel.views.public import OpenPage, OpenWhenSwitchedOn

SORTS = (("closes", "Closing first"), ("-opens", "Newest first"), ("-pay", "Best paid first"))
KEPT_FOR_ALERT = ("job_class", "category", "worksite")


class PostingList(OpenPage, ListPage):
    """What is open now: all of it for staff, what is for the public for visitors."""

    model = Posting
    permission_required = "personnel.view_posting"
    template_name = "personnel/posting_list.html"
    filterset_class = JobFilter
    table_class = JobTable
    title = "Jobs"
    intro = "Jobs open now at the Missouri Department of Corrections."
    row_name = "announcement"
    create_url_name = "personnel:posting-create"
    order_by = "closes"

    def get_rows(self):
        return super().get_rows().open()

    def sorts(self) -> list[dict]:
        """The orders that are offered, each with its address; the present one says so."""
        asked = self.request.GET.copy()
        for name in ("page", "export", "sort"):
            asked.pop(name, None)
        wanted = self.request.GET.get("sort", "")
        now = wanted if wanted in dict(SORTS) else SORTS[0][0]
        found = []
        for key, words in SORTS:
            asked["sort"] = key
            found.append({"words": words, "url": f"?{asked.urlencode()}", "current": key == now})
        return found

    def alert_url(self) -> str:
        """Where to wish for news of jobs like those looked for now; visitors sign in as applicants for that."""
        user = self.request.user
        if user.is_authenticated and not user.has_perm("personnel.add_jobalert"):
            return ""
        asked = self.request.GET.copy()
        for name in [one for one in asked if one not in KEPT_FOR_ALERT]:
            asked.pop(name)
        query = f"?{asked.urlencode()}" if asked else ""
        return reverse("personnel:jobalert-create") + query

    def filters_in_use(self) -> int:
        """How many filters narrow the list, said where they are folded away."""
        return len(chips_of(self.filterset, self.request.GET))

    def may_manage(self) -> bool:
        return self.request.user.has_perm("personnel.view_unpublished_posting")

    def feed_url(self) -> str:
        """The address of the feed, where there is one."""
        return reverse("personnel:posting-feed") if settings.PUBLIC_JOBS else ""


class PostingDetail(OpenPage, DetailPage):
    """One announcement as applicants read it. Who works on it sees where it stands and what may be done."""

    model = Posting
    permission_required = "personnel.view_posting"
    template_name = "personnel/posting_detail.html"
    slug_field = slug_url_kwarg = "public_slug"
    HEAD_VERBS = ("edit", "submit", "return", "approve", "publish", "evaluate", "complete")

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.select_related("job_class", "contact__worksite", "created_by", "approved_by").prefetch_related(
            "requisitions", "questions"
        )

    def get_object(self, queryset=None):
        """The row where it may be seen; that is enough to read it, also for its author and for visitors."""
        return super(Page, self).get_object(queryset)

    def get_title(self):
        return f"{self.object.title}, {self.object.number}"

    def trail(self):
        return [("Jobs", reverse("personnel:posting-list"))]

    @cached_property
    def works_on_it(self) -> bool:
        """Whether the person sees its workings: its author, and who holds a right on it."""
        user = self.request.user
        if not user.is_authenticated:
            return False
        return Posting.objects.worked_on_by(user).filter(pk=self.object.pk).exists()

    @cached_property
    def is_open(self) -> bool:
        """By the clock of the database, as everywhere."""
        return Posting.objects.open().filter(pk=self.object.pk).exists()

    @cached_property
    def is_closed(self) -> bool:
        """Whether it was open once and takes no more applications: then the page says so, and is in no index."""
        return not self.is_open and self.object.published_at is not None and self.object.phase != "Scheduled"

    def waits_for_review(self) -> bool:
        """Whether it has closed and who works on it has still to begin the review; readers are told of a review."""
        return self.object.status == Posting.Status.PUBLISHED and self.works_on_it

    def structured(self) -> str:
        """What search engines read of an open announcement for the public; nothing of any other."""
        told = self.is_open and self.object.is_for_the_public and settings.PUBLIC_JOBS
        return job_posting(self.object) if told else ""

    @cached_property
    def offered(self) -> list[dict]:
        """Every step this person may take now."""
        own = self.object.needs_another_approver_than(self.request.user)
        steps = super().actions() if self.works_on_it else []
        steps = [step for step in steps if not (own and step["verb"] == "approve")]
        return [step for step in steps if step["verb"] != "evaluate" or self.is_closed]

    def actions(self):
        """The steps on its way; what changes a published one stands beside the text."""
        return [step for step in self.offered if step["verb"] in self.HEAD_VERBS]

    def changes_offered(self) -> list[dict]:
        """What may be asked of a published announcement, or ends it."""
        slug, found = self.object.public_slug, []
        published = self.object.status == Posting.Status.PUBLISHED and not self.is_closed
        for verb, right, label, when in (
            ("questions", "change", "Questions for applicants", self.object.editable),
            ("extend", "extend", "Extend it", published and self.object.closes_at is not None),
            ("change", "revise", "Change pay or words", published),
            ("close", "revise", "Close it earlier", self.is_open),
            ("outside", "publish", "Note that it is closed on other boards", self.to_close_outside),
        ):
            if self.works_on_it and when and self.may(f"personnel.{right}_posting", self.object):
                found.append({"label": label, "url": reverse(f"personnel:posting-{verb}", args=[slug])})
        ends = [step for step in self.offered if step["verb"] not in self.HEAD_VERBS]
        return [*found, *({"label": step["label"], "url": step["url"]} for step in ends)]

    @cached_property
    def to_close_outside(self) -> bool:
        return bool(self.object.outside_boards) and (
            Posting.objects.to_close_outside().filter(pk=self.object.pk).exists()
        )

    def waits_for_another(self) -> bool:
        """Who may approve looks at what they wrote themselves."""
        return (
            self.object.status == Posting.Status.IN_REVIEW
            and self.object.needs_another_approver_than(self.request.user)
            and self.may("personnel.approve_posting", self.object)
        )

    def reason_for_return(self) -> str:
        """Why it was given back, while it is on its author's desk."""
        if self.object.status != Posting.Status.RETURNED:
            return ""
        returned = AuditEvent.objects.of(self.object).filter(act="return", outcome=AuditEvent.Outcome.DONE).last()
        return returned.reason if returned else ""

    @cached_property
    def undecided(self):
        """The change that waits for a decision, for those who work on it."""
        return self.object.revisions.undecided().select_related("made_by").first() if self.works_on_it else None

    def changes(self) -> list[dict]:
        """What was changed since it was published, for every reader."""
        if not self.object.revision:
            return []
        rows = self.object.revisions.approved().order_by("no")
        return [{"revision": one, "differences": differences(one)} for one in rows]

    def history(self):
        return super().history() if self.works_on_it else []

    def untold_acts(self):
        """Holds and points are for those who keep records."""
        return untold_to(self.request.user, self.object)

    def moments(self) -> list[Moment]:
        """From writing to the close, on one line of time."""
        return moments_of(self.object)

    def announced_deadline(self) -> str:
        """The deadline as it was announced, where it closed before."""
        return deadline(self.object.announced_closes_at)

    @cached_property
    def leave(self) -> str:
        return leave_words(self.object)

    def notice(self) -> dict:
        """The announcement for the notice board: one page of paper."""
        return notice_of(self.object)

    @cached_property
    def own(self):
        """What this person has applied here already, a draft included; None where nothing."""
        return own_standing(self.request, self.object)

    def apply_url(self) -> str:
        """Where to apply in the portal, while it takes applications and nothing was begun."""
        if not self.object.apply_here or not self.is_open or self.own is not None:
            return ""
        visitor = not self.request.user.is_authenticated
        if not visitor and not self.request.user.has_perm("personnel.apply_application"):
            return ""
        return reverse("personnel:application-apply", args=[self.object.public_slug])

    def applicants_url(self) -> str:
        """The board of those who applied, for who works with them here."""
        if self.object.published_at is None or not self.request.user.is_authenticated:
            return ""
        may = self.may("personnel.view_application", self.object)
        return reverse("personnel:application-board", args=[self.object.public_slug]) if may else ""

    def get(self, request, *args, **kwargs):
        """A closed one says to search engines that it is none of theirs."""
        response = super().get(request, *args, **kwargs)
        if not self.is_open:
            response["X-Robots-Tag"] = "noindex"
        return response


class PostingFeed(OpenWhenSwitchedOn, View):
    """What is open for the public, newest first, as RSS."""

    def get(self, request):
        rows = Posting.objects.for_the_public().open().for_list().order_by("-opens_at", "-pk")
        return HttpResponse(feed(rows), content_type="application/rss+xml; charset=utf-8")


class PostingSitemap(OpenWhenSwitchedOn, View):
    """The addresses of what is open for the public, for search engines."""

    def get(self, request):
        rows = Posting.objects.for_the_public().open().order_by("pk")
        return HttpResponse(sitemap(rows), content_type="application/xml; charset=utf-8")
