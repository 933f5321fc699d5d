"""Writing the roles that the apps declare to the database."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import Role, ScopeKind
from doc_portal.core.registry import RoleSpec

FIELDS = ("name", "description", "scope_kinds", "permissions", "grantable_by", "order", "retired")


class WrongRole(Exception):  # noqa: N818
    """A role is declared wrongly. The message names the role and what is wrong with it."""


@dataclass(frozen=True)
class Synced:
    """The slugs of the roles written."""

    added: list[str]
    changed: list[str]
    retired: list[str]


def known_permissions() -> dict[str, str]:
    """Every permission a model declares ("core.view_rolegrant"), with what it allows in words."""
    return {
        f"{model._meta.app_label}.{codename}": str(words)
        for model in apps.get_models()
        for codename, words in (
            *(
                (f"{verb}_{model._meta.model_name}", f"Can {verb} {model._meta.verbose_name_plural}")
                for verb in model._meta.default_permissions
            ),
            *model._meta.permissions,
        )
    }


def declared_roles() -> dict[str, RoleSpec]:
    """Every role, with what each app's `roles.py` adds to it."""
    return merge(
        spec
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, "roles")
        for spec in getattr(import_module(f"{config.name}.roles"), "ROLES", ())
    )


def merge(specs: Iterable[RoleSpec]) -> dict[str, RoleSpec]:
    """Add up the declarations of each role. The first that gives a name, a description or an order gives it."""
    merged: dict[str, RoleSpec] = {}
    for spec in specs:
        first = merged.get(spec.slug)
        merged[spec.slug] = spec if first is None else _sum(first, spec)
    for spec in merged.values():
        _check(spec, merged)
    return merged


def _sum(first: RoleSpec, more: RoleSpec) -> RoleSpec:
    return replace(
        first,
        name=first.name or more.name,
        description=first.description or more.description,
        order=min(first.order, more.order),
        scopes=_union(first.scopes, more.scopes),
        permissions=_union(first.permissions, more.permissions),
        grantable_by=_union(first.grantable_by, more.grantable_by),
    )


def _union(first: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *more)))


def _check(spec: RoleSpec, merged: dict[str, RoleSpec]) -> None:
    if not spec.name:
        raise WrongRole(f"The role {spec.slug} has no name: no app that declares it gives one.")
    if not spec.scopes or not set(spec.scopes) <= set(ScopeKind.values):
        raise WrongRole(f"The role {spec.slug} must say where it may count: {', '.join(ScopeKind.values)}.")
    if unknown := sorted(set(spec.permissions) - known_permissions().keys()):
        raise WrongRole(f"The role {spec.slug} carries permissions that do not exist: {', '.join(unknown)}.")
    if strangers := sorted(set(spec.grantable_by) - merged.keys()):
        raise WrongRole(f"The role {spec.slug} is granted by roles that do not exist: {', '.join(strangers)}.")


def sync_roles(specs: dict[str, RoleSpec] | None = None) -> Synced:
    """Make the roles in the database those that are declared; run again it changes nothing.

    A role no longer declared is retired: its grants stay in the records and count no more.
    """
    specs = declared_roles() if specs is None else specs
    with transaction.atomic():
        hold("core.roles")
        stored = {role.slug: role for role in Role.objects.all()}
        wanted = {slug: _row(spec) for slug, spec in specs.items()}
        added = [Role(slug=slug, **row) for slug, row in wanted.items() if slug not in stored]
        changed, retired = [], []
        for slug, role in stored.items():
            row = wanted.get(slug, {"retired": True})
            before = {name: getattr(role, name) for name in row}
            if before == row:
                continue
            for name, value in row.items():
                setattr(role, name, value)
            (changed if slug in wanted else retired).append(role)
        Role.objects.bulk_create(added)
        Role.objects.bulk_update(changed + retired, FIELDS)
        for act, roles in (("add_role", added), ("change_role", changed), ("retire_role", retired)):
            for role in roles:
                log(act, role, by=None, reason="As declared by the apps.", details=_row_of(role))
    return Synced(*([role.slug for role in roles] for roles in (added, changed, retired)))


def _row(spec: RoleSpec) -> dict:
    return {
        "name": spec.name,
        "description": spec.description,
        "scope_kinds": list(spec.scopes),
        "permissions": sorted(spec.permissions),
        "grantable_by": sorted(spec.grantable_by),
        "order": spec.order,
        "retired": False,
    }


def _row_of(role: Role) -> dict:
    return {name: getattr(role, name) for name in ("scope_kinds", "permissions", "grantable_by", "retired")}
