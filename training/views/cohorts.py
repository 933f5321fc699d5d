"""Pages of cohorts: recruits who start together, their seats, and how many are still here."""

from django.utils.functional import cached_property

from doc_portal.core.views.pages import DetailPage, ListPage
from personnel.suppression import NOT_LISTED, shown_to
from training.models import BedStay, Cohort, Enrolment
from training.retention import retention
from training.tables.cohorts import CohortTable


class CohortList(ListPage):
    """Every cohort with its retention."""

    model = Cohort
    permission_required = "training.view_cohort"
    table_class = CohortTable
    order_by = "-starts_on"
    intro = "Recruits who start together, from their appointments, and how many are still here later."
    empty_text = "Cohorts form by themselves from the appointments Personnel makes."


class CohortDetail(DetailPage):
    """One cohort: its recruits, the seats kept for it, and its retention."""

    model = Cohort
    permission_required = "training.view_cohort"
    template_name = "training/cohort_detail.html"
    fields = ("job_class", "worksite", "starts_on")

    def get_queryset(self):
        return super().get_queryset().for_list()

    @cached_property
    def recruits(self) -> list[dict]:
        """Who they are as far as one may know, and whether they have their place in the academy."""
        rows = list(self.object.members.standing().select_related("appointment__person").order_by("pk"))
        people = [one.appointment.person for one in rows if one.appointment.person_id]
        shown = shown_to(self.request.user, people)
        seats = self._seats([one.pk for one in people])
        return [
            {
                "name": _name(one, shown),
                "url": one.appointment.person.get_absolute_url() if one.appointment.person_id in shown else "",
                "seats": seats.get(one.appointment.person_id, []),
            }
            for one in rows
        ]

    def _seats(self, people: list[int]) -> dict[int, list[Enrolment]]:
        found: dict[int, list[Enrolment]] = {}
        classes = [one.scheduled_class_id for one in self.quotas]
        rows = Enrolment.objects.live().filter(person__in=people, scheduled_class__in=classes)
        for one in rows.select_related("scheduled_class"):
            found.setdefault(one.person_id, []).append(one)
        beds = BedStay.objects.filter(enrolment__in=[one.pk for rows in found.values() for one in rows], ended_at=None)
        stays = {one.enrolment_id: one for one in beds.select_related("bed__room__center")}
        for one in (seat for rows in found.values() for seat in rows):
            one.stay = stays.get(one.pk)
        return found

    @cached_property
    def quotas(self) -> list:
        """Seats kept for it."""
        rows = self.object.quotas.select_related("scheduled_class__course_version__course")
        return list(rows.order_by("scheduled_class__starts_at", "pk"))

    def kept(self) -> list:
        """Its retention."""
        return retention(self.object)


def _name(member, shown: set[int]) -> str:
    person = member.appointment.person
    if person is None:
        return "Not in the directory yet"
    return str(person) if person.pk in shown else NOT_LISTED
