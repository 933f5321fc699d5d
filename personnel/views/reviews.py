"""Marking anything that is reviewed as looked over."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property

from doc_portal.core.registry import function
from doc_portal.core.views.pages import ActionPage
from personnel.actions.reviews import mark_reviewed
from personnel.reviews import kind_named, may_review, trust_of, with_review


class ReviewMark(ActionPage):
    """Say that a page, a document, a term, a service or a contact was looked over today.

    Open to whoever keeps the thing and to whoever holds the role contact that answers for it.
    """

    permission_required = "core.use_portal"
    template_name = "personnel/review_mark.html"
    action = staticmethod(mark_reviewed)
    button = "Mark as reviewed"
    intro = "Read it through and mend what is out of date first. Its next review counts from today."
    done = "Marked as reviewed."

    @cached_property
    def things(self):
        """Which kind of things."""
        return kind_named(self.kwargs["kind"])

    def get(self, request, *args, **kwargs):
        """The form for whoever answers for the thing; others are led to the thing itself."""
        try:
            return super().get(request, *args, **kwargs)
        except PermissionDenied:
            return HttpResponseRedirect(self.row.get_absolute_url())

    def get_object(self, queryset=None):
        """The thing, visible or 404; 403 for whoever neither keeps it nor answers for it."""
        rows = with_review(function(self.things.rows)())
        visible = rows.model.objects.visible_to(self.request.user)
        found = rows.filter(pk=self.kwargs["pk"], pk__in=visible.values("pk")).first()
        if found is None:
            raise Http404
        self.row = found
        if not may_review(self.request.user, self.things, found):
            raise PermissionDenied(self.things.permission)
        return found

    def trust(self):
        """How fresh it is now."""
        return trust_of(self.object, self.things.name, user=self.request.user, version=self.object.version)

    def trail(self):
        """Under the thing itself."""
        return [(str(self.object), self.object.get_absolute_url())]
