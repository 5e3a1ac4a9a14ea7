"""Hostile files within files: the report looks into every one of them."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import zipfile

from tests.archives import exported, old_script, payload, tarred
from tests.archives import zipped as packed
from tests.security.building import DANGEROUS, REFUSED, RUN, SHELL, UNREADABLE, Attack, text, zipped

EVIL = b"\x80\x02" + RUN + b"."
CALM = zipped(b"\x80\x02}.")
INNER = zipped(EVIL)
EXTERN = ("p/.data/extern_modules", b"os\n")
REDUCE = b"\x80\x02(" + text("reduce_package") + b"K\x00cos\nsystem\n" + text(SHELL) + b"\x85tQ."
SERIALIZED = json.dumps({"policy_class": {":type:": "x", ":serialized:": base64.b64encode(EVIL).decode()}}).encode()
DEEP = packed([("a", packed([("a", packed([("a", packed([("a", INNER)]))]))]))])
BOMB = bytes(64 << 20)


def _run(what: str, reference: str, data: bytes) -> Attack:
    return Attack(what, reference, data, "os.system", DANGEROUS)


def _odd(what: str, reference: str, data: bytes) -> Attack:
    return Attack(what, reference, data, verdicts=DANGEROUS)


BUNDLED: tuple[Attack, ...] = (
    _run("in a zip bundle", "stable-baselines3 load_from_zip_file", packed([("policy.pth", CALM), ("b.pth", INNER)])),
    _run("in a deflated record of a bundle", "stable-baselines3 load_from_zip_file",
         packed([("policy.pth", INNER)], zipfile.ZIP_DEFLATED)),
    _run("in the JSON of a bundle", "stable-baselines3 json_to_data, cloudpickle",
         packed([("data", SERIALIZED), ("policy.pth", CALM)])),
    _run("in a tar bundle", "allennlp load_archive", tarred([("config.json", b"{}"), ("weights.th", INNER)])),
    _run("in a tar.gz bundle", "allennlp load_archive", gzip.compress(tarred([("weights.th", INNER)]))),
    *(_run(f"compressed with {name}", "picklescan compressed files", pack(INNER))
      for name, pack in (("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress))),
    _run("bare pickle in a bundle", "forgotten pickles", packed([("policy.pth", CALM), ("notes.txt", EVIL)])),
    _run("damaged file of a bundle", "forgotten pickles",
         packed([("a.pth", CALM), ("b.pth", zipped(EVIL[:-1] + b"\xff"))])),
    _run("zip in a zip", "nested archives", packed([("inner.zip", packed([("a.pth", INNER)]))])),
    _run("pickle of a package", "torch.package load_pickle", packed([EXTERN, ("p/m/m.pkl", EVIL)])),
    _run("pickle without an ending in a package", "torch.package load_pickle", packed([EXTERN, ("p/m/readme", EVIL)])),
    _run("a function that the importer of a package calls", "torch.package reduce_package",
         packed([EXTERN, ("p/m/m.pkl", REDUCE)])),
    _run("checkpoint among the resources of a package", "forgotten pickles", packed([EXTERN, ("p/m/w.pth", INNER)])),
    _run("pickled payload of a .pt2", "torch.export use_pickle, torch.load(weights_only=False)", packed(exported(
        {"w": payload("weight_0", [1], [1]) | {"use_pickle": True}}, [("weight_0", INNER)]))),
    _run("sample inputs of a .pt2", "forgotten pickles", packed([
        *exported({}, []), ("made/models/b.json", b"{}"), ("made/data/sample_inputs/b.pt", INNER)])),
    _run("attributes of an old TorchScript", "forgotten pickles",
         packed(old_script([], {"name": "m"}, [("tensors/0", b""), ("attributes.pkl", EVIL)]))),
    _odd("code that poses as torch", "torch.package interned modules", packed([
        EXTERN, ("p/torch/_utils.py", b"evil()"), ("p/m/m.pkl", b"\x80\x02ctorch._utils\n_rebuild_parameter\n)R.")])),
    _odd("compiled library in a .pt2", "torch._inductor.aoti_load_package", packed([
        ("p/archive_format", b"pt2"), ("p/data/aotinductor/model/a.so", b"\x7fELF")])),
    *(_odd(f"{kind} with a name that leads out", "CVE-2007-4559, zip slip", pack([("../../a.pth", CALM)]))
      for kind, pack in (("zip", packed), ("tar", tarred))),
    _odd("two files of one name", "zip differential", packed([("a.pth", INNER), ("a.pth", CALM)])),
    *(Attack(f"bomb in {kind}", "42.zip", data, verdicts=UNREADABLE) for kind, data in (
        ("gzip", gzip.compress(BOMB)), ("bzip2", bz2.compress(BOMB)), ("xz", lzma.compress(BOMB, preset=0)),
        ("a deflated record", packed([("a.pth", BOMB)], zipfile.ZIP_DEFLATED)))),
    Attack("archives nested deep", "42.zip", DEEP, verdicts=REFUSED | {"known_only"}),
)
