"""Which optimizer wrote a state_dict, told by the keys of its groups and of its state.

A state_dict does not name its class. The rules follow the `defaults` and the state of every class in torch/optim and of
a few others; what fits two classes gives both names, what fits none gives "unknown optimizer".
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

UNKNOWN = "unknown optimizer"

# Keys of a group, all of which must be there, in the order in which the rules are tried.
_BY_GROUP: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"tolerance_grad", "history_size"}), "LBFGS"),
    (frozenset({"ns_steps", "momentum"}), "Muon"),
    (frozenset({"beta2_decay", "d"}), "Adafactor"),
    (frozenset({"scale_parameter", "relative_step"}), "Adafactor (transformers)"),
    (frozenset({"lambd", "t0"}), "ASGD"),
    (frozenset({"etas", "step_sizes"}), "Rprop"),
    (frozenset({"rho", "eps"}), "Adadelta"),
    (frozenset({"lr_decay"}), "Adagrad"),
    (frozenset({"momentum_decay", "betas"}), "NAdam"),
    (frozenset({"alpha", "centered"}), "RMSprop"),
    (frozenset({"d_coef"}), "Prodigy or D-Adaptation"),
    (frozenset({"grad_averaging", "max_grad_norm"}), "LAMB (apex)"),
    (frozenset({"correct_bias", "betas"}), "AdamW (transformers)"),
    (frozenset({"bias_correction", "betas"}), "Adam (apex)"),
    (frozenset({"dampening", "nesterov"}), "SGD"),
)


def guess_optimizer(group: AbstractSet[str], state: AbstractSet[str], decoupled: bool | None) -> str:
    """The class from the keys of the first group and of a parameter's state.

    `decoupled` is the group's `decoupled_weight_decay`, None where it is not there: torch ≥ 2.7 makes AdamW an Adam
    with this set (torch/optim/adamw.py).
    """
    if {"state1", "absmax1"} <= state:
        return "8-bit Adam (bitsandbytes)" if "state2" in state else "8-bit optimizer (bitsandbytes)"
    named = next((name for keys, name in _BY_GROUP if keys <= group), None)
    if named is not None:
        return named
    return _guess_adaptive(group, state, decoupled) if "betas" in group else UNKNOWN


def _guess_adaptive(group: AbstractSet[str], state: AbstractSet[str], decoupled: bool | None) -> str:
    """Among the classes with `betas`: torch/optim/{adam,adamw,adamax,radam,sparse_adam}.py and Lion."""
    if "exp_inf" in state:
        return "Adamax"
    if ("exp_avg" in state and "exp_avg_sq" not in state) or "eps" not in group:
        return "Lion"
    if "amsgrad" in group:
        return "Adam or AdamW" if decoupled is None else "AdamW" if decoupled else "Adam"
    if "weight_decay" not in group:
        return "SparseAdam"
    if decoupled is not None or "exp_avg_sq" in state:
        return "RAdam"
    # Before torch 2.1 a group of RAdam has the keys of one of Adamax, which alone had `maximize` by then.
    return "Adamax" if "maximize" in group else "Adamax or RAdam"
