"""Where addresses of the mission unit have gone."""

from mission.models import Redirect


def moved(path: str) -> str | None:
    """The present address of a page that once stood at `path`."""
    return Redirect.objects.filter(old_path=path).values_list("new_path", flat=True).first()
