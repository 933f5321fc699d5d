"""The lists of people and assignments as they stand, in the form in which they are brought in again."""

from doc_portal.core.export import lines_to_bring_in
from doc_portal.core.views.pages import PlainPage
from personnel.lists import assignments, classes, people, positions


class PersonCurrent(PlainPage):
    """Everyone who works here."""

    permission_required = "personnel.export_person"
    title = "People to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(people.COLUMNS, people.current(request.user), title=self.title, by=request.user)


class AssignmentCurrent(PlainPage):
    """What everyone does where."""

    permission_required = "personnel.export_assignment"
    title = "Assignments to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        lines = assignments.current(request.user)
        return lines_to_bring_in(assignments.COLUMNS, lines, title=self.title, by=request.user)


class JobClassCurrent(PlainPage):
    """The class catalogue."""

    permission_required = "personnel.export_jobclass"
    title = "Job classes to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(classes.COLUMNS, classes.current(request.user), title=self.title, by=request.user)


class PositionCurrent(PlainPage):
    """Every position that is not abolished."""

    permission_required = "personnel.export_position"
    title = "Positions to bring in"

    def get(self, request, *args, **kwargs):
        """The download, recorded before the first line leaves."""
        return lines_to_bring_in(positions.COLUMNS, positions.current(request.user), title=self.title, by=request.user)
