"""Since when, as people of seven languages say it, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spans import echoed, in_zone, since

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A Tuesday, 09:30 in Shanghai.
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=SHANGHAI)
YESTERDAY, MONDAY = (NOW.replace(day=23, hour=0, minute=0),) * 2


@pytest.mark.parametrize(
    "text",
    [
        "since yesterday",
        "昨天以来",
        "昨天以來",
        "昨日から",
        "seit gestern",
        "depuis hier",
        "desde ayer",
        "desde ontem",
    ],
)
def test_yesterday(text: str) -> None:
    assert since(text, NOW) == YESTERDAY


@pytest.mark.parametrize(
    "text",
    [
        "since Monday",
        "周一以来",
        "週一以來",
        "月曜日から",
        "seit Montag",
        "depuis lundi",
        "desde el lunes",
        "desde segunda-feira",
    ],
)
def test_monday(text: str) -> None:
    assert since(text, NOW) == MONDAY


@pytest.mark.parametrize(
    "text",
    [
        "last 3 days",
        "过去3天",
        "過去 3 天",
        "過去3日間",
        "letzte 3 Tage",
        "les 3 derniers jours",
        "últimos 3 días",
        "últimos 3 dias",
        "3d",
        "３ days",
    ],
)
def test_three_days(text: str) -> None:
    assert since(text, NOW) == NOW - timedelta(days=3)


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("today", "2026-11-24 00:00"),
        ("since 8:15", "2026-11-24 08:15"),
        ("since 14:00", "2026-11-23 14:00"),
        ("yesterday 17:30", "2026-11-23 17:30"),
        ("since 2026-11-20", "2026-11-20 00:00"),
        ("since 2026-11-20 07:45", "2026-11-20 07:45"),
        ("since Tuesday", "2026-11-24 00:00"),
        ("since Wednesday", "2026-11-18 00:00"),
        ("this week", "2026-11-23 00:00"),
        ("last week", "2026-11-16 00:00"),
        ("la semana pasada", "2026-11-16 00:00"),
        ("vorgestern", "2026-11-22 00:00"),
        ("this month", "2026-11-01 00:00"),
        ("2 hours", "2026-11-24 07:30"),
        ("letzte 45 Minuten", "2026-11-24 08:45"),
        ("2週間", "2026-11-10 09:30"),
    ],
)
def test_moments(text: str, begun: str) -> None:
    assert since(text, NOW) == datetime.fromisoformat(begun).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "since the release",
        "since 2026-13-40",
        "since 2030-01-01",
        "monitoring",
        "9999 days",
        "hierarchy",
        "today 23:00",
    ],
)
def test_what_is_not_known_or_to_come_is_no_moment(text: str) -> None:
    assert since(text, NOW) is None


@given(st.text(max_size=60), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_any_text_is_a_moment_before_now_or_none(text: str, now: datetime) -> None:
    found = since(text, now.replace(tzinfo=UTC))
    assert found is None or found <= now.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Mon 23 Nov 00:00, Shanghai"), ("de", "Mo., 23. Nov. 00:00, Shanghai")],
)
def test_it_is_said_back(language: str, told: str) -> None:
    assert echoed(YESTERDAY, language) == told


def test_a_zone_nobody_knows_is_utc() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    assert in_zone(at, "Mars/Olympus").tzinfo == ZoneInfo("UTC")
    assert in_zone(at, "Asia/Shanghai").hour == 8
