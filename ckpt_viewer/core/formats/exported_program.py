"""What the JSON of an exported program says of it: versions, inputs, outputs; read as data, never run.

Fields are those of ExportedProgram, GraphSignature, InputSpec and OutputSpec in torch/_export/serde/schema.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.exported_tensors import type_name
from ckpt_viewer.core.formats.json_values import Pairs, Value

_VERSIONS = ("torch_version", "schema_version", "opset_version", "verifiers", "verifier", "dialect",
             "range_constraints", "guards_code")
_TARGETS = ("parameter_name", "buffer_name", "tensor_constant_name", "custom_obj_name", "user_input_name", "name")


def program_facts(program: Value) -> list[tuple[str, Value]]:
    """Names and values, in the order in which a person reads them. Raises Damaged where it is no program."""
    module = program.get("graph_module") if isinstance(program, Pairs) else None
    if not isinstance(program, Pairs) or not isinstance(module, Pairs):
        raise Damaged("it is not the JSON of an exported program")
    facts: list[tuple[str, Value]] = [(name, value) for name in _VERSIONS if (value := program.get(name)) is not None]
    graph, signature = module.get("graph"), module.get("signature")
    if isinstance(signature, Pairs):
        types = dict(_types(graph))
        facts.append(("inputs", Pairs(_specs(signature.get("input_specs"), types))))
        facts.append(("outputs", Pairs(_specs(signature.get("output_specs"), types))))
    nodes = graph.get("nodes") if isinstance(graph, Pairs) else None
    if isinstance(nodes, list):
        facts.append(("graph nodes", len(nodes)))
    return facts


def _specs(specs: Value, types: dict[str, str]) -> Iterator[tuple[str, Value]]:
    """The name of each argument in the graph, and what it stands for."""
    for spec in specs if isinstance(specs, list) and not isinstance(specs, Pairs) else ():
        kind, said = spec[0] if isinstance(spec, Pairs) and spec else ("", None)
        if not isinstance(said, Pairs):
            continue
        name = _argument(said.get("arg"))
        target = next((value for key in _TARGETS if isinstance(value := said.get(key), str)), "")
        words = [kind.replace("_", " "), target, types.get(name, "") if kind.startswith("user") else ""]
        yield name, " ".join(word for word in words if word)


def _argument(arg: Value) -> str:
    """The name of a tensor argument, or a constant as text."""
    while isinstance(arg, Pairs) and arg:
        name = arg.get("name")
        if isinstance(name, str):
            return name
        arg = arg[0][1]
    return "" if isinstance(arg, list) else str(arg)


def _types(graph: Value) -> Iterator[tuple[str, str]]:
    """Type and sizes of the tensors in a graph, in words."""
    values = graph.get("tensor_values") if isinstance(graph, Pairs) else None
    for name, meta in values if isinstance(values, Pairs) else ():
        sizes = meta.get("sizes") if isinstance(meta, Pairs) else None
        number = meta.get("dtype") if isinstance(meta, Pairs) else None
        kind = type_name(number) if type(number) is int else ""
        if isinstance(sizes, list):
            yield name, f"{kind}{[*map(_size, sizes)]}".replace("'", "")


def _size(size: Value) -> Value:
    """A number, or the expression of one that is open."""
    said = size[0][1] if isinstance(size, Pairs) and size else None
    return said.get("expr_str") if isinstance(said, Pairs) else said
