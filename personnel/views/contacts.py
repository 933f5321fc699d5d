"""Pages of role contacts: whom to ask about what, here and anywhere."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK
from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from personnel.actions.contacts import add_contact, end_contact, revise_contact
from personnel.citing import cited_by
from personnel.forms.contacts import RoleContactFilter, RoleContactForm
from personnel.models import RoleContact
from personnel.reviews import trust_of, with_review
from personnel.suppression import NOT_LISTED, note_override, shown_to
from personnel.tables.contacts import RoleContactTable

KIND = "contacts"


class RoleContactList(ListPage):
    """Services with whom to turn to; narrowed to a worksite, of each service the contact nearest to it."""

    model = RoleContact
    permission_required = "personnel.view_rolecontact"
    filterset_class = RoleContactFilter
    table_class = RoleContactTable
    order_by = "service"
    title = "Contacts"
    intro = "Whom to ask about what. Choose a worksite under “Who helps at” to see who answers there."
    row_name = "contact"
    empty_text = "Try another word for what you need, or take a filter out."

    def get_rows(self):
        """Those that are offered."""
        return super().get_rows().kept()


class RoleContactDetail(DetailPage):
    """One service at a place: who holds it, who stands in, and how to reach it."""

    model = RoleContact
    permission_required = "personnel.view_rolecontact"
    template_name = "personnel/rolecontact_detail.html"

    def get_queryset(self):
        """With everybody the page names."""
        return with_review(super().get_queryset().for_list())

    @cached_property
    def seen(self) -> set[int]:
        """The keys of those named here whom this person may see; showing who is not listed is recorded."""
        people = [one for one in (self.object.holder, self.object.backup) if one is not None]
        seen = shown_to(self.request.user, people)
        note_override([one for one in people if one.pk in seen], by=self.request.user)
        return seen

    def named(self, person):
        """A person with a link to their entry, or that they are not listed."""
        if person is None:
            return BLANK
        if person.pk not in self.seen:
            return NOT_LISTED
        link = format_html('<a href="{}">{}</a>', person.get_absolute_url(), person.full_name)
        return link if person.is_current else format_html("{} (left)", link)

    def facts(self):
        """Where it counts, who holds it, and how to reach it."""
        contact = self.object
        told = [
            ("For", contact.counts_for),
            ("Unit", format_html('<a href="{}">{}</a>', contact.unit.get_absolute_url(), contact.unit)),
            ("Holder", "Position vacant" if contact.vacant else self.named(contact.holder)),
            ("Backup", self.named(contact.backup)),
        ]
        if number := contact.telephone:
            dialed = "".join(one for one in number.partition(", ext")[0] if one.isdigit())
            told.append(("Phone", format_html('<a href="tel:{}">{}</a>', dialed, number)))
        if contact.mail:
            told.append(("E-mail", format_html('<a href="mailto:{0}">{0}</a>', contact.mail)))
        return told

    def trust(self):
        """Who answers for the entry, and when it was looked over."""
        return trust_of(self.object, KIND, user=self.request.user, owner=self.object.unit, version=self.object.version)

    def citing(self) -> list:
        """The things that send readers here and that this person may see; for those who keep the contact."""
        if not self.may("personnel.change_rolecontact", self.object):
            return []
        found = cited_by(self.object)
        user = self.request.user
        return [one for one in found if type(one).objects.visible_to(user).filter(pk=one.pk).exists()]

    def actions(self):
        """Editing and ending, where this person may."""
        wanted = [("edit", "change", "Edit", False), ("end", "end", "End contact", True)]
        return [
            {"verb": verb, "url": address_of(f"personnel:rolecontact-{verb}", self.object.pk), "label": label,
             "danger": danger}
            for verb, right, label, danger in wanted
            if self.object.editable and self.may(f"personnel.{right}_rolecontact", self.object)
        ]  # fmt: skip

    def history(self):
        """Acts, for those who keep the contact."""
        return super().history() if self.may("personnel.change_rolecontact", self.object) else []


class RoleContactCreate(CreatePage):
    """Name a service at a place, and who holds it."""

    model = RoleContact
    permission_required = "personnel.add_rolecontact"
    form_class = RoleContactForm
    button = "Add contact"
    intro = "A contact is a service at a place. It stays when people change; only its holder does."
    done = "Contact added."

    def keep(self, form):
        """Add it by the rules."""
        return add_contact(form.instance, by=self.request.user)


class RoleContactEdit(EditPage):
    """Change a contact: most often its holder."""

    model = RoleContact
    permission_required = "personnel.change_rolecontact"
    form_class = RoleContactForm
    button = "Save contact"
    done = "Contact saved."

    def keep(self, form, changed):
        """Keep it by the rules."""
        return revise_contact(form.instance, by=self.request.user, changed=changed)


class RoleContactEnd(ActionPage):
    """Take a service out of the lists."""

    model = RoleContact
    permission_required = "personnel.end_rolecontact"
    form_class = ReasonForm
    action = staticmethod(end_contact)
    button = "End contact"
    intro = "It leaves the lists and search and is not offered again. Nothing may cite it any more."
    done = "Contact ended."

    def is_dangerous(self):
        """It cannot be undone."""
        return True
