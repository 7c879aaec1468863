"""Words as a search compares them: without case, accents, or the forms that a keyboard adds. Pure.

A text is stored as its words and their tails: ``Müller-Groß`` as *muller-gross* and *gross*, so
that whatever a person begins to type is the beginning of one of them.
"""

import re
import unicodedata

WORD_LENGTH = 80
"""Characters of a word that are kept, and of one that is asked for: a search reads no further."""
WORDS_ASKED = 8
"""Words of a query that are looked for; more would narrow nothing."""
END = "\U0010ffff"
"""Comes after every character: the words that begin with *mull* lie between it and *mull* + END."""

_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ı": "i",  # noqa: RUF001
        "ĸ": "k",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict.fromkeys("'’‘ʼʻ`´ʹ‛′", ""),  # noqa: RUF001  so many apostrophes are typed
        **dict.fromkeys("‐‑‒–—―−", "-"),  # noqa: RUF001  and dashes
    }
)
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    | {"Å": "Aa", "Ø": "Oe"}
)
_APART = re.compile(r"[\s,;\"“”„«»()<>\[\]]+")
_MARKS = "-._"
"""What a query's words are stripped of."""
_TAIL = re.compile(r"(?<=[\W_])(?=[^\W_])")
"""Where a tail begins: after a hyphen, a dot, an apostrophe and the like."""


def fold(text: str) -> str:
    """Return the text without case and accents: ``Jürgen Müller-Groß`` → ``jurgen muller-gross``.

    Compatibility forms become plain ones (NFKD), marks on letters go, ``ß`` is *ss*, and letters
    that are not made of a plain one and a mark are written as one would on another keyboard: *l*
    for ``ł``, *o* for ``ø``, *d* for ``đ`` and ``ð``, *ae* and *oe* for ``æ`` and ``œ``, *th* for
    ``þ``, *i* for the one without a dot, and so on. Apostrophes go, all dashes are one. Other
    scripts keep their letters. To fold twice changes nothing.
    """
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    # Folding the case can bring marks in (İ), and taking forms apart can bring capitals.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", plain.casefold().translate(_LETTERS))


def spellings(text: str) -> set[str]:
    """``fold``, and the other way to write umlauts: *muller* and *mueller* for ``Müller``."""
    if text.isascii():
        return {fold(text)}
    spelt_out = unicodedata.normalize("NFC", text).translate(_SPELT_OUT)
    return {fold(text), fold(spelt_out)}


def words_of(*texts: str) -> set[str]:
    """Return all that a search for one of these texts may begin with: words, and their tails."""
    found = {
        word[:WORD_LENGTH]
        for text in texts
        for part in _APART.split(unicodedata.normalize("NFC", text))
        for start in (0, _marks_before(part), *(tail.start() for tail in _TAIL.finditer(part)))
        for word in spellings(part[start:])
    }
    return found - {"", "-"}


def _marks_before(word: str) -> int:
    """How many marks begin the word: a query is asked without them."""
    return len(word) - len(word.lstrip(_MARKS))


def words_asked(query: str) -> list[set[str]]:
    """Return the words of a query, each with its spellings; one of each must be found."""
    parts = _APART.split(query)
    asked = [{word[:WORD_LENGTH] for word in spellings(part.strip(_MARKS))} for part in parts]
    return [words - {""} for words in asked if words - {""}][:WORDS_ASKED]


def finds(asked: list[set[str]], words: set[str]) -> bool:
    """Return whether each word asked for (``words_asked``) begins one of these (``words_of``)."""
    return bool(asked) and all(
        any(word.startswith(spelling) for word in words for spelling in each) for each in asked
    )
