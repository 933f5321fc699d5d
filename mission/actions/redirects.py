"""Addresses that move leave a redirect, so that no bookmark breaks."""

from mission.models import Redirect


def leave_redirect(old_path: str, new_path: str) -> None:
    """Send visitors of `old_path` to `new_path`, also those who would have been sent to `old_path`."""
    Redirect.objects.filter(old_path=new_path).delete()
    Redirect.objects.filter(new_path=old_path).update(new_path=new_path)
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})
