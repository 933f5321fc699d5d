"""Pages of roles and grants: what a role may do, who holds it where, and the screen that grants it."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.actions.grants import end_grant, grant_role, renew_grant
from doc_portal.core.actions.roles import known_permissions
from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.forms import ReasonForm
from doc_portal.core.grant_forms import RoleGrantFilter, RoleGrantForm
from doc_portal.core.models import AuditEvent, Role, RoleGrant
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from doc_portal.core.views.pages import ActionPage, AskPage, DetailPage, ListPage

MANY = 50


class RoleTable(PortalTable):
    """Roles with where they count and how many hold them."""

    name = LinkColumn(verbose_name="Role")
    description = Column(verbose_name="What it is for", orderable=False, wide=True)
    counts_in = Column(verbose_name="Counts in", orderable=False)
    holders = NumberColumn(verbose_name="People")


class EndColumn(Column):
    """The day on which a grant ends. One that was ended before its first day never counted, and says so."""

    def draw(self, record, accessor):
        """The day, or that it was ended before it began."""
        return "Before it began" if record.never_began else super().draw(record, accessor)


class RoleGrantTable(PortalTable):
    """Grants: who, what, where, and from when to when."""

    user = LinkColumn(
        verbose_name="Person", meta="user.username", order_by=("user__last_name", "user__first_name", "pk")
    )
    role = Column(verbose_name="Role", order_by=("role__order", "role__name", "pk"))
    place = Column(verbose_name="Counts in", order_by=("unit__name", "worksite__name", "pk"))
    starts_on = Column(verbose_name="First day", nowrap=True)
    ends_on = EndColumn(verbose_name="Ends before", nowrap=True)
    state = MarkColumn(verbose_name="State", orderable=False, levels={"In force": "ok", "To come": "info"})
    created_by = Column(
        verbose_name="Granted by", order_by=("created_by__last_name", "created_by__first_name", "pk"), wide=True
    )


class RoleList(ListPage):
    """Every role, as the apps declare it."""

    model = Role
    permission_required = "core.view_role"
    table_class = RoleTable
    intro = "What each role is for, and how many people hold it today."
    order_by = "order"


class RoleDetail(DetailPage):
    """One role: what it may do, and who holds it where."""

    model = Role
    permission_required = "core.view_role"
    template_name = "core/role_detail.html"
    fields = ("counts_in", "granted_by", "retired")
    show_history = False

    def get_intro(self):
        """What the role is for."""
        return self.object.description

    def permissions(self) -> list[tuple[str, str]]:
        """What the role may do, in words, with the permission's name."""
        words = known_permissions()
        return sorted((words.get(name, name), name) for name in self.object.permissions)

    def holders(self):
        """The first fifty live grants; the list of grants has them all."""
        grants = self.object.grants.live().for_list().order_by("user__last_name", "user__first_name", "pk")
        return list(grants[:MANY]) if self.request.user.has_perm("core.view_rolegrant") else []

    def all_holders_url(self) -> str:
        """The list of all who hold the role now."""
        return f"{reverse('core:rolegrant-list')}?role={self.object.pk}&state=live"


class RoleGrantList(ListPage):
    """Who was given what, where and until when."""

    model = RoleGrant
    permission_required = "core.view_rolegrant"
    table_class = RoleGrantTable
    filterset_class = RoleGrantFilter
    intro = "Who holds which role where, from when until when, and who granted it."
    row_name = "grant"
    order_by = "-starts_on"


class RoleGrantDetail(DetailPage):
    """One grant. People see their own; those who look after grants see them all."""

    model = RoleGrant
    permission_required = "core.use_portal"
    fields = ("user", "role", "place", "starts_on", "ends_on", "state", "reason", "created_by", "created_at")

    WORDS = {"user": "Person", "place": "Counts in", "created_by": "Granted by", "created_at": "Granted"}

    def facts(self):
        """In the words of the list; a grant ended before its first day says when that was."""
        found = []
        for (label, value), name in zip(super().facts(), self.fields, strict=True):
            if name == "ends_on" and self.object.never_began:
                label, value = "Ended", f"{self.ended_on()}, before it began"
            found.append((self.WORDS.get(name, label), value))
        return found

    def ended_on(self) -> str:
        """The day on which somebody ended the grant."""
        ended = AuditEvent.objects.of(self.object).filter(act="end", outcome=AuditEvent.Outcome.DONE).last()
        return long_date(timezone.localtime(ended.at)) if ended else "Ended"

    def get_queryset(self):
        """With the names the facts show."""
        return super().get_queryset().for_list()

    def trail(self):
        """Under the list of grants, for those who may open it; others look at their own."""
        return super().trail() if self.request.user.has_perm("core.view_rolegrant") else []

    def may(self, permission, record):
        """The page itself is open to everyone who sees the row; its buttons are not."""
        return permission == self.permission_required or super().may(permission, record)

    def actions(self):
        """Ending and renewing, where the grant still runs and this person could have given it."""
        grant, user = self.object, self.request.user
        steps = [("renew", "Renew grant", False), ("end", "End grant", True)]
        return [
            {"verb": verb, "label": label, "danger": danger, "url": address_of(f"core:rolegrant-{verb}", grant.pk)}
            for verb, label, danger in steps
            if grant.state != "Ended"
            and self.may(f"core.{verb}_rolegrant", grant)
            and not (verb == "renew" and grant.user_id == user.pk)
        ]


class RoleGrantCreate(AskPage):
    """Grant a role. The person, the place and the reason are recorded for auditors."""

    model = RoleGrant
    permission_required = "core.add_rolegrant"
    form_class = RoleGrantForm
    title = "Grant a role"
    intro = "The person sees it at once in their portal. It ends by itself unless it is renewed."
    button = "Grant role"

    def get_initial(self):
        """What the address already says: a to-do leads here with the role and the unit chosen."""
        known = ("person", "role", "scope_kind", "unit")
        return {name: self.request.GET.get(name, "").replace("\0", "")[:120] for name in known}

    def trail(self):
        """Under the list of grants."""
        return [("Role grants", address_of("core:rolegrant-list"))]

    def work(self, form):
        """Give the role and show the grant."""
        told = dict(form.cleaned_data)
        grant = grant_role(told.pop("person"), told.pop("role"), by=self.request.user, **told)
        sentence = f"{grant.user} ({grant.user.username}) was given {grant.role} in {grant.place}, and was told."
        messages.success(self.request, sentence)
        return grant.get_absolute_url()


class RoleGrantEnd(ActionPage):
    """End a grant today, with a reason."""

    model = RoleGrant
    permission_required = "core.end_rolegrant"
    form_class = ReasonForm
    action = staticmethod(end_grant)
    button = "End grant"
    done = "The grant has ended. The person has been told."

    def get_intro(self):
        """What the person will no longer be able to do, and where."""
        place = self.object.place
        return f"It counts in: {place}. It stops counting at once, and the person must sign in again where it was lost."

    def is_dangerous(self):
        """Always: rights are taken away at once."""
        return True


class RoleGrantRenew(ActionPage):
    """Let a grant run for another term, with a reason."""

    model = RoleGrant
    permission_required = "core.renew_rolegrant"
    action = staticmethod(renew_grant)
    button = "Renew grant"
    intro = "It then runs for twelve months from today."
    done = "The grant has been renewed. The person has been told."
