"""Lines of keys and values as written: what is written by one is found and read by the other."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.written import Lines, literal, value_of

TEXT = '''# a comment = 1
lock = [
  "a", # ] not the end
  "b",
]
one.two."three four" = """
[not.a.table]
x = 1
"""

[table.'with spaces']
key = "[x]" # y = 2
inline = {a = 1, b = {c = 2}}
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("lock",), 2),
        (("one", "two", "three four"), 6),
        (("table", "with spaces"), 11),
        (("table", "with spaces", "key"), 12),
        (("table", "with spaces", "inline", "b", "c"), 13),
        (("not", "there"), 1),
    ],
)
def test_a_key_is_found_where_it_stands(path: tuple[str, ...], line: int) -> None:
    assert Lines(TEXT).of(path) == line


def test_the_same_name_in_two_tables_is_two_keys() -> None:
    lines = Lines("[memory]\non = true\n\n[second_look]\non = true\n")
    assert (lines.of(("memory", "on")), lines.of(("second_look", "on"))) == (2, 5)


NAMES = st.text(max_size=8)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.dates(min_value=date(1970, 1, 1)),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(NAMES, st.integers(), max_size=3),
)


@given(value=VALUES)
def test_a_value_that_is_written_reads_as_itself(value: object) -> None:
    assert value_of(literal(value)) == value
    assert type(value_of(literal(value))) is type(value)


@given(tables=st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=4), max_size=4))
def test_every_key_of_a_written_file_is_found_on_its_line(
    tables: dict[str, dict[str, object]],
) -> None:
    written: list[str] = []
    wanted: dict[tuple[str, ...], int] = {}
    for table, rows in tables.items():
        written.append(f"[{literal(table)}]")
        wanted[(table,)] = len(written)
        for name, value in rows.items():
            written += ["# [" + "comment = 1", f"{literal(name)} = {literal(value)}"]
            wanted[table, name] = len(written)
    text = "\n".join(written)
    assert tomllib.loads(text) == tables
    lines = Lines(text)
    assert {path: lines.of(path) for path in wanted} == wanted


@given(text=st.text(max_size=60))
def test_any_typing_is_a_value(text: str) -> None:
    value_of(text)


def test_what_is_no_toml_is_taken_as_words() -> None:
    assert value_of("patient") == "patient"
    assert value_of("0.5") == 0.5
    assert value_of("1\nother = 2") == "1\nother = 2"
