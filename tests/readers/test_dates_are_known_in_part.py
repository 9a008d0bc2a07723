"""A day, a month, a year, a span or unknown (EDTF): nothing has a day that nobody stated."""

from __future__ import annotations

import pytest
from helpers.reading import article, read, read_flat, said

from colophon.store.records import arrival

DAYS = "write 1937-08-07, 1937-08, 1937, 1937-08-07/1937-08-08 or unknown"
DOUBT = "; that it is not certain is said by status: inferred"


def source(date: str) -> str:
    return f"source:\n  publication: harbour-gazette\n  date: {date}\n"


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("1937-08-07", "1937-08-07", "1937-08-07"),
        ("1937-08", "1937-08-01", "1937-08-31"),
        ("1937", "1937-01-01", "1937-12-31"),
        ("1937-08-07/1937-08-08", "1937-08-07", "1937-08-08"),
        ("1936/1937", "1936-01-01", "1937-12-31"),
        ("1936-02/1937", "1936-02-01", "1937-12-31"),
        ("1904-02", "1904-02-01", "1904-02-29"),
        ('"1937"', "1937-01-01", "1937-12-31"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(date: str, first: str, last: str) -> None:
    found = article(read("", source=source(date)))
    assert found.date
    assert (str(found.date.first), str(found.date.last)) == (first, last)
    assert found.source
    assert found.source.date == found.date
    assert found.published is None
    flat = article(read_flat(f"Source: harbour-gazette\nDate: {date}".replace('"', "")))
    assert flat.date == found.date


@pytest.mark.parametrize("header", ["Source: unknown\nDate: unknown", "Source: unknown\nSource_Date: unknown"])
def test_what_is_not_known_is_said_in_both_notations(header: str) -> None:
    flat = article(read_flat(header))
    yaml = article(read("date: unknown", source="source: {publication: unknown, date: unknown}\n"))
    for found in (flat, yaml):
        assert found.source
        assert (found.date, found.source.publication, found.source.date) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("1937?", f"write 1937{DOUBT}"),
        ("1937~", f"write 1937{DOUBT}"),
        ("c. 1937", f"write 1937{DOUBT}"),
        ("circa August 1937", f"write 1937-08{DOUBT}"),
        ("'[1937]'", f"write 1937{DOUBT}"),
        ("193X", "write 1930/1939"),
        ("1930s", "write 1930/1939"),
        ("1937-08-XX", "write 1937-08"),
        ("1937-08-00", "write 1937-08"),
        ("1937-08-07/08", "write 1937-08-07/1937-08-08"),
        ("1937-1938", "write 1937/1938"),
        ("1937/38", "write 1937/1938"),
        ("August 1937", "write 1937-08"),
        ("7 August 1937", "write 1937-08-07"),
        ("Aug. 7, 1937", "write 1937-08-07"),
        ("8/7/1937", "write 1937-07-08 or 1937-08-07, whichever is meant"),
        ("13/8/1937", "write 1937-08-13"),
        ("07.08.1937", "write 1937-08-07"),
        ("1937年8月7日", "write 1937-08-07"),
        ("1937/08/07", "write 1937-08-07"),
        ("1937-8-7", "write 1937-08-07"),
        ("19370807", "write 1937-08-07"),
        ("1937–08–07", "write 1937-08-07"),
        ("Unknown", "write unknown"),
        ("n.d.", "write unknown"),
        ("'?'", "write unknown"),
        ("日期不详", "write unknown"),
        ("-0044-03-15", "write unknown, since the notation has no years before 1, and name the year in a note"),
        ("44 BC", "write unknown, since the notation has no years before 1, and name the year in a note"),
        ("1937/..", "write both ends of the span, as in 1937/1938"),
        ("before 1937", "write both ends of the span, as in 1937/1938"),
        ("summer 1937", "write the months that are meant, as in 1937-06/1937-08"),
        ("1937-13", DAYS),
        ("yesterday", DAYS),
        ("1938/1937", DAYS),
        ("2023-02-29", DAYS),
    ],
)
def test_another_notation_gets_the_right_one(written: str, remedy: str) -> None:
    (line,) = said(read("", source=source(written)))
    assert line.startswith("5: source.date: “")
    assert line.endswith(f"; {remedy}")
    (line,) = said(read(f"custody:\n  - act: printed\n    by: harbour-gazette\n    date: {written}"))
    assert line.endswith(f"; {remedy}")


def test_where_a_day_is_wanted_a_part_of_one_is_refused() -> None:
    plain = "write YYYY-MM-DD, as in 2024-05-17"
    for written, remedy in (
        ("2024-06", plain),
        ("unknown", None),
        ("1 June 2024", "write 2024-06-01"),
        ("6/7/2024", "write 2024-07-06 or 2024-06-07, whichever is meant"),
    ):
        reading = read(f"published: {written}")
        assert said(reading) == [] if remedy is None else said(reading)[0].endswith(f"; {remedy}"), written


@pytest.mark.parametrize(
    ("date", "other", "message"),
    [
        ("1937-08", "1937-08-07", "3: date: 1937-08, where source.date has 1937-08-07"),
        ("unknown", "1937", "3: date: unknown, where source.date has 1937"),
        ("1937", "unknown", "3: date: 1937, where source.date has unknown"),
    ],
)
def test_the_date_is_that_of_the_source(date: str, other: str, message: str) -> None:
    header = f"date: {date}\nsource: {{publication: harbour-gazette, date: {other}}}\n"
    assert said(read("", source=header)) == [f"{message}; write the day on which the source printed it, in both"]


PRINTED = "{{act: printed, by: harbour-gazette, date: {}}}"


@pytest.mark.parametrize(
    ("printed", "later", "wrong"),
    [
        ("1937-08", "1937-08-07", ""),
        ("1937-08", "1937", ""),
        ("1937-08-07/1937-08-08", "1937-08-07", ""),
        ("1937-08", "1937-07", "custody.2.date: reposted on 1937-07, before date (1937-08)"),
        ("1937-08", "1936", "custody.2.date: reposted on 1936, before date (1937-08)"),
        ("1937-08-07/1937-08-09", "1937-08-06", "before"),
        ("unknown", "1936", ""),
    ],
)
def test_steps_are_in_order_as_far_as_their_days_are_known(printed: str, later: str, wrong: str) -> None:
    steps = f"custody:\n  - {PRINTED.format(printed)}\n  - {{act: reposted, by: unknown, date: {later}}}"
    lines = said(read(steps, source=source(printed)))
    assert lines == [] if not wrong else len(lines) == 1 and wrong in lines[0], lines


@pytest.mark.parametrize(("published", "right"), [("1937-08-07", True), ("1937-07-31", False), ("2026-12-01", True)])
def test_nothing_appears_here_before_it_was_printed(published: str, right: bool) -> None:
    lines = said(read(f"published: {published}", source=source("1937-08")))
    assert lines == (
        []
        if right
        else ["6: published: 1937-07-31 is before date (1937-08); write the day on which it first appeared here"]
    )


@pytest.mark.parametrize(
    ("date", "step", "wrong"),
    [
        ("1937-08", "1937-08-07", "“1937-08-07”, where source.date has “1937-08”"),
        ("unknown", "1937", "“1937”, where source.date has “unknown”"),
        ("1937", "unknown", "“unknown”, where source.date has “1937”"),
        ("1937", "1937", None),
    ],
)
def test_the_printed_step_and_the_source_say_the_same_date(date: str, step: str, wrong: str | None) -> None:
    lines = said(read(f"custody: [{PRINTED.format(step)}]", source=source(date)))
    assert lines == ([] if wrong is None else [f"6: custody.1.date: {wrong}; write the same in both"])


def test_a_reprint_by_others_is_no_first_day_here() -> None:
    steps = f"custody:\n  - {PRINTED.format('1906-01-15')}\n  - {{act: reposted, by: inland-courier, date: 1950-01-01}}"
    found = article(read(steps, source=source("1906-01-15")))
    assert found.published is None
    assert str(arrival(found)) == "1906-01-15"


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("custody: [{act: received, date: 2026}]", "2026-01-01"),
        ("published: 2031-01-01", "2031-01-01"),
        ("", "2030-01-01"),
    ],
)
def test_a_text_waits_for_the_earliest_day_that_it_may_have(header: str, day: str) -> None:
    assert str(arrival(article(read(header, source=source("2030" if not header else "1937"))))) == day
