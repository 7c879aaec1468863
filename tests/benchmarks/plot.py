"""The plot: how much of its bar each row takes."""

from pathlib import Path

from tests.benchmarks.report import Row, amount


def draw(sections: dict[str, list[Row]], path: Path) -> None:
    """One line a row, on a logarithmic scale; what lies left of the bar has reached it."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    # Text stays text, and the same figures give the same file.
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "mentorcerts", "font.size": 9}
    rows = [row for group in sections.values() for row in group if row.bar][::-1]
    shares = [row.value / (row.bar or 1) for row in rows]
    colours = ["#1a7f4b" if row.reached else "#b3261e" for row in rows]
    figure, axes = plt.subplots(figsize=(10, 0.24 * len(rows) + 1.2), layout="constrained")
    axes.hlines(range(len(rows)), 1, shares, color=colours, linewidth=1)
    axes.scatter(shares, range(len(rows)), color=colours, s=18)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    for place, (row, share) in enumerate(zip(rows, shares, strict=True)):
        axes.annotate(
            f"{amount(row.value, row.unit)} ({row.bar_text})",
            (share, place),
            xytext=(-6 if share <= 1 else 6, 0),
            textcoords="offset points",
            ha="right" if share <= 1 else "left",
            va="center",
            fontsize=7,
        )
    axes.set_yticks(range(len(rows)), [row.what for row in rows])
    axes.set_ylim(-0.8, len(rows) - 0.2)
    axes.set_xlim(min([0.5, *shares]) / 6, max([1.5, *shares]) * 4)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:g}")
    axes.set_xlabel("measured, as a share of the bar (logarithmic; left of 1 is reached)")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(path, format="svg", metadata={"Date": None})
