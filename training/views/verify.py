"""Whether a certificate holds, told by its code: to anybody where that is switched on, and without anybody's name."""

from django.conf import settings
from django.utils.functional import cached_property
from django.views.generic.base import TemplateView

from doc_portal.core.display import long_date
from doc_portal.core.rates import within
from doc_portal.core.views.errors import too_many
from doc_portal.core.views.public import SwitchedPage
from training.forms.credit import CodeForm
from training.models import Certificate


class CertificateVerify(SwitchedPage, TemplateView):
    """Course, days and whether it holds; nothing says whose it is, nor why it was revoked."""

    permission_required = "core.use_portal"
    switch = "PUBLIC_CERTIFICATES"
    template_name = "training/certificate_verify.html"
    title = "Verify a certificate"
    intro = "Enter the code that stands on the certificate to learn whether it holds."

    def get(self, request, *args, **kwargs):
        """The form, and what is known of the code that was asked for."""
        most = settings.CERTIFICATE_CHECKS_A_MINUTE
        asks = "code" in request.GET and not request.user.is_authenticated
        if asks and not within("certificate-verify", request, a_minute=most):
            return too_many(request, sentence="Many codes were asked for from here. Wait a minute, then try again.")
        return super().get(request, *args, **kwargs)

    @cached_property
    def form(self) -> CodeForm:
        """What was asked, if anything was."""
        return CodeForm(self.request.GET if "code" in self.request.GET else None)

    @cached_property
    def found(self) -> Certificate | None:
        """The certificate of this code."""
        if not self.form.is_bound or not self.form.is_valid():
            return None
        rows = Certificate.objects.filter(verify_code=self.form.cleaned_data["code"])
        return rows.select_related("course", "certification").first()

    def facts(self) -> list[tuple[str, str]]:
        """What a verifier learns."""
        one = self.found
        told = [
            ("Certificate", one.awarded_for),
            ("Course", one.course.title),
            ("Serial", one.serial),
            ("Completed", long_date(one.issued_on)),
            ("Valid until", long_date(one.valid_until) if one.valid_until else "No end"),
        ]
        return [*told, ("Revoked", long_date(one.revoked_on))] if one.revoked_at else told
