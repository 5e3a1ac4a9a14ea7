"""In what order steps stand and what is said of them."""

from __future__ import annotations

import copy
import math
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.diffing.timeline import Step, StepFile, arrange
from tests.core.diffing.timeline.runs import Value, checkpoint, save_run, told, weights


def step(name: str, epoch: float | None = None, count: float | None = None, problem: str = "", time: float = 0.0
         ) -> Step:
    return Step(StepFile(Path(name), name, time), epoch, count, problem=problem)


def names(steps: list[Step]) -> list[str]:
    return [one.file.name for one in arrange(steps).steps]


def test_the_epoch_decides_before_the_name() -> None:
    plan = arrange([step("a", 30), step("b", 2), step("c", 10)])
    assert [one.file.name for one in plan.steps] == ["b", "c", "a"]
    assert (plan.unit, list(plan.at)) == ("epoch", [2, 10, 30])
    assert plan.label(1) == "epoch 10"


def test_steps_where_epochs_do_not_tell_files_apart() -> None:
    plan = arrange([step("a", 1, 300), step("b", 1, 100), step("c", 1, 200)])
    assert (plan.unit, list(plan.at)) == ("step", [100, 200, 300])


def test_names_in_the_order_of_people_where_nothing_is_known() -> None:
    assert names([step("w10"), step("w9"), step("w1")]) == ["w1", "w9", "w10"]
    plan = arrange([step("w10"), step("w9", epoch=3)])
    assert (plan.unit, list(plan.at)) == ("file", [1, 2])
    assert "1 file of 2 holds no epoch" in plan.why


def test_two_files_of_one_epoch_stand_beside_one_another() -> None:
    plan = arrange([step("epoch_3", 3), step("best", 2), step("epoch_2", 2), step("epoch_1", 1)])
    assert [one.file.name for one in plan.steps] == ["epoch_1", "best", "epoch_2", "epoch_3"]
    assert list(plan.at) == [1, 2, 2.25, 3], "the axis is of epochs: a file more does not move those behind it"
    assert "same epoch" in plan.why


def test_the_last_epoch_may_have_several_files_and_a_gap_stays_one() -> None:
    plan = arrange([step("e10", 10), step("e20", 20), step("e90", 90), step("last", 90), step("best", 20)])
    assert [one.file.name for one in plan.steps] == ["e10", "best", "e20", "e90", "last"]
    assert list(plan.at) == [10, 20, 37.5, 90, 92.5]
    assert list(arrange([step("a", 7), step("b", 7)]).at) == [1, 2], "of one epoch alone the names decide"
    mixed = arrange([step("e1", 1), step("e2", 2), step("e2b", 2), step("e2c", problem="cut"), step("e3", 3)])
    assert list(mixed.at) == [1, 2, 2.25, 2.625, 3]


def test_a_broken_file_stands_where_its_name_puts_it() -> None:
    plan = arrange([step("e1", 10), step("e2", problem="cut"), step("e3", 30), step("e4", problem="gone")])
    assert [one.file.name for one in plan.steps] == ["e1", "e2", "e3", "e4"]
    assert list(plan.at) == [10, 20, 30, 31]


def test_a_copy_without_an_epoch_does_not_throw_the_others_into_the_order_of_names() -> None:
    run = [step("b", 1, 100), step("c", 2, 200), step("a", 3, 300)]
    assert names([*run, step("weights", None, 250)]) == ["b", "c", "weights", "a"]
    plan = arrange([*run, step("weights")])
    assert plan.unit == "epoch"
    assert plan.label(0) == "epoch 1"
    assert plan.why.startswith("1 file of 4 without epoch: placed by")


def test_the_number_in_a_name_then_the_time_tells_where_a_file_without_an_epoch_stands() -> None:
    numbered = [step("e_8", 8, time=20), step("e_9", 9, time=30), step("e_10", 10, time=40)]
    copied = arrange([*numbered, step("copy of e_9", time=99)])
    assert [one.file.name for one in copied.steps] == ["e_8", "e_9", "copy of e_9", "e_10"]
    assert list(copied.at) == [8, 9, 9.5, 10]
    assert copied.label(2) == "copy of e_9"
    assert names([*numbered, step("first", time=10)]) == ["first", "e_8", "e_9", "e_10"]
    assert names([*numbered, step("best", problem="cut", time=35)]) == ["e_8", "e_9", "best", "e_10"]
    plain = [step("b", 1, time=3), step("a", 2, time=1), step("c", 3, time=2)]
    assert names([*plain, step("bb", time=1.5)])[-1] == "bb", "times that contradict the epochs tell nothing"


def run(folder: Path, count: int, **more: object) -> list[str]:
    values = {f"e{n}.pth": checkpoint(n) for n in range(1, count + 1)}
    for name, value in more.items():
        values[f"{name}.pth"] = {**values[f"{name}.pth"], **value}  # type: ignore[dict-item]
    return list(told(save_run(folder, values)).sentences)


def test_what_stopped_and_what_never_moved(tmp_path: Path) -> None:
    said = run(tmp_path, 6)
    assert "fc.bias stopped moving at epoch 3" in said
    assert "stem.weight never moved" in said
    assert said[-1].startswith("fc.bias moved most (83.33 %")


def test_what_began_as_next_to_nothing_moved_many_times_its_norm(tmp_path: Path) -> None:
    """An embedding that begins at zero but for rounding: no share of that norm says anything."""
    values = {f"e{n}.pth": {"epoch": n, "model": {"pos": torch.full((4,), 1e-17 if n == 1 else float(n)),
                                                  "w": torch.full((4,), 1 + n / 100)}} for n in range(1, 4)}
    said = list(told(save_run(tmp_path, values)).sentences)
    assert "pos moved most (many times its norm, which was next to nothing at first)" in said


@pytest.mark.parametrize("counted", [True, False], ids=["of the same epoch", "without an epoch"])
def test_a_copy_of_the_last_epoch_is_no_step_at_which_all_stood_still(tmp_path: Path, counted: bool) -> None:
    values: dict[str, Value] = {f"e{n}.pth": {"epoch": n, "model": weights(n, frozen=False)} for n in (1, 2)}
    for name in ("last.pth", "model.pth"):
        values[name] = {key: value for key, value in values["e2.pth"].items() if counted or key == "model"}
    said = told(save_run(tmp_path, values)).sentences
    assert "last.pth and model.pth hold the same parameters as e2.pth" in said
    assert not any("stopped moving" in text for text in said)


def test_a_later_epoch_that_moved_nothing_is_no_copy(tmp_path: Path) -> None:
    values = {f"e{n}.pth": {"epoch": n, "model": weights(min(n, 2), frozen=False)} for n in (1, 2, 3)}
    said = told(save_run(tmp_path, values)).sentences
    assert "All 3 parameters stopped moving at epoch 2" in said
    assert not any("same parameters" in text for text in said)


def test_the_first_nan_and_infinity(tmp_path: Path) -> None:
    broken = {name: value.clone() for name, value in weights(4).items()}
    broken["fc.weight"][0, 0] = torch.nan
    broken["fc.bias"][1] = torch.inf
    said = run(tmp_path, 5, e4={"model": broken}, e5={"model": broken})
    assert said[:2] == ["First NaN in epoch 4: fc.weight", "First infinity in epoch 4: fc.bias"]


def test_a_rate_that_dropped_as_the_optimizer_says(tmp_path: Path) -> None:
    values = {}
    parameter = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([parameter], lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3, 0.1)
    for n in range(1, 6):
        optimizer.step()
        scheduler.step()
        values[f"e{n}.pth"] = checkpoint(n, optim=optimizer.state_dict(), sched=scheduler.state_dict())
    assert "lr dropped at epoch 3, from 0.1 to 0.01" in told(save_run(tmp_path, values)).sentences


def test_rates_that_fall_a_little_at_every_step_are_one_sentence(tmp_path: Path) -> None:
    values = {f"e{n}.pth": checkpoint(n, optim={"state": {}, "param_groups": [{"lr": 0.1 * 0.9**n, "params": [0]}]})
              for n in range(1, 8)}
    said = [text for text in told(save_run(tmp_path, values)).sentences if text.startswith("lr")]
    assert said == [f"lr went from 0.09 to {0.1 * 0.9**7:.6g} in small steps"]


@pytest.mark.parametrize(("factor", "said"), [(1.0, "lr went from 0.0904508 to 0 in small steps"),
                                              (0.1, "lr dropped at epoch 4, from 0.0654508 to 0.005")])
def test_the_end_of_a_cosine_is_no_drop_and_what_a_person_did_there_is(tmp_path: Path, factor: float, said: str
                                                                       ) -> None:
    rates = [0.05 * (1 + math.cos(math.pi * n / 10)) for n in range(2, 11)]
    rates[3:] = [rate * factor for rate in rates[3:]]
    values = {f"e{n}.pth": checkpoint(n, optim={"state": {}, "param_groups": [{"lr": rate, "params": [0]}]})
              for n, rate in enumerate(rates, 1)}
    assert said in [text for text in told(save_run(tmp_path, values)).sentences if text.startswith("lr")]


@pytest.mark.parametrize(("often", "batches", "said"), [
    (1, 3, ""), (3, 3, ""), (2, 2, ""), (2, 3, ", the optimizer 3 times: neither once per epoch nor with every step"),
])
def test_a_scheduler_that_is_stepped_twice(tmp_path: Path, often: int, batches: int, said: str) -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.AdamW([parameter], lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
    values = {}
    for n in range(4):  # the first epoch is called 0 by many
        for _ in range(batches):
            parameter.grad = torch.ones(2)
            optimizer.step()
        for _ in range(often):
            scheduler.step()
        values[f"e{n}.pth"] = checkpoint(n, optim=copy.deepcopy(optimizer.state_dict()), sched=scheduler.state_dict())
    found = [text for text in told(save_run(tmp_path, values)).sentences if "stepped" in text]
    assert found == [f"The scheduler was stepped 2 times per epoch{said}"] * bool(said)


def test_what_stopped_as_the_rate_came_to_nothing_is_one_sentence(tmp_path: Path) -> None:
    rates = [0.1, 0.05, 0.02, 1e-5, 5e-6, 1e-6, 0.0]
    values = {f"e{n}.pth": {"epoch": n, "optim": {"state": {}, "param_groups": [{"lr": rate, "params": [0]}]},
                            "model": {"early": torch.ones(2) * min(n, 2), "late": torch.ones(2) * min(n, 4),
                                      "later": torch.ones(2) * min(n, 5), "on": torch.ones(2) * n}}
              for n, rate in enumerate(rates, 1)}
    said = [text for text in told(save_run(tmp_path, values)).sentences if "stopped" in text]
    assert said == ["early stopped moving at epoch 2",
                    "late and later stopped moving from epoch 4 on, where lr was under a thousandth of its highest"]


def test_many_that_stopped_one_after_another_are_a_few_sentences(tmp_path: Path) -> None:
    values = {f"e{n}.pth": {"epoch": n, "model": {f"w{m}": torch.ones(2) * min(n, m) for m in range(2, 10)}}
              for n in range(1, 10)}
    said = [text for text in told(save_run(tmp_path, values)).sentences if "stopped" in text]
    assert said == [*(f"w{m} stopped moving at epoch {m}" for m in range(2, 6)), "w6, w7 and w8 stopped moving later"]


@pytest.mark.parametrize(("last", "more"), [(6, "once more"), (7, "2 more times")])
def test_a_rate_that_rose_is_told_before_those_that_fell_by_a_schedule(tmp_path: Path, last: int, more: str) -> None:
    rates = {1: 1e-1, 2: 1e-2, 3: 1e-3, 4: 1.0, 5: 1e-1, 6: 1e-2, 7: 1e-3}
    values = {f"e{n}.pth": checkpoint(n, optim={"state": {}, "param_groups": [{"lr": rates[n], "params": [0]}]})
              for n in range(1, last + 1)}
    said = [text for text in told(save_run(tmp_path, values)).sentences if text.startswith("lr")]
    assert said[0] == "lr rose at epoch 4, from 0.001 to 1"
    assert said[1] == "lr dropped at epoch 2, from 0.1 to 0.01"
    assert said[-1] == f"lr changed sharply {more}"


@pytest.mark.parametrize(("losses", "text"), [
    ((3.0, 1.0, 2.0), "The loss was lowest at epoch 2 (1, and 2 at epoch 3)"),
    ((3.0, 2.0, 1.0), "The loss was lowest at epoch 3 (1, the last)"),
    ((3.0, float("nan"), float("nan")), "The loss is not a number from epoch 2 on"),
    ((3.0, 1.0, float("nan")), "The loss was lowest at epoch 2 (1)"),
    ((3.0, 1.0, 600.0, 9e9), "The loss jumped at epoch 3, from 1 to 600"),
])
def test_losses(tmp_path: Path, losses: tuple[float, ...], text: str) -> None:
    values = {f"e{n}.pth": checkpoint(n, val_loss=loss, train_loss=0.0) for n, loss in enumerate(losses, 1)}
    assert text in told(save_run(tmp_path, values)).sentences


def test_a_jump_stands_out_from_the_steps_before(tmp_path: Path) -> None:
    values = {f"e{n}.pth": {"epoch": n, "model": {"w": torch.ones(3) * (1 + 0.001 * n + (3 if n > 4 else 0))}}
              for n in range(1, 7)}
    assert any(text.startswith("w jumped at epoch 5") for text in told(save_run(tmp_path, values)).sentences)


def test_what_became_nan_throughout_did_not_stop_moving(tmp_path: Path) -> None:
    dead = {name: torch.full_like(value, torch.nan) for name, value in weights(3, frozen=False).items()}
    values = {f"e{n}.pth": {"epoch": n, "model": weights(n, frozen=False) if n < 3 else dead} for n in (1, 2, 3, 4)}
    found = told(save_run(tmp_path, values))
    assert found.sentences[:2] == ("First NaN in epoch 3: stem.weight, fc.weight and fc.bias",
                                   "All 3 parameters are nothing but NaN or infinity from epoch 3 on")
    assert not any("stopped moving" in text for text in found.sentences)
    for track in found.timeline.tracks:
        assert [reading is not None and reading.lost for reading in track.readings] == [False, False, True, True]
        assert track.compared == 1


def test_one_parameter_that_is_lost_and_one_that_came_back(tmp_path: Path) -> None:
    nan = torch.full((3,), torch.nan)
    alive = [torch.ones(3) * n for n in (1, 2, 3)]
    steps = [{"a": alive[0], "b": b, "c": c, "empty": torch.ones(0)}
             for b, c in ((alive[0], alive[0]), (nan, alive[1]), (alive[2], nan))]
    found = told(save_run(tmp_path, {f"e{n}.pth": {"epoch": n, "model": one} for n, one in enumerate(steps, 1)}))
    assert "c is nothing but NaN or infinity from epoch 3 on" in found.sentences
    assert sum("nothing but NaN" in text for text in found.sentences) == 1
    empty = found.timeline.track("empty")
    assert empty is not None
    assert [reading.norm for reading in empty.readings if reading is not None] == [0, 0, 0]
