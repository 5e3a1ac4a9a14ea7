"""Snippets for a checkpoint of several files: with an index, or those that DeepSpeed's ZeRO writes.

Facts: transformers/modeling_utils.py (`from_pretrained` finds the index by its name in a folder with config.json),
safetensors/torch.py (`load_file`), safetensors' `safe_open` (reads one tensor of a file);
deepspeed/utils/zero_to_fp32.py.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Mapping, Tensor
from ckpt_viewer.core.snippets.contents import Contents
from ckpt_viewer.core.snippets.writing import Snippet, device_lines, load_call, text_literal

_EVAL = "model.eval()  # Dropout and BatchNorm now behave as in use"
_USUAL_NAMES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")


def sharded_snippets(contents: Contents, device: str, model: list[str]) -> tuple[Snippet, ...]:
    """`model` are the lines that put `state_dict` into a model."""
    found = [_with_transformers()] if contents.file in _USUAL_NAMES else []
    found.append(_shard_by_shard(contents, device, model))
    single = _one_tensor(contents)
    return (*found, *([] if single is None else [single]))


def from_zero(contents: Contents, model: str) -> Snippet:
    """`model` is the line that makes one."""
    call = "get_fp32_state_dict_from_zero_checkpoint"
    # From within its folder where the file has its name alone.
    folder = contents.file.rsplit("/", 2)[0] if contents.file.count("/") > 1 else ".."
    lines = [f"from deepspeed.utils.zero_to_fp32 import {call}", "",
             '# The folder that holds zero_to_fp32.py and the file "latest": the one above that of this file.',
             f"state_dict = {call}({text_literal(folder)})", model, "model.load_state_dict(state_dict)", _EVAL]
    why = ("DeepSpeed's ZeRO has split weights and optimizer over the files of all processes; this puts the weights "
           "together, in full precision. To go on with the training, let DeepSpeed load the folder.")
    return Snippet("Use the model", why, "\n".join(lines))


def _with_transformers() -> Snippet:
    lines = ["from transformers import AutoModel", "", "# The folder of the index, with the model's config.json.",
             'model = AutoModel.from_pretrained(".")', _EVAL]
    why = ("transformers finds the index by its name and reads every shard. The class comes from config.json; "
           "AutoModelForCausalLM and its like give the model with its head.")
    return Snippet("Use the model with transformers", why, "\n".join(lines))


def _shard_by_shard(contents: Contents, device: str, model: list[str]) -> Snippet:
    setting, location = device_lines(device)
    text_location = location if location.startswith('"') else f"str({location})"
    safe = contents.checkpoint.details.get("container") == "safetensors"
    call = f"load_file(shard, device={text_location})" if safe else (
        load_call("shard", location, contents.weights_only))
    imports = ["from safetensors.torch import load_file"] if safe else []
    lines = ["import json", "", "import torch", *imports, "", *setting, *_weight_map(contents), "state_dict = {}",
             "for shard in sorted(set(weight_map.values())):", f"    state_dict.update({call})", "", *model]
    lines += [*(["model.to(device)"] if setting else []), _EVAL]
    why = "Each shard holds some of the tensors under their full names; together they are the state_dict."
    if not safe and not contents.weights_only:
        why += " With weights_only=False, code that the shards name is run: only for files that you trust."
    return Snippet("Use the model", why, "\n".join(lines))


def _one_tensor(contents: Contents) -> Snippet | None:
    """Without loading the rest, which may not fit into memory."""
    root = contents.graph[contents.graph.root]
    if contents.checkpoint.details.get("container") != "safetensors" or not isinstance(root, Mapping):
        return None
    name = next((key for key, node in zip(root.keys, root.values, strict=True)
                 if isinstance(contents.graph[node], Tensor) and isinstance(key, str)), None)
    if name is None:
        return None
    lines = ["import json", "", "from safetensors import safe_open", "", *_weight_map(contents),
             f"name = {text_literal(name)}", 'with safe_open(weight_map[name], framework="pt") as shard:',
             "    tensor = shard.get_tensor(name)"]
    return Snippet("Read one tensor", "Only this tensor is read, however large the model is.", "\n".join(lines))


def _weight_map(contents: Contents) -> list[str]:
    return [f'with open({text_literal(contents.file)}, encoding="utf-8") as file:',
            '    weight_map = json.load(file)["weight_map"]']
