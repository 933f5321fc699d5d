"""The home page: what a person has to do, then what is new, then what the department stands for."""

from itertools import groupby

from django.utils import timezone
from django.utils.functional import cached_property

from doc_portal.core.display import long_date
from doc_portal.core.registry import declared, function, open_to
from doc_portal.core.todo import summary
from doc_portal.core.views.pages import PlainPage
from mission.home import todo_of


class Home(PlainPage):
    permission_required = "core.use_portal"
    template_name = "mission/home/home.html"
    trail = None

    def get_title(self):
        return "Home"

    @property
    def greeting(self) -> str:
        """By the time of day in Chicago, with the person's first name."""
        hour = timezone.localtime().hour
        part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
        return f"Good {part}, {self.request.user.get_short_name()}"

    def get_intro(self):
        now = timezone.localtime()
        return f"{now:%A}, {long_date(now)}. {summary(todo_of(self.request))}"

    @cached_property
    def panels(self) -> list[dict]:
        """The declared panels that have something to show, in order."""
        found = []
        for panel in open_to(self.request.user, declared("home_panels")):
            content = function(panel.context)(self.request)
            if content is not None:
                found.append({"area": panel.area, "template": panel.template, **content})
        return found

    def groups(self) -> list[tuple[str, list[dict]]]:
        """The panels in their order, those beside each other in one group: (area, panels)."""
        return [(area, list(panels)) for area, panels in groupby(self.panels, key=lambda panel: panel["area"])]
