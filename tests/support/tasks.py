"""The tasks of a coordinator, and the clicks that docs/coordinators.md promises for each."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "coordinators.md"


def promised_clicks() -> dict[str, int]:
    """Task → clicks from the home page, as the table at the top of the guide has them."""
    rows = re.findall(r"^\| (.+?) \| .+ \| (\d+) \|$", GUIDE.read_text(), re.MULTILINE)
    return {task: int(clicks) for task, clicks in rows}


def promised(task: str) -> int:
    """How many clicks one task takes, as the guide says."""
    return promised_clicks()[task]
