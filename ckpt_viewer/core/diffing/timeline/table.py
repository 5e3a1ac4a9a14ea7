"""One parameter along a training as rows for a spreadsheet (RFC 4180): a row per step, numbers in full, nothing where
there is none."""

from __future__ import annotations

import math

from ckpt_viewer.core.diffing.timeline.ordering import Plan
from ckpt_viewer.core.diffing.timeline.tracks import Reading, Track
from ckpt_viewer.core.plain_data import csv_text

_READ = ("norm", "change", "relative", "mean", "std", "minimum", "maximum", "nan", "inf")


def track_csv(plan: Plan, track: Track) -> str:
    """`change` is the norm of the difference to the step before, `relative` that over the norm before; then the first
    learning rate and the losses and scores of the step."""
    metrics = tuple(dict.fromkeys(name for step in plan.steps for name, _ in step.metrics))
    rows = [["file", "epoch", "step", *_READ, "lr", *metrics, "problem"]]
    for step, reading in zip(plan.steps, track.readings, strict=True):
        stored = dict(step.metrics)
        rows.append([step.file.name, _count(step.epoch), _count(step.step), *_read(reading),
                     _cell(step.rates[0] if step.rates else None), *(_cell(stored.get(name)) for name in metrics),
                     step.problem])
    return csv_text(rows)


def _read(reading: Reading | None) -> list[str]:
    return [_cell(None if reading is None else getattr(reading, name)) for name in _READ]


def _count(value: float | None) -> str:
    return "" if value is None else repr(int(value) if float(value).is_integer() else value)


def _cell(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else repr(value)
