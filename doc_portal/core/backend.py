"""Who is signing in. What they may do comes from grants (access.py), never from here."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from doc_portal.core.models import User


class GrantBackend(ModelBackend):
    """Sign-in by user name or employee number (RULINGS 6); rights never come from here but from grants."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        found = list(User.objects.filter(Q(username__iexact=username) | Q(employee_number=username))[:2])
        user = next((one for one in found if one.username.lower() == username.lower()), found[0] if found else None)
        if user is None:
            User().set_password(password)  # The same work as for a known name, so that time tells nothing.
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj, obj=None):
        return set(user_obj.scopes) if user_obj.is_active else set()

    get_all_permissions = get_group_permissions = get_user_permissions

    def has_perm(self, user_obj, perm, obj=None):
        return user_obj.has_perm(perm, obj)
