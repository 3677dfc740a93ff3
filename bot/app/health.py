"""How the bot is, for monitoring on the same machine: `/healthz` and `/metrics`. Numbers only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app.signs import Signs, Spread
from bot.domain.messages import Priority
from bot.domain.vitals import Kind, Part
from bot.store.soundings import Soundings

HOST = "127.0.0.1"
"""Never anywhere else: how many people are in a bad way is nobody's business outside of this machine."""

PRIORITIES = {str(value): name.lower() for name, value in vars(Priority).items() if isinstance(value, int)}


def report(signs: Signs, mode: str) -> dict[str, Any]:
    """`status` is "ok", "starting" or "ailing"; `parts` say what each one does and the age of its last sign."""
    now = signs.now()
    ill = {one.part: one.kind.value for one in signs.ailments()}
    parts = {
        part.value: {
            "state": ill.get(
                part, "resting" if pulse.within is None and part is not Part.LOOP else "working"
            ),
            "age": round(now - pulse.at, 1),
        }
        for part, pulse in sorted(signs.pulses.copy().items())
    }
    status = "ailing" if ill else "ok" if signs.all_well() else "starting"
    return {"status": status, "mode": mode, "up": round(now - signs.began), "parts": parts}


def health_app(signs: Signs, mode: str) -> Starlette:
    """Answers to loopback's own names alone, so that no page in a browser gets at it by a name of its own."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Counted(signs))
    ProcessCollector(registry=registry)

    async def healthz(_request: Request) -> Response:
        said = report(signs, mode)
        return JSONResponse(said, 200 if said["status"] == "ok" else 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/metrics", metrics)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
    )


class Counted(Collector):
    """The signs in the form Prometheus reads. May be asked from any thread."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs

    def collect(self) -> Iterator[Metric]:
        signs = self._signs
        counts = signs.counts.copy()
        for name, labels, words in (
            ("updates", ["way"], "Updates taken in, those that came again included"),
            ("turns", ["kind", "outcome"], "Events handled, and those that were set aside"),
            ("letters", ["priority", "outcome"], "Attempts to send by what became of them"),
            ("pages", ["colour"], "Pages that have left"),
            ("store_trouble", ["part"], "Times the store would not do its work"),
        ):
            family = CounterMetricFamily(f"warmline_{name}", words, labels=labels)
            for key, count in sorted(counts.items()):
                if key[0] == name:
                    values = [PRIORITIES[key[1]], *key[2:]] if name == "letters" else list(key[1:])
                    family.add_metric(values, count)
            yield family
        yield _spread("turn_seconds", "From an update on disk to its turn on disk", signs.turns)
        yield _spread("red_page_seconds", "From a red page on disk to its delivery", signs.pages)
        yield _spread("loop_lag_seconds", "How late everybody got a turn", signs.lags)
        yield from self._parts()
        if signs.soundings is not None:
            yield from _waiting(signs.soundings)

    def _parts(self) -> Iterator[Metric]:
        now = self._signs.now()
        ailing = GaugeMetricFamily(
            "warmline_ailing", "1 while a part has this trouble", labels=["part", "kind"]
        )
        age = GaugeMetricFamily("warmline_sign_age_seconds", "Age of a part's last sign", labels=["part"])
        found = {(one.part, one.kind) for one in self._signs.ailments()}
        for part in Part:
            for kind in Kind:
                ailing.add_metric([part, kind], float((part, kind) in found))
        for part, pulse in sorted(self._signs.pulses.copy().items()):
            age.add_metric([part], now - pulse.at)
        yield ailing
        yield age


def _waiting(counted: Soundings) -> Iterator[Metric]:
    def gauge(name: str, words: str, value: float) -> Metric:
        return GaugeMetricFamily(f"warmline_{name}", words, value=value)

    def age(since: Any) -> float:
        return 0.0 if since is None else max((counted.taken_at - since).total_seconds(), 0.0)

    yield gauge("inbox_waiting", "Events that are not handled yet", counted.events)
    yield gauge("inbox_oldest_seconds", "How long the oldest of them waits", age(counted.oldest_event))
    yield gauge("set_aside", "Events that could not be handled", counted.set_aside)
    yield gauge("outbox_oldest_seconds", "How long a letter waits that could go", age(counted.oldest_letter))
    yield gauge("outbox_on_their_way", "Letters without an outcome yet", counted.on_their_way)
    waiting = GaugeMetricFamily("warmline_outbox_waiting", "Letters that could go now", labels=["priority"])
    for priority, count in counted.letters.items():
        waiting.add_metric([PRIORITIES[str(priority)]], count)
    lost = GaugeMetricFamily("warmline_letters_lost", "Letters that failed or are unknown", labels=["state"])
    for state, count in counted.lost.items():
        lost.add_metric([state], count)
    cases = GaugeMetricFamily("warmline_open_cases", "Live cases and requests", labels=["kind", "colour"])
    for labels, count in counted.cases.items():
        cases.add_metric(list(labels), count)
    yield from (waiting, lost, cases)


def _spread(name: str, words: str, spread: Spread) -> Metric:
    buckets, total = list[tuple[str, float]](), 0
    for bound, count in zip([*map(str, spread.bounds), "+Inf"], list(spread.counts), strict=True):
        total += count
        buckets.append((bound, total))
    return HistogramMetricFamily(f"warmline_{name}", words, buckets=buckets, sum_value=spread.sum)
