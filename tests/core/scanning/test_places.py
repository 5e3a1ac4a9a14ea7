"""Where names are used: a real file of torch says what is where."""

from __future__ import annotations

import argparse
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Graph
from ckpt_viewer.core.scanning.places import MOST, places_of
from ckpt_viewer.core.task import Task


def graph_of(value: object, folder: Path) -> Graph:
    torch.save(value, folder / "it.pt")
    with open_checkpoint(folder / "it.pt") as checkpoint:
        return checkpoint.graph


def test_every_name_of_a_file_has_a_place(tmp_path: Path) -> None:
    value = {"model": torch.nn.Linear(1, 1), "args": argparse.Namespace(lr=1), "state": OrderedDict(w=torch.ones(2)),
             "half": torch.ones(2).half(), "n": np.float64(1), "size": torch.Size([1]), "dtype": torch.float64,
             "cls": argparse.Namespace, "sparse": torch.eye(2).to_sparse()}
    torch.save(value, tmp_path / "it.pt")
    with open_checkpoint(tmp_path / "it.pt") as checkpoint:
        places = places_of(checkpoint.graph, Task())
        names = {use.name for use in checkpoint.globals}
        for paths in places.values():
            for path in paths:
                checkpoint.graph.resolve(path)
    assert names <= set(places)
    assert places[Global("torch.nn.modules.linear", "Linear")] == (("model",),)
    assert places[Global("argparse", "Namespace")] == (("args",), ("cls",))
    assert places[Global("torch", "HalfStorage")] == (("half",),)
    assert places[Global("torch.serialization", "_get_layout")]


def test_only_what_is_used_below(tmp_path: Path) -> None:
    graph = graph_of({"a": {"w": torch.ones(1)}, "b": {"x": argparse.Namespace(lr=1)}}, tmp_path)
    below = places_of(graph, Task(), graph.resolve(("b",)), ("b",))
    assert Global("argparse", "Namespace") in below
    assert Global("torch", "FloatStorage") not in below
    assert below[Global("argparse", "Namespace")] == (("b", "x"),)


def test_the_first_places_are_enough(tmp_path: Path) -> None:
    graph = graph_of({str(n): torch.ones(1) for n in range(MOST + 50)}, tmp_path)
    found = places_of(graph, Task())[Global("torch", "FloatStorage")]
    assert found == tuple((str(n),) for n in range(MOST))
