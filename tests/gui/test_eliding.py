"""What is left of a long text still tells it from its neighbours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.panel_stack import PathLabel
from ckpt_viewer.gui.parts.eliding import elided_name, elided_path, elided_value
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.wrap_label import WrapLabel


@pytest.fixture
def metrics(qtbot: QtBot) -> QFontMetrics:
    return QFontMetrics(QApplication.font())


def test_a_long_path_keeps_the_weight_and_the_part(metrics: QFontMetrics) -> None:
    names = ["optim_state/state/0.weight/exp_avg", "optim_state/state/1.weight/exp_avg"]
    room = metrics.horizontalAdvance(names[0]) * 3 // 4
    shown = [elided_path(metrics, name, room) for name in names]
    assert len(set(shown)) == len(names)
    assert all(text.startswith("opti") and text.endswith("weight/exp_avg") and text.count("…") == 1 for text in shown)
    assert all(metrics.horizontalAdvance(text) <= room for text in shown)


@pytest.mark.parametrize("text", ["1.2345678901e-08", "-3.14159265358979e+20"])
def test_a_number_keeps_its_exponent(metrics: QFontMetrics, text: str) -> None:
    room = metrics.horizontalAdvance(text) * 2 // 3
    shown = elided_value(metrics, text, room)
    assert shown.startswith(text[:3])
    assert "…" in shown
    assert shown.endswith(text[text.index("e"):])
    assert metrics.horizontalAdvance(shown) <= room


def test_names_of_layers_are_told_apart(metrics: QFontMetrics) -> None:
    names = [f"transformer.h.{layer}.attn.c_attn.weight" for layer in range(12)]
    room = metrics.horizontalAdvance("h.11.attn.c_attn.weight…")
    shown = [elided_name(metrics, name, room) for name in names]
    assert len(set(shown)) == len(names)
    assert shown[11] == "…h.11.attn.c_attn.weight"
    parts = {elided_name(metrics, "block1.1.num_batches", room) for room in range(40, 130)}
    assert {"…1.num_batches", "…1.num…hes"} <= parts
    parts = {elided_name(metrics, "1.num_batches_tracked", room) for room in range(60, 140)}
    assert "1.num_ba…racked" in parts, "nothing is lost before the first number"
    assert not any(shown.startswith("….") for shown in parts)
    assert elided_name(metrics, "its….own", 400) == "its….own"
    assert elided_name(metrics, "a_long_name_without_any_dots", 90).startswith("a_")


@pytest.mark.parametrize(("name", "begin"), [
    ("model.transformer.encoder.layers.{}.attention.query_key_value_projection.weight", "…{}…"),
    ("backbone.0.body.layer3.{}.convolution_of_the_bottleneck.weight", "…0…{}…"),
    ("model.layers.31.block_sparse_moe.experts.{}.down_projection.weight", "…31…{}…")])
@pytest.mark.parametrize("share", [3, 4])
def test_layers_are_told_apart_where_the_end_of_their_names_is_long(metrics: QFontMetrics, name: str, begin: str,
                                                                    share: int) -> None:
    names = [name.format(n) for n in (2, 7, 11)]
    room = metrics.horizontalAdvance(names[0]) // share
    shown = [elided_name(metrics, one, room) for one in names]
    assert len(set(shown)) == len(names)
    for text, number in zip(shown, (2, 7, 11), strict=True):
        assert text.startswith(begin.format(number))
        assert text.endswith("ght")
        assert metrics.horizontalAdvance(text) <= room


def test_a_number_is_not_told_where_nothing_else_would_be(metrics: QFontMetrics) -> None:
    room = metrics.horizontalAdvance("…1234567…")
    shown = elided_name(metrics, "layers.1234567.attention.weight", room)
    assert shown.startswith("…")
    assert shown.endswith("weight")


def test_a_shape_loses_its_spaces_then_its_end_and_never_its_dtype(metrics: QFontMetrics) -> None:
    text, close = "32 × 16 × 3 × 3  float32", "32×16×3×3 float32"
    assert elided_value(metrics, text, metrics.horizontalAdvance(text) - 1) == close
    room = metrics.horizontalAdvance(close) - 1
    shown = elided_value(metrics, text, room)
    assert shown.startswith("32×16")
    assert shown.endswith("… float32")
    assert metrics.horizontalAdvance(shown) <= room


@pytest.mark.parametrize("elided", [elided_path, elided_value])
@pytest.mark.parametrize("text", ["model/0.weight", "1.5e-08", ""])
def test_what_fits_stays(metrics: QFontMetrics, elided: Callable[[QFontMetrics, str, int], str], text: str) -> None:
    assert elided(metrics, text, metrics.horizontalAdvance(text)) == text


def test_any_other_value_gives_way_at_its_end(metrics: QFontMetrics) -> None:
    shown = elided_value(metrics, "a note of many words e-08", 60)
    assert shown.startswith("a n")
    assert shown.endswith("…")


@pytest.mark.parametrize("made", [ElidedLabel, WrapLabel])
def test_a_path_of_arabic_names_begins_at_the_left_with_its_slash(
        qtbot: QtBot, made: type[ElidedLabel] | type[WrapLabel]) -> None:
    first = [_first_pixels(qtbot, made, text) for text in ("/", "/الطبقة/وزن")]
    assert first[0] == first[1]


def test_the_path_of_what_is_selected_begins_at_the_left(qtbot: QtBot) -> None:
    heading = PathLabel()
    qtbot.addWidget(heading)
    assert heading.findChildren(ElidedLabel)


def _first_pixels(qtbot: QtBot, made: type[ElidedLabel] | type[WrapLabel], text: str) -> list[list[int]]:
    label = made()
    qtbot.addWidget(label)
    label.setText(text)
    label.resize(600, 40)
    label.show()
    shown = label.grab().toImage()
    return [[shown.pixel(x, y) for y in range(40)] for x in range(label.fontMetrics().horizontalAdvance("/"))]


def test_a_dotted_name_that_no_line_holds_is_broken_behind_its_dots(qtbot: QtBot) -> None:
    label = WrapLabel()
    qtbot.addWidget(label)
    room = label.fontMetrics().horizontalAdvance("torch.nn.parallel.") + 5
    label.setText("torch.nn.parallel.data_parallel.DataParallel")
    assert label.lines(room) == ["torch.nn.parallel.", "data_parallel.", "DataParallel"]
    label.setText("rate 0.125 in run.epoch.pth")
    assert label.lines(room) == ["rate 0.125 in", "run.epoch.pth"], "a line holds it"
    label.setText("x" * 100)
    assert len(label.lines(room)) > 1
    assert "".join(label.lines(room)) == "x" * 100
    assert label.text() == "x" * 100
    label.setText("history/epochs_with_no_improvement/no_loss")
    ends = [line[-1] for line in label.lines(room)]
    assert set(ends[:-1]) <= {"/", "_"}, "behind the underscores of a part that is too long for a line"
    assert "no_loss" in label.lines(room), "any other part stays whole"
