"""`ckpt timeline`: what the parameters of one training did from checkpoint to checkpoint."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike

from ckpt_viewer.core.diffing.timeline import (
    Passage,
    Plan,
    Reading,
    Step,
    Strip,
    Timeline,
    Told,
    Track,
    is_running,
    measure_strip,
    resumes,
    tell_timeline,
)
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.folders import checkpoint_files
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import number_text, plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Json, Table, bars, first_rows, json_number
from ckpt_viewer.verbs.terminal import progress_task

LISTED = 60


@dataclass(frozen=True, slots=True)
class Traced:
    """A measured timeline with its sentences, and the distributions that were asked for."""

    told: Told
    strips: tuple[Strip, ...] = ()


def answer(options: argparse.Namespace) -> Answer:
    """Status 2 where a file is a gap. Raises CheckpointError where there is no timeline at all."""
    found = trace(options.files, options.parameters, options.bins, progress_task())
    gaps = any(step.problem for step in found.told.timeline.plan.steps)
    return Answer(data(found), tuple(blocks(found)), FAILED if gaps else 0)


def trace(files: Iterable[str | PathLike[str]], names: Sequence[str], bins: int, task: Task) -> Traced:
    """Measure the files and those in folders, and the distribution of the parameters named.

    Raises SourceError where there are not two files or none can be read, InvalidPath for a name that no file has.
    """
    told = tell_timeline(checkpoint_files(files, task), CpuEngine(), task)
    for name in names:
        if told.timeline.track(name) is None:
            raise InvalidPath("no file has a parameter of this name", name, "`ckpt timeline FILES…` lists them.")
    strips = [measure_strip(told.timeline, name, CpuEngine(), task, bins) for name in names]
    return Traced(told, tuple(strip for strip in strips if strip is not None))


def data(found: Traced) -> dict[str, Json]:
    """What --json writes. Every list of a parameter has one entry per step, null where there is nothing."""
    plan = found.told.timeline.plan
    steps: list[Json] = [_step(step, at) for step, at in zip(plan.steps, plan.at, strict=True)]
    strips = {strip.name: strip for strip in found.strips}
    return {"unit": plan.unit, "order": plan.why, "sentences": list(found.told.sentences),
            "resumes": [_passage(plan, passage) for passage in resumes(found.told.timeline)], "steps": steps,
            "parameters": [_parameter(track, strips.get(track.name)) for track in found.told.timeline.tracks]}


def blocks(found: Traced) -> Iterator[str | Table]:
    """Sentences, then the steps, then the parameters, most moved first."""
    timeline = found.told.timeline
    for text in found.told.sentences:
        yield f"{text}."
    if timeline.plan.why:
        yield timeline.plan.why
    yield ""
    yield _step_table(timeline)
    tracks = sorted(timeline.tracks, key=lambda track: (is_running(track.name), -track.moved))
    titles = ("parameters, most moved first", "moved in all", "last change", "norm, first", "last", "NaN")
    shown = Table(titles, tuple(map(_track_row, tracks[:LISTED])), frozenset(range(1, 6)), (5, 3, 4))
    yield from first_rows(shown, LISTED, len(tracks))
    for strip in found.strips:
        yield f"\n{plain_text(strip.name, 200)}, from {number_text(strip.edges[0])} to {number_text(strip.edges[-1])}"
        yield from (f"  {line}" for line in _drawn(timeline, strip))


def _passage(plan: Plan, passage: Passage) -> Json:
    before, after = (str(plan.steps[place].file.path) for place in (passage.before, passage.after))
    return {"a": before, "b": after, "remarks": list(passage.remarks)}


def _step(step: Step, at: float) -> Json:
    return {"file": str(step.file.path), "at": json_number(at), "epoch": _or_none(step.epoch),
            "step": _or_none(step.step), "lr": [json_number(rate) for rate in step.rates],
            "metrics": {name: json_number(value) for name, value in step.metrics}, "damage": step.damage,
            "problem": step.problem}


def _parameter(track: Track, strip: Strip | None) -> Json:
    row: dict[str, Json] = {"name": track.name, "shape": list(track.shape), "dtype": track.dtype,
                            "moved": json_number(track.moved)}
    for name in ("norm", "change", "relative", "mean", "std", "minimum", "maximum", "nan", "inf"):
        row[name] = [_value(reading, name) for reading in track.readings]
    row["problems"] = {str(place): text for place, text in track.problems}
    if strip is not None:
        row["distribution"] = {"edges": strip.edges.tolist(),
                               "counts": [None if c is None else c.tolist() for c in strip.counts]}
    return row


def _value(reading: Reading | None, name: str) -> Json:
    """Null where nothing is known; NaN is said of what was measured and is none."""
    value = math.nan if reading is None else getattr(reading, name)
    return None if reading is None or (name in ("change", "relative") and math.isnan(value)) else json_number(value)


def _or_none(value: float | None) -> Json:
    return None if value is None else json_number(value)


def _step_table(timeline: Timeline) -> Table:
    plan = timeline.plan
    rows = []
    for place, step in enumerate(plan.steps):
        moved = [r.relative for track in timeline.tracks if (r := track.readings[place]) is not None
                 and math.isfinite(r.relative)]
        nan = sum(r.nan for track in timeline.tracks if (r := track.readings[place]) is not None)
        at = () if plan.unit == "file" else (plan.label(place).removeprefix(f"{plan.unit} "),)
        rows.append((
            *at, step.file.name,
            ", ".join(dict.fromkeys(number_text(rate) for rate in step.rates)),
            "" if step.loss is None else number_text(step.loss, 5),
            f"{number_text(100 * sum(moved) / len(moved), 3)} %" if moved else "",
            f"{nan:,}" if nan else "", "cannot be read" if step.problem else "damaged" if step.damage else ""))
    titles = (*(() if plan.unit == "file" else (plan.unit,)), "file", "lr", "loss", "mean change", "NaN", "")
    numbers = frozenset(range(len(titles) - 1)) - {titles.index("file")}
    return Table(titles, tuple(rows), numbers)


def _track_row(track: Track) -> tuple[str, ...]:
    there = [reading for reading in track.readings if reading is not None]
    if not there:
        return plain_text(track.name, 200), "", "", "", "", ""
    last = "" if math.isnan(there[-1].relative) else f"{number_text(100 * there[-1].relative, 3)} %"
    nan = max(reading.nan for reading in there)
    return (plain_text(track.name, 200), f"{number_text(100 * track.moved, 4)} %", last, number_text(there[0].norm, 4),
            number_text(there[-1].norm, 4), f"{nan:,}" if nan else "")


def _drawn(timeline: Timeline, strip: Strip) -> Iterator[str]:
    """A line per step, with a block as high as the share of each bin."""
    names = [timeline.plan.label(place) for place in range(len(strip.counts))]
    width = max(map(len, names))
    for name, counts in zip(names, strip.counts, strict=True):
        if counts is None:
            yield f"{name:<{width}}  –"
            continue
        yield f"{name:<{width}}  {bars(counts.tolist(), len(counts)).rstrip()}"
