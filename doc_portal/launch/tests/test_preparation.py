"""Which role of the database carries out each step of a start."""

from doc_portal.launch.account import Account
from doc_portal.launch.preparation import Preparation


class Noting(Preparation):
    """Notes who would carry out each step, and carries out none."""

    def do(self, steps, role, wanted):
        for step in steps:
            self.done[step] = role


def test_what_the_role_that_serves_requests_may_not_write_is_written_by_the_owner(tmp_path):
    (tmp_path / "log").mkdir()
    start = Noting(tmp_path, None, Account(), {"PORTAL_ENV": "sample"}, lambda seconds: None)
    start.run(sample=True)
    assert {step for step, role in start.done.items() if role == "owner"} == {
        "migrate", "createcachetable", "apply_rights", "sync_roles", "sample",
    }  # fmt: skip
    assert {step for step, role in start.done.items() if role == "app"} == {"check", "load_reference"}
