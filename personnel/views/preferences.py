"""Pages of preference: the dated rules, the verifier's queue, and who is owed an interview."""

from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.display import UNCONFIRMED, long_date, long_moment
from doc_portal.core.forms import ConfirmForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.preferences import apply_points, keep_rule, refuse_claim, verify_claim
from personnel.forms.preferences import ClaimFilter, PreferenceRuleForm, VerifyForm, proofs_of
from personnel.models import Application, Posting, PreferenceClaim, PreferenceRule
from personnel.preferences import guaranteed_interviews, rule_for
from personnel.tables.preferences import ClaimTable, PreferenceRuleTable

RULES = "Rules of preference"
CLAIMS = "Claims to preference"


class PreferenceRuleList(ListPage):
    """Every rule with its dates."""

    model = PreferenceRule
    permission_required = "personnel.view_preferencerule"
    table_class = PreferenceRuleTable
    title = RULES
    intro = "What preference gives and by whose authority. The rule of the day an announcement opens counts."
    row_name = "rule"

    def may_export(self):
        """Rules are read here."""
        return False


class PreferenceRuleDetail(DetailPage):
    """One rule with its words."""

    model = PreferenceRule
    permission_required = "personnel.view_preferencerule"
    fields = (
        "kind", "effect", "points", "applies_to", "evidence", "authority", "rule_text", "confirmed", "starts_on",
        "ends_on",
    )  # fmt: skip

    def trail(self):
        """Under the list."""
        return [(RULES, reverse("personnel:preferencerule-list"))]

    def facts(self):
        """Points are no money; what is not confirmed says so."""
        told = dict(super().facts())
        points = self.object.points
        told["Points"] = "Not known" if points is None else f"{points.normalize():f}"
        told["Confirmed"] = "Yes" if self.object.confirmed else UNCONFIRMED
        if self.object.effect == PreferenceRule.Effect.INTERVIEW:
            del told["Points"]
        return list(told.items())


class PreferenceRuleCreate(CreatePage):
    """Enter a rule that holds from a day on."""

    model = PreferenceRule
    permission_required = "personnel.add_preferencerule"
    form_class = PreferenceRuleForm
    title = "New rule of preference"
    button = "Add rule"
    intro = "End the rule it takes the place of first. Announcements that opened before keep the old one."
    done = "Rule added."

    def trail(self):
        """Under the list."""
        return [(RULES, reverse("personnel:preferencerule-list"))]

    def keep(self, form):
        """By the rules for rules."""
        return keep_rule(form.instance, by=self.request.user)


class PreferenceRuleEdit(EditPage):
    """Correct a rule, or end it."""

    model = PreferenceRule
    permission_required = "personnel.change_preferencerule"
    form_class = PreferenceRuleForm
    button = "Save rule"
    intro = "Claims that were decided keep what they were given."
    done = "Rule saved."

    def trail(self):
        """Under the list and the rule."""
        return [
            (RULES, reverse("personnel:preferencerule-list")), (str(self.object), self.object.get_absolute_url())
        ]  # fmt: skip

    def keep(self, form, changed):
        """By the rules for rules."""
        return keep_rule(form.instance, by=self.request.user, changed=changed)


class ClaimPage(Page):
    """A page about one claim, for who verifies."""

    model = PreferenceClaim

    def get_queryset(self):
        """With what it shows."""
        return super().get_queryset().for_list().select_related("application__posting__job_class", "decided_by")

    def trail(self):
        """Under the queue and, for an act, the claim."""
        up = [(CLAIMS, reverse("personnel:preferenceclaim-list"))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]


class PreferenceClaimList(ListPage):
    """Claims that wait for a verifier, the nearest close first."""

    model = PreferenceClaim
    permission_required = "personnel.decide_preferenceclaim"
    filterset_class = ClaimFilter
    table_class = ClaimTable
    title = CLAIMS
    intro = "Check each claim against its proof. Who scores never learns of it."
    row_name = "claim"
    order_by = "closes"
    empty_text = "No claim waits for you."

    def get_queryset(self):
        """Those that wait, unless others are asked for."""
        if self.filterset.is_bound and self.filterset.form.is_valid():
            return self.filterset.qs
        return self.get_rows().open()

    def may_export(self):
        """Claims are confidential and leave the portal in no list."""
        return False


class PreferenceClaimDetail(ClaimPage, DetailPage):
    """One claim, its proof, and what the rule of its day would give."""

    permission_required = "personnel.decide_preferenceclaim"
    template_name = "personnel/preferenceclaim_detail.html"

    def get_title(self):
        """Who claims what."""
        return f"{self.object.get_kind_display()}: {self.object.application.who}"

    def rule(self):
        """The rule that was applied, or that would be."""
        return self.object.rule or rule_for(self.object.kind, self.object.application.posting)

    def proofs(self):
        """The papers handed in as proof."""
        return proofs_of(self.object)

    def facts(self):
        """Where the claim belongs, and what became of it."""
        claim, application = self.object, self.object.application
        told = [
            ("Application", f"{application.number}, {application.who}"),
            ("Announcement", str(application.posting)),
            ("Opened", long_date(timezone.localdate(application.posting.opens_at))),
        ]
        if claim.decided_at:
            told.append(("Decided", f"{claim.decided_by}, {long_moment(claim.decided_at)}"))
        if claim.decision_note:
            told.append(("Why", claim.decision_note))
        if claim.points_applied is not None:
            told.append(("Points given", f"{claim.points_applied.normalize():f}"))
        return told

    def actions(self):
        """Deciding, once; then giving the points, once the panel has closed."""
        claim, user = self.object, self.request.user
        found = []
        if claim.status == PreferenceClaim.Status.CLAIMED:
            found += [
                ("verify", "preferenceclaim-verify", claim.pk, False),
                ("refuse", "preferenceclaim-refuse", claim.pk, True),
            ]
        elif claim.status == PreferenceClaim.Status.VERIFIED and claim.points_applied is None:
            gives = claim.rule.effect == PreferenceRule.Effect.POINTS
            found_by_panel = claim.application.result is not None
            if gives and found_by_panel and user.has_perm("personnel.points_application"):
                found.append(("points", "application-points", claim.application_id, False))
        labels = {"verify": "Verify claim", "refuse": "Refuse claim", "points": "Give the points"}
        return [
            {"verb": verb, "label": labels[verb], "danger": danger, "url": reverse(f"personnel:{name}", args=[key])}
            for verb, name, key, danger in found
        ]


class PreferenceClaimVerify(ClaimPage, ActionPage):
    """Find a claim borne out."""

    permission_required = "personnel.decide_preferenceclaim"
    form_class = VerifyForm
    action = staticmethod(verify_claim)
    verb = "verify"
    intro = "Read the paper first. What the claim gives follows from the rule of the day the announcement opened."

    def get_form_kwargs(self):
        """With the claim, whose papers are offered."""
        return super().get_form_kwargs() | {"claim": self.object}


class PreferenceClaimRefuse(ClaimPage, ActionPage):
    """Find a claim not borne out."""

    permission_required = "personnel.decide_preferenceclaim"
    form_class = ReasonForm
    action = staticmethod(refuse_claim)
    verb = "refuse"
    intro = "The application goes on without preference. Your reason stays with the claim, for those who verify claims."


class ApplicationPoints(ActionPage):
    """Add the points of verified claims to what the panel found."""

    model = Application
    permission_required = "personnel.points_application"
    form_class = ConfirmForm
    action = staticmethod(apply_points)
    template_name = "personnel/application_points.html"
    button = "Give the points"
    intro = "They are added to the result of the panel, and stay."

    def get_queryset(self):
        """Applications with claims, for who verifies them."""
        claims = PreferenceClaim.objects.visible_to(self.request.user)
        rows = Application.objects.filter(claims__in=claims).distinct()
        if self.request.method == "POST":
            rows = Application.objects.filter(pk__in=rows.values("pk"))
        return rows.select_related("posting", "person", "applicant")

    def get_title(self):
        """To whom."""
        return f"Give the points: {self.object.who}, {self.object.number}"

    def claims(self):
        """Every claim with what it gives."""
        return self.object.claims.select_related("rule")

    def trail(self):
        """Under the queue."""
        return [(CLAIMS, reverse("personnel:preferenceclaim-list"))]

    def done_message(self):
        """How many."""
        return f"{self.object.points.normalize():f} points given to {self.object.who}."

    def get_success_url(self):
        """Back to the queue."""
        return reverse("personnel:preferenceclaim-list")


class PostingGuaranteed(DetailPage):
    """Who must be offered an interview for an announcement, with the words of the rule."""

    model = Posting
    permission_required = "personnel.interview_application"
    template_name = "personnel/posting_guaranteed.html"
    slug_field = "public_slug"
    slug_url_kwarg = "slug"
    show_history = False

    def get_queryset(self):
        """Those at one's worksites."""
        scope = scope_of(self.request.user, self.permission_required)
        rows = Posting.objects.all()
        if not scope.everywhere:
            rows = rows.filter(pk__in=Posting.objects.filter(locations__worksite__in=scope.worksites).values("pk"))
        return rows

    def may(self, permission, record):
        """The rows are those at one's worksites."""
        return permission == self.permission_required

    def get_title(self):
        """For which announcement."""
        return f"Guaranteed interviews: {self.object}"

    def get_intro(self):
        """What it is."""
        return "Computed from verified claims and the rule in force on the day the announcement opened."

    def owed(self):
        """Whom of those this person may see, and by which rule."""
        return guaranteed_interviews(self.object, Application.objects.visible_to(self.request.user))

    def trail(self):
        """Under the applicants of the announcement."""
        slug = self.object.public_slug
        return [
            ("Jobs", reverse("personnel:posting-list")),
            (self.object.title, self.object.get_absolute_url()),
            ("Applicants", reverse("personnel:application-board", args=[slug])),
        ]

    def actions(self):
        """None: inviting is done on the application."""
        return []
