"""The one door through which files leave: to those who may see the record a file hangs on, as inert downloads."""

import logging

from django.http import FileResponse, Http404

from doc_portal.core.attachments import KINDS, path_of
from doc_portal.core.models import Attachment
from doc_portal.core.views.pages import Page

logger = logging.getLogger(__name__)


class AttachmentDownload(Page):
    """A file by its random number. Whoever may not see its record learns nothing, not even that it exists."""

    permission_required = "core.use_portal"

    def get(self, request, uuid):
        """The file as a download that no browser runs; 404 where the record is not visible."""
        attachment = Attachment.objects.filter(uuid=uuid).first()
        if attachment is None or not self.is_visible(attachment):
            raise Http404
        return hand_out(attachment)

    def is_visible(self, attachment: Attachment) -> bool:
        """Whether this person may see the record the file belongs to."""
        model = attachment.content_type and attachment.content_type.model_class()
        if model is None:
            return False
        record = model._default_manager.visible_to(self.request.user).filter(pk=attachment.object_id).first()
        if record is None:
            return False
        hands_out = getattr(record, "hands_out", None)
        return hands_out is None or hands_out(attachment, self.request.user)


def hand_out(attachment: Attachment) -> FileResponse:
    """A stored file as a download that no browser runs. Call it once it is known that the person may have it."""
    try:
        file = path_of(attachment.uuid).open("rb")
    except OSError as error:
        logger.error("The file of attachment %s cannot be read: %s", attachment.pk, error)
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=KINDS[attachment.kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
