"""The page from which everything a person looks after is reached."""

from itertools import groupby

from django.urls import reverse

from doc_portal.core.registry import declared, open_to
from doc_portal.core.views.pages import PlainPage

GROUPS = ("Content", "Hiring", "Training", "Fiscal", "People and rights", "Lists", "The portal")


class Manage(PlainPage):
    """What this person may look after, by group. The pages themselves say where."""

    permission_required = "core.use_portal"
    template_name = "core/manage.html"
    title = "Manage"
    intro = "Everything your roles let you look after."

    def groups(self) -> list[tuple[str, list[dict]]]:
        """The pages this person may open, in groups."""
        items = sorted(open_to(self.request.user, declared("manage")), key=lambda item: GROUPS.index(item.group))
        return [
            (
                name,
                [{"label": one.label, "note": one.note, "url": reverse(one.url_name, args=one.args)} for one in found],
            )
            for name, found in groupby(items, key=lambda item: item.group)
        ]
