"""What coverage is measured of: the loading of modules, and what a test does while it is called.

What is only got ready for tests does not count, for nobody looks at what comes of it; nor what is played in bulk
(`no_cover`), whose rules are each tried by themselves as well. All of Python takes twice as long while it is watched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage


@contextmanager
def unmeasured() -> Iterator[None]:
    """Nothing that runs in here counts."""
    measuring = Coverage.current()
    if measuring is not None:
        measuring.stop()
    try:
        yield
    finally:
        if measuring is not None:
            measuring.start()


class Measured:
    """Has what each test does measured, and nothing around it. Goes around what pytest-cov does with `no_cover`."""

    def __init__(self, measuring: Coverage) -> None:
        self._measuring = measuring

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        self._measuring.start()
        try:
            return (yield)
        finally:
            self._measuring.stop()


def count_once(config: pytest.Config) -> None:
    """pytest-cov begins twice in a process of pytest-xdist. The first time counts for nothing, and would go on
    wherever the second one is paused, and cost as much."""
    measuring = Coverage.current()
    if hasattr(config, "workerinput") and measuring is not None:
        measuring.stop()


def count_calls_only(config: pytest.Config) -> None:
    """From now on; once all modules are loaded."""
    measuring = Coverage.current()
    if measuring is not None:
        measuring.stop()
        config.pluginmanager.register(Measured(measuring))
