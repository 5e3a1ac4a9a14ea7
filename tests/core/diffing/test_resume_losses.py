"""Parts of a training that are gone or made anew: each is told in one sentence, also where both files are of one epoch,
and nothing is told of a training that merely began, or is another."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.diffing.diff import sentence
from tests.core.diffing.test_frozen import measured
from tests.core.diffing.test_resume_mistakes import BEFORE, RISE, Run, State, as_it_should, resumed, said_of

LOST = ", as if a resume had not loaded it"
STANDS = "In A and B epoch is 3, but "
NOTHING_KEPT = ("The optimizer keeps nothing for its parameters in B, in A it has a state for 10 parameters, as if a "
                "resume had not loaded it")


@pytest.fixture(scope="module")
def good() -> tuple[State, State]:
    """Before a resume and one epoch after it."""
    before = Run(0).train(BEFORE)
    return before, Run(1000).load(before).train()


@pytest.fixture(scope="module")
def good_sgd() -> tuple[State, State]:
    before = Run(0, "SGD").train(BEFORE)
    return before, Run(1000, "SGD").load(before).train()


def without(state: State, *names: str) -> State:
    return {name: value for name, value in state.items() if name not in names}


def test_a_scheduler_that_was_made_anew_leads_nowhere(tmp_path: Path) -> None:
    """Its count is less than the earlier file's, which does not make it the earlier one."""
    for schedule in ("step", "cosine"):
        assert resumed(tmp_path, without_scheduler, schedule=schedule) == (
            f"{RISE}the scheduler's last_epoch falls from 3 to 1{LOST}",)


def without_scheduler(new: Run, state: State) -> None:
    new.load(state, "scheduler")


def without_average(new: Run, state: State) -> None:
    new.load(state, "ema")


def other_rates(new: Run, state: State) -> None:
    new.load(state).schedule.base_lrs = [0.5]


def five_times_as_fast(new: Run, state: State) -> None:
    new.load(state).schedule.base_lrs = [0.05]
    (group,) = new.optimizer.param_groups
    group["initial_lr"], group["lr"] = 0.05, 5 * group["lr"]


def other_end(new: Run, state: State) -> None:
    state["scheduler"]["T_max"] = 80
    new.load(state)


def other_milestones(new: Run, state: State) -> None:
    new.load(state).schedule.milestones.update([7])  # type: ignore[attr-defined]  # of MultiStepLR


def other_betas(new: Run, state: State) -> None:
    new.load(state).optimizer.param_groups[0]["betas"] = (0.9, 0.95)


@pytest.mark.parametrize(("mistake", "schedule", "said"), [
    (other_rates, "cosine", "Other settings of the scheduler: base_lrs[0] 0.01 → 0.5"),
    (five_times_as_fast, "step", "Other settings of the scheduler: base_lrs[0] 0.01 → 0.05"),
    (other_milestones, "milestones", "Other settings of the scheduler: milestones"),
    (other_betas, "step", "Other settings of the optimizer: betas[1] 0.999 → 0.95"),
])
def test_settings_of_an_optimizer_and_a_scheduler(
        tmp_path: Path, mistake: Callable[[Run, State], None], schedule: str, said: str) -> None:
    assert resumed(tmp_path, mistake, schedule=schedule) == (said,)


def test_a_longer_schedule_is_told_by_its_setting_first(tmp_path: Path) -> None:
    before = Run(0, schedule="cosine").train(BEFORE)
    new = Run(1000, schedule="cosine")
    other_end(new, copy.deepcopy(before))
    assert said_of(tmp_path, before, new.train())[0] == "Other settings of the scheduler: T_max 8 → 80"


def test_another_optimizer_is_named_and_not_measured_by_the_other(tmp_path: Path, good: tuple[State, State]) -> None:
    new = Run(1000, "SGD").load(good[0], "optimizer", "scheduler")
    assert said_of(tmp_path, good[0], new.train()) == (
        f"{RISE}the scheduler's last_epoch falls from 3 to 1{LOST}",
        "Other settings of the scheduler: base_lrs[0] 0.01 → 0.05",
        "The optimizer looks like Adam in A and like SGD in B")
    adamw = copy.deepcopy(good[1])
    adamw["optimizer"]["param_groups"][0]["decoupled_weight_decay"] = True
    assert said_of(tmp_path, good[0], adamw) == ("The optimizer looks like Adam in A and like AdamW in B",)


def test_a_fine_tune_that_counts_its_epochs_anew_is_no_resume(tmp_path: Path, good: tuple[State, State]) -> None:
    new = Run(7)
    new.model.load_state_dict(good[0]["model"])
    (said,) = said_of(tmp_path, good[0], without(new.train(), "ema", "scaler"))
    assert said == (
        "From B to A epoch rises from 1 to 3, but num_batches_tracked of batch norm falls from 48 to 36, as if the "
        "training of B had begun from the weights of A, or the running statistics in A had begun again")


def test_a_model_of_another_type_makes_nothing_stand_still(tmp_path: Path, good: tuple[State, State]) -> None:
    half = copy.deepcopy(good[0])
    half["model"] = type(half["model"])({name: value.bfloat16() if value.is_floating_point() else value
                                         for name, value in half["model"].items()})
    assert said_of(tmp_path, good[0], half) == ()


@pytest.mark.parametrize(("name", "words"), [
    ("scaler", "the GradScaler (/scaler)"), ("scheduler", "the scheduler (/scheduler)"),
    ("optimizer", "the optimizer (/optimizer)"), ("ema", "the averaged copy of the model (/ema)"),
    ("rng_state", "the state of the random numbers (/rng_state)"),
])
def test_a_part_that_the_later_file_lacks(tmp_path: Path, good: tuple[State, State], name: str, words: str) -> None:
    a, b = (state | {"rng_state": torch.arange(8 + state["epoch"], dtype=torch.uint8)} for state in good)
    said = f"{{}} lacks what {{}} has of a training: {words}. A resume from {{}} begins it anew"
    assert said_of(tmp_path, a, without(b, name)) == (said.format("B", "A", "B"),)
    assert said_of(tmp_path, without(b, name), a) == (said.format("A", "B", "A"),)
    assert said_of(tmp_path, without(a, name), b) == (), "what came later is no loss"
    assert said_of(tmp_path, a, without(a, name)) == (said.format("B", "A", "B"),)
    if name == "scaler":
        assert said_of(tmp_path, a, b | {"scaler": {}}) == (said.format("B", "A", "B"),)


def test_what_was_exported_lacks_nothing(tmp_path: Path, good: tuple[State, State]) -> None:
    a, b = good
    assert said_of(tmp_path, a, {"epoch": 4, "model": b["model"]}) == ()
    assert said_of(tmp_path, a | {"random_flip": True, "random_crop": [1], "best": a["ema"]}, b) == ()
    (said,) = said_of(tmp_path, a, without(b, "scaler", "ema"))
    assert said == ("B lacks what A has of a training: the averaged copy of the model (/ema), the GradScaler "
                    "(/scaler). A resume from B begins them anew")


def test_an_optimizer_that_keeps_nothing_any_more(tmp_path: Path, good_sgd: tuple[State, State]) -> None:
    a, b = good_sgd
    empty, none = copy.deepcopy(b), copy.deepcopy(b)
    empty["optimizer"]["state"] = {}
    for kept in none["optimizer"]["state"].values():
        kept["momentum_buffer"] = None
    assert said_of(tmp_path, a, empty) == said_of(tmp_path, a, none) == (NOTHING_KEPT,)
    assert said_of(tmp_path, a, empty | {"epoch": 3, "scheduler": a["scheduler"]})[0] == NOTHING_KEPT
    begun = copy.deepcopy(empty) | {"epoch": 2}
    assert said_of(tmp_path, begun | {"scheduler": a["scheduler"], "model": a["model"]}, a) == (
        "Did not move: model (10 parameters)",), "before the first step it had none"
    (fact,) = said_of(tmp_path, {"optimizer": a["optimizer"]}, {"optimizer": empty["optimizer"]})[:1]
    assert fact == NOTHING_KEPT.partition(", as if")[0]


def test_layers_that_are_frozen_no_longer_and_states_that_are_gone(tmp_path: Path, good: tuple[State, State]) -> None:
    a, b = map(copy.deepcopy, good)
    for number in (0, 1):
        del a["optimizer"]["state"][number]
    (said,) = said_of(tmp_path, a, b)
    assert said == ("The optimizer keeps a state for into.weight, into.bias in B only, as of layers that were frozen "
                    "before and are trained now")
    del b["optimizer"]["state"][0], b["optimizer"]["state"][1]
    assert said_of(tmp_path, good[0], b) == (
        "The optimizer keeps a state for into.weight, into.bias in A only, as if a resume had lost it",)
    assert said_of(tmp_path, a, b) == ()


@pytest.mark.parametrize(("part", "said"), [
    ("scheduler", f"{STANDS}the scheduler's last_epoch falls from 3 to 0{LOST}"),
    ("optimizer", f"{STANDS}the optimizer's step falls from 36 to 0{LOST}"),
    ("scaler", f"{STANDS}the GradScaler started again at a scale of 65536, which had been 524288{LOST}"),
])
def test_what_a_load_left_out_before_the_next_step(
        tmp_path: Path, good: tuple[State, State], part: str, said: str) -> None:
    a, loaded = good[0], Run(1000).load(good[0], part).state()
    assert [text for text in said_of(tmp_path, a, loaded) if "Did not" not in text] == [said]
    back = [text for text in said_of(tmp_path, loaded, a) if "Did not" not in text]
    assert back == [said.replace("In A and B", "In B and A")]


def test_two_files_of_one_epoch_may_be_of_different_steps(tmp_path: Path, good: tuple[State, State]) -> None:
    """As saved every thousand steps: all counts rise from one to the other, none of them from its beginning."""
    a, b = good[0], copy.deepcopy(good[1]) | {"epoch": 3}
    b["scheduler"] = a["scheduler"]
    assert said_of(tmp_path, a, b) == said_of(tmp_path, b, a) == ()


def test_running_statistics_that_were_reset_before_the_next_step(tmp_path: Path, good: tuple[State, State]) -> None:
    new = Run(1000).load(good[0])
    new.model["norm"].reset_running_stats()  # type: ignore[operator]  # a layer, as torch does not say
    assert said_of(tmp_path, good[0], new.state())[0] == (
        f"{STANDS}num_batches_tracked of batch norm falls from 36 to 0, as if its running statistics had not been "
        "loaded and began again")


def test_a_model_that_was_not_loaded_and_two_runs_that_began_apart(tmp_path: Path, good: tuple[State, State]) -> None:
    other = Run(7).train(BEFORE)
    tail = "), as if none of them had been loaded, or in two trainings that began apart"
    for b in (Run(1000).load(good[0], "model").state(), other):
        said = next(text for text in said_of(tmp_path, good[0], b) if "in common" in text)
        assert said.startswith(f"{STANDS}the weights have nothing in common (median cosine 0.")
        assert said.endswith(tail)
    (said,) = said_of(tmp_path, good[0]["model"], other["model"])
    assert said.startswith("The weights have nothing in common (median cosine 0.")
    assert said.endswith("), as in two trainings that began apart")


def test_epochs_that_were_not_counted_right(tmp_path: Path, good: tuple[State, State]) -> None:
    a, b = good
    (said,) = said_of(tmp_path, a, b | {"epoch": 5})
    assert said == ("From A to B epoch rises from 3 to 5, but the scheduler's last_epoch from 3 to 4 only, as if an "
                    "epoch had not been counted right, or the scheduler not stepped in each")
    assert said_of(tmp_path, a, b | {"epoch": 3}) == (
        f"{STANDS}the scheduler's last_epoch rises from 3 to 4, as if an epoch had not been counted",)


def test_a_file_may_be_written_before_its_scheduler_is_stepped(
        tmp_path: Path, good: tuple[State, State], good_sgd: tuple[State, State]) -> None:
    """As the best one after the validation, beside the last one at the end of an epoch."""
    a, b = good

    def stepped_once(state: State) -> State:
        optimizer = state["optimizer"] | {"param_groups": b["optimizer"]["param_groups"]}
        return state | {"scheduler": b["scheduler"], "optimizer": optimizer}

    best = stepped_once(Run(1000).load(a).train(2))
    assert (best["epoch"], best["scheduler"]["last_epoch"]) == (5, 4)
    assert said_of(tmp_path, a, best) == said_of(tmp_path, a, stepped_once(a)) == ()
    before, after = good_sgd
    assert said_of(tmp_path, before, after | {"epoch": 5}) == (), "SGD counts no steps"
    assert "only, as if an epoch" in said_of(tmp_path, before, after | {"epoch": 6})[0]


def test_an_averaged_copy_that_was_made_anew(tmp_path: Path, good: tuple[State, State]) -> None:
    (said,) = resumed(tmp_path, without_average)
    assert said.startswith("/ema in B has little in common with the model (median cosine 0.")
    assert said.endswith("), as if a resume had not loaded it")
    a, b = good
    made = ("/ema in B is equal to the model (the first numbers of all its 12 tensors), in A it is not, as if the copy "
            "had been made anew from the model")
    assert said_of(tmp_path, a, b | {"ema": copy.deepcopy(b["model"])}) == (made,)
    assert said_of(tmp_path, a, b | {"ema": b["model"]})[0] == made, "the very tensors"
    assert said_of(tmp_path, a | {"ema": a["model"]}, b | {"ema": b["model"]}) == (), "it always was"
    assert said_of(tmp_path, a | {"best": a["ema"]}, b | {"best": b["model"]}) == (), "this may be the best"


def test_a_prefix_before_all_names(tmp_path: Path, good: tuple[State, State]) -> None:
    a, b = good
    for prefix in ("module.", "_orig_mod."):
        wrapped = b | {"model": {f"{prefix}{name}": value for name, value in b["model"].items()}}
        said = (f"The names of the model have the prefix {prefix} in {{}} only: load_state_dict cannot load one into "
                "the other, and with strict=False it loads nothing")
        assert said_of(tmp_path, a, wrapped) == (said.format("B"),)
        assert said_of(tmp_path, wrapped, a) == (said.format("A"),)
        model = Run(0).model
        missing = model.load_state_dict(wrapped["model"], strict=False).missing_keys
        assert {name for name, _ in model.named_parameters()} <= set(missing)


def test_nan_in_a_moment_is_told_with_the_parameter_that_it_will_reach(
        tmp_path: Path, good: tuple[State, State]) -> None:
    b = copy.deepcopy(good[1])
    b["optimizer"]["state"][4]["exp_avg_sq"][0, 0] = float("nan")
    diff, numbers = measured(tmp_path, good[0], b)
    assert sentence(diff, numbers).startswith("NaN or infinite numbers in state/4/exp_avg_sq; ")
    (said,) = said_of(tmp_path, good[0], b)
    assert said == ("NaN or infinite numbers, in A or B, in what the optimizer keeps for one.weight (exp_avg_sq): its "
                    "next step takes them into the weights")
    new = Run(1000).load(b)
    new.train()
    assert new.model.state_dict()["one.weight"].isnan().any()


def test_a_rate_that_is_a_tensor_now_is_named(tmp_path: Path, good: tuple[State, State]) -> None:
    b = copy.deepcopy(good[0])
    (group,) = b["optimizer"]["param_groups"]
    group["lr"] = torch.tensor(group["lr"])
    found = measured(tmp_path, good[0], b)
    assert sentence(*found).endswith(
        " identical, param_groups/0/lr of another type (0.001 (float) → tensor float32 scalar)")
    assert said_of(tmp_path, good[0], b) == ()


def test_a_resume_as_it_should_be_says_nothing(tmp_path: Path, good: tuple[State, State]) -> None:
    assert resumed(tmp_path, as_it_should) == said_of(tmp_path, *good) == ()
