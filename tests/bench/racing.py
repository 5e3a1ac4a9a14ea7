"""Two ways of doing one thing, timed in turns so that a busy moment meets both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Race:
    """`ours` against `peer`. `wanted` is how many times as fast ours has to be: 6 for six times, 0.87 for a cost of
    at most 1.15 times the peer's. `rounds` is how often each runs; the quickest counts."""

    title: str
    peer_title: str
    ours: Act
    peer: Act
    wanted: float
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """Something measured that is wanted to stay below a limit, such as memory; beside it what a peer takes, if any."""

    title: str
    measure: Callable[[], float]
    unit: str
    limit: float
    peer_title: str = ""
    peer: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the table. Seconds for races, else in the unit that `title` says; `ratio` is peer / ours, 0 without a
    peer."""

    title: str
    ours: float
    peer_title: str
    peer: float
    ratio: float
    wanted: float
    kind: Literal["race", "amount"]

    @property
    def met(self) -> bool:
        return self.ratio >= self.wanted if self.kind == "race" else self.ours <= self.wanted


def run_all(items: Iterable[Race | Amount]) -> Iterable[Result]:
    """The results one after another, as they are there."""
    for item in items:
        yield _run_race(item) if isinstance(item, Race) else _run_amount(item)


def _run_race(race: Race) -> Result:
    best = {"ours": float("inf"), "peer": float("inf")}
    for _ in range(race.rounds):
        for side, act in (("ours", race.ours), ("peer", race.peer)):
            gc.collect()
            begin = time.perf_counter()
            act()
            best[side] = min(best[side], time.perf_counter() - begin)
    return Result(race.title, best["ours"], race.peer_title, best["peer"], best["peer"] / best["ours"], race.wanted,
                  "race")


def _run_amount(amount: Amount) -> Result:
    found = amount.measure()
    peer = amount.peer() if amount.peer is not None else 0.0
    ratio = peer / found if found else 0.0
    return Result(f"{amount.title} [{amount.unit}]", found, amount.peer_title, peer, ratio, amount.limit, "amount")
