"""What each role may do in the directory (portal.md items 8, 10, 18, 25)."""

from doc_portal.core.registry import RoleSpec

ROLES: tuple[RoleSpec, ...] = ()
