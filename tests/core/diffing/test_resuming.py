"""A training that was resumed without its optimizer's or scheduler's state is told from one that merely went on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.diffing import course
from ckpt_viewer.core.diffing.diff import compare_structure
from ckpt_viewer.core.diffing.resuming import counters, resume_sentence
from ckpt_viewer.core.diffing.timeline import Passage, resumes, tell_timeline
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Task


def trained(folder: Path, *, lose: tuple[str, ...] = (), kind: type[torch.optim.Optimizer] = torch.optim.Adam
            ) -> tuple[Path, Path]:
    """Checkpoints of epochs 2 and 3 of four steps each; `lose` says what was made anew in between."""
    model = torch.nn.Linear(3, 2)
    optimizer = kind(model.parameters(), lr=0.01)  # type: ignore[call-arg]
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    average = torch.optim.swa_utils.AveragedModel(model)
    for epoch in (1, 2, 3):
        if epoch == 3 and "optimizer" in lose:
            optimizer = kind(model.parameters(), lr=0.01)  # type: ignore[call-arg]
        if epoch == 3 and "scheduler" in lose:
            schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
        if epoch == 3 and "average" in lose:
            average = torch.optim.swa_utils.AveragedModel(model)
        for _ in range(4):
            optimizer.zero_grad()
            model(torch.ones(1, 3)).sum().backward()
            optimizer.step()
            average.update_parameters(model)
        schedule.step()
        torch.save({"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
                    "scheduler": schedule.state_dict(),
                    **({"ema": average.state_dict()} if "average" in lose else {})}, folder / f"{epoch}.pth")
    return folder / "2.pth", folder / "3.pth"


def said(a: Path, b: Path) -> str:
    with open_checkpoint(a) as one, open_checkpoint(b) as other:
        return resume_sentence(compare_structure(one.graph, other.graph))


def test_both_were_lost(tmp_path: Path) -> None:
    a, b = trained(tmp_path, lose=("optimizer", "scheduler"))
    tail = ("epoch rises from 2 to 3, but the optimizer's step falls from 8 to 4 and the scheduler's last_epoch falls "
            "from 2 to 1, as if a resume had not loaded them")
    assert said(a, b) == f"From A to B {tail}"
    assert said(b, a) == f"From B to A {tail}"


def test_what_optimizers_count_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is a tensor for each parameter: of a large optimizer they are a hundred thousand."""
    files = trained(tmp_path)
    alone = [{"optimizer": torch.load(file)["optimizer"]} for file in files]
    for held, file in zip(alone, files, strict=True):
        torch.save(held, file)
    monkeypatch.setattr(course, "number_at", lambda *_: pytest.fail("it was read"))
    assert said(*files) == ""


def test_only_the_scheduler_was_lost(tmp_path: Path) -> None:
    assert said(*trained(tmp_path, lose=("scheduler",))).endswith(
        "but the scheduler's last_epoch falls from 2 to 1, as if a resume had not loaded it")


def test_only_the_averaged_copy_was_lost(tmp_path: Path) -> None:
    assert said(*trained(tmp_path, lose=("average",))).endswith(
        "but the averaged copy's n_averaged falls from 8 to 4, as if a resume had not loaded it")


@pytest.mark.parametrize("kind", [torch.optim.Adam, torch.optim.SGD])
def test_a_training_that_went_on(tmp_path: Path, kind: type[torch.optim.Optimizer]) -> None:
    a, b = trained(tmp_path, kind=kind)
    assert said(a, b) == said(b, a) == ""


@pytest.mark.parametrize("lose", [("optimizer",), ("optimizer", "scheduler")])
def test_nothing_is_said_where_no_side_is_the_later_one(tmp_path: Path, lose: tuple[str, ...]) -> None:
    a, b = trained(tmp_path, lose=lose)
    for place in (a, b):
        torch.save({**torch.load(place), "epoch": 7}, place)
    assert said(a, b) == ""


def test_a_state_that_is_empty_counts_nothing(tmp_path: Path) -> None:
    a, b = trained(tmp_path)
    held = torch.load(b)
    held["optimizer"]["state"] = {}
    torch.save(held, b)
    assert "the optimizer's step falls from 8 to 0" in said(a, b)
    with open_checkpoint(b) as checkpoint:
        assert [counter.count for counter in counters(checkpoint.graph)] == [0, 3]


def test_of_two_optimizers_the_place_is_told(tmp_path: Path) -> None:
    a, b = trained(tmp_path, lose=("optimizer",))
    for place in (a, b):
        held = torch.load(place)
        torch.save({"epoch": held["epoch"], "g": held["optimizer"], "d": torch.load(b)["optimizer"]},
                   tmp_path / f"two{place.name}")
    assert "the optimizer's step at /g falls from 8 to 4" in said(tmp_path / "two2.pth", tmp_path / "two3.pth")


@pytest.mark.parametrize(("more", "hurries"), [(0, False), (1, True), (11, True)])
def test_a_scheduler_that_is_stepped_more_than_once_an_epoch(tmp_path: Path, more: int, hurries: bool) -> None:
    """Such as by the loop and by the resume: the learning rate falls too early."""
    a, b = trained(tmp_path)
    held = torch.load(b)
    held["scheduler"]["last_epoch"] += more
    torch.save(held, b)
    told = (f"epoch rises from 2 to 3, but the scheduler's last_epoch from 2 to {3 + more}: it was stepped more than "
            "once per epoch")
    assert said(a, b) == (f"From A to B {told}" if hurries else "")
    assert said(b, a) == (f"From B to A {told}" if hurries else "")


def test_a_scheduler_that_is_stepped_with_the_optimizer_runs_ahead_of_no_epoch(tmp_path: Path) -> None:
    a, b = trained(tmp_path)
    for place, count in ((a, 8), (b, 12)):
        held = torch.load(place)
        held["scheduler"]["last_epoch"] = count
        torch.save(held, place)
    assert said(a, b) == ""


def test_a_timeline_tells_between_which_files(tmp_path: Path) -> None:
    trained(tmp_path, lose=("optimizer", "scheduler"))
    found = tell_timeline(sorted(tmp_path.glob("?.pth")), CpuEngine(), Task())
    remark = ("From A to B epoch rises from 2 to 3, but the optimizer's step falls from 8 to 4 and the scheduler's "
              "last_epoch falls from 2 to 1, as if a resume had not loaded them")
    assert resumes(found.timeline) == (Passage(1, 2, (remark,)),)
    assert found.sentences[0] == f"Between 2.pth (A) and 3.pth (B): {remark}"


def test_a_timeline_of_two_trainings_tells_of_no_resume(tmp_path: Path) -> None:
    """Their files stand beside one another, as each says the epoch that the other says."""
    (tmp_path / "other").mkdir()
    for folder in (tmp_path, tmp_path / "other"):
        trained(folder, lose=("optimizer",))
    (tmp_path / "other" / "1.pth").unlink()  # else the epochs tell too few of the files apart to order them
    both = sorted(tmp_path.rglob("?.pth"))
    assert resumes(tell_timeline(both, CpuEngine(), Task()).timeline) == ()
    shutil.copyfile(tmp_path / "other" / "2.pth", tmp_path / "other" / "last.pth")
    alone = tell_timeline(sorted((tmp_path / "other").iterdir()), CpuEngine(), Task()).timeline
    assert [passage.after for passage in resumes(alone)] == [2], "a copy is no other training"


def settings(folder: Path, *decays: float, without: int = 0) -> tuple[str, ...]:
    """What a timeline says first of files of epochs 1, 2, … with these weight decays; one of them may have no epoch."""
    for epoch, decay in enumerate(decays, 1):
        group = {"lr": 0.1, "weight_decay": decay, "params": [0]}
        counted = {"epoch": epoch} if epoch != without else {}
        torch.save({**counted, "model": {"w": torch.ones(3) * epoch},
                    "optim": {"state": {}, "param_groups": [group]}}, folder / f"{epoch}.pth")
    found = tell_timeline(sorted(folder.glob("?.pth")), CpuEngine(), Task())
    return tuple(sentence for sentence in found.sentences if "settings" in sentence)


def test_what_a_timeline_says_of_several_neighbours_is_told_once(tmp_path: Path) -> None:
    one = "Between 1.pth (A) and 2.pth (B): Other settings of the optimizer: weight_decay 0.1 → 0.2"
    assert settings(tmp_path, 0.1, 0.2, 0.3, 0.3) == (f"{one} (so also 2.pth → 3.pth)",)


def test_a_file_without_a_count_may_be_of_another_training(tmp_path: Path) -> None:
    assert settings(tmp_path, 0.1, 0.2, 0.2, 0.2, without=2) == ()
