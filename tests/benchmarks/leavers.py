"""What mentors who have left cost: a million of whom 300,000 have, against 700,000 without."""

from typing import Any

from tests.benchmarks.admin_pages import home_page
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared
from tests.benchmarks.runs import timed_run

WORK, WITH_LEAVERS = "work", "with_leavers"
BAR = 1.1
LEAVE = """
    UPDATE certifications_mentor SET left_at = now() - interval '900 days', left_reason = 'Moved',
        exempt_until = NULL, exempt_reason = ''
    WHERE mentor_id IN (
        SELECT mentor_id FROM certifications_certification WHERE is_current AND id % 10 < 3
    );
    UPDATE certifications_certification SET mentor_left = true WHERE is_current AND id % 10 < 3
"""


def rows(lab: Lab) -> list[Row]:
    everybody, active = lab.sizes.large, lab.sizes.large * 7 // 10
    names = (f"{everybody:,}, of whom 3 in 10 have left", f"{active:,}")
    templates = (_with_leavers(lab), lab.loaded(active))
    runs: dict[str, list[float]] = {template: [] for template in templates}
    pages: dict[str, list[float]] = {template: [] for template in templates}
    with program(lab.copy(lab.loaded(lab.sizes.tiny), WORK)) as run:
        run(timed_run)  # it has been used once before it is timed
        run(home_page)
        for repetition in range(lab.sizes.repeat):
            for template in templates if repetition % 2 else templates[::-1]:
                lab.copy(template, WORK)
                pages[template] += run(home_page)
                seconds, _ = run(timed_run)
                runs[template].append(seconds)
            say(
                f"a run with leavers {runs[templates[0]][-1]:.2f} s, {runs[templates[1]][-1]:.2f} s"
            )
    lab.drop(WORK)
    lab.drop(WITH_LEAVERS)
    return [
        compared("run, with leavers against without", *runs.values(), names=names, bar=BAR),
        compared(
            "page home, with leavers against without",
            *pages.values(),
            names=names,
            unit="ms",
            bar=BAR,
        ),
    ]


def _with_leavers(lab: Lab) -> Any:
    lab.copy(lab.loaded(lab.sizes.large), WITH_LEAVERS)
    say("letting 3 in 10 mentors leave")
    lab.execute(LEAVE, WITH_LEAVERS)
    lab.execute("VACUUM (FULL, FREEZE, ANALYZE)", WITH_LEAVERS)
    return WITH_LEAVERS
