"""Which snippets a file gets, and their words.

Facts: torch/serialization.py (torch.load, map_location, weights_only), torch/nn/modules/module.py (load_state_dict),
torch/nn/modules/utils.py (consume_prefix_in_state_dict_if_present), torch/optim/optimizer.py (state follows the device
of the parameters). Text of the file stands in the code as a literal, as an identifier, or as one printable line of a
comment, never as anything else.
"""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import Global, Path
from ckpt_viewer.core.kinds import zero_part
from ckpt_viewer.core.modules import class_name
from ckpt_viewer.core.snippets.containers import BUNDLES, CONTAINERS, file_within, mended, unpack_first
from ckpt_viewer.core.snippets.contents import Contents, read_contents
from ckpt_viewer.core.snippets.outside import outside_torch
from ckpt_viewer.core.snippets.shards import from_zero, sharded_snippets
from ckpt_viewer.core.snippets.training import (
    load_state_line,
    loading_imports,
    optimizer_lines,
    scheduler_lines,
    unknown_optimizer_lines,
)
from ckpt_viewer.core.snippets.writing import Snippet, device_lines, file_call, is_name, load_call, lookup, text_literal
from ckpt_viewer.core.wording import some_text

_MODEL = "model = MyModel()  # your class, with the same arguments as in training"
_AVERAGED = "model = torch.optim.swa_utils.AveragedModel(MyModel())  # your class is model.module"
_INPUTS = "# Inputs go to the same device: outputs = model(inputs.to(device))"
_EVAL = "model.eval()  # Dropout and BatchNorm now behave as in use"
_DISPLAYED, _MAX_CLASSES = 3, 40
_WITHIN = 2
"""Of a file in a bundle: to use it and to go on with the training. The others are about files of one's own."""
_COMMON = frozenset({"torch", "numpy", "collections", "builtins", "__builtin__"})


def snippets(checkpoint: Checkpoint, file_name: str, device: str = "cpu") -> tuple[Snippet, ...]:
    """The snippets for a file, the most useful first. `device` is where the first of them loads it."""
    of_container = CONTAINERS.get(checkpoint.format)
    if of_container is not None:
        return (of_container(read_contents(checkpoint, file_name)),)
    within = file_within(checkpoint, file_name)
    if within is not None:
        inner, opening = within
        return _of_file(read_contents(inner, file_name, opening), device)[:_WITHIN]
    if checkpoint.format in BUNDLES:
        return (unpack_first(checkpoint, file_name),)
    return _of_file(read_contents(checkpoint, file_name, mended(checkpoint, file_name)), device)


def _of_file(contents: Contents, device: str) -> tuple[Snippet, ...]:
    checkpoint = contents.checkpoint
    if checkpoint.format in ("npy", "npz", "bare_pickle"):
        return (_without_torch_load(contents),)
    if checkpoint.format == "sharded":
        return sharded_snippets(contents, device, _model(contents))
    if zero_part(contents.graph) is not None:
        return (from_zero(contents, _MODEL),)
    match contents.kind:
        case "torchscript":
            return (_torchscript(contents, device),)
        case "tensor" | "other":
            return (_plain(contents, device),)
        case "optimizer":
            return (_optimizer_alone(contents, device),)
        case _ if not _is_reachable(contents):
            return ((_plain if contents.optimizer is None else _optimizer_alone)(contents, device),)
    found = [_use(contents, device, "Use the model")]
    if contents.optimizer is not None:
        found.append(_resume(contents, device))
    if contents.checkpoint.format != "safetensors":
        found += _transfers(contents, device)
    if contents.whole is not None:
        found += _instead_of_the_object(contents)
    return (*found, *_save_again(contents))


def _without_torch_load(contents: Contents) -> Snippet:
    why, lines = outside_torch(contents)
    return Snippet("Load the file", f"{why}{_running_words(contents)}", "\n".join(_imported(contents, lines)))


def _imported(contents: Contents, lines: list[str]) -> list[str]:
    """With the modules of Python's own that open a file within another one."""
    if contents.opening is None:
        return lines
    return [*(f"import {name}" for name in contents.opening.modules), "", *lines]


def _use(contents: Contents, device: str, title: str, why: str = "") -> Snippet:
    setting, location = device_lines(device)
    model = _model(contents)
    lines = [*_head(contents, setting), *_load(contents, location), *([""] if model else []), *model]
    lines += ["model.to(device)", _EVAL, _INPUTS] if setting else [_EVAL]
    return Snippet(title, why or _why_use(contents), "\n".join(lines))


def _resume(contents: Contents, device: str) -> Snippet:
    optimizer = contents.optimizer
    assert optimizer is not None
    setting, location = device_lines(device)
    variable = _variable(contents)
    lines = [*loading_imports(optimizer, _head(contents, setting)), *_load(contents, location), "", *_model(contents)]
    lines += ["model.to(device)  # before the optimizer is made"] if setting else []
    made = optimizer_lines(contents, optimizer)
    state = load_state_line(contents, "optimizer", optimizer, variable)
    loads = [] if state is None else [f"{state}  # and its lr"]
    lines += made or unknown_optimizer_lines(optimizer)
    if contents.scheduler is not None:
        scheduler = scheduler_lines(contents.graph, contents.scheduler, optimizer) if made else None
        state = load_state_line(contents, "scheduler", contents.scheduler, variable)
        lines += scheduler or ["# scheduler = …  make it as for the training"]
        loads += [] if state is None else [state if scheduler else f"# {state}"]
    lines += loads if made else [line if line.startswith("#") else f"# {line}" for line in loads]
    epoch = None if contents.epoch is None else lookup(contents.graph, variable, contents.epoch)
    lines += [] if epoch is None else [f"{_word(contents.epoch)} = {epoch}"]
    lines.append("model.train()")
    why = "Optimizer and scheduler get back what they had: momentum, step counts and learning rates, not only weights."
    return Snippet("Go on with the training", why, "\n".join(lines))


def _transfers(contents: Contents, device: str) -> list[Snippet]:
    """Between devices, for the tags in this file."""
    gpu = device if device_lines(device)[0] else "cuda:0"
    tags = ", ".join(contents.gpus[:_DISPLAYED])
    if not contents.gpus:
        why = ("The file was saved on the CPU. The model has to be moved as well as the weights, and so has every "
               "input: a model and its input on two devices is an error.")
        return [_use(contents, gpu, "CPU → GPU", why)]
    to_cpu = (f"The tensors are tagged {tags}. Without map_location, torch.load looks for that device and fails where "
              "it is missing.")
    to_gpu = (f"The tensors are tagged {tags}. map_location puts them on the GPU that is named here, whichever one "
              "they came from; the inputs must go there too.")
    return [_use(contents, "cpu", "GPU → CPU", to_cpu), _use(contents, gpu, "GPU → GPU", to_gpu)]


def _instead_of_the_object(contents: Contents) -> list[Snippet]:
    """For a whole model: what to do with it once, so that nobody needs its class by name and code again."""
    name = _beside(contents.file, "_state_dict")
    lines = [*_head(contents, []), *_load(contents, '"cpu"'), *_model(contents)]
    lines.append(f"torch.save(model.state_dict(), {text_literal(name)})")
    why = ("A state_dict holds the weights alone and loads with weights_only=True. “Save as” in this program writes it "
           "from this file without importing the class.")
    found = [Snippet("Keep the weights only", why, "\n".join(lines))]
    allowed = _allow_listed(contents)
    return found if allowed is None else [*found, allowed]


def _allow_listed(contents: Contents) -> Snippet | None:
    """The object with an allow-list of exactly the classes in this file; None where they cannot all be imported."""
    names = [name for name in contents.foreign if _is_importable(name)]
    if not names or len(names) < len(contents.foreign) or len(names) > _MAX_CLASSES or contents.dangers:
        return None
    imports, words = _imports(names)
    call = load_call(contents.opened, '"cpu"', True)
    lines = ["import torch", *imports, "", "classes = [", *(f"    {word}," for word in words)]
    lines += ["]", "with torch.serialization.safe_globals(classes):"]
    lines += [f"    {line}" for line in f"{_variable(contents)} = {call}".splitlines()]
    lines += _model(contents)
    why = ("With weights_only=True nothing but the listed classes can be made. They are still imported: look through "
           "the list before you run it.")
    return Snippet("Load the object with an allow-list", why, "\n".join([*lines, _EVAL]))


def _imports(names: list[Global]) -> tuple[list[str], list[str]]:
    """Lines that import the names, and what each is called then: a name that two modules have gets a number.

    Not `import module`: `torch.nn.parallel.data_parallel` is a function where the module of that name is meant.
    """
    lines: list[str] = []
    words: list[str] = []
    called: dict[str, int] = {}
    for name in names:
        first, _, rest = name.name.partition(".")
        called[first] = called.get(first, 0) + 1
        alias = first if called[first] == 1 else f"{first}_{called[first]}"
        if name.module != "builtins" or alias != first:
            lines.append(f"from {name.module} import {first}{'' if alias == first else f' as {alias}'}")
        words.append(f"{alias}.{rest}" if rest else alias)
    return lines, words


def _save_again(contents: Contents) -> list[Snippet]:
    """How a file like this one is written; only for plain shapes, and never for what should not be written again."""
    target = text_literal(_beside(contents.file, "_new"))
    if contents.checkpoint.format == "safetensors":
        code = f"from safetensors.torch import save_file\n\nsave_file(model.state_dict(), {target})"
        return [Snippet("Save a file like this one", "Tensors and their names, nothing else.", code)]
    if contents.whole == ():
        why = "Writes the whole object. Whoever loads it needs the class under the same module name."
        return [Snippet("Save a file like this one", why, f"torch.save(model, {target})")]
    if contents.weights == ():
        why = "Writes the weights under their names. This is what PyTorch recommends."
        return [Snippet("Save a file like this one", why, f"torch.save(model.state_dict(), {target})")]
    entries = _entries(contents)
    if not entries:
        return []
    lines = ["checkpoint = {", *(f"    {text_literal(key)}: {value}," for key, value in entries), "}"]
    lines.append(f"torch.save(checkpoint, {target})")
    why = "Everything that the training needs to go on goes into one dictionary."
    return [Snippet("Save a file like this one", why, "\n".join(lines))]


def _entries(contents: Contents) -> list[tuple[str, str]]:
    """Keys at the top of the file and what to put there, where each part stands right there."""
    optimizer, scheduler = contents.optimizer, contents.scheduler
    parts: list[tuple[Path | None, str]] = [
        (contents.epoch, _word(contents.epoch)),
        (contents.weights, "model.state_dict()"),
        (contents.whole, "model"),
        (None if optimizer is None else optimizer.path, "optimizer.state_dict()"),
        (None if scheduler is None else scheduler.path, "scheduler.state_dict()"),
    ]
    placed = [(path, value) for path, value in parts if path is not None]
    if any(len(path) != 1 or type(path[0]) is not str for path, _ in placed):
        return []
    return [(str(path[0]), value) for path, value in placed]


def _torchscript(contents: Contents, device: str) -> Snippet:
    setting, location = device_lines(device)
    lines = [*_head(contents, setting)]
    lines.append(f"model = {file_call('torch.jit.load', contents.opened, f'map_location={location}')}")
    why = ("A TorchScript file brings its own code, which torch.jit.load compiles and runs: only for files that you "
           "trust. torch.load is not made for it.")
    return Snippet("Load the scripted model", why, "\n".join([*lines, _EVAL]))


def _plain(contents: Contents, device: str) -> Snippet:
    setting, location = device_lines(device)
    variable = "tensor" if contents.kind == "tensor" else "data"
    lines = [*_head(contents, setting), *_load(contents, location, variable)]
    hidden = contents.weights is not None or contents.whole is not None
    why = "The file holds no model that this program recognises; this gives what was saved." if not hidden else (
        "No simple expression leads to the model; this gives what was saved.")
    if contents.kind == "tensor":
        why = "The file holds a single tensor."
    return Snippet("Load the file", f"{why}{_foreign_words(contents)}", "\n".join(lines))


def _optimizer_alone(contents: Contents, device: str) -> Snippet:
    setting, location = device_lines(device)
    optimizer = contents.optimizer
    lines = [*loading_imports(optimizer, _head(contents, setting)), *_load(contents, location), "", _MODEL]
    made = None if optimizer is None else optimizer_lines(contents, optimizer)
    if optimizer is not None:
        state = load_state_line(contents, "optimizer", optimizer, _variable(contents))
        lines += made or unknown_optimizer_lines(optimizer)
        lines += [] if state is None else [state if made else f"# {state}"]
    why = "An optimizer's state fits only a model that has the same parameters in the same order."
    return Snippet("Load the optimizer's state", f"{why}{_foreign_words(contents)}", "\n".join(lines))


def _head(contents: Contents, setting: list[str]) -> list[str]:
    cls, first = contents.whole_class, ["import torch"]
    if contents.checkpoint.format == "safetensors":
        name = "load_file" if contents.opening is None else "load"
        first += [f"from safetensors.torch import {name}"]
    if contents.distributed == "whole":
        first += ["from torch.distributed.tensor import DTensor", "from torch.utils._pytree import tree_map_only"]
    lines = [*_imported(contents, first), "", *contents.opened_by, *setting]
    if contents.whole is None or contents.weights_only or contents.checkpoint.format == "safetensors":
        return lines
    if cls is not None and cls.module == "__main__":
        warning = [f"# Define {_class_words(contents)} above: the file was written by a script that defined it itself.",
                   "# Loading runs what the file says: only for a file that you trust."]
    else:
        warning = [f"# This imports {_class_words(contents)} and runs what the file says:",
                   "# only for a file that you trust."]
    return [*lines, *warning]


def _load(contents: Contents, location: str, variable: str = "") -> list[str]:
    variable = variable or _variable(contents)
    if contents.checkpoint.format == "safetensors":
        if contents.opening is not None:
            return [f"{variable} = load(file.read())"]
        where = location if location.startswith('"') else f"str({location})"
        return f"{variable} = {file_call('load_file', text_literal(contents.file), f'device={where}')}".splitlines()
    lines = f"{variable} = {load_call(contents.opened, location, contents.weights_only)}".splitlines()
    return [*lines, *_of_processes(contents, variable)]


def _of_processes(contents: Contents, variable: str) -> list[str]:
    """Distributed tensors, which no ordinary model or optimizer takes, as those of the one process that had all."""
    match contents.distributed:
        case "whole":
            return [f"{variable} = tree_map_only(DTensor, DTensor.to_local, {variable})  # one process had all"]
        case "part":
            return ["# The part of one process: for a model that is distributed over as many, in the same way."]
        case _:
            return []


def _model(contents: Contents) -> list[str]:
    """Lines that end with a `model` that has the file's weights."""
    variable = _variable(contents)
    if contents.whole is not None:
        cls = contents.whole_class
        lines = [] if contents.whole == () else [f"model = {lookup(contents.graph, variable, contents.whole)}"]
        if cls is not None and class_name(cls) in ("DataParallel", "DistributedDataParallel"):
            lines.append(f"model = model.module  # without the {class_name(cls)} around it")
        return lines
    where = lookup(contents.graph, variable, contents.weights or ())
    if not contents.prefix:
        return [_AVERAGED if contents.averaged else _MODEL, f"model.load_state_dict({where})"]
    lines = [] if where == "state_dict" else [f"state_dict = {where}"]
    return [
        *lines,
        f"# Every name begins with {text_literal(contents.prefix)}, from a wrapper around the model.",
        "torch.nn.modules.utils.consume_prefix_in_state_dict_if_present(",
        f"    state_dict, {text_literal(contents.prefix)}",
        ")",
        _MODEL,
        "model.load_state_dict(state_dict)",
    ]


def _is_reachable(contents: Contents) -> bool:
    """Whether there is a model, and Python can write down the way to it."""
    path = contents.weights if contents.weights is not None else contents.whole
    return path is not None and lookup(contents.graph, "", path) is not None


def _variable(contents: Contents) -> str:
    """What the loaded thing is called."""
    if contents.whole == ():
        return "model"
    if contents.weights == ():
        return "state_dict"
    return "optimizer_state" if contents.kind == "optimizer" else "checkpoint"


def _beside(file: str, ending: str) -> str:
    """Another name for a file, so that nobody loses the one they have by trying a snippet."""
    stem, dot, extension = file.rpartition(".")
    return f"{stem}{ending}{dot}{extension}" if stem else f"{file}{ending}"


def _word(path: Path | None) -> str:
    """A variable for a count: its key where that is a name, else `epoch`."""
    key = path[0] if path else "epoch"
    return key if isinstance(key, str) and is_name(key) else "epoch"


def _why_use(contents: Contents) -> str:
    if contents.whole is not None:
        words = _foreign_words(contents) if contents.dangers else (
            f" Loading it imports {_class_words(contents)} and runs code that the file names, so load it only if you "
            "trust where it came from.")
        return f"The file holds a whole model object.{words}"
    more = contents.other_models
    text = "load_state_dict copies the weights into a model that your own code has made; no code comes from the file."
    if more > 0:
        text += f" There {'is one more state_dict' if more == 1 else f'are {more} more state_dicts'} in the file."
    return f"{text}{_foreign_words(contents)}"


def _foreign_words(contents: Contents) -> str:
    if contents.dangers:
        names = ", ".join(_shown(name) for name in contents.dangers[:_DISPLAYED])
        return f" Do not load this file without weights_only=True: it names {names}, which can do harm."
    if contents.weights_only:
        return ""
    names = ", ".join(_shown(name) for name in contents.foreign[:_DISPLAYED])
    more = len(contents.foreign) - _DISPLAYED
    return (f" weights_only=True would refuse {names}{f' and {more} more names' if more > 0 else ''}; with False, code "
            "that the file names is run, so only for a file that you trust.")


def _running_words(contents: Contents) -> str:
    """The same where nothing has `weights_only`."""
    if contents.dangers:
        names = ", ".join(_shown(name) for name in contents.dangers[:_DISPLAYED])
        return f" Do not load this file: it names {names}, which can do harm."
    names = some_text([_shown(name) for name in contents.foreign[:_DISPLAYED]], len(contents.foreign))
    return f" This imports {names}, so only for a file that you trust." if names else ""


def _class_words(contents: Contents) -> str:
    """The classes that must be there to load a whole model: those that are not PyTorch's own, if there are any."""
    cls = contents.whole_class
    first = [] if cls is None else [cls]
    own = [name for name in (*first, *contents.foreign) if name.module.partition(".")[0] not in _COMMON]
    names = list(dict.fromkeys(own)) or first
    return some_text([*map(_shown, names[:_DISPLAYED])], len(names))


def _shown(name: Global) -> str:
    text = str(name)[:200]
    return text if text.isprintable() else ascii(text)


def _is_importable(name: Global) -> bool:
    words = [*name.module.split("."), *name.name.split(".")]
    return name.module != "__main__" and all(is_name(word) for word in words)
