"""Zips that list a name more than once: torch says which record it is."""

from __future__ import annotations

import io
import zipfile
from random import Random
from typing import Any

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import zip_doubles
from tests.archives import zipped
from tests.core.oracle import loaded, opened, saved
from tests.oracles import assert_same

Rows = list[tuple[str, bytes]]


def value(number: int) -> dict[str, Any]:
    """Files of several such have records of the same sizes."""
    return {"number": number, "w": torch.full((3,), float(number))}


def rows_of(data: bytes) -> Rows:
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        return [(name, whole.read(name)) for name in whole.namelist()]


def doubled(rng: Random) -> Rows:
    """One file with records of others among its own, some of them in capitals, and others that have nothing to say."""
    rows = rows_of(saved(value(0)))
    for number in range(1, rng.randrange(2, 5)):
        rows += [row for row in rows_of(saved(value(number))) if row[0].endswith(("data.pkl", "data/0"))]
    rows += [(f"archive/data/{number}", b"") for number in range(1, rng.choice([1, 5, 40]))]
    capital = [("archive/DATA/0", data) for name, data in rows_of(saved(value(9))) if name.endswith("data/0")]
    rows += capital if rng.random() < 0.3 else []
    rng.shuffle(rows)
    return rows


@pytest.mark.parametrize("seed", range(40))
def test_what_is_shown_is_what_torch_loads(seed: int) -> None:
    data = zipped(doubled(Random(seed)))
    checkpoint = opened(data)
    assert_same(checkpoint.graph, checkpoint.graph.root, loaded(data, weights_only=True))
    assert "The zip lists 'data.pkl' more than once; shown is the one that PyTorch reads" in texts(checkpoint)


def test_of_very_many_the_first_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for number in (1, 0) for row in rows_of(saved(value(number)))]
    monkeypatch.setattr(zip_doubles, "MOST", len(rows) - 1)
    checkpoint = opened(zipped(rows))
    assert_same(checkpoint.graph, checkpoint.graph.root, value(1))
    said = "The zip lists 'data/0' more than once; the first is shown, and PyTorch may read another"
    assert said in texts(checkpoint)


def texts(checkpoint: Checkpoint) -> list[str]:
    return [note.text for note in checkpoint.notes if note.severity == "danger"]


def test_names_that_stand_once_are_found_whatever_their_order() -> None:
    names = [f"a/data/{number}" for number in range(300)] + ["a/data.pkl", "A/version", "a/ä"]
    Random(3).shuffle(names)
    assert zip_doubles.read_by_torch(names, names) == list(range(len(names)))
