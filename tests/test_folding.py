"""What a search takes for the same word."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorcerts.lib.folding import END, WORD_LENGTH, fold, spellings, words_asked, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("MÜLLER", "muller"),
        ("Jürgen Müller-Groß", "jurgen muller-gross"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Łukasz", "lukasz"),
        ("SØREN Æbelø", "soren aebelo"),
        ("Đorđe", "dorde"),
        ("Þór Œuvré", "thor oeuvre"),
        ("İpek Işıl", "ipek isil"),  # noqa: RUF001
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("O’Brien", "obrien"),  # noqa: RUF001
        ("O'Brien", "obrien"),
        ("Müller‐Groß", "muller-gross"),  # noqa: RUF001
        ("ＭＮＴＲ＿０１", "mntr_01"),  # noqa: RUF001
        ("Ｏﬃce", "office"),  # noqa: RUF001
        ("Ἀλέξανδρος", "αλεξανδροσ"),
        ("Ёлкин", "елкин"),
        ("김민준", "김민준"),
        ("CERT_03PQ7SY1", "cert_03pq7sy1"),
    ],
)
def test_case_accents_and_forms_are_folded(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_to_fold_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_text_is_folded_alike_however_its_accents_are_stored(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(min_size=1))
def test_what_begins_with_a_word_lies_between_it_and_its_end(text):
    assert text <= text + "\U0010fffe" < text + END


def test_umlauts_have_two_spellings():
    assert spellings("Müller") == {"muller", "mueller"}
    assert spellings("Mu\u0308ller") == {"muller", "mueller"}
    assert spellings("Ågård") == {"agard", "aagaard"}
    assert spellings("Mueller") == {"mueller"}


def test_words_and_their_tails_are_kept():
    assert words_of("Jürgen Groß-Weber", "MENTOR-0047") == {
        "jurgen", "juergen", "gross-weber", "weber", "mentor-0047", "0047",
    }  # fmt: skip
    assert words_of("O'Brien, Anna (Anni)") == {"obrien", "brien", "anna", "anni"}
    assert words_of("a.weber@quill.test") == {
        "a.weber@quill.test", "weber@quill.test", "quill.test", "test",
    }  # fmt: skip
    assert words_of("", " , ", "-") == set()
    assert {len(word) for word in words_of("x" * 200)} == {WORD_LENGTH}


def test_a_query_is_its_words_in_any_order():
    assert words_asked('"Müller, Jürgen"') == [{"muller", "mueller"}, {"jurgen", "juergen"}]
    assert words_asked("  weber-  ") == [{"weber"}]
    assert words_asked(" ,' - ") == []
    assert words_asked("y" * 200) == [{"y" * WORD_LENGTH}]
    assert len(words_asked("a b c d e f g h i j")) == 8


@given(st.text())
@example(".\x1b")
@example("_-x")
def test_every_word_of_a_text_finds_it(text):
    kept = words_of(text)
    for words in words_asked(text):
        assert any(each.startswith(word) for each in kept for word in words), (words, kept)
