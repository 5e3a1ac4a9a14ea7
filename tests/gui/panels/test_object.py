"""Objects of classes that do not exist here, and modules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Made, Mapping, Object, Scalar, Sequence, SourcedGlobal
from ckpt_viewer.gui.panels.object import ObjectPanel
from tests.gui.panels.conftest import Stage, document_of
from tests.zoo.libraries import omega
from tests.zoo.table import ZOO

WIDGET = Global("lib.things", "Widget")


class Net(nn.Module):
    """Saved whole, then read without being imported."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 3), nn.BatchNorm1d(3))
        self.scale = nn.Parameter(torch.ones(2), requires_grad=False)
        self.register_buffer("scratch", torch.zeros(4), persistent=False)
        self.options = {"depth": 2}


def saved(path: Path, value: object) -> Document:
    torch.save(value, path)
    return Document(open_checkpoint(path))


def column(panel: ObjectPanel, number: int) -> list[str]:
    return [row.cells[number] for row in panel.parts.rows.texts]


def test_a_module_shows_its_parameters_as_its_state_dict_would(stage: Stage, tmp_path: Path) -> None:
    net = Net().eval()
    panel = stage.show(ObjectPanel, saved(tmp_path / "net.pth", net), ())
    assert column(panel, 0) == [*net.state_dict(), "scratch"]
    assert column(panel, 1)[0] == "parameter, frozen"
    assert column(panel, 1)[-1] == "buffer, not in the state_dict"
    assert column(panel, 2)[1:3] == ["3 × 6", "3"]
    assert column(panel, 4)[1] == "18"
    assert panel.facts.value("Mode") == "evaluation, as after model.eval()"
    assert panel.facts.value("Class").endswith(".Net")
    elements = sum(t.numel() for t in net.state_dict().values())
    assert f"{elements:,} elements" in panel.facts.value("Its state_dict")
    assert "options: dict with 1 key" in panel.text.toPlainText()


def test_in_a_high_window_the_parts_stand_at_the_top_as_high_as_what_they_hold(stage: Stage, tmp_path: Path) -> None:
    """Two lines of state stood 900 pixels below the two rows of a layer."""
    panel = stage.show(ObjectPanel, saved(tmp_path / "net.pth", Net()), ("_modules", "body", "_modules", "0"))
    panel.resize(900, 1300)
    stage.settle()
    assert panel.splitter.y() < panel.facts.geometry().bottom() + 20
    assert panel.text.mapTo(panel, panel.text.rect().bottomLeft()).y() < 600
    panel.resize(500, 400)
    stage.settle()
    assert panel.parts.height() >= panel.parts.minimumHeight()


def test_a_long_state_takes_the_room_that_few_rows_leave(stage: Stage, tmp_path: Path) -> None:
    net = nn.Linear(6, 3)
    for at in range(40):
        setattr(net, f"option_{at}", at)
    panel = stage.show(ObjectPanel, saved(tmp_path / "net.pth", net), ())
    panel.resize(900, 1300)
    stage.settle()
    assert panel.parts.height() <= max(panel.parts.minimumHeight(), panel.parts.whole_height)
    assert panel.text.viewport().height() >= 42 * panel.text.fontMetrics().lineSpacing()
    assert panel.splitter.height() - panel.text.mapTo(panel.splitter, panel.text.rect().bottomLeft()).y() < 4


def test_a_module_inside_is_constructed_in_words(stage: Stage, tmp_path: Path) -> None:
    document = saved(tmp_path / "net.pth", Net())
    panel = stage.show(ObjectPanel, document, ("_modules", "body", "_modules", "0"))
    assert panel.facts.value("Module") == "Linear(in_features=6, out_features=3, bias=True)"
    assert panel.facts.value("Mode").startswith("training")


def unknown(cls: Global | SourcedGlobal = WIDGET) -> Document:
    document = document_of({"thing": None})
    graph = document.graph
    thing, first = graph.resolve(("thing",)), graph.next_id
    changed = graph.replace({
        thing: Object(Made(cls, first), first + 2),
        first: Sequence("tuple", (first + 1,)), first + 1: Scalar(7),
        first + 2: Mapping(("size", "self"), (first + 1, thing)),
    })
    return Document(document.checkpoint.with_graph(changed))


def test_an_unknown_object_is_shown_with_arguments_and_state(stage: Stage) -> None:
    panel = stage.show(ObjectPanel, unknown(), ("thing",))
    assert panel.facts.value("Class") == "lib.things.Widget"
    assert panel.facts.value("Arguments") == "(7,)"
    assert "refuses it" in panel.facts.value("Allowed by PyTorch")
    assert "size: 7" in panel.text.toPlainText()
    assert "(shown above)" in panel.text.toPlainText()
    assert not panel.parts.isVisible()
    assert not panel.notice.isVisible()


def test_what_is_dangerous_is_said_first(stage: Stage) -> None:
    panel = stage.show(ObjectPanel, unknown(Global("os", "system")), ("thing",))
    assert panel.notice.isVisible()
    assert "os.system" in panel.notice.text


def test_the_source_that_a_legacy_file_carries_is_shown(stage: Stage) -> None:
    cls = SourcedGlobal(Global("models", "Net"), "models.py", "class Net(nn.Module):\n    depth = 3\n")
    panel = stage.show(ObjectPanel, unknown(cls), ("thing",))
    assert panel.source.isVisible()
    assert panel.source.toPlainText() == "class Net(nn.Module):\n    depth = 3\n"


def test_a_graph_that_an_edit_changed_is_told_anew(stage: Stage, tmp_path: Path) -> None:
    document = unknown()
    panel = stage.show(ObjectPanel, document, ("thing",))
    from ckpt_viewer.core.edits import SetValue

    document.apply(SetValue(document.graph.resolve(("thing", "size")), 8, "size"))
    stage.select(("thing",))
    assert "size: 8" in panel.text.toPlainText()


def test_hooks_are_named(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(ObjectPanel, saved(tmp_path / "net.pth", ZOO["hooked"]()), ("_modules", "0"))
    assert "_forward_hooks: tests.zoo.training.forward_hook" in panel.text.toPlainText()


def test_what_an_object_amounts_to_is_told(stage: Stage, tmp_path: Path) -> None:
    value = {"sparse": torch.eye(3).to_sparse(), "number": np.float32(0.5), "array": np.arange(1500),
             "cfg": omega({"lr": 0.1})}
    document = saved(tmp_path / "x.pth", value)
    panel = stage.show(ObjectPanel, document, ("sparse",))
    assert panel.facts.value("Tensor") == "sparse_coo tensor, 3 × 3, float32, cpu"
    assert panel.facts.value("Stored") == "nnz 3"
    assert panel.text.toPlainText().startswith("indices: tensor int64, 2 × 3, cpu\nvalues:")
    panel = stage.show(ObjectPanel, document, ("number",))
    assert panel.facts.value("Value") == "0.5 (numpy float32)"
    panel = stage.show(ObjectPanel, document, ("array",))
    assert panel.text.toPlainText().startswith("0, 1, 2, 3")
    assert panel.text.toPlainText().endswith("999, … (1,500 in all)")
    panel = stage.show(ObjectPanel, document, ("cfg",))
    assert panel.text.toPlainText() == "lr: 0.1"
