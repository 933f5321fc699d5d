"""What is a person's own: profile, appearance, notices and their mail; and the addresses mail comes back from."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic.detail import SingleObjectMixin

from doc_portal.core.actions.notices import choose_mail, release_address
from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK
from doc_portal.core.models import Notification, StoppedAddress, User
from doc_portal.core.notice_forms import MailChoices, NoticeFilter
from doc_portal.core.registry import declared, open_to
from doc_portal.core.tables import Column, PortalTable
from doc_portal.core.views.pages import ActionPage, AskPage, ListPage, Page, PlainPage


def safe_next(url: str, otherwise: str) -> str:
    """`url` where it leads inside the portal, else `otherwise`."""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else otherwise


class Profile(PlainPage):
    """Who one is in the portal, what one may do and where."""

    permission_required = "core.use_portal"
    template_name = "core/profile.html"
    title = "My profile"
    intro = "What the portal knows of you. Mend what is yours in your entry under People; a steward keeps the rest."

    def own_pages(self) -> list[tuple[str, str]]:
        """Further pages about what is one's own, with their addresses."""
        return [(one.label, address_of(one.url_name)) for one in open_to(self.request.user, declared("own_pages"))]

    def get_context_data(self, **kwargs):
        """The person's places and grants."""
        person = User.objects.select_related("unit", "worksite").get(pk=self.request.user.pk)
        facts = [
            ("Name", person.get_full_name()),
            ("Job title", person.title or BLANK),
            ("Unit", person.unit or BLANK),
            ("Worksite", person.worksite or BLANK),
            ("Work e-mail", person.email or BLANK),
            ("Work phone", person.phone or BLANK),
            ("User name", person.username),
            ("Employee number", person.employee_number or BLANK),
        ]
        grants = person.grants.live().for_list().order_by("role__order", "role__name", "pk")
        return super().get_context_data(**kwargs) | {"facts": facts, "grants": grants}


class AppearanceForm(forms.Form):
    """What the switch at the foot of the page may send."""

    theme = forms.ChoiceField(choices=User.Theme)


class Appearance(Page):
    """Keep light, dark or the device's own look with the account. Only takes what the switch sends."""

    permission_required = "core.use_portal"
    http_method_names = ["post", "options"]

    def post(self, request):
        """Keep the theme and go back to the page it was chosen on."""
        chosen = AppearanceForm(request.POST)
        if chosen.is_valid():
            User.objects.filter(pk=request.user.pk).update(theme=chosen.cleaned_data["theme"])
        else:
            messages.warning(request, "That appearance is not known. Choose Device, Light or Dark.")
        return HttpResponseRedirect(safe_next(request.POST.get("next", ""), reverse("core:profile")))


class NoticeColumn(Column):
    """The notice, linking to the page that marks it as read and leads to its subject."""

    def draw(self, record, accessor):
        """The title as a link through the page that marks it read."""
        url = reverse("core:notification-open", args=[record.pk])
        if record.read_at:
            return format_html('<a class="row-link" href="{}">{}</a>', url, record.title)
        unread = '<a class="row-link" href="{}"><span class="visually-hidden">Unread: </span><strong>{}</strong></a>'
        return format_html(unread, url, record.title)


class AddressColumn(Column):
    """The way to release an address."""

    def draw(self, record, accessor):
        """The link to release the address of this row."""
        url = reverse("core:stoppedaddress-release", args=[record.pk])
        return format_html('<a href="{}">Release<span class="visually-hidden"> {}</span></a>', url, record.address)


class NoticeTable(PortalTable):
    """What is told, when it came, when it was read."""

    title = NoticeColumn(verbose_name="Notice", orderable=False)
    at = Column(verbose_name="When", orderable=False)
    read_at = Column(verbose_name="Read", orderable=False, wide=True)


class NoticeList(ListPage):
    """One's own notices, newest first."""

    model = Notification
    permission_required = "core.use_portal"
    template_name = "core/notification_list.html"
    table_class = NoticeTable
    filterset_class = NoticeFilter
    title = "My notices"
    empty_text = "You have no notices. Approvals, returned stories and new roles are told here."

    def get_rows(self):
        """One's own notices, newest first."""
        return Notification.objects.visible_to(self.request.user).order_by("-at", "-pk")

    def has_unread(self) -> bool:
        """Whether to offer marking all as read."""
        return self.get_rows().unread().exists()


class Preferences(AskPage):
    """Which notices come by mail at once, once a day or not at all."""

    permission_required = "core.use_portal"
    template_name = "generic/form.html"
    form_class = MailChoices
    title = "How I get notices"
    intro = "Every notice is listed under “My notices”. Choose here which of them also come by e-mail."
    button = "Save"
    done = "Saved. The choice counts from the next notice on."
    keeps_draft = False

    def trail(self):
        """Under one's profile."""
        return [("My profile", reverse("core:profile"))]

    def work(self, form):
        """Keep the choices."""
        choose_mail(self.request.user, form.chosen())
        return reverse("core:preferences")


class StoppedAddressTable(PortalTable):
    """Which address, since when, and the way to release it."""

    address = Column(verbose_name="Address", orderable=False)
    stopped_at = Column(verbose_name="Stopped", orderable=False)
    release = AddressColumn(verbose_name="Release", orderable=False, accessor="pk")


class StoppedAddresses(ListPage):
    """The addresses nothing is sent to, since the last mails came back."""

    model = StoppedAddress
    permission_required = "core.view_stoppedaddress"
    table_class = StoppedAddressTable
    title = "Stopped e-mail addresses"
    intro = "The last three mails to these addresses came back. Correct the address, or release it once it works."
    row_name = "stopped address"
    empty_text = "No address is stopped."

    def get_rows(self):
        """Those that are stopped now, newest first."""
        return super().get_rows().standing().order_by("-stopped_at", "-pk")


class AddressRelease(ActionPage):
    """Let mail go to the address again."""

    model = StoppedAddress
    permission_required = "core.release_stoppedaddress"
    action = staticmethod(release_address)
    button = "Release"
    done = "Released. Mail goes to this address again."

    def trail(self):
        """Under the stopped addresses."""
        return [("Stopped e-mail addresses", self.object.get_absolute_url())]


class NoticeOpen(Page, SingleObjectMixin):
    """Mark one notice as read and go to what it is about."""

    model = Notification
    permission_required = "core.use_portal"

    def get_object(self, queryset=None):
        """One's own notice; it needs no further right."""
        return SingleObjectMixin.get_object(self, self.get_queryset())

    def get(self, request, *args, **kwargs):
        """Mark it read and go where it leads."""
        notice = self.get_object()
        Notification.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())
        return HttpResponseRedirect(safe_next(notice.url, reverse("core:notification-list")))


class NoticesRead(Page):
    """Mark all of one's notices as read."""

    permission_required = "core.use_portal"
    http_method_names = ["post", "options"]

    def post(self, request):
        """Mark every notice of this person read."""
        Notification.objects.visible_to(request.user).unread().update(read_at=timezone.now())
        messages.success(request, "All notices are marked as read.")
        return HttpResponseRedirect(reverse("core:notification-list"))
