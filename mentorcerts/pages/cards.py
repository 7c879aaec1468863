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
