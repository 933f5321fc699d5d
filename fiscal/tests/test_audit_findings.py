"""Every finding that docs/audit-findings.md lists has the test it names."""

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "audit-findings.md"


def test_every_finding_has_the_tests_that_the_list_names():
    rows = [line for line in TABLE.read_text().splitlines() if line.startswith("| AF-")]
    assert len(rows) == 16
    for row in rows:
        beginning = re.search(r"`(test_af_\d\d_)", row).group(1)
        for module in re.findall(r"`(test_[a-z_]+\.py)`", row):
            assert f"def {beginning}" in (HERE / module).read_text(), f"{beginning} is not in {module}"
