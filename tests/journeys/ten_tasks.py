"""Ten things that people come to do, each by mouse and by keyboard, from a folder of files to a result outside."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.journeys import stories
from tests.journeys.acts import (
    State,
    Step,
    Task,
    as_on_disk,
    can,
    click,
    command,
    double_click,
    edited,
    gone,
    in_front,
    menu,
    press,
    reach,
    reads,
    row,
    selected,
    shift_click,
    wheel,
    write,
)

TREE = "Contents of the file"


def save_a_copy(name: str) -> tuple[Step, ...]:
    """Save under the name that is suggested, and read the report."""
    return (
        Step("save as", (click("button", "Save as"),), (press("ctrl+shift+s"),), (in_front("Save a copy of"),)),
        Step("save", (click("button", "Save"),), (press("Return"),),
             (in_front(f"Saved {name}"), reads("was written, read back and found equal"))),
        Step("done", (click("button", "Done"),), (press("Return"),), (gone("Saved"),)),
    )


# 1

def _nothing_ran(folder: Path, state: State) -> None:
    assert any("torch.nn.modules.linear.Linear" in text for text in state["texts"])
    with pytest.raises(Exception, match=r"torch\.nn\.modules\.container\.Sequential"):
        torch.load(folder / "stranger.pth", weights_only=True)


STRANGER = Task("stranger", stories.stranger, (
    Step("ask for a file", (click("button", "Open a file…"),), (press("ctrl+o"),), (in_front("Open checkpoints"),)),
    Step("open", (double_click("row", "stranger.pth"),), (write("stranger.pth"), press("Return")),
         (in_front("stranger.pth"), reads("a whole model, saved as an object"))),
    Step("what would run", (click("button", "What would run…"),), (press("ctrl+shift+r"),),
         (reads("Allowed is what"),)),
    Step("one name", (click("row", "torch.nn.modules.linear.Linear"),),
         (reach("Names that loading in Python"), press("Down")), (reads("torch.nn.modules.linear.Linear"),)),
), _nothing_ran)


# 2

def _mean_is_torchs(folder: Path, state: State) -> None:
    weight = torch.load(folder / "epoch_06.pth")["model_state_dict"]["2.weight"]
    assert state["selected"] == ["/model_state_dict/2.weight"]
    assert state["panel"] == "Statistics"
    assert f"{weight.max().item():.4g}" in " ".join(state["texts"])


FIND = Task("find", stories.training, (
    Step("filter", (click("field", "Filter"), write("2.weight")), (press("ctrl+f"), write("2.weight")),
         (reads("match"),)),
    Step("choose", (click("row", "2.weight", TREE),), (press("Down"),),
         (selected("/model_state_dict/2.weight"),)),
    Step("histogram", (click("tab", "Statistics"),), (press("ctrl+shift+n"),), (reads("Maximum"),)),
), _mean_is_torchs, ("epoch_06.pth",))


# 3

def _rate_is_new(folder: Path, _state: State) -> None:
    before, after = torch.load(folder / "epoch_03.pth"), torch.load(folder / "epoch_03-edited.pth")
    assert after["optimizer_state_dict"]["param_groups"][0]["lr"] == 3e-4
    assert after["scheduler_state_dict"]["_last_lr"] == [3e-4]
    assert before["optimizer_state_dict"]["param_groups"][0]["lr"] == pytest.approx(0.01)
    assert torch.equal(before["model_state_dict"]["0.weight"], after["model_state_dict"]["0.weight"])


RATE = Task("learning rate", stories.training, (
    Step("ask", (click("button", "Learning rate"),), (press("ctrl+l"),), (in_front("Change the learning rate"),)),
    Step("type", (write("3e-4"),), (write("3e-4"),),
         (reads("What will change"),)),
    Step("change", (click("button", "Change"),), (press("Return"),), (gone("Change the learning rate"),)),
    *save_a_copy("epoch_03-edited.pth"),
), _rate_is_new, ("epoch_03.pth",))


# 4

def _epoch_is_set(folder: Path, state: State) -> None:
    assert torch.load(folder / "epoch_02.pth")["epoch"] == 12
    assert not state["dirty"]


UNDO = Task("undo and redo", stories.training, (
    Step("choose", (double_click("row", "epoch", TREE),), (press("Home", "F2"),), (selected("/epoch"),)),
    Step("edit", (write("12"), press("Return")), (write("12"), press("Return")), (edited(),)),
    Step("undo", (click("button", "Undo"),), (press("ctrl+z"),), (as_on_disk(),)),
    Step("redo", (click("button", "Redo"),), (press("ctrl+y"),), (edited(),)),
    Step("save", menu("File", "Save"), (press("ctrl+s"),), (in_front("Save epoch_02.pth"),)),
    Step("replace", (click("button", "Replace epoch_02.pth"),), (press("Return"),), (in_front("Saved epoch_02.pth"),)),
    Step("done", (click("button", "Done"),), (press("Return"),), (gone("Saved"),)),
), _epoch_is_set, ("epoch_02.pth",))


# 5

def _most_is_torchs(folder: Path, state: State) -> None:
    first, last = (torch.load(folder / f"epoch_{n:02}.pth")["model_state_dict"] for n in (1, 6))
    moved = {name: float((last[name] - first[name]).norm() / first[name].norm()) for name in first}
    most = max(moved, key=moved.__getitem__)
    assert f"/model_state_dict/{most}" in state["texts"], moved


COMPARE = Task("compare", stories.training, (
    Step("compare", menu("File", "Compare", "With epoch_06.pth"),
         (press("ctrl+d", "Return"),),
         (in_front("epoch_01 ↔ epoch_06"), reads("moved most"))),
    Step("sort", (click("header", "Rel. L2"),), command("sort by rel. l2")),
    Step("largest", (click("button", "Largest"),), (reach("Largest"), press("space"))),
), _most_is_torchs, ("epoch_06.pth", "epoch_01.pth"))


# 6

def _nan_is_found(folder: Path, state: State) -> None:
    weights = torch.load(folder / "poisoned.pth")
    [name] = [name for name, tensor in weights.items() if tensor.isnan().any()]
    assert state["selected"] == [f"/{name}"]
    assert state["panel"] == "Statistics"


NAN = Task("NaN", stories.poisoned, (
    Step("all tensors", (click("tab", "All tensors"),), (press("ctrl+shift+a"),), (reads("24 tensors"),)),
    Step("go to the list", (click("row", "layers.0–11", "All tensors"),), (reach("All tensors"),)),
    Step("sort", menu("View", "Sort by", "NaN, Inf"), command("sort by nan"),
         (row("All tensors", "layers.7.proj.weight", "4.69 %"),)),
    Step("look", (double_click("row", "layers.7.proj.weight", "All tensors"),), (press("Home", "Return"),),
         (selected("/layers.7.proj.weight"), reads("Std. deviation"))),
), _nan_is_found, ("poisoned.pth",))


# 7

def _is_a_state_dict(folder: Path, _state: State) -> None:
    saved = torch.load(folder / "whole-state_dict.pth", weights_only=True)
    model = torch.load(folder / "whole.pth", weights_only=False)
    assert list(saved) == list(model.state_dict())
    assert all(torch.equal(saved[name], tensor) for name, tensor in model.state_dict().items())


STATE_DICT = Task("state_dict", stories.whole, (
    Step("save as", (click("button", "Save as"),), (press("ctrl+shift+s"),), (in_front("Save a copy of"),)),
    Step("as a state_dict", (click("button", "state_dict"),), (press("alt+d"),), (reads("what people usually share"),)),
    Step("save", (click("button", "Save"),), (press("Return"),), (in_front("Saved whole-state_dict.pth"),)),
    Step("done", (click("button", "Done"),), (press("Return"),), (gone("Saved"),)),
), _is_a_state_dict, ("whole.pth",))


# 8

def _loads_without_wrapper(folder: Path, _state: State) -> None:
    torch.nn.Linear(3, 2).load_state_dict(torch.load(folder / "parallel-edited.pth"), strict=True)


PREFIX = Task("prefix", stories.parallel, (
    Step("ask", menu("Change", "Rename by pattern…"), (press("ctrl+h"),), (in_front("Rename by pattern"),)),
    Step("choose", (click("choice", "Often needed"), click("row", "Take “module.” off the front")),
         (press("alt+o", "Down"),), (reads("Names that change: 2"),)),
    Step("rename", (click("button", "Rename"),), (press("alt+r"),), (gone("Rename by pattern"),)),
    *save_a_copy("parallel-edited.pth"),
), _loads_without_wrapper, ("parallel.pth",))


# 9

def _reason_is_in_the_files(folder: Path, state: State) -> None:
    before, after = (torch.load(folder / f"epoch_{n:02}.pth") for n in (stories.RESUMED - 1, stories.RESUMED))
    for part, key in (("scheduler_state_dict", "last_epoch"), ("scheduler_state_dict", "_step_count")):
        assert (before[part][key], after[part][key]) == (4 + (key == "_step_count"), 1 + (key == "_step_count"))
    assert state["selected"] == ["/scheduler_state_dict"]
    assert state["panel"] == "Schedule"


DIVERGED = Task("diverged", stories.diverged, (
    Step("timeline", (click("button", "Timeline of all"),), (press("alt+t"),),
         (reads("lr rose at epoch 5, from 0.001 to 0.1"),)),
    Step("back to the folder", (click("tab", "files/"),), (press("ctrl+Tab"),), (in_front("files/"),)),
    Step("before and after", (click("row", "epoch_04.pth"), shift_click("row", "epoch_05.pth")),
         (press("Home", "Down", "Down", "Down", "shift+Down"),)),
    Step("compare", (click("button", "Compare"),), (reach("Compare"), press("space")),
         (in_front("epoch_04 ↔ epoch_05"), reads("but the scheduler's last_epoch falls from 4 to 1"))),
    Step("schedule", (click("field", "Filter"), write("scheduler")), (press("ctrl+f"), write("scheduler")),
         (row("Differences", "last_epoch", "4", "1"),)),
    Step("back again", (click("tab", "files/"),), (press("ctrl+Tab"),), (in_front("files/"),)),
    Step("open the resumed", (double_click("row", "epoch_05.pth"),), (press("Home", *["Down"] * 4, "Return"),),
         (in_front("epoch_05.pth"),)),
    Step("what it will do", (wheel(TREE, 40), click("row", "scheduler_state_dict", TREE)), (write("scheduler"),),
         (selected("/scheduler_state_dict"),)),
), _reason_is_in_the_files, (".",))


# 10

def _what_arrived_is_saved(folder: Path, _state: State) -> None:
    torch.manual_seed(10)
    original = {f"layer{n}.weight": torch.randn(64, 64) for n in range(10)}
    saved = torch.load(folder / "cut-copy.pth")["model"]
    assert 5 <= len(saved) < 10
    assert all(torch.equal(saved[name], original[name]) for name in saved)


RESCUE = Task("rescue", stories.truncated, (
    Step("open", (click("button", "Open a file…"),), (press("ctrl+o"),), (in_front("Open checkpoints"),)),
    Step("choose", (double_click("row", "cut.pth"),), (write("cut.pth"), press("Return")), (in_front("cut.pth"),)),
    Step("save what can be read", (click("button", "Save what can be read…"),), command("save what can"),
         (in_front("Save a copy of"), can("Save"))),
    Step("save", (click("button", "Save"),), (press("Return"),), (in_front("Saved cut-copy.pth"),)),
    Step("done", (click("button", "Done"),), (press("Return"),), (gone("Saved"),)),
), _what_arrived_is_saved)

TASKS = (STRANGER, FIND, RATE, UNDO, COMPARE, NAN, STATE_DICT, PREFIX, DIVERGED, RESCUE)
