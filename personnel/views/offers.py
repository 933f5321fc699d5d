"""Pages of offers: made, accepted or declined, cleared, appointed, or taken back."""

from django.urls import reverse

from doc_portal.core.display import BLANK
from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from personnel.actions.appointments import appoint
from personnel.actions.offers import accept_offer, decide_clearance, decline_offer, make_offer, rescind_offer
from personnel.forms.offers import ClearanceFilter, ClearForm, DeclineForm, OfferFilter, OfferForm, RescindForm
from personnel.models import Application, ClearanceItem, Offer
from personnel.tables.offers import ClearanceTable, OfferTable

OFFERS = "Offers"
CLEARANCE = "Clearance"


class ApplicationOffer(ActionPage):
    """Offer somebody the job."""

    model = Application
    permission_required = "personnel.offer_application"
    form_class = OfferForm
    intro = "The offer is conditional: the appointment comes once every clearance item is cleared."

    def get_queryset(self):
        """With what the page names."""
        return super().get_queryset().select_related("posting__job_class", "person", "applicant")

    def get_title(self):
        """To whom."""
        return f"Make offer: {self.object.who}, {self.object.number}"

    def trail(self):
        """Under the offers."""
        return [(OFFERS, reverse("personnel:offer-list"))]

    def get_form_kwargs(self):
        """With the announcement, whose places are offered."""
        return super().get_form_kwargs() | {"posting": self.object.posting, "instance": Offer()}

    def get_form(self, form_class=None):
        """Kept, since the action takes what it made."""
        self.form = super().get_form(form_class)
        return self.form

    def action(self, application, *, by, **typed):
        """Make it."""
        return make_offer(application, self.form.instance, by=by)


class OfferList(ListPage):
    """Offers that stand, for those who make them or appoint."""

    model = Offer
    permission_required = "personnel.view_offer"
    filterset_class = OfferFilter
    table_class = OfferTable
    title = OFFERS
    intro = "What was offered to whom, what is still to be cleared, and who can be appointed."
    row_name = "offer"
    order_by = "starts_on"
    empty_text = "No offer stands. An offer is made on the application of whom you chose."

    def get_rows(self):
        """With the state of each."""
        return super().get_rows().with_phase()

    def get_queryset(self):
        """Those that stand, unless ended ones are asked for."""
        if self.filterset.is_bound and self.filterset.form.is_valid():
            return self.filterset.qs
        return self.get_rows().standing()

    def may_export(self):
        """Offers are confidential and leave the portal in no list."""
        return False


class OfferPage(Page):
    """A page about one offer."""

    model = Offer

    def get_queryset(self):
        """With what it shows."""
        rows = super().get_queryset().for_list().with_phase()
        return rows.select_related(
            "application__posting__job_class", "application__person", "application__applicant", "location__worksite",
            "position",
        )  # fmt: skip

    def trail(self):
        """Under the list and, for an act, the offer."""
        up = [(OFFERS, reverse("personnel:offer-list"))]
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]


class OfferDetail(OfferPage, DetailPage):
    """One offer: what it is, what is cleared, and what can be done now."""

    permission_required = "personnel.view_offer"
    template_name = "personnel/offer_detail.html"
    fields = ("annual_pay", "starts_on", "accepted_at", "ended_at")

    def facts(self):
        """What was offered."""
        offer, application = self.object, self.object.application
        return [
            ("Application", f"{application.number}, {application.who}"),
            ("Announcement", str(application.posting)),
            ("Place", str(offer.location)),
            ("Position", offer.position.position_no if offer.position else BLANK),
            *super().facts(),
        ]

    def items(self) -> list[dict]:
        """Every item with its outcome; the words of those this person clears, and where to decide."""
        user = self.request.user
        mine = {item.pk for item in ClearanceItem.objects.visible_to(user).filter(offer=self.object)}
        stands = self.object.application.status == Application.Status.CLEARANCE
        return [
            {
                "item": item,
                "level": ClearanceItem.LEVELS[item.outcome],
                "words": item.conclusion if item.pk in mine else "",
                "url": self.place_to_decide(item) if stands and item.pk in mine else "",
            }
            for item in self.object.clearance.all()
        ]

    def waits_for(self) -> str:
        """What still stands before the appointment, for who appoints; empty where nothing does."""
        offer = self.object
        standing = offer.application.status == Application.Status.CLEARANCE and not offer.ended_at
        if not standing or not offer.open_items or not self.may("personnel.appoint_application", offer):
            return ""
        return f"Appoint {offer.application.who} here once every item is cleared. Then it stands among your to-do."

    def place_to_decide(self, item: ClearanceItem) -> str:
        """PREA has a page of its own."""
        name = "prea" if item.kind == ClearanceItem.Kind.PREA else "decide"
        return reverse(f"personnel:clearanceitem-{name}", args=[item.pk])

    def actions(self):
        """What is next: answered, cleared, appointed; or taken back."""
        offer, status = self.object, self.object.application.status
        makes = self.may("personnel.offer_application", offer)
        found = []
        if status == Application.Status.CONDITIONAL_OFFER and makes and not offer.ended_at:
            found += [("accept", "Note acceptance", False), ("decline", "Declined by applicant", True)]
        if status == Application.Status.CLEARANCE and not offer.ended_at:
            if not offer.open_items and self.may("personnel.appoint_application", offer):
                found.append(("appoint", "Appoint", False))
            if makes:
                found.append(("decline", "Declined by applicant", True))
        if makes and not offer.ended_at and status in (
            Application.Status.CONDITIONAL_OFFER, Application.Status.CLEARANCE
        ):  # fmt: skip
            found.append(("rescind", "Take offer back", True))
        return [
            {
                "verb": verb,
                "label": label,
                "danger": danger,
                "url": reverse(f"personnel:offer-{verb}", args=[offer.pk]),
            }
            for verb, label, danger in found
        ]


class OfferAccept(OfferPage, ActionPage):
    """Note that the offer was accepted."""

    permission_required = "personnel.offer_application"
    form_class = NoteForm
    action = staticmethod(accept_offer)
    button = "Note acceptance"
    intro = "Clearance opens: background always; drug test, medical and PREA where the announcement or the class ask."
    done = "Acceptance noted. Clearance is open."


class OfferDecline(OfferPage, ActionPage):
    """Note that the applicant declined."""

    permission_required = "personnel.offer_application"
    form_class = DeclineForm
    action = staticmethod(decline_offer)
    button = "Note that it was declined"
    intro = "The application ends. Somebody else can be offered the vacancy."
    done = "Noted. The vacancy can be offered to somebody else."

    def is_dangerous(self):
        """It ends the application."""
        return True


class OfferRescind(OfferPage, ActionPage):
    """Take an offer back."""

    permission_required = "personnel.offer_application"
    form_class = RescindForm
    action = staticmethod(rescind_offer)
    button = "Take offer back"
    intro = "The application ends, and the applicant reads that the offer was taken back."
    done = "Offer taken back."

    def is_dangerous(self):
        """It ends the application."""
        return True


class OfferAppoint(OfferPage, ActionPage):
    """Appoint, once everything is cleared and a vacancy is left."""

    permission_required = "personnel.appoint_application"
    template_name = "personnel/offer_appoint.html"
    form_class = NoteForm
    action = staticmethod(appoint)
    button = "Appoint"

    def get_title(self):
        """Whom."""
        return f"Appoint {self.object.application.who}"

    def open_items(self) -> list[ClearanceItem]:
        """What still stands in the way."""
        return [item for item in self.object.clearance.all() if item.outcome not in ClearanceItem.PASSED]

    def done_message(self):
        """What follows."""
        if self.object.person_id:
            return "Appointed. The first weeks are on their list."
        return "Appointed. A directory steward adds the new entry and links it."


class ClearanceItemList(ListPage):
    """What is open of background, drug test and medical."""

    model = ClearanceItem
    permission_required = "personnel.decide_clearanceitem"
    filterset_class = ClearanceFilter
    table_class = ClearanceTable
    title = CLEARANCE
    intro = "What must be cleared before somebody can be appointed. Of medical only the outcome is kept."
    row_name = "item"
    order_by = "starts_on"
    empty_text = "Nothing waits to be cleared."

    def get_rows(self):
        """Without PREA, which has a queue of its own."""
        return super().get_rows().exclude(kind=ClearanceItem.Kind.PREA).select_related("offer__application__applicant")

    def get_queryset(self):
        """Open ones, unless others are asked for."""
        if self.filterset.is_bound and self.filterset.form.is_valid():
            return self.filterset.qs
        return self.get_rows().open()

    def may_export(self):
        """Clearance is confidential and leaves the portal in no list."""
        return False


class ClearanceItemDecide(ActionPage):
    """Note how background, drug test or medical came out."""

    model = ClearanceItem
    permission_required = "personnel.decide_clearanceitem"
    form_class = ClearForm
    action = staticmethod(decide_clearance)
    button = "Keep outcome"
    done = "Outcome kept."

    def get_queryset(self):
        """Without PREA, which the Office of Professional Standards decides."""
        rows = super().get_queryset().exclude(kind=ClearanceItem.Kind.PREA).for_list()
        return rows.select_related("offer__application__applicant", "offer__application__posting")

    def get_title(self):
        """What, of whom."""
        return f"{self.object.get_kind_display()}: {self.object.offer.application.who}"

    def get_intro(self):
        """What is kept of it."""
        if self.object.kind == ClearanceItem.Kind.MEDICAL:
            return "Only the outcome is kept here. The papers stay with the physician."
        return "The outcome, and in words what it rests on."

    def get_form_kwargs(self):
        """With the item: medical has no words."""
        return super().get_form_kwargs() | {"item": self.object}

    def trail(self):
        """Under the queue."""
        return [(CLEARANCE, reverse("personnel:clearanceitem-list"))]

    def get_success_url(self):
        """Back to the queue."""
        return reverse("personnel:clearanceitem-list")
