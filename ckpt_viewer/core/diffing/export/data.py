"""A comparison as plain data: what `ckpt diff --json` writes."""

from __future__ import annotations

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Diff, Entry, count
from ckpt_viewer.core.diffing.parts import Module, Together
from ckpt_viewer.core.diffing.remarks import movement, structure_remarks
from ckpt_viewer.core.diffing.resuming import resume_sentence
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.graph import Graph, NodeId, Scalar
from ckpt_viewer.core.plain_data import Json, json_number, json_path, json_value
from ckpt_viewer.core.task import looking_up

NUMBERS = ("max_abs", "mean_abs", "rel_l2", "cosine", "changed_fraction")
_LISTED = ("added", "removed", "reshaped", "retyped", "renamed")


def as_data(found: Compared) -> dict[str, Json]:
    """Every difference; tensors that are the same are counted only."""
    diff = found.diff
    listed: dict[str, Json] = {
        status: [_row(entry, result) for entry, result in looking_up(zip(diff.entries, found.measured, strict=True))
                 if entry.status == status] for status in _LISTED}
    changed: list[Json] = [_changed(entry, result) for entry, result in found.changes()]
    scalars: list[Json] = [_scalar(diff, entry) for entry in looking_up(diff.entries) if entry.status == "value"]
    failed: list[Json] = [{"path": json_path(diff.entries[number].path_a or ()), "problem": text}
                          for number, text in found.failures.items()]
    tally = count(diff, found.measured)
    moved = movement(diff, found.measured)
    anew: list[Json] = [json_path(entry.path_a or ()) for entry in moved.left_out]
    remarks = (*structure_remarks(diff), *moved.remarks)
    modules: list[Json] = [_module(module) for module in looking_up(found.modules) if module.differ]
    return {
        **({"modules": modules} if found.modules else {}),
        "identical": tally.identical, "sentence": found.sentence, "equal": tally.equal,
        "equal_values": tally.values_equal, "changed": changed, **listed, "scalars": scalars,
        "frozen": list(moved.frozen), "resumed": resume_sentence(diff),
        "begun_anew": anew, "remarks": list(remarks), "notes": list(diff.notes), "failed": failed,
    }


def _changed(entry: Entry, result: Comparison) -> Json:
    return {"path": json_path(entry.path_a or ()), **_numbers(result)}


def _module(module: Module) -> Json:
    return {"path": json_path(module.path), "differ": module.differ, "entries": module.total,
            **_numbers(module.numbers)}


def _numbers(found: Comparison | Together) -> dict[str, Json]:
    return {name: json_number(getattr(found, name)) for name in NUMBERS}


def _row(entry: Entry, result: Comparison | None) -> Json:
    path = entry.path_a if entry.path_a is not None else entry.path_b or ()
    row: dict[str, Json] = {"path": json_path(path), "text": entry.text}
    if entry.status == "renamed":
        row["to"] = json_path(entry.path_b or ())
        row["evidence"] = entry.evidence
    return row if result is None else row | _numbers(result)


def _scalar(diff: Diff, entry: Entry) -> Json:
    return {"path": json_path(entry.path_a or ()), "a": _value(diff.a, entry.node_a),
            "b": _value(diff.b, entry.node_b), "text": entry.text}


def _value(graph: Graph, node: NodeId | None) -> Json:
    held = None if node is None else graph[node]
    return json_value(held.value) if isinstance(held, Scalar) else None
