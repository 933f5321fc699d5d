"""The search index: one entry per findable thing, its identifiers, and what was looked for (search.py)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.models.base import PortalQuerySet, Record
from doc_portal.core.models.places import Unit, Worksite


class SearchEntryQuerySet(PortalQuerySet):
    """Which entries may be found, by whom."""

    def live(self):
        """Entries whose time has come and is not over."""
        now = timezone.now()
        return self.filter(
            Q(live_from__isnull=True) | Q(live_from__lte=now),
            Q(live_until__isnull=True) | Q(live_until__gt=now),
            over=False,
        )

    def ended(self):
        """Entries whose time is over and that are not marked so yet."""
        return self.filter(over=False, live_until__lte=timezone.now())

    def visible_to(self, user):
        """What this person may find now: live, and permitted where it belongs.

        An entry without a permission is open to every member of staff. One with a permission is found by those who
        hold it everywhere, or in the entry's unit or at its worksite.
        """
        if not user.is_active:
            return self.none()
        places = {}
        for permission, scope in user.scopes.items():
            places.setdefault(scope, []).append(permission)
        allowed = Q(permission="")
        for scope, permissions in places.items():
            allowed |= Q(permission__in=permissions) & scope.rows_of(self.model)
        return self.live().filter(allowed)


class SearchEntry(models.Model):
    """What search knows of one thing. Only `index_entry()` writes it; the two vectors follow by themselves.

    `title`, `summary` and `body` are as written, for the page; the folded columns are what is compared. `over` says
    that `live_until` has passed, from the night after on: the indexes of words hold none of those, or old stories would
    outnumber what is found.
    """

    kind = models.CharField(max_length=40)
    tab = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    folded_title = models.CharField(max_length=600)
    folded_body = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    worksite = models.ForeignKey(Worksite, on_delete=models.CASCADE, null=True, related_name="+")
    permission = models.CharField(max_length=120, blank=True)
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)
    over = models.BooleanField(default=False, editable=False)
    weight = models.SmallIntegerField(default=0)
    pinned_for = models.CharField(max_length=200, blank=True)  # "|FMLA|FAMILYLEAVE|": questions it answers first
    dated = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    words = models.GeneratedField(
        expression=CombinedExpression(
            SearchVector("folded_title", weight="A", config="english"),
            "||",
            SearchVector("folded_body", weight="C", config="english"),
            output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    title_words = models.GeneratedField(
        expression=SearchVector("folded_title", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    indexed_at = models.DateTimeField(default=timezone.now)

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("rebuild_searchentry", "Can have the search index written anew")]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once_per_object")]
        indexes = [
            models.Index(fields=["pinned_for"], name="search_entry_pinned", condition=~Q(pinned_for="")),
            GinIndex(fields=["words"], name="search_entry_words", condition=Q(over=False)),
            GinIndex(fields=["title_words"], name="search_entry_title_words", condition=Q(over=False)),
        ]

    def __str__(self):
        return self.title


class SearchKey(models.Model):
    """One spelling of one identifier: capital letters and digits only, and every trailing part of it."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=60)
    whole = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="search_key_once_per_entry")]
        indexes = [models.Index(OpClass("key", name="varchar_pattern_ops"), name="search_key_by_prefix")]

    def __str__(self):
        return self.key


class SearchWord(models.Model):
    """A word of some title, with itself and each way to leave out one letter as `keys`: how misspellings find it.

    Whose titles hold it is asked of the entries when it is offered, so a word may stay here longer than in them.
    """

    word = models.CharField(max_length=40, unique=True)
    keys = ArrayField(models.CharField(max_length=40))

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["keys"], name="search_word_by_key", fastupdate=False)]

    def __str__(self):
        return self.word


class SearchPinQuerySet(PortalQuerySet):
    """Which pinned results count now, who may know of them, and what lists show of them."""

    def visible_to(self, user):
        """Those where one may see pins, and only of results one finds oneself: a pin keeps the title of its result."""
        found = SearchEntry.objects.visible_to(user).filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
        return super().visible_to(user).filter(Exists(found))

    def live(self):
        """Pins nobody has ended."""
        return self.filter(ended_at__isnull=True)

    def for_list(self):
        """With the place and who pinned it, which every list names."""
        return self.select_related("unit", "worksite", "created_by")


class SearchPin(Record):
    """An editor's answer to a question: when somebody searches for these words, this result comes first.

    `kind` and `object_id` name the result as the index does, so that a pin outlives a rebuild; `title` and `url` are
    how it was called when it was pinned. It belongs where its result belongs.
    """

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    question = models.CharField("words", max_length=60)
    key = models.CharField(max_length=60, editable=False)
    kind = models.CharField(max_length=40, editable=False)
    object_id = models.BigIntegerField(editable=False)
    title = models.CharField("result", max_length=300)
    url = models.CharField("address", max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("ended", null=True)

    objects = SearchPinQuerySet.as_manager()

    class Meta:
        verbose_name = "pinned result"
        ordering = ["question", "pk"]
        default_permissions = ("add", "view")
        permissions = [("end_searchpin", "Can end a pinned result")]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "kind", "object_id"],
                name="search_pin_once_per_question_and_result",
                condition=Q(ended_at__isnull=True),
                violation_error_message="This result is already pinned to these words.",
            ),
            models.CheckConstraint(
                name="search_pin_has_a_question",
                condition=~Q(key=""),
                violation_error_message="Enter the words people search for.",
            ),
        ]

    def __str__(self):
        return f"“{self.question}”: {self.title}"

    def get_absolute_url(self):
        """The pin's page."""
        return address_of("core:searchpin-detail", self.pk)

    @property
    def place(self):
        """Where the result belongs, in words."""
        return str(self.worksite or self.unit or "Whole department")

    @property
    def state(self):
        """Whether the pin still counts, in words."""
        return "Ended" if self.ended_at else "Pinned"


class SearchLogQuerySet(PortalQuerySet):
    """What was looked for, as its list and its tasks need it."""

    def unanswered(self, days: int):
        """Searches of the last days that found nothing, but for questions somebody has answered since."""
        answered = SearchAnswer.objects.filter(key=OuterRef("key"), at__gte=OuterRef("at"))
        recent = self.filter(found=0, at__gt=timezone.now() - timedelta(days=days))
        return recent.annotate(key=Lower("query")).filter(~Exists(answered))

    def questions(self, days: int):
        """The newest search for each unanswered question, with how often it was asked (`times`)."""
        open_ones = SearchLog.objects.unanswered(days).order_by()
        counted = open_ones.values("key").annotate(newest=Max("pk"), times=Count("pk"))
        same = counted.filter(key=Lower(OuterRef("query")))
        return self.filter(pk__in=counted.values("newest")).annotate(times=Subquery(same.values("times")[:1]))


class SearchLog(models.Model):
    """What was looked for, how much was found and which hit was opened; never who. Kept 90 days."""

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    query = models.CharField("looked for", max_length=200)
    tab = models.CharField(max_length=20, blank=True)
    found = models.PositiveIntegerField()
    clicked_rank = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField("last asked", default=timezone.now)

    objects = SearchLogQuerySet.as_manager()

    class Meta:
        verbose_name = "search without an answer"
        verbose_name_plural = "searches without an answer"
        default_permissions = ("view",)
        permissions = [("answer_searchlog", "Can mark a search without an answer as answered")]
        indexes = [
            models.Index(fields=["at"], name="search_log_by_age"),
            models.Index(fields=["query"], name="search_log_nothing_found", condition=Q(found=0)),
        ]

    def __str__(self):
        return f"Search {self.pk}"

    def get_absolute_url(self):
        """The list of searches: one has no page of its own."""
        return address_of("core:searchlog-list")


class SearchAnswer(models.Model):
    """A question that found nothing was seen to at this moment. Asked again without a result, it comes back."""

    key = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["key", "at"], name="search_answer_by_question")]

    def __str__(self):
        return self.key
