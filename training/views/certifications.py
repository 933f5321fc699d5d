"""Pages of what one can be certified in."""

from django.urls import reverse

from doc_portal.core.views.pages import CreatePage, EditPage
from training.actions.catalogue import keep_certification
from training.forms.courses import CertificationForm, NewCertificationForm
from training.models import Certification
from training.tables.catalogue import CertificationTable
from training.views.places import ShortList


class CertificationList(ShortList):
    """What one can be certified in."""

    model = Certification
    permission_required = "training.view_certification"
    table_class = CertificationTable
    order_by = "title"
    intro = "What courses certify in, what instructors are asked for, and what is needed before a course."
    empty_text = "Certifications appear here once a curriculum owner adds them."


class CertificationCreate(CreatePage):
    """Add a certification."""

    model = Certification
    permission_required = "training.add_certification"
    form_class = NewCertificationForm
    button = "Add certification"
    done = "Certification added."

    def get_success_url(self):
        return reverse("training:certification-list")

    def keep(self, form):
        return keep_certification(form.instance, by=self.request.user)


class CertificationEdit(EditPage):
    """Change a certification."""

    model = Certification
    permission_required = "training.change_certification"
    form_class = CertificationForm
    button = "Save certification"
    done = "Certification saved."

    def trail(self):
        return [("Certifications", reverse("training:certification-list"))]

    def get_success_url(self):
        return reverse("training:certification-list")

    def keep(self, form, changed):
        return keep_certification(form.instance, by=self.request.user, changed=changed)
