"""What each role may do in the directory (portal.md items 8, 10, 18, 25)."""

from doc_portal.core.registry import RoleSpec
from personnel.hiring_roles import HIRING_ROLES

KEEP_PEOPLE = (
    "personnel.view_person",
    "personnel.add_person",
    "personnel.change_person",
    "personnel.export_person",
    "personnel.end_person",
    "personnel.suppress_person",
    "personnel.view_suppressed_person",
    "personnel.add_assignment",
    "personnel.change_assignment",
    "personnel.end_assignment",
    "personnel.view_assignment",
    "personnel.view_correction",
    "personnel.change_correction",
)

KEEP_CONTACTS = (
    "personnel.view_rolecontact",
    "personnel.add_rolecontact",
    "personnel.change_rolecontact",
    "personnel.end_rolecontact",
    "personnel.export_rolecontact",
)

BRING_IN_LISTS = (
    "personnel.import_person",
    "personnel.import_assignment",
    "personnel.export_assignment",
)

ROLES: tuple[RoleSpec, ...] = (
    RoleSpec("staff", permissions=("personnel.view_person",)),
    RoleSpec("supervisor", permissions=("personnel.view_person", "personnel.view_assignment")),
    RoleSpec("directory_steward", permissions=KEEP_PEOPLE),
    RoleSpec("executive_reader", permissions=("personnel.view_person", "personnel.export_person")),
    RoleSpec(
        "auditor",
        permissions=(
            "personnel.view_person",
            "personnel.export_person",
            "personnel.view_assignment",
            "personnel.view_correction",
        ),
    ),
    RoleSpec("staff", permissions=("personnel.view_rolecontact",)),
    RoleSpec("directory_steward", permissions=KEEP_CONTACTS),
    RoleSpec("unit_owner", permissions=KEEP_CONTACTS),
    RoleSpec("executive_reader", permissions=("personnel.view_rolecontact", "personnel.export_rolecontact")),
    RoleSpec("auditor", permissions=("personnel.view_rolecontact", "personnel.export_rolecontact")),
    RoleSpec("directory_steward", permissions=BRING_IN_LISTS),
    *HIRING_ROLES,
)
