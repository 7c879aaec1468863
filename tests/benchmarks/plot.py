"""The plot: how much of its bar each row takes.

Written as SVG by hand. The libraries that draw bring numpy and Pillow, which openpyxl loads
wherever it finds them: the program would start later and hold more memory, because it is measured.
"""

import math
from pathlib import Path
from xml.sax.saxutils import escape

from tests.benchmarks.report import Row, amount

LINE, TOP, NAMES, WIDTH = 20, 28, 520, 1080
REACHED, MISSED = "#1a7f4b", "#b3261e"
STYLE = "text { font: 12px sans-serif; fill: #222 } .small { font-size: 11px; fill: #555 }"


def draw(sections: dict[str, list[Row]], path: Path) -> None:
    """One line a row, on a logarithmic scale; what lies left of the bar has reached it."""
    rows = [row for group in sections.values() for row in group if row.bar]
    shares = [row.value / (row.bar or 1) for row in rows]
    left = math.log10(min([0.5, *shares])) - 0.9
    right = math.log10(max([1.5, *shares])) + 0.7

    def x(share: float) -> float:
        return NAMES + (math.log10(share) - left) / (right - left) * (WIDTH - NAMES)

    height = TOP + LINE * len(rows) + 40
    bottom = height - 36
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>Each row as a share of its bar</title><style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    for power in range(math.ceil(left), math.floor(right) + 1):
        colour = "#222" if power == 0 else "#ddd"
        parts += [
            f'<path d="M{x(10**power):.1f} {TOP - 12}V{bottom}" stroke="{colour}"/>',
            _text(x(10**power), bottom + 14, f"{10**power:g}", "middle", small=True),
        ]
    for number, (row, share) in enumerate(zip(rows, shares, strict=True)):
        parts += _line(row, x(share), x(1), TOP + LINE * number)
    says = "measured, as a share of the bar (logarithmic): left of 1 it is reached"
    parts.append(_text((NAMES + WIDTH) / 2, bottom + 31, says, "middle", small=True))
    path.write_text("\n".join([*parts, "</svg>\n"]), encoding="utf-8")


def _line(row: Row, at: float, bar: float, y: float) -> list[str]:
    colour = REACHED if row.reached else MISSED
    side, anchor = (-8, "end") if at <= bar else (8, "start")
    says = f"{amount(row.value, row.unit)} ({row.bar_text})"
    return [
        _text(NAMES - 10, y + 4, row.what, "end"),
        f'<path d="M{bar:.1f} {y}H{at:.1f}" stroke="{colour}"/>',
        f'<circle cx="{at:.1f}" cy="{y}" r="3.5" fill="{colour}"/>',
        _text(at + side, y + 4, says, anchor, small=True),
    ]


def _text(x: float, y: float, says: str, anchor: str, *, small: bool = False) -> str:
    kind = ' class="small"' if small else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}>{escape(says)}</text>'
