"""Hostile files, one for each way in which a scanner or loader was passed; a payload would only make a canary file.

Written byte by byte: nothing here is pickled from a live object, so that writing the corpus runs nothing either.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import dataclass

CANARY = "canary"
SHELL = f"touch {CANARY}"
UNREADABLE = frozenset({"unreadable"})
DANGEROUS = frozenset({"dangerous"})
WARNED = frozenset({"dangerous", "unknown_code"})
REFUSED = WARNED | UNREADABLE
MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
LEGACY_HEAD = MAGIC + b"\x80\x02M\xe9\x03." + b"\x80\x02}."


@dataclass(frozen=True)
class Attack:
    """A file and what the report on it must say: one of `verdicts`, and `name` among the names."""

    what: str
    reference: str
    data: bytes
    name: str = ""
    verdicts: frozenset[str] = WARNED

    @property
    def label(self) -> str:
        return f"{self.what} [{self.reference}]"


def text(value: str) -> bytes:
    raw = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(raw)) + raw


def named(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def stacked(module: str, name: str) -> bytes:
    return text(module) + text(name) + b"\x93"


def call(callee: bytes, *arguments: bytes) -> bytes:
    return callee + b"(" + b"".join(arguments) + b"tR"


def zipped(pickle: bytes, *more: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (("archive/data.pkl", pickle), ("archive/version", b"3\n"), *more):
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def whole(body: bytes, protocol: int = 4) -> bytes:
    return zipped(bytes([0x80, protocol]) + body + b".")


OS = named("os", "system")
RUN = call(OS, text(SHELL))
INNOCENT = b"\x80\x02}."


def _resolving() -> list[Attack]:
    def dotted(module: str, name: str, reference: str) -> Attack:
        return Attack(f"dotted {module} {name}", reference, whole(call(stacked(module, name), text(SHELL))),
                      f"{module}.{name}", DANGEROUS)

    return [
        dotted("torch.serialization", "os.system", "CVE-2025-32434 class, torch find_class"),
        dotted("torch._utils", "__builtins__.get", "picklescan GHSA dotted names"),
        dotted("torch", "UntypedStorage.from_file", "torch PR 181310"),
        dotted("collections", "OrderedDict.fromkeys", "fickling GHSA-5j3x-jp52-966f"),
        Attack("module-level allow-list", "fickling allow-list", whole(call(named("torch._utils",
               "_import_dotted_name"),
               text("os.system"))), "torch._utils._import_dotted_name"),
        Attack("Storage in the name", "modelscan 263", whole(call(named("evil", "RunStorage"), text(SHELL))),
               "evil.RunStorage"),
        Attack("blank behind the module", "picklescan stripping", whole(call(stacked("torch ", "Size"), b")")),
               "torch .Size"),
        Attack("folded case", "picklescan case folding", whole(call(stacked("Collections", "ordereddict"))),
               "Collections.ordereddict"),
        Attack("computed name", "fickling bypass", whole(text("os") + call(named("builtins", "str"), text("system"))
               + b"\x93" + b")R"), "?.computed name", DANGEROUS),
        Attack("name of a number", "fickling bypass", whole(b"K\x01K\x02\x93)R"), "?.computed name", DANGEROUS),
    ]


def _calling_back() -> list[Attack]:
    def wraps(module: str, name: str, *arguments: bytes, reference: str) -> Attack:
        return Attack(f"{module}.{name} over os.system", reference, whole(call(named(module, name), *arguments)),
                      "os.system", DANGEROUS)

    over = call(named("builtins", "map"), OS, b"]" + text(SHELL) + b"a")
    return [
        wraps("torch._tensor", "_rebuild_from_type_v2", OS, named("torch", "Tensor"), b"(" + text(SHELL) + b"t", b"N",
              reference="CVE-2025-32434"),
        *(wraps(module, name, over, reference="CVE-2026-24747")
          for module, name in (("collections", "OrderedDict"), ("collections", "Counter"), ("torch", "Size"),
                               ("builtins", "set"), ("builtins", "bytearray"), ("builtins", "filter"))),
        Attack("set of a huge range", "CVE-2026-24747", whole(call(named("builtins", "set"), call(
            named("builtins", "range"), b"\x8a\x06" + (1 << 40).to_bytes(6, "little")))), "builtins.range"),
        Attack("bytearray of a huge number", "torch allow-list", whole(call(named("builtins", "bytearray"),
               b"\x8a\x06" + (1 << 40).to_bytes(6, "little"))), "builtins.bytearray",
               frozenset({"known_only", *WARNED})),
        Attack("_load_from_bytes", "picklescan CVE-2025-1889", whole(call(named("torch.storage", "_load_from_bytes"),
               b"C\x01.")), "torch.storage._load_from_bytes"),
        Attack("rot13", "picklescan _codecs", whole(call(named("_codecs", "decode"), text("bf.flfgrz"), text("rot13"))),
               "_codecs.decode"),
        *(Attack(f"{module}.{name}", reference, whole(call(named(module, name), text(SHELL))), f"{module}.{name}")
          for module, name, reference in (
              ("pip", "main", "CVE-2025-1716"), ("torch.hub", "load", "modelscan 338"),
              ("asyncio.unix_events", "_UnixSubprocessTransport._start", "CVE-2025-10157"),
              ("timeit", "timeit", "picklescan GHSA timeit"), ("profile", "Profile.run", "picklescan GHSA profile"),
              ("idlelib.run", "Executive.runcode", "picklescan GHSA idlelib"),
              ("lib2to3.pgen2.grammar", "Grammar.loads", "picklescan GHSA lib2to3"),
              ("torch.utils.bottleneck.__main__", "run_cprofile", "picklescan GHSA torch"),
              ("code", "InteractiveInterpreter.runcode", "picklescan GHSA code"),
              ("ctypes", "CDLL", "fickling CVE-2026-22612"), ("cProfile", "run", "fickling CVE cProfile"),
              ("runpy", "run_path", "fickling CVE runpy"), ("pty", "spawn", "fickling CVE pty"),
              ("operator", "attrgetter", "modelscan 85"), ("requests.api", "get", "modelscan 330"),
              ("httplib", "HTTPSConnection", "modelscan 330"), ("marshal", "loads", "fickling CVE marshal"))),
    ]


def _without_reduce() -> list[Attack]:
    made = b")\x81"
    setstate = named("torch.nn.modules.linear", "Linear") + made + b"}" + text("__setstate__") + OS + b"sb"
    return [
        Attack("NEWOBJ of map", "torch NEWOBJ", whole(named("builtins", "map") + b"(" + OS + b"]" + text(SHELL)
               + b"at\x81"), "os.system", DANGEROUS),
        Attack("BUILD plants __setstate__", "fickling test_bypasses", whole(setstate + text(SHELL) + b"b"), "os.system",
               DANGEROUS),
        Attack("APPEND calls a planted method", "fickling test_bypasses", whole(
            named("mod", "Bag") + made + b"}" + text("append") + OS + b"sb" + text(SHELL) + b"a"), "os.system",
                DANGEROUS),
        Attack("ADDITEMS calls a planted method", "fickling test_bypasses", whole(
            named("mod", "Bag") + made + b"}" + text("add") + OS + b"sb(" + text(SHELL) + b"\x90"), "os.system",
                DANGEROUS),
        Attack("OBJ", "fickling GHSA-mxhj-88fx-4pcv", whole(b"(" + OS + text(SHELL) + b"o"), "os.system", DANGEROUS),
        Attack("OBJ and POP", "fickling GHSA-mxhj-88fx-4pcv", whole(b"(" + OS + text(SHELL) + b"o0N"), "os.system",
               DANGEROUS),
        Attack("INST", "pickle protocol 0", whole(b"(" + text(SHELL) + b"ios\nsystem\n"), "os.system", DANGEROUS),
        Attack("EXT1", "copyreg extensions", whole(b"\x82\x07)R"), "copyreg.extension 7", DANGEROUS),
        Attack("EXT4", "copyreg extensions", whole(b"\x84\xff\xff\xff\x7f)R"), "copyreg.extension 2147483647",
               DANGEROUS),
        Attack("slot state on a function", "BUILD slot state", whole(
            named("mod", "function") + b"N}" + text("__code__") + OS + b"s\x86b"), "os.system", UNREADABLE),
    ]


def _linear_readers() -> list[Attack]:
    def memo(what: str, body: bytes) -> Attack:
        return Attack(what, "memo confusion", whole(body), "os.system", DANGEROUS)

    module, name, shell = text("os"), text("system"), text(SHELL)
    return [
        memo("PUT behind POP", text("decoy") + module + b"q\x000q\x01" + b"h\x00" + name + b"\x93(" + shell + b"tR"),
        memo("MEMOIZE among BINPUT", text("a") + b"q\x05" + module + b"\x94" + name + b"\x94" + b"h\x01h\x02\x93("
             + shell + b"tR"),
        memo("text index with zeros", module + b"p0000300\n0g300\n" + name + b"\x93(" + shell + b"tR"),
        memo("popped decoys", module + name + text("math") + text("floor") + b"00\x93(" + shell + b"tR"),
        memo("DUP", module + b"2" + b"0" + name + b"\x93(" + shell + b"tR"),
        memo("Python 2 string operands", b"S'os'\nU\x06system\x93(" + shell + b"tR"),
        Attack("FRAME straddled", "cpython 154848", whole(OS + b"\x95" + struct.pack("<Q", 3) + b"\x8c\x08AAAAAAAA("
               + shell + b"tR"), "os.system", UNREADABLE),
        Attack("frame beyond the end", "cpython 154848", whole(OS + b"\x95" + b"\xff" * 8), "os.system", UNREADABLE),
    ]


def _hidden() -> list[Attack]:
    size = named("torch", "Size")
    places = {
        "POP": RUN + b"0N", "POP_MARK": b"(" + RUN + b"1N", "dict key": b"}" + RUN + b"Ns",
            "set": b"\x8f(" + RUN + b"\x90",
        "frozenset": b"(" + RUN + b"\x91", "persistent id": b"(" + text("storage") + RUN + b"tQ",
        "text persistent id": RUN + b"0Pstorage\n", "size tuple": call(size, b"(" + RUN + b"t"),
        "hooks": call(named("torch._utils", "_rebuild_parameter"), b"N", b"\x88", RUN),
        "object array": call(named("numpy.core.multiarray", "_reconstruct"), b"N") + b"(K\x01" + RUN + b"tb",
        "thousandth value": b"](" + b"N" * 1000 + RUN + b"e", "overwritten memo": RUN + b"q\x000Nq\x00",
        "state replaced": named("mod", "A") + b")\x81" + RUN + b"bNb", "keyword of NEWOBJ_EX":
        named("mod", "A") + b")}" + text("k") + RUN + b"s\x92", "behind an unknown opcode": RUN + b"\xff",
        "cut off behind it": RUN + b"X\xff\xff\xff\x7f",
    }
    bad = {"behind an unknown opcode", "cut off behind it"}
    return [Attack(f"result in {place}", "picklescan and fickling hidden results", whole(body), "os.system",
                   UNREADABLE if place in bad else DANGEROUS) for place, body in places.items()]


def _lying() -> list[Attack]:
    state = b"}" + b"".join(text(key) + b"K\x01s" for key in (
        "module", "name", "node", "items", "state", "verdict", "__class__", "__dict__", "__reduce__",
            "__slots__")) + b"b"
    odd = {"escape": "\x1b[2J", "right to left": "\u202ecod", "nul": "a\0b", "html": "<b>x</b>", "newline": "a\nb"}
    return [
        Attack("state like a record's own fields", "report spoofing", whole(RUN + b"0" + named("mod", "A") + b")\x81"
               + state), "os.system", DANGEROUS),
        *(Attack(f"{what} in a name", "report spoofing", whole(stacked(f"mod{piece}", "run") + b")R"),
            f"mod{piece}.run")
          for what, piece in odd.items()),
        Attack("one letter off", "typosquatting", whole(named("torch._utils", "_rebuild_tensor_v22") + b")R"),
               "torch._utils._rebuild_tensor_v22"),
        Attack("the viewer's own modules", "attacks on the scanner", whole(call(named(
            "ckpt_viewer.core.scanning", "_LEVELS"), b"N")), "ckpt_viewer.core.scanning._LEVELS"),
    ]


def _containers() -> list[Attack]:
    evil, calm = b"\x80\x02" + RUN + b".", zipped(INNOCENT)
    bad = zipped(evil)
    crc = bytearray(bad)
    crc[14:18] = b"\0\0\0\0"
    flag = bytearray(bad)
    flag[6] |= 1
    central = bytearray(bad)
    central[central.index(b"PK\x01\x02") + 16] ^= 0xFF
    sandwich = b"\x80\x02" + RUN + b"."
    return [
        Attack("CRC of the local header", "CVE-2025-10156", bytes(crc), "os.system", DANGEROUS),
        Attack("CRC of the directory", "CVE-2025-10156", bytes(central), "os.system", DANGEROUS),
        Attack("encryption flag in the local header", "CVE-2025-1945", bytes(flag), verdicts=REFUSED),
        Attack("two records of one name", "CVE-2025-1944 class",
               zipped(INNOCENT, ("archive/dat_.pkl", evil)).replace(b"dat_.pkl", b"data.pkl"),
               verdicts=DANGEROUS),
        Attack("a second root", "zip differential", zipped(INNOCENT, ("other/data.pkl", evil)), verdicts=DANGEROUS),
        Attack("a name with NUL", "CVE-2025-1944", calm.replace(b"archive/data.pkl", b"archive/data\0pkl"),
               verdicts=UNREADABLE),
        Attack("a name of other case", "zip differential", calm.replace(b"archive/data.pkl", b"archive/DATA.pkl"),
               verdicts=UNREADABLE),
        Attack("a pickle with an empty zip behind it", "polyglot, CVE-2025-10155",
               sandwich + b"PK\x05\x06" + b"\0" * 18,
               verdicts=REFUSED),
    ]


def _forgotten() -> list[Attack]:
    evil = b"\x80\x02" + RUN + b"."
    keys = b"\x80\x02]."
    return [
        Attack("legacy sys_info", "legacy pickles", MAGIC + b"\x80\x02M\xe9\x03." + evil + INNOCENT + keys, "os.system",
               DANGEROUS),
        Attack("legacy object", "legacy pickles", LEGACY_HEAD + evil + keys, "os.system", DANGEROUS),
        Attack("legacy keys", "legacy pickles", LEGACY_HEAD + INNOCENT + b"\x80\x02" + RUN + b"0].", "os.system",
               DANGEROUS),
        Attack("legacy protocol", "legacy pickles",
               MAGIC + b"\x80\x02" + RUN + b"0M\xe9\x03." + b"\x80\x02}." + INNOCENT
               + keys, "os.system", DANGEROUS),
        Attack("legacy object cut off", "legacy pickles", LEGACY_HEAD + b"\x80\x02" + RUN, "os.system", UNREADABLE),
    ]


def _several_files() -> list[Attack]:
    """An index beside the first file of the corpus, which it takes for a shard, and in a folder with modules above."""
    shards = ["000.pth", "../os.py", "..", "/etc/passwd", "file:///etc/passwd", "http://localhost/x", "", "a\0b",
              "a" * 300]
    index = json.dumps({"weight_map": {f"w{number}": shard for number, shard in enumerate(shards)}})
    return [Attack("an index of shards elsewhere", "shards outside the folder", index.encode(), verdicts=DANGEROUS)]


ATTACKS: tuple[Attack, ...] = (
    *_resolving(), *_calling_back(), *_without_reduce(), *_linear_readers(), *_hidden(), *_lying(), *_containers(),
    *_forgotten(), *_several_files(),
)
