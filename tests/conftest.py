"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.street import Street

# the same examples every time, and no verdict that depends on how busy the machine is
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """The town with its usual people, everybody at home."""
    street = await Street.open(tmp_path)
    yield street
    await street.close()
