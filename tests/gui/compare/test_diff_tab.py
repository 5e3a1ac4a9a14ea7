"""The comparison tab as a person uses it, on files that torch wrote."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.arranging import Arranged, Choice
from ckpt_viewer.core.diffing.columns import Column, metric_text
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.gui.compare.structure import Wanted, find_structure
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import use_language
from tests.gui.compare.conftest import WEIGHT, A
from tests.gui.compare.looking import Compare, cell, click_header, labels, select
from tests.gui.elsewhere import handed_over
from tests.gui.one_pass import cells_painted_singly, highlighted
from tests.screens.clipping import crowded
from tests.screens.english import prose


def test_one_sentence_says_what_differs(compare: Compare) -> None:
    tab = compare()
    assert tab.sentence.text() == "1 tensor changed, 1 identical, 1 added, 1 removed, 1 reshaped, epoch 90 → 91"
    assert tab.title == "a ↔ b"


def test_a_resume_that_lost_the_optimizer_is_a_warning_above_the_rest(compare: Compare) -> None:
    """Said with the structure: what diverged is explained before the last number has come."""
    def saved(epoch: int, step: float) -> dict[str, object]:
        state = {0: {"step": torch.tensor(step), "exp_avg": torch.ones(2), "exp_avg_sq": torch.ones(2)}}
        groups = [{"lr": 0.1, "betas": (0.9, 0.99), "eps": 1e-8, "params": [0]}]
        model = {"w": torch.full((2,), step), "frozen.a": torch.ones(3), "frozen.b": torch.ones(3)}
        return {"epoch": epoch, "model": model, "optimizer": {"state": state, "param_groups": groups}}

    tab = compare(saved(5, 10.0), saved(6, 2.0))
    first, *more = tab.remarks.text.split("\n")
    assert first == ("From A to B epoch rises from 5 to 6, but the optimizer's step falls from 10 to 2, as if a "
                     "resume had not loaded it")
    assert more  # and what did not move
    assert tab.remarks.mood == "warning"
    assert compare(saved(5, 10.0), saved(6, 12.0)).remarks.mood == "info"


def test_what_the_numbers_tell_of_a_resume_stands_above_what_is_merely_noted(compare: Compare) -> None:
    """A head that was left out is known once all is measured; notes of the structure come at once, and are many."""
    torch.manual_seed(0)
    body = {f"{number}.weight": torch.randn(16, 16) for number in range(5)}
    head = torch.randn(16, 16)
    tied = {f"{side}.{number}": torch.ones(3) for side in "xy" for number in range(6)}
    after = {**tied, **{f"y.{number}": tied[f"x.{number}"] for number in range(6)}}
    tab = compare({**body, "head.weight": head, **tied},
                  {**{name: value * 1.01 for name, value in body.items()}, "head.weight": torch.randn(16, 16), **after})
    first, *more = tab.remarks.text.split("\n")
    assert first.startswith("Nothing is left of head.weight (cosine 0.0")
    assert more[0].startswith("Did not move: ")
    assert more[-1] == "… and 4 more like these"
    assert tab.remarks.mood == "warning"


def test_what_moved_most_is_shown_at_once(compare: Compare) -> None:
    a = {"little": torch.ones(4), "much": torch.ones(4)}
    tab = compare(a, {"little": a["little"] + 0.1, "much": a["much"] + 5})
    assert labels(tab)[tab.view.currentIndex().row()] == "much"


def test_the_rows_are_painted_in_one_pass_with_the_selected_one_on_its_ground(compare: Compare) -> None:
    tab = compare()
    tab.view.go_to_place(2)
    assert cells_painted_singly(tab.view) == 0
    assert highlighted(tab.view) == [2]


@pytest.mark.parametrize("width", [700, 800, 900])
def test_no_column_is_cut_by_the_edge(compare: Compare, width: int) -> None:
    tab = compare()
    tab.resize(width, 600)
    view = tab.view
    ends = [view.columnViewportPosition(column) + view.columnWidth(column) for column in Column]
    assert view.viewport().width() in ends
    assert ends[-1] > view.viewport().width()


def test_in_a_wide_page_the_numbers_stay_near_their_paths(compare: Compare) -> None:
    tab = compare()
    tab.resize(2100, 800)
    view = tab.view
    assert view.end < view.viewport().width()
    for column in (Column.PATH, Column.A, Column.B):
        assert 0 <= view.columnWidth(column) - view.needed(column) < 120


@pytest.mark.parametrize("width", range(1300, 2100, 100))
def test_neither_path_nor_side_is_cut_beside_another_that_has_room(compare: Compare, width: int) -> None:
    names = [f"model.transformer.encoder.layers.{at}.self_attention.query_key_value_projection.weight" for at in "ab"]
    tab = compare({name: torch.ones(4, 4) for name in names}, {"number": 7 * 10**60})
    tab.resize(width, 800)
    short = compare({name: torch.ones(4, 4) for name in names}, {"number": 7})
    short.resize(width, 800)
    assert width < 1500 or short.view.columnWidth(Column.PATH) >= short.view.needed(Column.PATH)
    assert not [line for line in crowded(tab.view) if "while A" in line or "while B" in line or "while Path" in line]


def test_a_low_page_scrolls_rather_than_leaving_the_rows_no_room(compare: Compare) -> None:
    """As a window does in which the text is twice as large."""
    tab = compare()
    area = next(found for found in tab.findChildren(QScrollArea) if found.isAncestorOf(tab.sentence))
    tab.resize(900, 560)
    assert not area.verticalScrollBar().maximum()
    tab.resize(900, 240)
    assert area.verticalScrollBar().maximum()
    assert tab.view.viewport().height() >= 4 * tab.view.rowHeight(0)
    assert not area.horizontalScrollBar().maximum()


def test_in_a_narrow_page_the_filter_keeps_its_words(compare: Compare) -> None:
    tab = compare()
    for width in (420, 900, 1600):
        tab.resize(width, 600)
        assert tab.filter.width() > tab.filter.fontMetrics().horizontalAdvance(tab.filter.placeholderText())
        assert not tab.filter.geometry().intersects(tab.changed_only.geometry())
    assert tab.filter.y() < tab.changed_only.y() + tab.changed_only.height(), "all in one row where there is room"
    assert tab.filter.width() == tab.filter.maximumWidth()


def test_where_nothing_moved_the_first_difference_is_shown(compare: Compare) -> None:
    tab = compare({"a": torch.ones(2), "same": torch.ones(1)}, {"b": torch.zeros(3), "same": torch.ones(1)})
    assert labels(tab)[tab.view.currentIndex().row()] == "a"
    assert tab.detail.currentIndex()


def test_a_row_that_a_person_chose_stays_selected(compare: Compare, qtbot: QtBot) -> None:
    a = {"little": torch.ones(4), "much": torch.ones(4)}
    tab = compare(a, {"little": a["little"] + 0.1, "much": a["much"] + 5}, wait=False)
    qtbot.waitUntil(lambda: tab.table is not None)
    tab.changed_only.setChecked(False)
    qtbot.waitUntil(lambda: "little" in labels(tab))
    select(tab, "little")
    qtbot.waitUntil(lambda: not tab.busy)
    assert labels(tab)[tab.view.currentIndex().row()] == "little"


def test_only_what_differs_is_listed_with_torchs_numbers(compare: Compare) -> None:
    tab = compare()
    assert labels(tab) == ["epoch", "model", "fc.weight", "old", "grown", "new"]
    assert cell(tab, "fc.weight", Column.STATUS) == "≠ changed"
    assert float(cell(tab, "fc.weight", Column.MAX_ABS)) == 0.5
    a, b = WEIGHT.double(), WEIGHT.double() + 0.5
    assert float(cell(tab, "fc.weight", Column.REL_L2)) == pytest.approx(float((b - a).norm() / a.norm()), rel=1e-3)
    assert float(cell(tab, "fc.weight", Column.COSINE)) == pytest.approx(
        float(torch.cosine_similarity(a.flatten(), b.flatten(), dim=0)), rel=1e-3)
    assert (cell(tab, "epoch", Column.A), cell(tab, "epoch", Column.B)) == ("90", "91")


def test_unticking_shows_what_is_identical_too(qtbot: QtBot, compare: Compare) -> None:
    tab = compare()
    tab.changed_only.click()
    qtbot.waitUntil(lambda: "fc.bias" in labels(tab))
    assert cell(tab, "fc.bias", Column.STATUS) == "= identical"


def test_selecting_a_tensor_shows_both_histograms_on_shared_bins_and_the_values(qtbot: QtBot, compare: Compare,
                                                                               jobs: Jobs) -> None:
    tab = compare()
    select(tab, "fc.weight")
    pairs = tab.detail.pairs.pairs
    qtbot.waitUntil(lambda: jobs.idle and pairs.data(pairs.index(0, 1)) == "0")
    series = tab.detail.histogram.view.series
    assert [name for name, _ in series] == ["A: a.pth", "B: b.pth"]
    assert series[0][1].edges.tolist() == series[1][1].edges.tolist()
    assert [int(h.counts.sum()) for _, h in series] == [6, 6]
    shown = [[str(pairs.data(pairs.index(row, column))) for column in range(4)] for row in range(pairs.rowCount())]
    assert shown[4] == ["[1, 1]", "4", "4.5", "0.5"]
    assert len(shown) == 6


def test_buttons_find_the_one_element_that_differs(qtbot: QtBot, compare: Compare, jobs: Jobs) -> None:
    a = torch.zeros(50, 40)
    b = a.clone()
    b[31, 7] = 0.5
    tab = compare({"w": a}, {"w": b})
    select(tab, "w")
    pairs = tab.detail.pairs
    pairs.next.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert str(pairs.pairs.data(pairs.pairs.index(pairs.table.currentIndex().row(), 0))) == "[31, 7]"
    pairs.table.selectRow(0)
    pairs.largest.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert pairs.table.currentIndex().row() == 31 * 40 + 7


def test_selecting_a_value_shows_both_and_how_far_it_moved(compare: Compare) -> None:
    tab = compare()
    select(tab, "epoch")
    assert [field.toPlainText() for _, field in tab.detail.sides] == ["90", "91"]
    assert tab.detail.value_note.text().startswith("B − A = 1")


@pytest.mark.parametrize(("one", "other"), [(1, 10**400), (10**400, 0.5)],
                         ids=["from a number", "to a float"])
def test_numbers_beyond_every_float_are_shown_without_a_difference(compare: Compare, qtbot: QtBot, one: float,
                                                                   other: float) -> None:
    tab = compare({"x": one, "y": 1}, {"x": other, "y": 2})
    select(tab, "x")
    assert not tab.detail.value_note.text().startswith("B")
    beside = tab.detail.beside.table
    select(tab, "y")
    qtbot.waitUntil(beside.isVisible)
    assert [beside.model().index(row, 4).data() for row in range(2)] == ["", "1"]


def test_selecting_a_tensor_of_another_shape_says_why_there_are_no_pairs(compare: Compare) -> None:
    tab = compare()
    select(tab, "grown")
    assert "different shapes" in tab.detail.pairs_hint.text()
    assert not tab.detail.pairs.isVisible()
    select(tab, "new")
    assert tab.detail.pairs_hint.text() == "Only B has this tensor."


def test_the_filter_leaves_rows_that_match(qtbot: QtBot, compare: Compare) -> None:
    tab = compare()
    QTest.keyClicks(tab.filter, "fc")
    qtbot.waitUntil(lambda: labels(tab) == ["model", "fc.weight"])
    tab.filter.setText("epoch")
    qtbot.waitUntil(lambda: tab.detail.value_title.text() == "/epoch")  # what was selected is gone: the first is shown
    tab.filter.setText("no such thing")
    qtbot.waitUntil(lambda: tab.placeholder.isVisible())
    assert tab.placeholder.text() == "No row matches the filter."


def test_a_click_on_a_header_sorts_the_next_turns_round_a_third_undoes_it(qtbot: QtBot, compare: Compare) -> None:
    tab = compare()
    click_header(tab, Column.MAX_ABS)
    qtbot.waitUntil(lambda: not tab.busy)
    assert labels(tab)[0] == "model/fc.weight"
    click_header(tab, Column.PATH)
    qtbot.waitUntil(lambda: not tab.busy)
    assert labels(tab) == sorted(labels(tab))
    click_header(tab, Column.PATH)
    qtbot.waitUntil(lambda: not tab.busy)
    assert labels(tab) == sorted(labels(tab), reverse=True)
    click_header(tab, Column.PATH)
    qtbot.waitUntil(lambda: not tab.busy)
    assert labels(tab)[:2] == ["epoch", "model"]


def test_sorting_keeps_what_is_selected(qtbot: QtBot, compare: Compare) -> None:
    tab = compare()
    select(tab, "fc.weight")
    click_header(tab, Column.PATH)
    qtbot.waitUntil(lambda: not tab.busy)
    table = tab.table
    assert table is not None
    assert not table.is_tree
    assert table.outline.labels[tab.view.current_row()] == "fc.weight"
    assert tab.detail.currentIndex() == 1


def test_who_sorts_sees_what_comes_first_and_of_cosines_the_smallest(qtbot: QtBot, compare: Compare) -> None:
    a = {f"w{n:03}": torch.tensor([1.0, n / 100]) for n in range(90)}
    tab = compare(a, {name: value + torch.tensor([0.0, 1.0]) for name, value in a.items()})
    select(tab, "w080")
    assert tab.view.verticalScrollBar().value() > 0
    for column, first in ((Column.COSINE, "w000"), (Column.REL_L2, "w000"), (Column.PATH, "w000")):
        tab.view.scrollToBottom()
        click_header(tab, column)
        qtbot.waitUntil(lambda: not tab.busy)
        assert labels(tab)[0] == first
        assert tab.view.verticalScrollBar().value() == 0
    tab.view.scrollToBottom()
    tab.filter.setText("w0")
    qtbot.waitUntil(lambda: not tab.busy)
    assert tab.view.verticalScrollBar().value() > 0, "nobody sorted"


def test_filtering_and_sorting_run_in_workers(qtbot: QtBot, compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million rows take seconds: the window would stand still for as long."""
    threads: list[int] = []
    arrange = DiffRows.arrange

    def noted(self: DiffRows, choice: Choice, task: Task) -> Arranged:
        threads.append(threading.get_ident())
        return arrange(self, choice, task)

    monkeypatch.setattr(DiffRows, "arrange", noted)
    tab = compare()
    acts: tuple[Callable[[], object], ...] = (
        lambda: click_header(tab, Column.A), lambda: tab.filter.setText("fc"), tab.changed_only.click,
        tab.by_module.click, tab.swap.click)
    for act in acts:
        before = len(threads)
        act()
        qtbot.waitUntil(lambda before=before: len(threads) > before and not tab.busy)  # type: ignore[misc]
    assert threading.get_ident() not in threads


def test_sorting_that_is_stopped_leaves_the_rows_and_the_header_as_they_were(
        qtbot: QtBot, compare: Compare, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = compare()
    before = labels(tab)

    def endless(_self: DiffRows, _choice: Choice, task: Task) -> Arranged:
        while True:
            task.check()

    monkeypatch.setattr(DiffRows, "arrange", endless)
    click_header(tab, Column.PATH)
    assert tab.view.horizontalHeader().isSortIndicatorShown()
    jobs.cancel_all()
    qtbot.waitUntil(lambda: not tab.busy)
    assert labels(tab) == before
    assert not tab.view.horizontalHeader().isSortIndicatorShown()


def test_a_comparison_that_is_stopped_at_its_structure_calls_nothing_a_fault(
        qtbot: QtBot, compare: Compare, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_wanted: object, task: Task) -> None:
        while True:
            task.check()

    monkeypatch.setattr("ckpt_viewer.gui.compare.tab.find_structure", endless)
    tab = compare(wait=False)
    jobs.cancel_all()
    qtbot.waitUntil(lambda: not tab.busy)
    assert tab.sentence.text() == "The comparison was stopped."
    assert not tab.notice.text


class Stopped(Task):
    """Stops at the first look."""

    def check(self) -> None:
        raise Cancelled


def test_a_comparison_can_be_stopped_while_it_chooses_what_to_compare(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(A, tmp_path / "a.pth")
    monkeypatch.setattr("ckpt_viewer.gui.compare.structure.compare_structure", lambda *_: pytest.fail("it went on"))
    with open_checkpoint(tmp_path / "a.pth") as held, pytest.raises(Cancelled):
        find_structure(Wanted(held, held, None, False, Choice(), (None, None)), Stopped())


def test_arrow_keys_fold_and_unfold(compare: Compare) -> None:
    tab = compare()
    select(tab, "fc.weight")
    QTest.keyClick(tab.view, Qt.Key.Key_Left)
    assert tab.view.currentIndex().row() == 1
    QTest.keyClick(tab.view, Qt.Key.Key_Left)
    assert labels(tab) == ["epoch", "model"]
    QTest.keyClick(tab.view, Qt.Key.Key_Right)
    assert len(labels(tab)) == 6


def test_swapping_turns_the_comparison_round(qtbot: QtBot, compare: Compare, jobs: Jobs) -> None:
    tab = compare()
    tab.swap.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert tab.sentence.text().endswith("epoch 91 → 90")
    assert tab.title == "b ↔ a"
    assert cell(tab, "new", Column.STATUS) == "− only in A"


def test_swapping_keeps_the_row(qtbot: QtBot, compare: Compare, jobs: Jobs) -> None:
    tab = compare()
    select(tab, "epoch")
    before = tab.view.current_paths()
    tab.swap.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert before == (("epoch",), ("epoch",)) == tab.view.current_paths()
    assert [field.toPlainText() for _, field in tab.detail.sides] == ["91", "90"]


@pytest.mark.parametrize(("label", "page"), [("epoch", 2), ("fc.weight", 1)])
def test_swapping_keeps_the_row_although_the_list_has_the_keyboard(qtbot: QtBot, compare: Compare, jobs: Jobs,
                                                                   label: str, page: int) -> None:
    """Qt makes the first row the current one of a list that gets the keyboard, and selects nothing."""
    tab = compare()
    select(tab, label)
    before = tab.view.current_paths()

    def focus_in() -> None:
        model = tab.view.selectionModel()
        model.setCurrentIndex(tab.view.rows.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    tab.view.rows.modelReset.connect(focus_in)
    tab.swap.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert tab.view.current_paths() == before
    assert tab.detail.currentIndex() == page


def test_identical_files_show_a_calm_page(compare: Compare) -> None:
    tab = compare(A, A)
    assert tab.sentence.text() == "Identical: 4 tensors and 2 values are equal."
    assert tab.placeholder.isVisible()
    assert "Identical" in tab.placeholder.text()
    assert not tab.detail.isVisible()


def test_a_model_and_its_state_dict_are_compared_by_name(qtbot: QtBot, compare: Compare, jobs: Jobs) -> None:
    model = torch.nn.Linear(3, 2)
    tab = compare(model, model.state_dict())
    assert tab.sentence.text().startswith("Identical: 2 tensors")
    assert "A is a whole model, B is a state_dict" in tab.remarks.text
    assert tab.scope.isVisible()
    tab.scope.setCurrentIndex(0)
    tab.scope.activated.emit(0)
    qtbot.waitUntil(lambda: jobs.idle)
    assert not tab.sentence.text().startswith("Identical")


@pytest.mark.parametrize(("name", "begins"), [("out.html", "<!doctype html>"), ("out.csv", "status,"),
                                              ("out.json", "{"), ("out", "<!doctype html>")])
def test_a_comparison_is_exported(qtbot: QtBot, compare: Compare, jobs: Jobs, tmp_path: Path, name: str,
                                  begins: str) -> None:
    tab = compare()
    assert tab.exportable
    tab.export(tmp_path / name)
    qtbot.waitUntil(lambda: jobs.idle)
    written = tmp_path / (name if "." in name else f"{name}.html")
    assert written.read_text("utf-8").startswith(begins)
    assert (tab.notice.mood, str(written) in tab.notice.text) == ("good", True)
    assert tab.notice.offers == ("Open it", "Show in folder")
    with handed_over() as places:
        tab.notice.press("Open it")
        assert not tab.notice.text
        tab.export(tmp_path / name)
        qtbot.waitUntil(lambda: jobs.idle)
        tab.notice.press("Show in folder")
    assert places == [written, tmp_path]


def test_an_exported_page_speaks_the_language_of_the_window(compare: Compare, qtbot: QtBot, jobs: Jobs,
                                                            tmp_path: Path) -> None:
    use_language("zh_CN")
    try:
        tab = compare()
        tab.export(tmp_path / "out.html")
        qtbot.waitUntil(lambda: jobs.idle)
    finally:
        use_language("en")
    page = (tmp_path / "out.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert "<h2>有变化的张量，变化最大的在前</h2>" in page
    assert not prose(re.sub("<(style|script)>.*?</|<[^>]*>", "", page, flags=re.DOTALL))


def test_an_export_over_a_compared_file_is_refused(qtbot: QtBot, compare: Compare, jobs: Jobs, tmp_path: Path) -> None:
    tab = compare()
    tab.export(tmp_path / "a.pth")
    qtbot.waitUntil(lambda: jobs.idle)
    assert (tab.notice.mood, tab.notice.offers) == ("danger", ())
    assert open_checkpoint(tmp_path / "a.pth").format


def test_a_part_has_the_numbers_of_its_tensors_together(qtbot: QtBot, compare: Compare, jobs: Jobs) -> None:
    """Also where some are equal, whose size is read afterwards; and after another arrangement."""
    a = {"model": {"fc.weight": WEIGHT, "fc.frozen": torch.full((5,), 2.0)}}
    tab = compare(a, {"model": {**a["model"], "fc.weight": WEIGHT + 0.5}})
    x, y = (torch.cat([WEIGHT.flatten() + more, a["model"]["fc.frozen"]]) for more in (0.0, 0.5))
    wanted = [metric_text(float((y - x).norm() / x.norm()), Column.REL_L2),
              metric_text(float(torch.cosine_similarity(x, y, dim=0)), Column.COSINE)]
    assert [cell(tab, "model", column) for column in (Column.REL_L2, Column.COSINE)] == wanted
    tab.by_module.click()
    qtbot.waitUntil(lambda: jobs.idle and not tab.busy)
    assert labels(tab)[:2] == ["model", "fc"]
    assert [cell(tab, "fc", column) for column in (Column.REL_L2, Column.COSINE)] == wanted
    tab.swap.click()
    qtbot.waitUntil(lambda: jobs.idle and not tab.busy and cell(tab, "fc", Column.REL_L2) not in ("", wanted[0]))


def test_by_module_keeps_numbers_and_the_chosen_row(qtbot: QtBot, compare: Compare, jobs: Jobs) -> None:
    tab = compare()
    before, chosen = tab.table, tab.view.current_paths()
    assert before is not None
    tab.by_module.click()
    qtbot.waitUntil(lambda: jobs.idle)
    assert tab.table is not None
    assert tab.table is not before
    assert tab.table.results == before.results
    assert "fc" in labels(tab)
    assert tab.view.current_paths() == chosen
