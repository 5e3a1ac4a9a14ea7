"""safetensors: what the library writes we read, what we write the library reads, and malformed headers are refused."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch as library
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import SafetensorError

from ckpt_viewer.core.errors import CheckpointError, Damaged, Unsupported
from ckpt_viewer.core.formats import format_named, writer_named
from ckpt_viewer.core.formats.base import Peek
from ckpt_viewer.core.graph import Attr, Broken, Graph, Mapping, Scalar, Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import read_storage
from tests.core.oracle import opened

TENSORS = {
    "z": torch.arange(3, dtype=torch.int8), "a": torch.arange(6.0).reshape(2, 3),
    "m": torch.ones(3, dtype=torch.float64),
    "empty": torch.zeros(0, 3), "scalar": torch.tensor(3.5), 'odd "name"\n漢': torch.tensor([1 - 2j]),
    "half": torch.ones(5, dtype=torch.bfloat16), "flag": torch.tensor([True, False]),
    "tiny": torch.ones(3).to(torch.float8_e4m3fn), "wide": torch.tensor([7], dtype=torch.uint64),
    "halves": torch.arange(8, dtype=torch.uint8).view(torch.float4_e2m1fn_x2).view(2, 4),
}


def library_file(tensors: dict[str, torch.Tensor], metadata: dict[str, str] | None = None) -> bytes:
    data: bytes = library.save(tensors, metadata=metadata)
    return data


def rewritten(data: bytes) -> bytes:
    out = io.BytesIO()
    writer_named("safetensors").write(opened(data).graph, out, Task(), {})
    return out.getvalue()


def bytes_of(held: object) -> bytes:
    assert isinstance(held, Tensor)
    buffer = bytearray(held.spec.storage.nbytes)
    read_storage(held.spec.storage, 0, memoryview(buffer))
    return bytes(buffer)


def test_what_the_library_wrote() -> None:
    checkpoint = opened(library_file(TENSORS, {"format": "pt"}))
    graph = checkpoint.graph
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    assert checkpoint.format == "safetensors"
    assert set(root.keys) == TENSORS.keys()
    for key, child in zip(root.keys, root.values, strict=True):
        held, expected = graph[child], TENSORS[str(key)]
        assert isinstance(held, Tensor)
        assert (f"torch.{held.spec.dtype}", held.spec.shape, held.spec.stride) == (
            str(expected.dtype), tuple(expected.shape), expected.stride())
        assert bytes_of(held) == bytes(expected.untyped_storage())
    assert graph[graph.resolve((Attr("__metadata__"), "format"))] == Scalar("pt")


def test_the_file_of_the_library_comes_out_byte_for_byte() -> None:
    file = library_file(TENSORS, {"format": "pt"})
    assert rewritten(file) == file


def test_the_library_reads_what_we_write(tmp_path: Path) -> None:
    """Also where the order of names is ours."""
    graph = opened(library_file(TENSORS)).graph
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    turned = Mapping(tuple(reversed(root.keys)), tuple(reversed(root.values)))
    out = io.BytesIO()
    writer_named("safetensors").write(graph.replace({graph.root: turned}), out, Task(), {})
    (tmp_path / "ours").write_bytes(out.getvalue())
    found = library.load_file(tmp_path / "ours")
    assert found.keys() == TENSORS.keys()
    for name, expected in TENSORS.items():
        assert (found[name].dtype, found[name].shape) == (expected.dtype, expected.shape)
        assert bytes(found[name].contiguous().untyped_storage()) == bytes(expected.untyped_storage())
    again = opened(out.getvalue()).graph
    held = again[again.root]
    assert isinstance(held, Mapping)
    assert held.keys == turned.keys


def test_every_tensor_begins_at_a_multiple_of_its_element() -> None:
    """In whatever order the names stand; others map the file into memory and read the numbers in place."""
    graph = opened(library_file(TENSORS)).graph
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    order = sorted(range(len(root.keys)), key=lambda i: str(root.keys[i]))
    turned = Mapping(tuple(root.keys[i] for i in order), tuple(root.values[i] for i in order))
    out = io.BytesIO()
    writer_named("safetensors").write(graph.replace({graph.root: turned}), out, Task(), {})
    data = out.getvalue()
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0
    header = json.loads(data[8 : 8 + length])
    assert list(header) == list(turned.keys)
    for name, found in header.items():
        assert found["data_offsets"][0] % TENSORS[name].element_size() == 0


@pytest.mark.parametrize(("word", "shape"), [("F6_E2M3", [2, 4]), ("F6_E3M2", [8]), ("F4", [4, 3])])
def test_elements_that_pytorch_has_no_type_for_are_shown_as_their_bytes(word: str, shape: list[int]) -> None:
    """The format allows them; the library reads none of them into PyTorch."""
    checkpoint = opened(file_of({"x": entry(shape, 0, 6, word)}, b"sixsix"))
    held = checkpoint.graph[checkpoint.graph.resolve(("x",))]
    assert isinstance(held, Tensor)
    assert (held.spec.dtype.name, held.spec.shape, bytes_of(held)) == ("bits8", (6,), b"sixsix")
    assert [note.text for note in checkpoint.notes] == [
        f"1 tensor of type {word} shown as the bytes that its elements are packed into: PyTorch has no such tensors"]


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(min_size=1, max_size=8).filter(lambda name: name != "__metadata__"), st.tuples(
    st.sampled_from([torch.float32, torch.int8, torch.float64, torch.bool, torch.bfloat16]),
    st.lists(st.integers(0, 4), max_size=3)), max_size=6))
def test_any_names_types_and_shapes(made: dict[str, tuple[torch.dtype, list[int]]]) -> None:
    tensors = {name: torch.zeros(shape, dtype=dtype) for name, (dtype, shape) in made.items()}
    file = library_file(tensors)
    again = rewritten(file)
    assert len(again) == len(file)
    assert {k: (v.dtype, v.shape) for k, v in library.load(again).items()} == {
        k: (v.dtype, v.shape) for k, v in tensors.items()}


def file_of(header: str | bytes | dict[str, Any], data: bytes = b"") -> bytes:
    text = json.dumps(header) if isinstance(header, dict) else header
    raw = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(raw)) + raw + data


def entry(shape: Any, begin: Any, end: Any, dtype: Any = "U8") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


MALFORMED: dict[str, tuple[bytes | dict[str, Any], bytes]] = {
    "twice": ((b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},'
              b'"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}'), b"xx"),
    "field twice": (b'{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"x"),
    "hole": ({"a": entry([1], 0, 1), "b": entry([1], 2, 3)}, b"xxx"),
    "late start": ({"a": entry([1], 1, 2)}, b"xx"),
    "overlap": ({"a": entry([2], 0, 2), "b": entry([2], 1, 3)}, b"xxx"),
    "too many bytes": ({"a": entry([1], 0, 1)}, b"xx"),
    "wrong size": ({"a": entry([3], 0, 2)}, b"xx"),
    "backwards": ({"a": entry([0], 2, 1)}, b""),
    "float": ({"a": entry([1.0], 0, 1)}, b"x"),
    "bool": ({"a": entry([True], 0, 1)}, b"x"),
    "negative": ({"a": entry([-1], 0, 1)}, b"x"),
    "huge": ({"a": entry([2**64], 0, 1)}, b"x"),
    "huge product": ({"a": entry([2**40, 2**40, 0, 2**40], 0, 1)}, b"x"),
    "digits": (b'{"a":{"dtype":"U8","shape":[' + b"9" * 10_000 + b'],"data_offsets":[0,1]}}', b"x"),
    "text shape": ({"a": entry("1", 0, 1)}, b"x"),
    "extra field": ({"a": {**entry([1], 0, 1), "more": 1}}, b"x"),
    "missing field": ({"a": {"dtype": "U8", "shape": [1]}}, b"x"),
    "no object": ({"a": 5}, b""),
    "metadata of numbers": ({"__metadata__": {"a": 1}}, b""),
    "metadata twice": (b'{"__metadata__":{"a":"b"},"__metadata__":{"a":"b"}}', b""),
    "metadata key twice": (b'{"__metadata__":{"a":"b","a":"c"}}', b""),
    "metadata as list": ({"__metadata__": ["a"]}, b""),
    "text behind": (b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}} x', b"x"),
    "no comma": (b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]} "b":1}', b"x"),
    "no end": (b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}', b"x"),
    "not UTF-8": (b'{"\xff":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"x"),
    "deep": (b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", b""),
    "sixty-five dimensions": ({"a": entry([1] * 65, 0, 1)}, b"x"),
    "not JSON": (b"{'a': 1}", b""),
    "NaN": (b'{"a":{"dtype":"U8","shape":[NaN],"data_offsets":[0,1]}}', b"x"),
}


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_malformed_headers_are_refused_in_one_line(name: str) -> None:
    header, data = MALFORMED[name]
    with pytest.raises(Damaged) as caught:
        opened(file_of(header, data))
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(("name", "says"), [
    ("hole", "before the bytes of 'b' it leaves a hole of 1 bytes that belong to no tensor"),
    ("late start", "before the bytes of 'a' it leaves a hole of 1 bytes"),
    ("overlap", "the bytes of 'b' overlap those of another tensor"),
])
def test_a_hole_and_an_overlap_are_called_so(name: str, says: str) -> None:
    for cut in (0, 1):  # also where the file is too short for what it announces
        with pytest.raises(Damaged, match=says):
            opened(file_of(MALFORMED[name][0], MALFORMED[name][1][cut:]))


MORE_LENIENT = frozenset({"metadata key twice", "sixty-five dimensions", "twice", "extra field"})


@pytest.mark.parametrize("name", sorted(MALFORMED.keys() - MORE_LENIENT))
def test_the_library_refuses_them_too(name: str) -> None:
    header, data = MALFORMED[name]
    with pytest.raises(SafetensorError):
        library.load(file_of(header, data))


def test_other_spellings_of_the_same_header() -> None:
    """White space, another order of fields and of tensors than of their bytes, padding behind."""
    header = (b'{ "b" : { "shape" : [ 2 ] , "data_offsets" : [ 1 , 3 ] , "dtype" : "U8" } ,\n'
              b'"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}    ')
    graph = opened(file_of(header, b"xyz")).graph
    assert bytes_of(graph[graph.resolve(("b",))]) == b"yz"
    assert bytes_of(graph[graph.resolve(("a",))]) == b"x"
    held = graph[graph.root]
    assert isinstance(held, Mapping)
    assert held.keys == ("b", "a")


def test_null_is_no_metadata() -> None:
    file = file_of({"__metadata__": None, "a": entry([1], 0, 1)}, b"x")
    assert bytes(library.load(file)["a"].untyped_storage()) == b"x"
    graph = opened(file).graph
    assert bytes_of(graph[graph.resolve(("a",))]) == b"x"
    held = graph[graph.root]
    assert isinstance(held, Mapping)
    assert held.state is None


def test_a_cut_costs_the_tensors_behind_it() -> None:
    data = library_file(TENSORS)
    start = 8 + int.from_bytes(data[:8], "little")
    checkpoint = opened(data[: start + (len(data) - start) // 2])
    lost = 0
    for name, expected in TENSORS.items():
        held = checkpoint.graph[checkpoint.graph.resolve((name,))]
        assert isinstance(held, Tensor)
        if held.spec.storage.problem:
            lost += 1
        else:
            assert bytes_of(held) == bytes(expected.contiguous().untyped_storage())
    assert 0 < lost < len(TENSORS)
    assert f"{len(TENSORS) - lost} of {len(TENSORS)} tensors arrived" in checkpoint.notes[0].text
    assert checkpoint.notes[1].text.startswith(f"{(len(data) - start + 1) // 2:,} bytes missing: ")


def test_a_cut_within_the_header_says_how_much_is_there() -> None:
    data = library_file(TENSORS)
    for there in (1, 100):
        with pytest.raises(Damaged, match=f"cut short within its header: {there} of its "):
            opened(data[: 8 + there])


def test_a_type_of_the_future_breaks_one_tensor_only() -> None:
    graph = opened(file_of({"a": entry([2], 0, 2), "new": entry([1], 2, 5, "F24")}, b"xxyyy")).graph
    assert isinstance(graph[graph.resolve(("a",))], Tensor)
    assert isinstance(graph[graph.resolve(("new",))], Broken)


@pytest.mark.parametrize(("head", "size", "sure"), [
    (b"\x02\0\0\0\0\0\0\0{}", 10, True), (b"\x80\x05\0\0\0\0\0\0{" + b" " * 100, 2000, True),
    (b"\x03\0\0\0\0\0\0\0{}", 10, False), (b"\x02\0\0\0\0\0\0\0[]", 10, False), (b"", 0, False), (b"{}", 2, False),
])
def test_recognised_by_length_and_brace(head: bytes, size: int, sure: bool) -> None:
    assert bool(format_named("safetensors").probe(Peek(head, head, size, "x"))) is sure


def test_many_tensors_are_made_on_demand() -> None:
    count = 30_000
    rows = ",".join(f'"t{i}":{{"dtype":"U8","shape":[1],"data_offsets":[{i},{i + 1}]}}' for i in range(count))
    graph = opened(file_of(f"{{{rows}}}", bytes(count))).graph
    assert len(graph) == count + 1
    assert bytes_of(graph[graph.resolve(("t29999",))]) == b"\0"


def test_reading_can_be_cancelled() -> None:
    task = Task()
    task.cancel()
    rows = ",".join(f'"t{i}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}' for i in range(10_000))
    from ckpt_viewer.core.formats import read_checkpoint
    from ckpt_viewer.core.sources.local import MemorySource

    with pytest.raises(Cancelled):
        read_checkpoint(MemorySource(file_of(f"{{{rows}}}")), task)


@pytest.mark.parametrize("graph", [
    Graph([Scalar(1)], 0), Graph([Mapping(("a",), (1,)), Scalar(1)], 0),
    Graph([Mapping((1,), (1,)), Scalar(1)], 0),
])
def test_what_has_no_name_or_is_no_tensor_cannot_be_written(graph: Graph) -> None:
    with pytest.raises(Unsupported):
        writer_named("safetensors").write(graph, io.BytesIO(), Task(), {})


def test_the_spaces_that_pythons_json_puts_in() -> None:
    header = json.dumps({"a": entry([1, 2], 0, 2), "b": entry([], 2, 3)})
    assert ": " in header
    graph = opened(file_of(header, b"xyz")).graph
    held = graph[graph.resolve(("a",))]
    assert isinstance(held, Tensor)
    assert held.spec.shape == (1, 2)
    assert bytes_of(held) == b"xy"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc/self/status")
@pytest.mark.parametrize("body", [
    lambda: b'{"a":', lambda: b'{"' + b"a" * 10_000_000 + b'":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
    lambda: b'{"__metadata__":{' + b",".join(b'"%d":""' % i for i in range(3_000_000)) + b"}}",
    lambda: b'{"a":[' + b"[]," * 10_000_000,
], ids=["mostly empty", "one long name", "much metadata", "a list without end"])
def test_a_header_that_claims_much_takes_little(tmp_path: Path, body: Callable[[], bytes]) -> None:
    """A sparse file of 150 MiB: in a process of its own the growth of memory is seen."""
    size = 150 << 20
    with (tmp_path / "claims.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", size) + body())
        file.truncate(8 + size)
    told = grown(tmp_path / "claims.safetensors")
    assert told["error"].startswith("Damaged") or told["error"].startswith("Unsupported"), told
    assert told["mebibytes"] < 700


def grown(path: Path) -> dict[str, Any]:
    """The error with which a file is refused, and by how much that made the process larger."""
    code = ("import json, re, sys\nfrom pathlib import Path\n"
            "from ckpt_viewer.core.errors import CheckpointError\n"
            "from ckpt_viewer.core.formats import open_checkpoint\n"
            "most = lambda: int(re.search('VmHWM:\\\\s+(\\\\d+)', Path('/proc/self/status').read_text())[1]) // 1024\n"
            "before, error = most(), ''\n"
            "try:\n    open_checkpoint(sys.argv[1])\n"
            "except CheckpointError as caught:\n    error = f'{type(caught).__name__}: {caught}'\n"
            "print(json.dumps({'error': error, 'mebibytes': most() - before}))\n")
    ran = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_a_header_longer_than_any_sensible_one() -> None:
    with pytest.raises(CheckpointError):
        opened(struct.pack("<Q", 1 << 40) + b"{" + b" " * 100)
