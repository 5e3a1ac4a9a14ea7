"""How Python gets at what lies within a container: a bundle, a compressed file, a program of torch.export, a package.

Facts: the docs of zipfile, tarfile, gzip, bz2 and lzma; torch/export/__init__.py (load), torch/_inductor/__init__.py
(aoti_load_package), torch/package/package_importer.py (load_pickle).
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats.zip_directory import BEGINS
from ckpt_viewer.core.graph import Mapping, Path
from ckpt_viewer.core.kinds import state_dicts, whole_models
from ckpt_viewer.core.snippets.contents import Contents, Opening
from ckpt_viewer.core.snippets.writing import Snippet, text_literal

BUNDLES = ("zip_bundle", "tar_bundle", "compressed")
_UNPACKERS = {"gzip": "gzip", "bzip2": "bz2", "xz": "lzma"}


def file_within(checkpoint: Checkpoint, file_name: str) -> tuple[Checkpoint, Opening] | None:
    """The file in a bundle that holds the model, and the lines that open it; None where Python needs more than those.
    """
    members = {path: inner for path, inner in checkpoint.members if len(path) <= 1}
    if not members:
        return None
    models: tuple[Path, ...] = (*state_dicts(checkpoint.graph), *whole_models(checkpoint.graph))
    wanted = next((path[:1] for path in models if path[:1] in members), None)
    path = wanted if wanted is not None else next(iter(members))
    if members[path].format == "sharded":
        return None
    return members[path], _opening(checkpoint, text_literal(file_name), path)


def mended(checkpoint: Checkpoint, file_name: str) -> Opening | None:
    """The lines that give a zip its first two bytes back, where a program put others there."""
    if BEGINS not in checkpoint.details:
        return None
    return Opening(("io",), (f'with open({text_literal(file_name)}, "rb") as marked:',
                             '    file = io.BytesIO(b"PK" + marked.read()[2:])', ""))


def unpack_first(checkpoint: Checkpoint, file_name: str) -> Snippet:
    """Where the files lie too deep, cannot be read, or need one another."""
    modules, head = _bundle(checkpoint, text_literal(file_name))
    how = ', filter="data"' if "tarfile" in modules else ""
    code = "\n".join([*(f"import {name}" for name in modules), "", head, f'    bundle.extractall("unpacked"{how})'])
    return Snippet("Unpack the file", "What is in the archive needs more than a few lines: it lies deeper, or in "
                   "several files. Open it from the folder.", code)


def _opening(checkpoint: Checkpoint, file: str, path: Path) -> Opening:
    if not path:
        unpacker = _unpacker(checkpoint)
        return Opening((unpacker, "io"), (f"with {unpacker}.open({file}) as packed:",
                                          "    file = io.BytesIO(packed.read())", ""))
    modules, head = _bundle(checkpoint, file)
    name = text_literal(str(path[0]))
    data = f"bundle.extractfile({name}).read()" if "tarfile" in modules else f"bundle.read({name})"
    return Opening(tuple(sorted(("io", *modules))), (head, f"    file = io.BytesIO({data})", ""))


def _bundle(checkpoint: Checkpoint, file: str) -> tuple[tuple[str, ...], str]:
    """The modules, and the line that opens the archive as `bundle`."""
    if checkpoint.details.get("inside", checkpoint.format) == "tar_bundle":
        return ("tarfile",), f"with tarfile.open({file}) as bundle:"
    unpacker = _unpacker(checkpoint)
    if not unpacker:
        return ("zipfile",), f"with zipfile.ZipFile({file}) as bundle:"
    return (unpacker, "zipfile"), f"with {unpacker}.open({file}) as packed, zipfile.ZipFile(packed) as bundle:"


def _unpacker(checkpoint: Checkpoint) -> str:
    return _UNPACKERS.get(str(checkpoint.details.get("packed")), "")


def _exported(contents: Contents) -> Snippet:
    file, root = text_literal(contents.file), contents.graph[contents.graph.root]
    keys = root.keys if isinstance(root, Mapping) else ()
    if "aotinductor" in keys and "program" not in keys:
        why = "AOTInductor compiled the model into a library, which loading runs: only for a file that you trust."
        return Snippet("Load the compiled model", why, f"import torch\n\nmodel = "
                                                       f"torch._inductor.aoti_load_package({file})")
    lines = ["import torch", "", f"program = torch.export.load({file})", "state_dict = program.state_dict",
             "model = program.module()  # callable like the model that was exported"]
    why = "torch.export wrote the model as a graph with its weights; no class of yours is needed."
    return Snippet("Load the exported program", why, "\n".join(lines))


def _packaged(contents: Contents) -> Snippet:
    root = contents.graph[contents.graph.root]
    keys = [key for key in root.keys if isinstance(key, str)] if isinstance(root, Mapping) else []
    pickle = next((key for key in keys if key.endswith((".pkl", ".pickle"))), "model/model.pkl")
    package, _, resource = pickle.rpartition("/")
    call = f"importer.load_pickle({text_literal(package.replace('/', '.'))}, {text_literal(resource)})"
    lines = ["from torch.package import PackageImporter", "",
             "# This runs the code in the package: only for a file that you trust.",
             f"importer = PackageImporter({text_literal(contents.file)})", f"model = {call}"]
    why = "The package brings the Python code of its classes along; they are imported from it, not from your computer."
    return Snippet("Load from the package", why, "\n".join(lines))


def _old_script(contents: Contents) -> Snippet:
    code = f"import torch  # 1.10, say\n\nmodel = torch.jit.load({text_literal(contents.file)}, map_location=\"cpu\")"
    return Snippet("Load the scripted model with an old PyTorch", "Today's PyTorch refuses files from 1.0 to 1.3. For "
                   "the weights alone, save a state_dict with this program; torch.jit.load also compiles the code in "
                   "the file: only for a file that you trust.", code)


def _distributed(contents: Contents) -> Snippet:
    folder = contents.file.replace("\\", "/").rpartition("/")[0] or "."
    lines = ["import torch", "from torch.distributed.checkpoint.format_utils import dcp_to_torch_save", "",
             "# This runs what the files say: only for a folder that you trust.",
             f'dcp_to_torch_save({text_literal(folder)}, "checkpoint.pth")',
             'checkpoint = torch.load("checkpoint.pth", map_location="cpu", weights_only=True)']
    why = ("The file is one of a folder, whose .metadata says which piece of which tensor each of them holds. PyTorch "
           "makes one file of them all.")
    return Snippet("Put the folder together", why, "\n".join(lines))


CONTAINERS: dict[str, Callable[[Contents], Snippet]] = {
    "export_archive": _exported, "torch_package": _packaged, "torchscript_json": _old_script,
    "distcp": _distributed,
}
