"""Pages of the services from A to Z: one page for each task people come with."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, Page, PlainPage
from mission.actions.services import add_service, archive_service, revise_service
from mission.forms.services import ServiceForm
from mission.models import Document, Service
from mission.views.glossary import by_letter, warn_of_acronyms
from personnel.models.contacts import WITH_CONTACT
from personnel.reviews import trust_of, with_review

SERVICES = "Services A to Z"


class ServiceList(PlainPage):
    """Every service, by its first letter."""

    model = Service
    permission_required = "mission.view_service"
    template_name = "mission/service_list.html"
    title = SERVICES
    intro = "How to get something done: the steps, whom to ask, and the form and policy for it."

    def letters(self):
        return by_letter(self.get_queryset().kept().for_list(), "title")

    def may_add(self):
        return self.request.user.has_perm("mission.add_service")


class AmongServices(Page):
    """A page that stands under the list of services."""

    def get_queryset(self):
        return super().get_queryset().select_related("unit", *WITH_CONTACT)

    def trail(self):
        return [(SERVICES, reverse("mission:service-list"))]


class ServiceDetail(AmongServices, DetailPage):
    """How one thing is done. The form and the policy are shown to those who may read them."""

    model = Service
    permission_required = "mission.view_service"
    asks_readers = True
    template_name = "mission/service_detail.html"

    def get_queryset(self):
        return with_review(super().get_queryset())

    def get_intro(self):
        return self.object.summary

    def trust(self):
        """Who answers for the page, and when it was looked over."""
        owner = "" if self.object.contact else self.object.unit
        return trust_of(self.object, "services", user=self.request.user, owner=owner, version=self.object.version)

    @cached_property
    def documents(self) -> list[tuple[str, Document]]:
        """The form and the policy, each with the word for it, as far as this person may read them."""
        wanted = {self.object.form_id: "Form", self.object.policy_id: "Policy"}
        rows = Document.objects.visible_to(self.request.user).filter(pk__in=[pk for pk in wanted if pk])
        return sorted(((wanted[one.pk], one) for one in rows), key=lambda pair: pair[0])

    def works_on_it(self) -> bool:
        return self.may("mission.change_service", self.object)

    def history(self):
        return super().history() if self.works_on_it() else []

    def actions(self):
        """Edit and archive, while it is not archived."""
        if self.object.archived_at:
            return []
        offered = (
            ("edit", "mission.change_service", "mission:service-edit", "Edit", False),
            ("archive", "mission.archive_service", "mission:service-archive", "Archive", True),
        )
        return [
            {"verb": verb, "url": reverse(url, args=[self.object.slug]), "label": label, "danger": danger}
            for verb, permission, url, label, danger in offered
            if self.may(permission, self.object)
        ]


class ServiceCreate(AmongServices, CreatePage):
    model = Service
    permission_required = "mission.add_service"
    form_class = ServiceForm
    button = "Add service"
    done = "Service added."

    def get_initial(self):
        return super().get_initial() | {"unit": self.request.user.unit_id}

    def keep(self, form):
        warn_of_acronyms(self.request, form.instance.summary, form.instance.body)
        return add_service(form.instance, by=self.request.user)


class ServiceEdit(AmongServices, EditPage):
    model = Service
    permission_required = "mission.change_service"
    form_class = ServiceForm
    done = "Service saved."

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]

    def keep(self, form, changed):
        warn_of_acronyms(self.request, form.instance.summary, form.instance.body)
        return revise_service(form.instance, by=self.request.user, changed=changed)


class ServiceArchive(AmongServices, ActionPage):
    model = Service
    permission_required = "mission.archive_service"
    form_class = ReasonForm
    action = staticmethod(archive_service)
    button = "Archive service"
    done = "Service archived."
    intro = "It leaves the list and search. It cannot be brought back."

    def get_success_url(self):
        return reverse("mission:service-list")
