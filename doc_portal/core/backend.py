"""Who is signing in. What they may do comes from grants (access.py), never from here."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.models import User


def account_named(name: str) -> User | None:
    """The account somebody means by the name they sign in with: a user name in any case, else an employee number."""
    folded = name.strip().lower()
    rows = User.objects.annotate(folded=Lower("username")).filter(Q(folded=folded) | Q(employee_number=name.strip()))
    found = list(rows[:2])
    return next((one for one in found if one.folded == folded), found[0] if found else None)


class GrantBackend(ModelBackend):
    """Sign-in by user name or employee number (RULINGS 6); rights never come from here but from grants."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The account a name and a password open, or None. A missing account takes as long as a wrong password."""
        if username is None or password is None:
            return None
        user = account_named(username)
        if user is None:
            User().set_password(password)  # The same work as for a known name, so that time tells nothing.
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id):
        """The account of a session, with its worksite and county: the frame of every page and home name them."""
        user = User.objects.select_related("worksite__county").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user):
        """Not once the account is closed or the employment has ended. Asked at sign-in and on every request."""
        return user.is_active and (user.ended_on is None or user.ended_on > timezone.localdate())

    def get_user_permissions(self, user_obj, obj=None):
        """Every permission held somewhere, as Django's own parts ask."""
        return set(user_obj.scopes) if user_obj.is_active else set()

    get_all_permissions = get_group_permissions = get_user_permissions

    def has_perm(self, user_obj, perm, obj=None):
        """Asks the account, whose grants are the only source of rights. Who has not signed in has none."""
        return user_obj.is_authenticated and user_obj.has_perm(perm, obj)
