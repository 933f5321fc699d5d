"""Appointments of the years before: offered, accepted, cleared, and the person in their position since."""

from dataclasses import dataclass

from doc_portal.core.models import User
from doc_portal.core.sample.context import Context
from doc_portal.core.sample.rows import copy
from personnel.models import Appointment, Offer, PostingLocation, PreaCheck
from personnel.sample.beginnings import Beginning
from personnel.sample.hires import clear, give_first_weeks
from personnel.sample.stories import Story


@dataclass(frozen=True)
class Hired:
    """An application that led to an appointment, and who began."""

    story: Story
    begun: Beginning

    def at(self, verb: str):
        """When a step was taken."""
        return next(act.at for act in self.story.acts if act.verb == verb)


def hire(context: Context, hired: list[Hired]) -> int:
    """Write offer, clearance, appointment and first weeks of each."""
    analyst = User.objects.filter(username="analyst.central").first()
    offers = _offered(hired, analyst)
    clear(offers, analyst, cleared=lambda _: True)
    rows = [_appointment(context, one, offer, analyst) for one, offer in zip(hired, offers, strict=True)]
    copy(PreaCheck, _checks_in_post(hired))
    made = copy(Appointment, rows)
    kept = Appointment.objects.filter(offer__in=[one.pk for one in offers]).select_related("job_class").order_by("pk")
    give_first_weeks(context, list(kept), analyst)
    return made


def _offered(hired: list[Hired], by: User | None) -> list[Offer]:
    """The offers, written, each with the keys of what it is about."""
    places = PostingLocation.objects.filter(posting__in={one.story.row.posting_id for one in hired})
    place_of = {(one.posting_id, one.shift): one for one in places}
    offers = [_offer(one, place_of[one.story.row.posting_id, one.begun.shift], by) for one in hired]
    copy(Offer, offers)
    rows = Offer.objects.filter(application__in=[one.application_id for one in offers])
    keys = dict(rows.values_list("application", "pk"))
    for one in offers:
        one.pk = keys[one.application_id]
    return offers


def _offer(one: Hired, place: PostingLocation, by: User | None) -> Offer:
    return Offer(
        application=one.story.row,
        location=place,
        position_id=one.begun.position,
        annual_pay=one.story.row.posting.pay_low,
        starts_on=one.begun.day,
        accepted_at=one.at("clear"),
        created_by=by,
        created_at=one.at("offer"),
    )


def _checks_in_post(hired: list[Hired]):
    """What was checked of an applicant counts on for the person."""
    person_of = {one.story.row.applicant_id: one.begun.person.pk for one in hired if one.story.row.applicant_id}
    for one in PreaCheck.objects.filter(applicant__in=person_of).order_by("pk"):
        yield PreaCheck(
            person_id=person_of[one.applicant_id], checked_on=one.checked_on, valid_until=one.valid_until,
            created_at=one.created_at,
        )  # fmt: skip


def _appointment(context: Context, one: Hired, offer: Offer, by: User | None) -> Appointment:
    begun = one.begun
    return Appointment(
        application=one.story.row,
        offer=offer,
        location_id=offer.location_id,
        job_class=begun.job_class,
        worksite_id=begun.worksite,
        shift=begun.shift,
        position_id=begun.position,
        person=begun.person,
        starts_on=begun.day,
        seated_at=context.moment((begun.day - context.today).days),
        created_by=by,
        created_at=one.at("appoint"),
    )
