"""Genuine trainings that are resumed as people do it wrong: the comparison says what was lost, and nothing of those
that merely went on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import CosineAnnealingLR, CosineAnnealingWarmRestarts, LRScheduler, OneCycleLR, StepLR

from ckpt_viewer.core.diffing.remarks import movement_remarks, structure_remarks
from ckpt_viewer.core.diffing.timeline import resumes
from tests.core.diffing.test_frozen import measured
from tests.core.diffing.timeline.runs import save_run, told

State = dict[str, Any]
STEPS, BEFORE = 12, 3
OPTIMIZERS: dict[str, Callable[[list[nn.Parameter]], torch.optim.Optimizer]] = {
    "Adam": lambda params: torch.optim.Adam(params, 0.01, weight_decay=0.01),
    "SGD": lambda params: torch.optim.SGD(params, 0.05, momentum=0.9, weight_decay=0.01),
    "LBFGS": lambda params: torch.optim.LBFGS(params, 0.1, max_iter=2),
    "Muon": lambda params: torch.optim.Muon([param for param in params if param.ndim == 2]),
    **{name: getattr(torch.optim, name) for name in (
        "AdamW", "NAdam", "RAdam", "Adamax", "Adagrad", "Adadelta", "Adafactor", "RMSprop", "Rprop", "ASGD")},
}
SCHEDULES: dict[str, Callable[[torch.optim.Optimizer], LRScheduler]] = {
    "step": lambda optimizer: StepLR(optimizer, 2), "cosine": lambda optimizer: CosineAnnealingLR(optimizer, 8),
    "restarts": lambda optimizer: CosineAnnealingWarmRestarts(optimizer, 3),
    "cycle": lambda optimizer: OneCycleLR(optimizer, 0.05, total_steps=20),
    "milestones": lambda optimizer: lr_scheduler.MultiStepLR(optimizer, [2, 4]),
    "exponential": lambda optimizer: lr_scheduler.ExponentialLR(optimizer, 0.9),
    "linear": lambda optimizer: lr_scheduler.LinearLR(optimizer, total_iters=6),
    "constant": lambda optimizer: lr_scheduler.ConstantLR(optimizer, total_iters=4),
    "polynomial": lambda optimizer: lr_scheduler.PolynomialLR(optimizer, 8, 2.0),
    "lambda": lambda optimizer: lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.95**epoch),
    "warm-up": lambda optimizer: lr_scheduler.SequentialLR(
        optimizer, [lr_scheduler.LinearLR(optimizer, 0.1, total_iters=3), CosineAnnealingLR(optimizer, 8)], [3]),
    "chained": lambda optimizer: lr_scheduler.ChainedScheduler(
        [lr_scheduler.ConstantLR(optimizer, total_iters=4), lr_scheduler.ExponentialLR(optimizer, 0.9)]),
}
GENERAL = ("step", "cosine", "restarts", "cycle")
RISE = "From A to B epoch rises from 3 to 4, but "
LR = " at its step 4, where B has "
NO_OPTIMIZER = ", as if a resume had not loaded the optimizer, or had set the rate again"
SCALER_STARTED = "the GradScaler started again at a scale of"
NO_SCALER = ", as if a resume had not loaded it"
STILL = ("The running statistics of 1 batch norm layer are the same in A and B, though the weights moved, as if the "
         "model had been trained in evaluation mode")
RECOUNTED = (f"{RISE}num_batches_tracked of batch norm falls from 36 to 12, as if its running statistics had not "
             "been loaded and began again")
OTHER_ORDER = ("The optimizer's parameters come in another order in B: number 4 is one.weight in A and two.weight in B "
               "(so for 4 parameters). load_state_dict goes by number, and gives the state of one to the other")


class Run:
    """A training of a small model with everything that a checkpoint keeps; `wide` blocks come in another order."""

    def __init__(self, seed: int, kind: str = "Adam", schedule: str = "step", wide: tuple[str, str] = ("one", "two")
                 ) -> None:
        torch.manual_seed(seed)
        blocks = {"into": nn.Linear(8, 24), "norm": nn.BatchNorm1d(24), **{name: nn.Linear(24, 24) for name in wide},
                  "head": nn.Linear(24, 5)}
        self.model = nn.ModuleDict(blocks)
        self.average = copy.deepcopy(self.model)
        self.optimizer: torch.optim.Optimizer = OPTIMIZERS[kind](list(self.model.parameters()))
        self.schedule = SCHEDULES[schedule](self.optimizer)
        self.scaler = torch.amp.GradScaler("cpu", growth_interval=10)
        self.epoch, self.evaluate = 0, False
        self.data = torch.Generator().manual_seed(seed + 50)

    def train(self, epochs: int = 1) -> State:
        self.model.train(not self.evaluate)
        for _ in range(epochs):
            for _ in range(STEPS):
                self._step()
            self.schedule.step()
            self.epoch += 1
        return self.state()

    def _step(self) -> None:
        x = torch.randn(16, 8, generator=self.data)
        if isinstance(self.optimizer, torch.optim.LBFGS):  # it asks for the loss itself, which no scaler allows
            self.optimizer.step(lambda: self._backward(x).item())  # type: ignore[no-untyped-call]
        else:
            self._backward(x)
            self.scaler.step(self.optimizer)
            self.scaler.update()
        with torch.no_grad():
            for kept, now in zip(self.average.parameters(), self.model.parameters(), strict=True):
                kept.lerp_(now, 0.05)
            for name, counted in self.model.named_buffers():
                self.average.get_buffer(name).copy_(counted)

    def _backward(self, x: torch.Tensor) -> torch.Tensor:
        blocks = self.model
        out = blocks["head"](blocks["two"](torch.relu(blocks["one"](blocks["norm"](blocks["into"](x))))))
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(out, x[:, :5].argmax(1))
        scaled: Any = loss if isinstance(self.optimizer, torch.optim.LBFGS) else self.scaler.scale(loss)
        scaled.backward()
        return loss

    def parts(self) -> dict[str, Any]:
        return {"model": self.model, "ema": self.average, "optimizer": self.optimizer, "scheduler": self.schedule,
                "scaler": self.scaler}

    def state(self) -> State:
        return copy.deepcopy({"epoch": self.epoch, **{name: part.state_dict() for name, part in self.parts().items()}})

    def load(self, state: State, *left_out: str) -> Run:
        for name, part in self.parts().items():
            if name not in left_out:
                part.load_state_dict(copy.deepcopy(state[name]))  # optimizers go on with the very tensors
        self.epoch = state["epoch"]
        return self


def as_it_should(new: Run, state: State) -> None:
    new.load(state)


def without_optimizer(new: Run, state: State) -> None:
    new.load(state, "optimizer")


def with_a_schedule_made_after(new: Run, state: State) -> None:
    new.load(state, "scheduler")
    for group in new.optimizer.param_groups:
        group["lr"] = group["initial_lr"]
    new.schedule.load_state_dict(state["scheduler"])


def without_scaler(new: Run, state: State) -> None:
    new.load(state, "scaler")


def without_decay(new: Run, state: State) -> None:
    new.load(state).optimizer.param_groups[0]["weight_decay"] = 0.0


def in_evaluation(new: Run, state: State) -> None:
    new.load(state).evaluate = True


def from_the_average(new: Run, state: State) -> None:
    new.load(state | {"model": state["ema"]})


def without_statistics(new: Run, state: State) -> None:
    new.load(state, "model").model.load_state_dict(
        {name: value for name, value in state["model"].items() if "running" not in name and "num_b" not in name},
        strict=False)


def with_other_names(new: Run, state: State) -> None:
    """As a model within DistributedDataParallel was saved."""
    state["model"] = {f"module.{name}": value for name, value in state["model"].items()}
    new.load(state, "model").model.load_state_dict(state["model"], strict=False)


def resumed(tmp_path: Path, mistake: Callable[[Run, State], None], *, seed: int = 0, kind: str = "Adam",
            schedule: str = "step", wide: tuple[str, str] = ("one", "two")) -> tuple[str, ...]:
    """What is said of the last checkpoint before a resume and the first after it."""
    before = Run(seed, kind, schedule).train(BEFORE)
    new = Run(seed + 1000, kind, schedule, wide)
    mistake(new, before)
    found = measured(tmp_path, before, new.train())
    return (*structure_remarks(found[0]), *movement_remarks(*found))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["Adam", "SGD"])
@pytest.mark.parametrize("schedule", GENERAL)
def test_nothing_is_said_of_a_training_that_went_on(tmp_path: Path, schedule: str, kind: str, seed: int) -> None:
    assert resumed(tmp_path, as_it_should, seed=seed, kind=kind, schedule=schedule) == ()


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if kind not in ("Adam", "SGD")])
def test_nothing_is_said_of_any_optimizer_of_torch_that_went_on(tmp_path: Path, kind: str) -> None:
    """But that Muon moves no vectors, and LBFGS no bias before a batch norm, which has no gradient."""
    said = resumed(tmp_path, as_it_should, kind=kind)
    assert [text for text in said if not text.startswith("Did not move: ")] == []


@pytest.mark.parametrize("schedule", [schedule for schedule in SCHEDULES if schedule not in GENERAL])
def test_nothing_is_said_of_any_schedule_of_torch_that_went_on(tmp_path: Path, schedule: str) -> None:
    assert resumed(tmp_path, as_it_should, schedule=schedule) == ()


@pytest.mark.parametrize(("mistake", "kind", "said"), [
    (without_optimizer, "SGD", f"StepLR of A leads lr to 0.0005{LR}0.005{NO_OPTIMIZER}"),
    (with_a_schedule_made_after, "SGD", f"StepLR of A leads lr to 0.0005{LR}0.005{NO_OPTIMIZER}"),
    (with_a_schedule_made_after, "Adam", f"StepLR of A leads lr to 0.0001{LR}0.001{NO_OPTIMIZER}"),
    (without_scaler, "Adam", f"{RISE}{SCALER_STARTED} 65536, which had been 524288{NO_SCALER}"),
    (without_scaler, "SGD", f"{RISE}{SCALER_STARTED} 65536, which had been 524288{NO_SCALER}"),
    (without_decay, "Adam", "Other settings of the optimizer: weight_decay 0.01 → 0.0"),
    (in_evaluation, "Adam", STILL), (without_statistics, "SGD", RECOUNTED),
], ids=lambda value: getattr(value, "__name__", "") if callable(value) else str(value)[:12])
def test_what_a_resume_lost_is_said_in_one_sentence(
        tmp_path: Path, mistake: Callable[[Run, State], None], kind: str, said: str) -> None:
    assert resumed(tmp_path, mistake, kind=kind) == (said,)


def test_a_timeline_says_the_same_once_and_where_it_goes_on(tmp_path: Path) -> None:
    run = Run(0)
    values = {f"e{epoch}.pth": run.train() for epoch in (1, 2, 3)}
    assert not resumes(told(save_run(tmp_path, values)).timeline)
    new = Run(1000)
    in_evaluation(new, run.state())
    values |= {f"e{epoch}.pth": new.train() for epoch in (4, 5, 6)}
    found = told(save_run(tmp_path, values))
    assert [(passage.before, passage.after, *passage.remarks) for passage in resumes(found.timeline)] == [
        (2, 3, STILL), (3, 4, STILL), (4, 5, STILL)]
    assert [text for text in found.sentences if "(A)" in text] == [
        f"Between e3.pth (A) and e4.pth (B): {STILL} (so also e4.pth → e5.pth, e5.pth → e6.pth)"]


def test_a_timeline_names_what_began_anew_and_what_its_optimizer_lost(tmp_path: Path) -> None:
    run = Run(0)
    values = {f"e{epoch}.pth": run.train() for epoch in (1, 2, 3)}
    new = Run(1000)
    with_other_names(new, run.state())
    new.optimizer.param_groups[0]["weight_decay"] = 0.0
    values["e4.pth"] = new.train()
    (passage,) = resumes(told(save_run(tmp_path, values)).timeline)
    assert [text[:60] for text in passage.remarks] == [
        RECOUNTED[:60], "Other settings of the optimizer: weight_decay 0.01 → 0.0",
        f"{RISE}nothing is left of the weights"[:60]]


@pytest.mark.parametrize("seed", range(3))
def test_an_averaged_copy_that_was_loaded_as_the_model(tmp_path: Path, seed: int) -> None:
    said = resumed(tmp_path, from_the_average, kind="SGD", seed=seed)
    assert [text.partition(", at ")[0] for text in said] == [
        "The model in B lies nearer to /ema of A than to the model there"]


def test_a_load_that_took_nothing_for_a_prefix(tmp_path: Path) -> None:
    counted, anew = resumed(tmp_path, with_other_names)
    assert counted == RECOUNTED.partition("its running")[0] + (
        "nothing had been loaded, since its names have the prefix module. on one side only")
    assert anew.startswith(f"{RISE}nothing is left of the weights (median cosine 0.0")
    assert anew.endswith("as if none of them had been loaded. Its names have the prefix module. on one side only: "
                         "load_state_dict(strict=False) then loads nothing")


def test_sgd_keeps_no_proof_of_another_order_but_has_one(tmp_path: Path) -> None:
    assert resumed(tmp_path, as_it_should, kind="SGD", wide=("two", "one")) == (OTHER_ORDER,)


def test_what_a_schedule_cycles_is_no_other_setting(tmp_path: Path) -> None:
    assert resumed(tmp_path, as_it_should, schedule="cycle") == ()
    assert resumed(tmp_path, without_decay, schedule="cycle") == (
        "Other settings of the optimizer: weight_decay 0.01 → 0.0",)


def test_a_scaler_that_had_overflowed_before_is_known_by_the_steps_of_adam(tmp_path: Path) -> None:
    def low(new: Run, state: State) -> None:
        state["scaler"] |= {"scale": 1024.0, "_growth_tracker": 3}
        new.load(state, "scaler")

    assert resumed(tmp_path, low) == (
        f"{RISE}{SCALER_STARTED} 65536, which had been 1024{NO_SCALER}",)


def test_an_overflow_is_no_scaler_that_began_anew(tmp_path: Path) -> None:
    """Halved on the way, as a large loss does it: what it counts since does not come out even."""
    def overflows(new: Run, state: State) -> None:
        new.load(state | {"scaler": state["scaler"] | {"scale": state["scaler"]["scale"] / 2, "_growth_tracker": 1}})

    assert resumed(tmp_path, overflows) == ()


def said_of(tmp_path: Path, before: State, after: State) -> tuple[str, ...]:
    found = measured(tmp_path, before, after)
    return (*structure_remarks(found[0]), *movement_remarks(*found))


def test_one_counter_that_fell_beside_one_that_rose_is_no_load_that_left_them_out(tmp_path: Path) -> None:
    """As where one layer was put in anew by hand."""
    def counted(epoch: int, **counts: int) -> State:
        return {"epoch": epoch, "model": {f"{name}.num_batches_tracked": torch.tensor(n) for name, n in counts.items()}}

    assert said_of(tmp_path, counted(3, one=36, two=36), counted(4, one=12, two=12)) == (RECOUNTED,)
    assert said_of(tmp_path, counted(3, one=36, two=36), counted(4, one=12, two=48)) == ()


def test_after_a_long_training_little_is_left_of_the_weights_anyway(tmp_path: Path) -> None:
    torch.manual_seed(0)

    def at(epoch: int) -> State:
        return {"epoch": epoch, "model": {f"{n}.weight": torch.randn(40, 40) for n in range(4)}}

    (said,) = said_of(tmp_path, at(3), at(6))
    assert "nothing is left of the weights" in said
    assert said_of(tmp_path, at(3), at(7)) == ()


def test_weights_that_blew_up_are_no_load_that_took_nothing(tmp_path: Path) -> None:
    torch.manual_seed(0)

    def at(epoch: int, size: float) -> State:
        return {"epoch": epoch, "model": {f"{n}.weight": size * torch.randn(40, 40) for n in range(4)}}

    for name in ("5 to 6", "5 to 20"):  # far too large steps are told after a long training too
        last = int(name.split()[-1])
        forth, back = said_of(tmp_path, at(5, 0.1), at(last, 40)), said_of(tmp_path, at(last, 40), at(5, 0.1))
        for (said,), sides in ((forth, "A to B"), (back, "B to A")):
            assert said == (f"From {sides} epoch rises from {name}, and the weights became over 10 "
                            "times as large, as after steps that were far too large")
    assert "nothing is left" in said_of(tmp_path, at(5, 0.1), at(6, 0.5))[0], "a fresh model may be a little larger"
