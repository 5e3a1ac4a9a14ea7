"""Hostile files, one for each way in which a scanner or loader was passed; a payload would only make a canary file.

References are advisories and issues of the program that was passed, as far as they could be looked up; a word in their
place names the technique. One file here has one technique; the names that block-lists forgot stand in forgotten.py.
"""

from __future__ import annotations

import json
import struct

from tests.security.building import (
    CANARY,
    DANGEROUS,
    EVIL,
    INNOCENT,
    KEYS,
    LEGACY_HEAD,
    MAGIC,
    OS,
    REFUSED,
    RUN,
    SHELL,
    UNREADABLE,
    WARNED,
    Attack,
    archive,
    call,
    named,
    planted,
    stacked,
    tarred,
    text,
    zipped,
)
from tests.security.forgotten import FORGOTTEN
from tests.security.zips import ZIPS

__all__ = ["ATTACKS", "CANARY", "RUN", "Attack", "zipped"]


def _resolving() -> list[Attack]:
    def dotted(module: str, name: str, reference: str) -> Attack:
        return planted(f"dotted {module} {name}", reference, call(stacked(module, name), text(SHELL)),
                       f"{module}.{name}", DANGEROUS)

    return [
        dotted("torch.serialization", "os.system", "fickling GHSA-5j3x-jp52-966f"),
        dotted("pathlib", "os.system", "fickling GHSA-5j3x-jp52-966f"),
        dotted("torch._utils", "__builtins__.get", "dotted names through allowed modules"),
        dotted("torch", "UntypedStorage.from_file", "dotted names through allowed modules"),
        dotted("collections", "OrderedDict.fromkeys", "dotted names through allowed modules"),
        planted("module-level allow-list", "allow-lists by module", call(named("torch._utils", "_import_dotted_name"),
                text("os.system")), "torch._utils._import_dotted_name", DANGEROUS),
        planted("Storage in the name", "rules by substring", call(named("evil", "RunStorage"), text(SHELL)),
                "evil.RunStorage"),
        planted("blank behind the module", "rules that strip", call(stacked("torch ", "Size"), b")"), "torch .Size",
                DANGEROUS),
        planted("folded case", "rules that fold case", call(stacked("Collections", "ordereddict")),
                "Collections.ordereddict", DANGEROUS),
        planted("computed name", "modelscan #331", text("os") + call(named("builtins", "str"), text("system"))
                + b"\x93)R", "?.computed name", DANGEROUS),
        planted("name of a number", "operands that are no text", b"K\x01K\x02\x93)R", "?.computed name", DANGEROUS),
    ]


def _calling_back() -> list[Attack]:
    def wraps(module: str, name: str, *arguments: bytes, reference: str) -> Attack:
        return planted(f"{module}.{name} over os.system", reference, call(named(module, name), *arguments),
                       "os.system", DANGEROUS)

    over = call(named("builtins", "map"), OS, b"]" + text(SHELL) + b"a")
    huge = b"\x8a\x06" + (1 << 40).to_bytes(6, "little")
    return [
        wraps("torch._tensor", "_rebuild_from_type_v2", OS, named("torch", "Tensor"), b"(" + text(SHELL) + b"t", b"N",
              reference="allowed callables that call back"),
        *(wraps(module, name, over, reference="allowed callables that call back")
          for module, name in (("collections", "OrderedDict"), ("collections", "Counter"), ("torch", "Size"),
                               ("builtins", "set"), ("builtins", "bytearray"), ("builtins", "filter"))),
        planted("set of a huge range", "allowed callables that call back", call(
            named("builtins", "set"), call(named("builtins", "range"), huge)), "builtins.range"),
        planted("bytearray of a huge number", "allowed callables that allocate", call(
            named("builtins", "bytearray"), huge), "builtins.bytearray", frozenset({"known_only", *WARNED})),
        planted("_load_from_bytes", "allowed callables that unpickle", call(
            named("torch.storage", "_load_from_bytes"), b"C\x01."), "torch.storage._load_from_bytes", DANGEROUS),
        planted("list that never ends", "allowed callables that call back", call(
            named("collections", "OrderedDict"), call(named("itertools", "count"))), "itertools.count"),
        planted("rot13", "names that are coded", call(named("_codecs", "decode"), text("bf.flfgrz"), text("rot13")),
                "_codecs.decode"),
        planted("rot13 by an allowed name", "names that are coded", call(named("_codecs", "encode"), text("bf.flfgrz"),
                text("rot13")), "_codecs.encode", frozenset({"known_only"})),
    ]


def _weights_only() -> list[Attack]:
    """What passed torch.load(weights_only=True) itself."""
    fresh = call(named("torch._utils", "_rebuild_tensor_v2"), b"N")
    storage = b"(" + text("storage") + named("torch", "FloatStorage") + text("0") + text("cpu") + b"M\xff\xfftQ"
    larger = call(named("torch._utils", "_rebuild_tensor_v2"), storage, b"K\x00", b"(M\xff\xfft", b"(K\x01t", b"\x89",
                  b"N")
    return [
        Attack("a tar of before 0.1.10", "torch CVE-2025-32434, GHSA-53q9-r3pm-6pq6",
               tarred(("sys_info", INNOCENT), ("pickle", EVIL), ("storages", b"\x80\x02K\x00.")), "os.system",
               DANGEROUS),
        planted("SETITEM on what is no dict", "torch CVE-2026-24747", RUN + b"0]" + text("k") + text("v") + b"s",
                "os.system", UNREADABLE),
        planted("SETITEMS on a tuple", "torch CVE-2026-24747", RUN + b"0)(" + text("k") + text("v") + b"u", "os.system",
                UNREADABLE),
        planted("SETITEM on what a call makes", "torch CVE-2026-24747", fresh + RUN + text("v") + b"s", "os.system",
                DANGEROUS),
        Attack("a storage larger than its record", "torch CVE-2026-24747", zipped(
            b"\x80\x02" + RUN + b"0" + larger + b".", ("archive/data/0", b"four")), "os.system", DANGEROUS),
    ]


def _without_reduce() -> list[Attack]:
    made = b")\x81"
    setstate = named("torch.nn.modules.linear", "Linear") + made + b"}" + text("__setstate__") + OS + b"sb"
    bag = named("mod", "Bag") + made
    return [
        planted("NEWOBJ of map", "code without REDUCE", named("builtins", "map") + b"(" + OS + b"]" + text(SHELL)
                + b"at\x81", "os.system", DANGEROUS),
        planted("BUILD plants __setstate__", "code without REDUCE", setstate + text(SHELL) + b"b", "os.system",
                DANGEROUS),
        planted("APPEND calls a planted method", "code without REDUCE", bag + b"}" + text("append") + OS + b"sb"
                + text(SHELL) + b"a", "os.system", DANGEROUS),
        planted("ADDITEMS calls a planted method", "code without REDUCE", bag + b"}" + text("add") + OS + b"sb("
                + text(SHELL) + b"\x90", "os.system", DANGEROUS),
        planted("OBJ", "fickling GHSA-mxhj-88fx-4pcv", b"(" + OS + text(SHELL) + b"o", "os.system", DANGEROUS),
        planted("OBJ and POP", "fickling GHSA-mxhj-88fx-4pcv", b"(" + OS + text(SHELL) + b"o0N", "os.system",
                DANGEROUS),
        planted("INST", "code without REDUCE", b"(" + text(SHELL) + b"ios\nsystem\n", "os.system", DANGEROUS),
        planted("EXT1", "extension codes", b"\x82\x07)R", "copyreg.extension 7", DANGEROUS),
        planted("EXT4", "extension codes", b"\x84\xff\xff\xff\x7f)R", "copyreg.extension 2147483647", DANGEROUS),
        planted("slot state on a class", "modelscan #330", named("torch", "Tensor") + b"N}" + text("__reduce_ex__")
                + OS + b"s\x86b", "os.system", UNREADABLE),
        planted("slot state on a function", "modelscan #330", named("numpy", "size") + b"}}" + text("shape")
                + named("numpy", "__builtins__") + b"s\x86b" + OS, "numpy.__builtins__", UNREADABLE),
    ]


def _linear_readers() -> list[Attack]:
    def memo(what: str, body: bytes, reference: str = "memo confusion") -> Attack:
        return planted(what, reference, body, "os.system", DANGEROUS)

    module, name, shell = text("os"), text("system"), text(SHELL)
    return [
        memo("PUT behind POP", text("decoy") + module + b"q\x000q\x01" + b"h\x00" + name + b"\x93(" + shell + b"tR"),
        memo("MEMOIZE among BINPUT", text("a") + b"q\x05" + module + b"\x94" + name + b"\x94" + b"h\x01h\x02\x93("
             + shell + b"tR"),
        memo("text index with zeros", module + b"p0000300\n0g300\n" + name + b"\x93(" + shell + b"tR"),
        memo("popped decoys", module + name + text("math") + text("floor") + b"00\x93(" + shell + b"tR"),
        memo("DUP", module + b"2" + b"0" + name + b"\x93(" + shell + b"tR"),
        memo("Python 2 string operands", b"S'os'\nS'system'\n\x93(" + shell + b"tR", "picklescan GHSA-9gvj-pp9x-gcfr"),
        planted("FRAME straddled", "cpython #154848, fickling #317", OS
                + b"\x95" + struct.pack("<Q", 3) + b"\x8c\x08AAAAAAAA(" + shell + b"tR",
                "os.system", UNREADABLE),
        planted("frame beyond the end", "cpython #154848, fickling #317", OS
                + b"\x95" + b"\xff" * 8, "os.system", UNREADABLE),
    ]


def _hidden() -> list[Attack]:
    size = named("torch", "Size")
    places = {
        "POP": RUN + b"0N", "POP_MARK": b"(" + RUN + b"1N", "dict key": b"}" + RUN + b"Ns",
        "set": b"\x8f(" + RUN + b"\x90", "frozenset": b"(" + RUN + b"\x91",
        "persistent id": b"(" + text("storage") + RUN + b"tQ", "text persistent id": RUN + b"0Pstorage\n",
        "size tuple": call(size, b"(" + RUN + b"t"),
        "hooks": call(named("torch._utils", "_rebuild_parameter"), b"N", b"\x88", RUN),
        "object array": call(named("numpy.core.multiarray", "_reconstruct"), b"N") + b"(K\x01" + RUN + b"tb",
        "thousandth tensor": b"](" + (b"(" + text("storage") + named("torch", "FloatStorage") + text("0") + text("cpu")
                                      + b"K\x01tQ") * 1000 + RUN + b"e",
        "thousandth value": b"](" + b"N" * 1000 + RUN + b"e", "overwritten memo": RUN + b"q\x000Nq\x00",
        "state replaced": named("mod", "A") + b")\x81" + RUN + b"bNb",
        "keyword of NEWOBJ_EX": named("mod", "A") + b")}" + text("k") + RUN + b"s\x92",
        "behind an unknown opcode": RUN + b"\xff", "cut off behind it": RUN + b"X\xff\xff\xff\x7f",
    }
    bad = {"behind an unknown opcode", "cut off behind it"}
    return [planted(f"result in {place}", "results thrown away or hidden", body, "os.system",
                    UNREADABLE if place in bad else DANGEROUS) for place, body in places.items()]


def _lying() -> list[Attack]:
    fields = ("module", "name", "node", "items", "state", "verdict", "__class__", "__dict__", "__reduce__", "__slots__")
    state = b"}" + b"".join(text(key) + b"K\x01s" for key in fields) + b"b"
    odd = {"escape": "\x1b[2J", "right to left": "\u202ecod", "nul": "a\0b", "newline": "a\nb", "zero width": "\u200b",
           "Cyrillic": "\u0430"}
    return [
        planted("state like a record's own fields", "lying to the report", RUN + b"0" + named("mod", "A") + b")\x81"
                + state, "os.system", DANGEROUS),
        *(planted(f"{what} in a name", "lying to the report", stacked(f"mod{piece}", "run") + b")R", f"mod{piece}.run",
                  DANGEROUS) for what, piece in odd.items()),
        planted("HTML in a name", "lying to the report", stacked("mod<b>x</b>", "run") + b")R", "mod<b>x</b>.run"),
        planted("one letter off", "lying to the report", named("torch._utils", "_rebuild_tensor_v22") + b")R",
                "torch._utils._rebuild_tensor_v22"),
        planted("the viewer's own modules", "attacks on the scanner", call(named(
            "ckpt_viewer.core.scanning", "_LEVELS"), b"N"), "ckpt_viewer.core.scanning._LEVELS"),
    ]


def _extensions() -> list[Attack]:
    """Files are called by numbers and .pth here, whatever they are: content decides."""
    return [Attack("a plain pickle by another extension", "picklescan CVE-2025-1889", EVIL, "os.system", DANGEROUS),
            Attack("a plain pickle called a checkpoint", "picklescan CVE-2025-10155, GHSA-jgw4-cr84-mqxg",
                   b"\x80\x04" + RUN + b".", "os.system", DANGEROUS)]


def _forgotten_pickles() -> list[Attack]:
    constants = ("m/constants.pkl", b"\x80\x02).")
    rows = (
        ("magic number of a legacy file", b"\x80\x02" + RUN + b"0" + MAGIC[2:] + LEGACY_HEAD[len(MAGIC):] + INNOCENT
         + KEYS, REFUSED),
        ("protocol of a legacy file", MAGIC + b"\x80\x02" + RUN + b"0M\xe9\x03." + b"\x80\x02}." + INNOCENT + KEYS,
         DANGEROUS),
        ("sys_info of a legacy file", MAGIC + b"\x80\x02M\xe9\x03." + EVIL + INNOCENT + KEYS, DANGEROUS),
        ("keys of a legacy file", LEGACY_HEAD + INNOCENT + b"\x80\x02" + RUN + b"0].", DANGEROUS),
        ("legacy object cut off", LEGACY_HEAD + b"\x80\x02" + RUN, UNREADABLE),
        ("storages of a tar", tarred(("sys_info", INNOCENT), ("pickle", INNOCENT), ("storages", EVIL)), REFUSED),
        ("tensors of a tar", tarred(("sys_info", INNOCENT), ("pickle", INNOCENT), ("tensors", EVIL),
                                    ("storages", b"\x80\x02K\x00.")), REFUSED),
        ("another member of a tar", tarred(("sys_info", INNOCENT), ("pickle", INNOCENT), ("more", EVIL),
                                           ("storages", b"\x80\x02K\x00.")), DANGEROUS),
        ("constants of TorchScript", archive(("m/data.pkl", INNOCENT), ("m/constants.pkl", EVIL)), DANGEROUS),
        ("debug_pkl of TorchScript", archive(("m/data.pkl", INNOCENT), constants, ("m/code/a.py.debug_pkl", EVIL)),
         DANGEROUS),
        ("bytecode for mobile", archive(("m/data.pkl", INNOCENT), constants, ("m/bytecode.pkl", EVIL)), DANGEROUS),
        ("records of a distributed checkpoint", b"\x80\x04" + named("torch.distributed.checkpoint.metadata", "Metadata")
         + b")\x81}" + text("planner_data") + RUN + b"sb.", DANGEROUS),
        ("training arguments", b"\x80\x04" + named("transformers.training_args", "TrainingArguments") + b")\x81}"
         + text("output_dir") + RUN + b"sb.", DANGEROUS),
    )
    return [Attack(what, "forgotten pickles", data, "os.system", verdicts) for what, data, verdicts in rows]


def _several_files() -> list[Attack]:
    """An index beside the first file of the corpus, which it takes for a shard, and in a folder with modules above."""
    shards = ["000.pth", "../os.py", "..", "/etc/passwd", "file:///etc/passwd", "http://localhost/x", "", "a\0b",
              "a" * 300]
    index = json.dumps({"weight_map": {f"w{number}": shard for number, shard in enumerate(shards)}})
    return [Attack("an index of shards elsewhere", "shards outside the folder", index.encode(), verdicts=DANGEROUS)]


ATTACKS: tuple[Attack, ...] = (
    *_resolving(), *_calling_back(), *_weights_only(), *_without_reduce(), *_linear_readers(), *_hidden(), *_lying(),
    *_extensions(), *_forgotten_pickles(), *FORGOTTEN, *ZIPS, *_several_files(),
)
