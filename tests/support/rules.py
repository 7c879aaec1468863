"""What no schema can say of a request: which dates go together, what is a cursor of this list.

Beside being imported, this is loaded (without Django) by schemathesis' command (``hooks`` in
``tests/clients/schemathesis.toml``), for the check that stands here.
"""

import re
from typing import Any

import schemathesis

RULES = {
    *("issued_at", "expires_at", "issue_date", "expiry_date", "renewal_date", "new_expiry_date"),
    *("status", "as_of", "until", "after", "limit"),
}
RULES |= {
    f"{verb}_{side}"
    for verb in ("expires", "issued", "applied", "renewed", "started")
    for side in ("before", "after")
}
"""Fields and parameters that follow rules: sound by the schema, they may still be refused."""
ONE_OF_TWO = "Send either paused or active."


def for_rules_only(error: dict[str, Any]) -> bool:
    """Whether what was refused as ``invalid`` broke such rules, and nothing that a schema says."""
    fields = {re.sub(r"^items\[\d+\]\.?", "", name) for name in error["fields"]}
    return fields <= {*RULES, ""} and (bool(fields) or error["message"] == ONE_OF_TWO)


@schemathesis.check
def sound_data_is_refused_for_rules_only(ctx: Any, response: Any, case: Any) -> None:
    """``positive_data_acceptance`` lets 400 through; this looks what it was for."""
    sound = case.meta is not None and case.meta.generation.mode.is_positive
    if sound and response.status_code == 400:
        error = response.json()["error"]
        assert for_rules_only(error), f"{case.method} {case.path}: {error}"
