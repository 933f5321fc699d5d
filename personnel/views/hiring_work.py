"""“My work”: what waits for somebody on the way from an empty post to a person in it, by their rights."""

from django.urls import reverse

from doc_portal.core.registry import declared, function, open_to
from doc_portal.core.todo import without_anything
from doc_portal.core.views.pages import PlainPage
from personnel.views.applying import JOBS
from personnel.work import HIRING


class HiringWork(PlainPage):
    """One list for each kind of work this person holds the right for."""

    permission_required = "core.use_portal"
    template_name = "personnel/hiring_work.html"
    title = "My work in hiring"
    intro = "What waits for you, from requests to first days. Each line leads to where it is done."

    def trail(self):
        return [(JOBS, reverse("personnel:posting-list"))]

    def sections(self) -> list[tuple[str, list]]:
        """The kinds of work in which something waits; one query for each of them."""
        user, known = self.request.user, {one.name: one for one in declared("todo")}
        mine = list(open_to(user, (known[name] for name in HIRING)))
        empty = without_anything(user, mine)
        found = ((one.label, list(function(one.items)(user))) for one in mine if one not in empty)
        return [(label, items) for label, items in found if items]
