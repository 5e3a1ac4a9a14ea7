"""The lines that make the optimizer and the scheduler of a training again, so that their state fits."""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, Mapping, Object, Sequence
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.optimizer import OptimizerView, SchedulerView
from ckpt_viewer.core.snippets.contents import Contents
from ckpt_viewer.core.snippets.writing import lookup, number_literal, text_literal
from ckpt_viewer.core.wording import count_text

_TORCH_OPTIMIZERS = frozenset({
    "ASGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "LBFGS", "Muon", "NAdam", "RAdam", "RMSprop",
    "Rprop", "SGD", "SparseAdam",
})
# Arguments of a scheduler that stand in its state under the same name (torch/optim/lr_scheduler.py). The state brings
# everything else, so only what the constructor demands or what decides the class's shape is written.
_ARGUMENTS = {
    "StepLR": ("step_size", "gamma"), "MultiStepLR": ("gamma",), "ExponentialLR": ("gamma",),
    "ConstantLR": ("factor", "total_iters"), "LinearLR": ("start_factor", "end_factor", "total_iters"),
    "PolynomialLR": ("total_iters", "power"), "CosineAnnealingLR": ("T_max", "eta_min"),
    "CosineAnnealingWarmRestarts": ("T_0", "T_mult", "eta_min"), "OneCycleLR": ("total_steps", "cycle_momentum"),
    "CyclicLR": ("cycle_momentum",), "ReduceLROnPlateau": ("mode", "factor", "patience"), "LambdaLR": (),
}
_MAX_NAMES = 40
# What an optimizer has to be made with for what it keeps: a flattened state has room only where it already keeps some.
_KEEPING = ("momentum", "amsgrad", "centered")
_FLAT_IMPORT = "from torch.distributed.checkpoint.state_dict import StateDictOptions, set_optimizer_state_dict"


def optimizer_lines(contents: Contents, optimizer: OptimizerView) -> list[str] | None:
    """Lines that set `optimizer` for `model`; None where only its author can write them."""
    name = "AdamW" if optimizer.guess == "Adam or AdamW" else optimizer.guess
    if name not in _TORCH_OPTIMIZERS or not optimizer.groups or optimizer.as_vectors:
        return None
    hint = "  # or Adam: the file does not say which" if name != optimizer.guess else ""
    rate = number_literal(contents.graph, dict(optimizer.groups[0].hyper).get("lr")) or "1e-3"
    rate += _keeping(contents.graph, optimizer)
    names = [[param.name for param in group.params] for group in optimizer.groups]
    alone = contents.weights is None and contents.whole is None
    if len(optimizer.groups) == 1 and (optimizer.complete or (alone and not any(names[0]))):
        return [f"optimizer = torch.optim.{name}(model.parameters(), lr={rate}){hint}"]
    if any(n is None for group in names for n in group) or sum(map(len, names)) > _MAX_NAMES:
        return None
    lines = ["parameters = dict(model.named_parameters())", f"optimizer = torch.optim.{name}(", "    ["]
    for group in names:
        listed = ", ".join(text_literal(str(n).removeprefix(contents.prefix)) for n in group)
        lines.append(f'        {{"params": [parameters[name] for name in [{listed}]]}},')
    return [*lines, "    ],", f"    lr={rate},{hint}", ")"]


def _keeping(graph: Graph, optimizer: OptimizerView) -> str:
    told = dict(optimizer.groups[0].hyper) if optimizer.flattened else {}
    pairs = [(word, number_literal(graph, told.get(word))) for word in _KEEPING]
    return "".join(f", {word}={value}" for word, value in pairs if value not in (None, "0", "0.0", "False"))


def unknown_optimizer_lines(optimizer: OptimizerView) -> list[str]:
    """What to say where the optimizer cannot be written down."""
    counts = [len(group.params) for group in optimizer.groups]
    groups = count_text(len(counts), "param group")
    if optimizer.as_vectors:
        return [f"# optimizer = …  make it as for the training: {_class_words(optimizer)}, {groups},",
                "# each one vector in place of many parameters"]
    if optimizer.ungrouped:
        return [f"# optimizer = …  make it as for the training: {_class_words(optimizer)}, {groups}"]
    sizes = ", ".join(map(str, counts[:8]))
    return [f"# optimizer = …  make it as for the training: {_class_words(optimizer)}, {groups} of {sizes} parameters"]


def scheduler_lines(graph: Graph, scheduler: SchedulerView, optimizer: OptimizerView) -> list[str] | None:
    """Lines that set `scheduler` for `optimizer`; None where only its author can write them."""
    if scheduler.guess not in _ARGUMENTS or isinstance(graph[scheduler.node], Object):
        return None
    held = named_children(graph, scheduler.node)
    arguments = [
        f"{name}={value}" for name in _ARGUMENTS[scheduler.guess]
        if (value := number_literal(graph, held.get(name))) is not None
    ]
    match scheduler.guess:
        case "MultiStepLR":
            arguments.insert(0, f"milestones={_milestones(graph, scheduler)}")
        case "LambdaLR":
            return ["scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1.0)  # your own function"]
        case "OneCycleLR":
            arguments.insert(0, f"max_lr={_rates(graph, [dict(g.hyper).get('max_lr') for g in optimizer.groups])}")
        case "CyclicLR":
            lists = dict(scheduler.lists)
            low, high = (_items(graph, lists.get(name)) for name in ("base_lrs", "max_lrs"))
            arguments = [f"base_lr={_rates(graph, low)}", f"max_lr={_rates(graph, high)}", *arguments]
    return [f"scheduler = torch.optim.lr_scheduler.{scheduler.guess}(optimizer, {', '.join(arguments)})"]


def load_state_line(contents: Contents, variable: str, view: OptimizerView | SchedulerView, source: str) -> str | None:
    """`optimizer.load_state_dict(checkpoint["optim_state"])`, from the file's object where it holds one."""
    where = lookup(contents.graph, source, view.path)
    if where is None:
        return None
    if isinstance(view, OptimizerView) and view.flattened:
        options = "options=StateDictOptions(flatten_optimizer_state_dict=True)"
        return f"set_optimizer_state_dict(model, {variable}, {where}, {options})"
    whole = isinstance(contents.graph[view.node], Object)
    return f"{variable}.load_state_dict({where}{'.state_dict()' if whole else ''})"


def loading_imports(optimizer: OptimizerView | None, head: list[str]) -> list[str]:
    """The first lines of a snippet, with what `load_state_line` needs of torch."""
    first, *rest = head
    return [first, _FLAT_IMPORT, *rest] if optimizer is not None and optimizer.flattened else head


def _class_words(optimizer: OptimizerView) -> str:
    return optimizer.guess if optimizer.guess.isprintable() else "its class"


def _milestones(graph: Graph, scheduler: SchedulerView) -> str:
    """A Counter of epochs in the state, a list in the constructor."""
    node = named_children(graph, scheduler.node).get("milestones")
    held = None if node is None else graph[node]
    epochs = [key for key in held.keys if type(key) is int] if isinstance(held, Mapping) else []
    return repr(sorted(epochs)[:_MAX_NAMES])


def _items(graph: Graph, node: int | None) -> list[int | None]:
    held = None if node is None else graph[node]
    return list(held.items) if isinstance(held, Sequence) else []


def _rates(graph: Graph, nodes: list[int | None]) -> str:
    """One number per group; 0.1 where the file does not tell (the state that is loaded brings its own)."""
    numbers = [number_literal(graph, node) or "0.1" for node in nodes] or ["0.1"]
    return numbers[0] if len(numbers) == 1 else f"[{', '.join(numbers)}]"
