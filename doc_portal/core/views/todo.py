"""Everything one person has to do, on one page."""

from django.utils.functional import cached_property

from doc_portal.core.todo import summary, todo_items
from doc_portal.core.views.pages import PlainPage

MOST_SHOWN = 100


class Todo(PlainPage):
    """One's own to-do, overdue first."""

    permission_required = "core.use_portal"
    template_name = "core/todo.html"
    title = "My to-do"

    @cached_property
    def items(self):
        """Everything this person has to do, most urgent first."""
        return todo_items(self.request.user)

    def get_intro(self):
        """How much there is, and how much of it is late."""
        return summary(self.items)

    def get_context_data(self, **kwargs):
        """As many things as a page holds, and how many more there are."""
        shown, more = self.items[:MOST_SHOWN], max(0, len(self.items) - MOST_SHOWN)
        return super().get_context_data(**kwargs) | {"items": shown, "more": more}
