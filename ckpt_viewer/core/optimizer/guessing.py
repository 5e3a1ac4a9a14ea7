"""Which optimizer wrote a state_dict, told by the keys of its groups and of its state.

A state_dict does not name its class. The rules follow the `defaults` and the state of every class in torch/optim and of
a few others; what fits two classes gives both names, what fits none gives "unknown optimizer".
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

UNKNOWN = "unknown optimizer"

# Keys of a state that one class alone keeps, of libraries such as timm, pytorch_optimizer, schedulefree, torchao.
_BY_STATE: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"exp_avg", "exp_avg_var"}), "AdaBelief"),
    (frozenset({"exp_avg_diff", "exp_avg_sq"}), "Adan"),
    (frozenset({"exp_avg_slow", "exp_avg_sq"}), "AdEMAMix"),
    (frozenset({"exp_avg_lr_1", "exp_avg_lr_2"}), "LaProp"),
    (frozenset({"exp_avg_res_row", "exp_avg_res_col"}), "CAME"),
    (frozenset({"grad_sum_sq", "s"}), "MADGRAD"),
    (frozenset({"Q", "GG"}), "SOAP"),
    (frozenset({"Q", "momentum_buffer"}), "PSGD Kron"),
    (frozenset({"exp_avg", "hessian"}), "Sophia"),
    (frozenset({"precond_0", "inv_precond_0"}), "Shampoo"),
    (frozenset({"m", "vmean"}), "Adam-mini"),
    (frozenset({"slow_buffer", "exp_avg"}), "Ranger"),
)
# Keys of a group, all of which must be there, in the order in which the rules are tried.
_BY_GROUP: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"train_mode", "silent_sgd_phase"}), "RAdam (schedule-free)"),
    (frozenset({"train_mode", "weight_sum", "betas"}), "AdamW (schedule-free)"),
    (frozenset({"train_mode", "weight_sum", "momentum"}), "SGD (schedule-free)"),
    (frozenset({"lookahead_k", "lookahead_alpha"}), "Lookahead"),
    (frozenset({"trust_coefficient", "momentum"}), "LARS"),
    (frozenset({"grad_averaging", "max_grad_norm", "trust_clip"}), "LAMB (timm)"),
    (frozenset({"dampening", "nesterov", "caution"}), "SGDW (timm)"),
    (frozenset({"alpha", "centered", "lr_in_momentum"}), "RMSprop (timm)"),
    (frozenset({"min_dim_size_to_factor", "beta2_cap"}), "Adafactor (timm)"),
    (frozenset({"betas", "wd_ratio", "delta"}), "AdamP"),
    (frozenset({"betas", "mars_type"}), "MARS"),
    (frozenset({"betas", "clip_exp", "decoupled"}), "ADOPT"),
    (frozenset({"betas", "initial_accumulator"}), "Yogi"),
    (frozenset({"betas", "final_lr", "gamma"}), "AdaBound"),
    (frozenset({"betas", "scale_type", "correct_bias"}), "APOLLO"),
    (frozenset({"tolerance_grad", "history_size"}), "LBFGS"),
    (frozenset({"ns_steps", "adjust_lr_fn"}), "Muon"),
    (frozenset({"ns_steps", "adamw_betas"}), "Muon with AdamW"),
    (frozenset({"use_muon"}), "Muon with Adam"),
    (frozenset({"ns_steps", "momentum"}), "Muon (not of torch)"),
    (frozenset({"update_proj_gap", "proj_type"}), "GaLore"),
    (frozenset({"beta2_decay", "d"}), "Adafactor"),
    (frozenset({"scale_parameter", "relative_step"}), "Adafactor (transformers)"),
    (frozenset({"lambd", "t0"}), "ASGD"),
    (frozenset({"etas", "step_sizes"}), "Rprop"),
    (frozenset({"rho", "eps"}), "Adadelta"),
    (frozenset({"lr_decay"}), "Adagrad"),
    (frozenset({"momentum_decay", "betas"}), "NAdam"),
    (frozenset({"alpha", "centered"}), "RMSprop"),
    (frozenset({"d_coef"}), "Prodigy or D-Adaptation"),
    (frozenset({"growth_rate", "d"}), "Prodigy or D-Adaptation"),
    (frozenset({"grad_averaging", "max_grad_norm", "bias_correction"}), "LAMB (apex)"),
    (frozenset({"grad_averaging", "max_grad_norm"}), "LAMB"),
    (frozenset({"grad_averaging", "betas"}), "NovoGrad"),
    (frozenset({"correct_bias", "betas"}), "AdamW (transformers)"),
    (frozenset({"bias_correction", "betas"}), "Adam (apex)"),
    (frozenset({"dampening", "nesterov", "wd_ratio"}), "SGDP"),
    (frozenset({"dampening", "nesterov", "weight_decouple"}), "SGDW"),
    (frozenset({"dampening", "nesterov"}), "SGD"),
    (frozenset({"mom", "nu_1"}), "QHAdam (fastai)"),
    (frozenset({"mom", "trust_coeff"}), "LARC (fastai)"),
    (frozenset({"mom", "sqr_mom", "beta"}), "RAdam (fastai)"),
    (frozenset({"mom", "sqr_mom"}), "Adam, LAMB or RMSProp (fastai)"),
    (frozenset({"mom", "wd"}), "SGD (fastai)"),
)

# Those of torch's classes with `betas`, what schedulers add, and what people add to tell their groups apart.
_OF_TORCH = frozenset({
    "params", "param_names", "lr", "betas", "eps", "weight_decay", "foreach", "maximize", "capturable",
    "differentiable", "decoupled_weight_decay", "fused", "initial_lr", "max_lr", "min_lr", "swa_lr", "base_momentum",
    "max_momentum", "name", "group_name", "lr_scale", "lr_mult", "decay_mult", "wd_mult",
})
_OF_ADAM = frozenset({"step", "exp_avg", "exp_avg_sq", "exp_inf"})


def guess_optimizer(group: AbstractSet[str], state: AbstractSet[str], decoupled: bool | None) -> str:
    """The class from the keys of the first group and of a parameter's state.

    `decoupled` is the group's `decoupled_weight_decay`, None where it is not there: torch ≥ 2.7 makes AdamW an Adam
    with this set (torch/optim/adamw.py).
    """
    if {"state1", "absmax1"} <= state:
        return "8-bit Adam (bitsandbytes)" if "state2" in state else "8-bit optimizer (bitsandbytes)"
    if "state1" in state:  # as the same keep 32 bits of small parameters
        return "Adam (bitsandbytes)" if "state2" in state else "optimizer of bitsandbytes"
    rules = ((_BY_STATE, state), (_BY_GROUP, group))
    named = next((name for known, held in rules for keys, name in known if keys <= held), None)
    if named is not None:
        return named
    return _guess_adaptive(group, state, decoupled) if "betas" in group else UNKNOWN


def _guess_adaptive(group: AbstractSet[str], state: AbstractSet[str], decoupled: bool | None) -> str:
    """Among the classes with `betas`: torch/optim/{adam,adamw,adamax,radam,sparse_adam}.py and Lion.

    Many others have the keys of RAdam and some of their own: such a one is not called by its name.
    """
    if "exp_inf" in state:
        return "Adamax"
    if state <= {"step", "exp_avg"} and ("exp_avg" in state or "eps" not in group):
        return "Lion"
    if "amsgrad" in group:
        return "Adam or AdamW" if decoupled is None else "AdamW" if decoupled else "Adam"
    if not (state <= _OF_ADAM and group <= _OF_TORCH and "eps" in group):
        return UNKNOWN
    if "weight_decay" not in group:
        return "SparseAdam"
    if decoupled is not None or "exp_avg_sq" in state:
        return "RAdam"
    # Before torch 2.1 a group of RAdam has the keys of one of Adamax, which alone had `maximize` by then.
    return "Adamax" if "maximize" in group else "Adamax or RAdam"
