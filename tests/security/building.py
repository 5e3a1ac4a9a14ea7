"""How a hostile file is written, byte by byte: nothing is pickled from a live object, so that writing runs nothing."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

CANARY = "canary"
SHELL = f"touch {CANARY}"
UNREADABLE = frozenset({"unreadable"})
DANGEROUS = frozenset({"dangerous"})
WARNED = frozenset({"dangerous", "unknown_code"})
REFUSED = WARNED | UNREADABLE
MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
LEGACY_HEAD = MAGIC + b"\x80\x02M\xe9\x03." + b"\x80\x02}."
INNOCENT = b"\x80\x02}."
KEYS = b"\x80\x02]."


@dataclass(frozen=True)
class Attack:
    """A file and what the report on it must say: one of `verdicts`, and `name` among the names.

    `pickle` is what the file plants, for other containers to carry it too; empty where the container is the trick.
    """

    what: str
    reference: str
    data: bytes
    name: str = ""
    verdicts: frozenset[str] = WARNED
    pickle: bytes = b""

    @property
    def label(self) -> str:
        return f"{self.what} [{self.reference}]"


def planted(what: str, reference: str, body: bytes, name: str = "",
            verdicts: frozenset[str] = WARNED, protocol: int = 4) -> Attack:
    """An attack by a pickle with this body, in a zip as torch.save writes it."""
    pickle = bytes([0x80, protocol]) + body + b"."
    return Attack(what, reference, zipped(pickle), name, verdicts, pickle)


def text(value: str) -> bytes:
    raw = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(raw)) + raw


def named(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def stacked(module: str, name: str) -> bytes:
    return text(module) + text(name) + b"\x93"


def call(callee: bytes, *arguments: bytes) -> bytes:
    return callee + b"(" + b"".join(arguments) + b"tR"


OS = named("os", "system")
RUN = call(OS, text(SHELL))
EVIL = b"\x80\x02" + RUN + b"."


def zipped(pickle: bytes, *more: tuple[str, bytes], packed: bool = False) -> bytes:
    """A zip as torch.save writes it, with further records."""
    return archive(("archive/data.pkl", pickle), ("archive/version", b"3\n"), *more, packed=packed)


def archive(*records: tuple[str, bytes], packed: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in records:
            row = zipfile.ZipInfo(name)
            row.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            made.writestr(row, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, data in members:
            row = tarfile.TarInfo(name)
            row.size = len(data)
            made.addfile(row, io.BytesIO(data))
    return out.getvalue()


def array(pickle: bytes) -> bytes:
    """An .npy of Python objects."""
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + pickle


def raw_bytes(value: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(value)) + value


CARRIERS: dict[str, Callable[[bytes], bytes]] = {
    "packed zip": lambda pickle: zipped(pickle, packed=True),
    "another record of a zip": lambda pickle: zipped(INNOCENT, ("archive/extra.pkl", pickle)),
    "a record without a name of a pickle": lambda pickle: zipped(INNOCENT, ("archive/data/0", pickle)),
    "legacy object": lambda pickle: LEGACY_HEAD + pickle + KEYS,
    "legacy sys_info": lambda pickle: LEGACY_HEAD[:-4] + pickle + INNOCENT + KEYS,
    "behind a legacy file": lambda pickle: LEGACY_HEAD + INNOCENT + KEYS + pickle,
    "tar": lambda pickle: tarred(("sys_info", INNOCENT), ("pickle", pickle), ("storages", b"\x80\x02K\x00.")),
    "plain pickle": lambda pickle: pickle,
    "behind a plain pickle": lambda pickle: INNOCENT + pickle,
    "constants of TorchScript": lambda pickle: archive(("m/data.pkl", INNOCENT), ("m/constants.pkl", pickle)),
    "debugging records of TorchScript": lambda pickle: archive(
        ("m/data.pkl", INNOCENT), ("m/constants.pkl", b"\x80\x02)."), ("m/code/x.py.debug_pkl", pickle)),
    "bytecode for mobile": lambda pickle: archive(("m/data.pkl", INNOCENT), ("m/constants.pkl", b"\x80\x02)."),
                                                  ("m/bytecode.pkl", pickle)),
    "npy": array, "npz": lambda pickle: archive(("x.npy", array(pickle))),
    "bytes of a value": lambda pickle: zipped(b"\x80\x04}" + text("state") + raw_bytes(pickle) + b"s."),
}
"""Whatever may carry a pickle. `EVIL` in each of them is found; a carrier may turn a file that opens into one that does
not."""
