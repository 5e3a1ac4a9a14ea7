"""Summary and histogram, held against numpy."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.arrays import tensor_at
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Histogram
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.distributions import automatic_bins
from ckpt_viewer.gui.panels import statistics
from ckpt_viewer.gui.panels.statistics import MOST, StatisticsPanel
from ckpt_viewer.gui.theme import DARK, LIGHT, apply_theme
from tests.gui.panels.conftest import Stage, document_of
from tests.tensors import spec_of

RANDOM = np.random.default_rng(3)
NORMAL = RANDOM.normal(size=(30, 40)).astype(np.float32)
ODD = np.array([1.0, 2.0, 0.0, np.nan, np.inf, np.inf, -np.inf, 4.0])


def drawn_heights(panel: StatisticsPanel) -> list[float]:
    """The heights of the bars that pyqtgraph was given."""
    (bars,) = panel.distribution.view.plot.getPlotItem().items
    return [float(h) for h in bars.opts["height"]]


def test_bars_are_as_high_as_numpy_counts(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",))
    counts, edges = np.histogram(NORMAL.astype(np.float64), automatic_bins(NORMAL.size))
    assert drawn_heights(panel) == counts.tolist()
    (bars,) = panel.distribution.view.plot.getPlotItem().items
    assert np.allclose(bars.opts["x0"], edges[:-1])
    assert np.allclose(bars.opts["x1"], edges[1:])


def test_an_axis_of_counts_has_no_halves(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": np.array([1, 1, 2], np.float32)}, ("w",))
    axis = panel.distribution.view.plot.getPlotItem().getAxis("left")
    ticks = [value for _, values in axis.tickValues(0, 2.1, 400) for value in values]
    assert sorted(ticks) == [0, 1, 2]


def test_the_summary_says_what_numpy_says(stage: Stage) -> None:
    facts = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",)).facts
    wide = NORMAL.astype(np.float64)
    assert facts.value("Shape") == "30 × 40"
    assert facts.value("Dtype") == "float32"
    assert facts.value("Elements") == "1,200"
    assert facts.value("Minimum") == f"{wide.min():.6g}"
    assert facts.value("Maximum") == f"{wide.max():.6g}"
    assert facts.value("Mean") == f"{wide.mean():.6g}"
    assert facts.value("Std. deviation") == f"{wide.std():.6g}"
    assert facts.value("Shared with") == "no other tensor"


def test_values_that_are_not_finite_are_counted_apart(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": ODD}, ("w",))
    assert panel.facts.value("NaN") == "1 (12.5 %)"
    assert panel.facts.value("+Inf") == "2 (25 %)"
    assert panel.facts.value("-Inf") == "1 (12.5 %)"
    assert panel.facts.value("Zeros") == "1 (12.5 %)"
    assert panel.facts.value("Maximum") == "4"
    assert sum(drawn_heights(panel)) == 4
    readout = panel.distribution.view.readout
    assert readout.text() == "⚠ Not in the bins: 1 NaN, 2 +Inf, 1 -Inf"
    assert readout.foregroundRole() is QPalette.ColorRole.BrightText
    at = panel.distribution.view.plot.getPlotItem().getViewBox().sceneBoundingRect().center()
    panel.distribution.view.plot.scene().sigMouseMoved.emit(at)
    assert readout.foregroundRole() is QPalette.ColorRole.PlaceholderText


@pytest.mark.parametrize(("values", "name"), [(NORMAL, "Value"), (NORMAL.astype(np.complex64), "Absolute value")])
def test_the_axis_says_of_complex_numbers_what_is_counted(stage: Stage, values: Any, name: str) -> None:
    panel = stage.show(StatisticsPanel, {"w": values}, ("w",))
    assert panel.distribution.view.plot.getPlotItem().getAxis("bottom").labelText == name
    panel.distribution.log_values.setChecked(True)
    stage.settle()
    assert panel.distribution.view.plot.getPlotItem().getAxis("bottom").labelText.startswith(f"{name} (logarithmic")


def test_without_a_finite_value_there_is_no_minimum(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": np.full(5, np.nan)}, ("w",))
    assert panel.facts.value("Minimum") == "–"
    assert panel.facts.value("NaN") == "5 (100 %)"


def test_the_legend_says_what_no_bin_holds(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"a": ODD, "b": NORMAL}, ("a",), ("b",))
    assert panel.distribution.view.legend.names == ["a ⚠ 1 NaN ⚠ 3 Inf", "b"]


def test_where_nothing_is_finite_words_stand_in_place_of_a_plot(stage: Stage) -> None:
    values = {"nan": np.full(5, np.nan), "odd": np.array([np.nan, np.inf, -np.inf]), "w": NORMAL}
    for name, words in (("nan", "Every element is NaN (5): there is nothing to draw."), ("w", ""),
                        ("odd", "Every element is NaN or infinite (1 NaN, 1 +Inf, 1 -Inf): there is nothing to draw."),
                        ("w", "")):
        view = stage.show(StatisticsPanel, values, (name,)).distribution.view
        assert view.nothing.text == words
        assert view.plot.isVisibleTo(view) == (not words)
        assert view.readout.isVisibleTo(view) == (not words)


def test_logarithmic_counts_show_a_count_of_one(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": np.array([0.0] * 100 + [1.0])}, ("w",))
    panel.distribution.log_counts.click()
    heights = drawn_heights(panel)
    assert heights[0] == pytest.approx(2.3)
    assert heights[-1] == pytest.approx(0.3)
    assert set(heights[1:-1]) == {0.0}


def test_logarithmic_values_count_everything_again(stage: Stage) -> None:
    values = np.concatenate([np.zeros(7), 10.0 ** RANDOM.uniform(-9, 0, 500), -(10.0 ** RANDOM.uniform(-9, 0, 300))])
    panel = stage.show(StatisticsPanel, {"w": values}, ("w",))
    panel.distribution.log_values.click()
    stage.settle()
    assert panel.distribution.look.log_x
    found = panel.distribution.view.series[0][1]
    assert drawn_heights(panel) == np.histogram(values, found.edges)[0].tolist()
    middle = found.counts[np.searchsorted(found.edges, 0.0) - 1]
    assert middle == 7


def test_bins_can_be_chosen(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",))
    panel.distribution.bins.setCurrentIndex(panel.distribution.bins.findData(16))
    panel.distribution.bins.activated.emit(0)
    stage.settle()
    assert drawn_heights(panel) == np.histogram(NORMAL.astype(np.float64), 16)[0].tolist()


def test_several_tensors_lie_over_one_another_on_shared_bins(stage: Stage) -> None:
    bias = NORMAL[0] * 3
    content = {"net": {"a.weight": NORMAL, "a.bias": bias}}
    panel = stage.show(StatisticsPanel, content, ("net", "a.weight"), ("net", "a.bias"))
    (_, first), (_, second) = panel.distribution.view.series
    assert first.edges.tolist() == second.edges.tolist()
    assert second.counts.tolist() == np.histogram(bias.astype(np.float64), first.edges)[0].tolist()
    assert panel.distribution.view.legend.names == ["weight", "bias"]
    curves = panel.distribution.view.plot.getPlotItem().items
    pens = [(c.opts["pen"].color().name(), c.opts["pen"].style()) for c in curves]
    assert pens[0][0] != pens[1][0]
    assert pens[0][1] != pens[1][1]
    cells = panel.table.model()
    row = [cells.index(0, column).data() for column in range(3)]
    assert row == ["weight", "30 × 40", f"{NORMAL.astype(np.float64).mean():.4g}"]


def test_a_counter_does_not_push_weights_into_one_bin(stage: Stage) -> None:
    content = {"bn": {"weight": NORMAL[0], "running_mean": NORMAL[1], "num_batches_tracked": np.array(24)}}
    places = [("bn", name) for name in content["bn"]]
    panel = stage.show(StatisticsPanel, content, *places)
    assert panel.distribution.view.legend.names == ["weight", "running_mean"]
    assert panel.distribution.view.series[0][1].edges[-1] < 24
    assert panel.notice.text.startswith("2 of 3 selected tensors are drawn, whole numbers left out.")
    panel = stage.show(StatisticsPanel, content, places[2], places[2])
    assert len(panel.distribution.view.series) == 2


def test_shares_make_sizes_comparable(stage: Stage) -> None:
    content = {"a": np.ones(1000), "b": np.array([1.0, 2.0])}
    panel = stage.show(StatisticsPanel, content, ("a",), ("b",))
    assert panel.distribution.shares.isChecked()
    assert [h.max() for h in panel.distribution.view.heights] == [100.0, 50.0]


def test_of_hundreds_the_first_are_drawn_and_it_says_so(stage: Stage) -> None:
    content = {f"layer{i}": NORMAL[:2] for i in range(200)}
    panel = stage.show(StatisticsPanel, content, *((key,) for key in content))
    assert len(panel.distribution.view.series) == MOST
    assert panel.notice.text.startswith(f"The first {MOST} of 200 selected tensors are drawn.")


def test_of_hundreds_those_are_made_that_are_drawn(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()

    def made(graph: Graph, node: int) -> Tensor | None:
        asked.append(node)
        return tensor_at(graph, node)

    monkeypatch.setattr(statistics, "tensor_at", made)
    content = {f"layer{i}": NORMAL[:2] for i in range(200)}
    stage.show(StatisticsPanel, content, *((key,) for key in content))
    assert MOST <= len(asked) <= MOST + 1  # whether there is any


def test_who_shares_the_storage_is_named(stage: Stage) -> None:
    spec = spec_of(NORMAL)
    content = {"tied": Tensor(spec), "head": Tensor(replace(spec, shape=(2, 40))), "own": NORMAL}
    panel = stage.show(StatisticsPanel, content, ("head",))
    assert panel.facts.value("Shared with") == "/tied"
    assert panel.facts.value("Storage") == "4.7 KiB, of which this tensor uses 320 bytes"


def test_a_tensor_without_elements_is_no_error(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": np.zeros((0, 4))}, ("w",))
    assert panel.notice.text == "This tensor has no elements."
    assert not panel.distribution.isVisible()


def test_a_tensor_that_cannot_be_read_says_why(stage: Stage) -> None:
    spec = spec_of(NORMAL)
    gone = Tensor(replace(spec, storage=replace(spec.storage, problem="the record data/3 is missing")))
    panel = stage.show(StatisticsPanel, {"w": gone, "ok": NORMAL}, ("w",))
    assert "the record data/3 is missing" in panel.notice.text
    stage.select(("w",), ("ok",))
    assert "1 tensor cannot be read" in panel.notice.text
    assert [name for name, _ in panel.distribution.view.series] == ["ok"]


class Failing(CpuEngine):
    def histogram(self, spec: TensorSpec, task: Task, **options: Any) -> Histogram:
        raise SourceError("the disk went away", "sample.pth", "Plug it in again.")


def test_a_failure_is_said_in_the_panel(stage: Stage) -> None:
    stage.engine = Failing()
    panel = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",))
    assert panel.distribution.notice.isVisible()
    assert "The disk went away." in panel.distribution.notice.text
    assert "Plug it in again." in panel.distribution.notice.text
    assert not panel.distribution.view.isVisible()
    assert panel.facts.value("Mean") == "–"
    stage.engine = CpuEngine()
    stage.select(("w",))
    assert panel.distribution.view.isVisible()
    assert panel.facts.value("Mean") not in ("–", "…")


class Slow(CpuEngine):
    """The tensor called slow waits until it is let go."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape, self.begun, self.go = shape, threading.Event(), threading.Event()

    def histogram(self, spec: TensorSpec, task: Task, **options: Any) -> Histogram:
        if spec.shape == self.shape:
            self.begun.set()
            self.go.wait(20)
        return super().histogram(spec, Task(), **options)


def test_a_late_answer_is_dropped(stage: Stage) -> None:
    slow = Slow(NORMAL.shape)
    stage.engine = slow
    panel = stage.show(StatisticsPanel, {"slow": NORMAL, "quick": np.ones(5)}, ("slow",), wait=False)
    assert slow.begun.wait(20)
    stage.select(("quick",))
    shown = drawn_heights(panel)
    slow.go.set()
    stage.jobs.shutdown()
    QApplication.processEvents()
    assert drawn_heights(panel) == shown
    assert panel.facts.value("Elements") == "5"


class Sampling(CpuEngine):
    """Gives a sample of every tensor, then waits."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def histogram(self, spec: TensorSpec, task: Task, *, quick: Callable[[Histogram], None] | None = None,
                  **options: Any) -> Histogram:
        exact = super().histogram(spec, task, **options)
        if quick is not None:
            quick(replace(exact, exact=False, summary=replace(exact.summary, exact=False, sampled=100)))
            self.go.wait(20)
        return exact


def test_in_a_small_panel_the_histogram_comes_before_the_facts(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",))
    panel.resize(700, 700)
    qtbot.waitUntil(lambda: panel.facts.y() < panel.distribution.y())
    panel.resize(320, 400)
    qtbot.waitUntil(lambda: panel.facts.y() > panel.distribution.y())
    panel.resize(700, 700)
    qtbot.waitUntil(lambda: panel.facts.y() < panel.distribution.y())


def test_a_sample_is_marked_until_the_exact_numbers_come(stage: Stage, qtbot: QtBot) -> None:
    engine = Sampling()
    stage.engine = engine
    panel = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",), wait=False)
    qtbot.waitUntil(lambda: panel.distribution.state.text().startswith("sample of 100 values"))
    assert panel.facts.value("Mean").startswith("≈ ")
    engine.go.set()
    stage.settle()
    assert panel.distribution.state.text().startswith("exact")
    assert not panel.facts.value("Mean").startswith("≈")


def test_the_pointer_reads_a_bin(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": np.array([0, 0, 1, 2], np.int64)}, ("w",))
    assert panel.distribution.view.words_at(0.1) == "-0.5 to 0.5 — 2 values (50 %)"
    assert panel.distribution.view.words_at(99.0) == ""


def test_screen_readers_get_a_sentence(stage: Stage) -> None:
    plot = stage.show(StatisticsPanel, {"w": ODD}, ("w",)).distribution.view.plot
    assert plot.accessibleName() == "Histogram"
    assert "8 elements from 0 to 4" in plot.accessibleDescription()
    assert "1 NaN, 3 infinite" in plot.accessibleDescription()
    plot = stage.show(StatisticsPanel, {"w": np.zeros(1200)}, ("w",)).distribution.view.plot
    assert "1,200 elements" in plot.accessibleDescription()
    assert "1,200 zeros" in plot.accessibleDescription()


def test_plots_follow_the_theme(stage: Stage) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    panel = stage.show(StatisticsPanel, {"w": NORMAL}, ("w",))
    for choice, theme in (("dark", DARK), ("light", LIGHT)):
        apply_theme(app, choice)  # type: ignore[arg-type]
        app.processEvents()
        plot = panel.distribution.view.plot
        assert plot.backgroundBrush().color().name() == theme.base
        assert plot.getPlotItem().getAxis("left").textPen().color().name() == theme.muted
        (bars,) = plot.getPlotItem().items
        assert bars.opts["brush"].name() == theme.series[0]


def test_nothing_is_counted_twice_after_an_edit_elsewhere(stage: Stage) -> None:
    asked: list[TensorSpec] = []

    class Counting(CpuEngine):
        def histogram(self, spec: TensorSpec, task: Task, **options: Any) -> Histogram:
            asked.append(spec)
            return super().histogram(spec, task, **options)

    stage.engine = Counting()
    panel = stage.show(StatisticsPanel, {"w": NORMAL, "epoch": 1}, ("w",))
    stage.select(("w",))
    assert len(asked) == 1
    assert panel.facts.value("Mean") != "…"


@pytest.mark.parametrize(("content", "paths", "rank"), [
    ({"w": NORMAL}, [("w",)], 80), ({"w": np.ones(())}, [("w",)], 40), ({"epoch": 3}, [("epoch",)], 0),
    ({"w": NORMAL, "epoch": 3}, [("w",), ("epoch",)], 80), ({}, [], 0),
])
def test_what_it_is_for(accepts: Callable[..., int], content: Any, paths: list[Any], rank: int) -> None:
    assert accepts(StatisticsPanel, content, *paths) == rank


def test_clearing_stops_and_empties(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, document_of({"w": NORMAL}), ("w",))
    panel.clear()
    assert panel.distribution.view.series == ()
    assert stage.jobs.idle
