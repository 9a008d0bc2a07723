"""The key of a name follows from the name alone. Two names have one key if they are one name, and only then."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG

from colophon.model.addresses import Addresses, index, overview, safe
from colophon.model.spelling import alike, composed, differences

DEFAULT = tuple((old, new) for old, new in DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"])
OWN = ((r"C\+\+", "cpp"), (r"[aeiou]", ""), (r"\s", "/"), ("x", "..")), (("(?s).*", "one"),), ((".", "é"),), ()

# Names that differ in one of the ways in which people's names differ, and names of any characters.
SLIPS = (str.upper, str.title, str.casefold, lambda name: name.replace(" ", "-"), lambda name: f" {name}  ",
    lambda name: unicodedata.normalize("NFD", name), lambda name: unicodedata.normalize("NFKC", name),
    lambda name: f"{name}+", lambda name: f"{name}_{name}", lambda name: name.replace("'", "’"), str)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(
        ["C", "失业", "事业", "L'Écho", "Lecho", "Ｃ", "anti-doping", "whole-nation system", "x", "con", "a" * 90]
    ),
    st.text(st.sampled_from("aAbé-_ +'e\u0301ıİß　\u200d"), min_size=1, max_size=6),
    st.text(min_size=1),
)
SLIPPED = st.builds(lambda name, one, two: (one(name), two(name)), NAMES, *[st.sampled_from(SLIPS)] * 2)
PAIRS = st.one_of(st.tuples(NAMES, NAMES), SLIPPED).filter(lambda pair: all(map(str.strip, pair)))


def key_of(name: str, substitutions: tuple[tuple[str, str], ...] = DEFAULT) -> str:
    return Addresses("", "", "", "", "", "", "en", substitutions).key_of(name)


def squeezed(name: str) -> str:
    """A name, as the documentation says which names are one."""
    return " ".join(unicodedata.normalize("NFC", name).split())


@given(PAIRS, st.sampled_from([DEFAULT, *OWN]))
@example(("C", "C++"), DEFAULT)
@example(("失业", "事业"), DEFAULT)
@example(("L'Écho", "Lecho"), DEFAULT)
@example(("Écho", "E\u0301cho"), DEFAULT)
@example(("rowing", "Rowing"), DEFAULT)
@example(("rowing boats", "rowing-boats"), DEFAULT)
@example(("a" * 80 + "b", "a" * 80 + "c"), DEFAULT)
def test_two_names_have_one_key_where_they_are_one_name(
    pair: tuple[str, str], substitutions: tuple[tuple[str, str], ...]
) -> None:
    one, two = pair
    assert (key_of(one, substitutions) == key_of(two, substitutions)) == (squeezed(one) == squeezed(two))


@given(NAMES, st.sampled_from([DEFAULT, *OWN]))
@example("by key", DEFAULT)
@example("nul", DEFAULT)
@example("Con", DEFAULT)
def test_a_key_is_a_file_name_on_every_system(name: str, substitutions: tuple[tuple[str, str], ...]) -> None:
    key = key_of(name, substitutions)
    assert re.fullmatch("[a-z0-9_-]{1,80}", key)  # so none clash where case or composition does not count
    assert key not in ("by_key", "key_index")
    assert safe(index("subjects", key))
    assert safe(overview("subjects", key))


@pytest.mark.parametrize("key", ["rowing", "anti-doping", "china-sports-daily", "2024", "-", "a--b", "index"])
def test_a_key_of_the_register_is_its_own_key_whatever_the_settings(key: str) -> None:
    assert {key_of(key, substitutions) for substitutions in (DEFAULT, *OWN)} == {key}


def test_the_letters_of_a_key_can_be_read_and_are_those_of_the_settings() -> None:
    assert key_of("Paris Olympics").startswith("paris-olympics_")
    assert key_of("失业").startswith("shi-ye_")
    assert key_of("C++", ((r"C\+\+", "cpp"), *DEFAULT)).startswith("cpp_")
    assert key_of("+++").startswith("x_")


@pytest.mark.parametrize(
    ("one", "two", "what"),
    [
        ("Anti-Doping", "anti-doping", "case"),
        ("Straße", "STRASSE", "case"),
        ("L'Écho", "L'Echo", "accents"),
        ("Łódź", "Lodz", "accents"),
        ("ＡＢＣ", "ABC", "width"),
        ("ﾊﾟﾘ", "パリ", "width"),
        ("L’Écho", "L'Écho", "quotation marks"),
        ("anti-doping", "anti doping", "hyphens, dots or spaces"),
        ("约翰·史密斯", "约翰・史密斯", "hyphens, dots or spaces"),
        ("عمل", "عَمَل", "accents"),
        ("row\u200bing", "rowing", "invisible signs"),
        ("L'Écho", "lecho", "case and accents and quotation marks"),
    ],
)
def test_names_that_may_be_meant_as_one_are_alike_and_it_is_said_in_what_they_differ(
    one: str, two: str, what: str
) -> None:
    assert key_of(one) != key_of(two)
    assert alike(one) == alike(two)
    assert differences([one, two]) == what


@pytest.mark.parametrize(
    ("one", "two"),
    [("失业", "事业"), ("C", "C++"), ("C++", "C#"), ("عمل", "عمال"), ("か", "が"), ("कल", "कुल"), ("‘", "’")],
)
def test_names_that_sound_or_look_the_same_are_not_taken_for_slips(one: str, two: str) -> None:
    assert alike(one) != alike(two)


@given(NAMES)
def test_one_name_is_alike_in_every_form(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", f" {name} ")
    assert alike(composed(decomposed)) == alike(composed(name))
