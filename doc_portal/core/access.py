"""Who may do what, and where.

A right is a right somewhere: a grant counts inside its unit or worksite and between its dates. `scope_of(user,
permission)` says where a person holds a permission now; querysets turn it into rows, pages into 404 and 403.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce

from django.apps import apps
from django.db.models import Q


@dataclass(frozen=True)
class Scope:
    """Where a permission is held: everywhere, or in these units and at these worksites."""

    everywhere: bool = False
    units: frozenset[int] = frozenset()
    worksites: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.units or self.worksites)

    def rows_of(self, model) -> Q:
        """The condition that keeps the rows of `model` inside this scope.

        A row belongs to the unit and the worksite its `UNIT_PATH` and `WORKSITE_PATH` lead to. A row of the whole
        department, or of neither, is inside only where the permission is held everywhere.
        """
        if self.everywhere:
            return Q()
        inside = [
            Q(**{f"{path}__in": ids})
            for path, ids in (
                (getattr(model, "UNIT_PATH", ""), self.units),
                (getattr(model, "WORKSITE_PATH", ""), self.worksites),
            )
            if path and ids
        ]
        return reduce(operator.or_, inside) if inside else Q(pk__in=())

    def covers(self, *, unit=None, worksite=None) -> bool:
        """Whether a thing of this unit and worksite (ids or None) lies inside."""
        return self.everywhere or unit in self.units or worksite in self.worksites

    def covers_record(self, record) -> bool:
        """Whether a row lies inside, by the unit and the worksite its paths lead to.

        A row that lies at several worksites says so itself: `lies_within(scope)`.
        """
        if not self.everywhere and hasattr(record, "lies_within"):
            return record.lies_within(self)
        return self.covers(
            unit=_follow(record, getattr(record, "UNIT_PATH", "")),
            worksite=_follow(record, getattr(record, "WORKSITE_PATH", "")),
        )


NOWHERE = Scope()


def unit_of(record) -> int | None:
    """The id of the unit a row belongs to; None for rows of the whole department."""
    return _follow(record, getattr(record, "UNIT_PATH", ""))


def _follow(record, path: str) -> int | None:
    """The id at the end of a look-up path; None when the path is empty or broken by a blank."""
    if not path:
        return None
    *owners, name = path.split("__")
    for owner in owners:
        record = getattr(record, owner)
        if record is None:
            return None
    return getattr(record, name if name == "pk" else f"{name}_id")


def scope_of(user, permission: str) -> Scope:
    """Where `user` holds `permission` today; nowhere for strangers and ended accounts."""
    return user.scopes.get(permission, NOWHERE) if user.is_active else NOWHERE


def permitted(user, permission: str, model=None):
    """The rows on which `user` holds `permission`; `model` only where the permission's name does not tell it."""
    if model is None:
        app, codename = permission.split(".")
        model = apps.get_model(app, codename.rpartition("_")[2])
    return model._default_manager.permitted(user, permission)


class GrantedRights:
    """What an account may do, read once per request from its live grants."""

    @property
    def scopes(self) -> dict[str, Scope]:
        """Permission to where it is held. Read once: pages ask it for every button and row."""
        if not hasattr(self, "_scopes"):
            self._scopes = _read_scopes(self)
        return self._scopes

    def forget_rights(self) -> None:
        """Read the grants again the next time they are asked for."""
        self.__dict__.pop("_scopes", None)
        self.__dict__.pop("_live_grants", None)

    @property
    def live_grants(self) -> list:
        """The grants in force today with their roles, read once per request."""
        if not hasattr(self, "_live_grants"):
            grants = apps.get_model("core", "RoleGrant").objects
            self._live_grants = list(grants.live().filter(user=self).select_related("role"))
        return self._live_grants

    def has_perm(self, permission: str, record=None) -> bool:
        """Whether the permission is held anywhere, or on `record`."""
        scope = scope_of(self, permission)
        return bool(scope) and (record is None or scope.covers_record(record))

    def has_perms(self, permissions, record=None) -> bool:
        """Whether all of the permissions are held, as Django's own parts ask."""
        return all(self.has_perm(permission, record) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether any permission of an app is held, as Django's own parts ask."""
        return any(permission.startswith(f"{app_label}.") for permission in self.scopes)


def _read_scopes(user) -> dict[str, Scope]:
    everywhere: set[str] = set()
    units: dict[str, set[int]] = {}
    worksites: dict[str, set[int]] = {}
    for grant in user.live_grants:
        if grant.role.retired:
            continue
        for permission in grant.role.permissions:
            if grant.scope_kind == "all":
                everywhere.add(permission)
            elif grant.scope_kind == "unit":
                units.setdefault(permission, set()).add(grant.unit_id)
            else:
                worksites.setdefault(permission, set()).add(grant.worksite_id)
    return {
        permission: Scope(
            permission in everywhere,
            frozenset(units.get(permission, ())),
            frozenset(worksites.get(permission, ())),
        )
        for permission in everywhere | units.keys() | worksites.keys()
    }
