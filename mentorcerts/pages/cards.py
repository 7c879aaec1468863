"""The cards of the home page."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Card:
    """A number, of mentors unless it says otherwise, and the page that lists exactly these."""

    title: str
    number: int
    caption: str
    link: str
    urgent: bool = False
    week_ago: int | None = None
    """The number of this day a week ago, where it is known."""

    @property
    def trend(self) -> str:
        """How the number stands against that of a week ago; empty where that can't be told."""
        if self.week_ago is None:
            return ""
        change = self.number - self.week_ago
        if not change:
            return "As many as a week ago"
        return f"{abs(change):,} {'more' if change > 0 else 'fewer'} than a week ago"
