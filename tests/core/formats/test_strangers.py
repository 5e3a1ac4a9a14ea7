"""Files that are no checkpoints: each is called by its name, with what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint, SourceError
from ckpt_viewer.core.formats import open_checkpoint
from tests.cli.conftest import Ckpt, ckpt

__all__ = ["ckpt"]

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 19332096\n"
S3 = (b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message>'
      b"<RequestId>X</RequestId></Error>")
JOBLIB = (b"\x80\x04}\x8c\x01wcjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}\x8c\x05shapeK\x02sb"
          b"\x07\xff\xff\xff\xff\xff\xff\xff" + bytes(16) + b"s.")


def zipped(*names: str, flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    data = bytearray(out.getvalue())
    data[6] |= flags
    data[data.index(b"PK\x01\x02") + 8] |= flags
    return bytes(data)


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("notes.txt"))
    return out.getvalue()


def database(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "made.sqlite")
    connection.execute("create table t (x)")
    connection.commit()
    connection.close()
    return (folder / "made.sqlite").read_bytes()


FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("empty", "get it again")), "LFS": (LFS, ("Git LFS pointer", "19,332,096", "git lfs pull")),
    "cut LFS": (LFS[:60], ("Git LFS pointer", "git lfs pull")),
    "DVC": (b"outs:\n- md5: 0123\n  size: 77\n  path: model.pt\n", ("DVC pointer", "dvc pull")),
    "annex": (b"/annex/objects/SHA256E-s77--0123.pt\n", ("git-annex", "git annex get")),
    "page": (b"<!DOCTYPE html><html>not found</html>", ("web page", "log-in page")),
    "titled page": (b"<html><head><title>\n 404 Not &amp; Found </title>", ("web page", "“404 Not & Found”")),
    "page with a mark": (b"\xef\xbb\xbf<html><h1>Sign in</h1>", ("web page", "“Sign in”")),
    "long title": (b"<html><title>" + b"x" * 300, ("this is a web page, not",)),
    "S3": (S3, ("XML", "“AccessDenied”")), "JSON": (b'{"a": 1}', ("JSON",)),
    "JSON error": (b'{"error": "Repository \\"x\\" is gated", "code": 401}',
                   ("“Repository \"x\" is gated”", "download")),
    "config": (b'{"architectures": ["BertModel"], "model_type": "bert"}', ("configuration of a model", ".safetensors")),
    "llama": (b'{"dim": 16, "n_layers": 2, "n_heads": 2}', ("configuration of a model", ".pth")),
    "diffusers": (b'{"_class_name": "UNet2DModel", "_diffusers_version": "0.42.1"}', ("configuration of a model",)),
    "adapter": (b'{\n  "base_model_name_or_path": "gpt2",\n  "peft_type": "LORA"}', ("configuration of a model",)),
    "tokenizer": (b'{"version": "1.0", "added_tokens": [], "model": {"type": "BPE"}}', ("vocabulary", "beside it")),
    "trainer": (b'{"epoch": 1.0, "log_history": [{"loss": 1.0}]}', ("log of a training", "beside it")),
    "SentencePiece": (b"\n\x0e\n\x05<unk>\x15\0\0\0\0\x18\x02\n\x0c\n\x03<s>" + bytes(90), ("SentencePiece",)),
    "ExecuTorch": (b"\x3c\0\0\0ET12eh00\x20\0\0\0" + bytes(90), ("program of ExecuTorch", "was made from")),
    "notebook": (b'{"nbformat": 4, "cells": []}', ("Jupyter notebook",)),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(100), ("PNG",)), "JPEG": (b"\xff\xd8\xff\xe0" + bytes(99), ("JPEG",)),
    "GIF": (b"GIF89a" + bytes(90), ("GIF",)), "WebP": (b"RIFF\1\0\0\0WEBPVP8 " + bytes(90), ("WebP",)),
    "BMP": (b"BM" + struct.pack("<L", 100) + bytes(94), ("BMP",)), "PDF": (b"%PDF-1.7\n" + bytes(90), ("PDF",)),
    "MP4": (b"\0\0\0\x20ftypisom" + bytes(90), ("MP4",)), "MP3": (b"ID3\3" + bytes(90), ("MP3",)),
    "gzip": (gzip.compress(b"words"), ("gzip", "cannot be opened")),
    "bzip2": (bz2.compress(b"words"), ("bzip2", "cannot be opened")),
    "xz": (lzma.compress(b"words"), ("xz", "cannot be opened")),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(60), ("zstd", "Unpack")),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), ("7z", "Unpack")),
    "RAR": (b"Rar!\x1a\x07\1" + bytes(60), ("RAR", "Unpack")),
    "broken gzip": (b"\x1f\x8b\x08" + bytes(50), ("gzip", "cannot be unpacked")),
    "broken tar": (bytes(257) + b"ustar\0" + bytes(300), ("tar file", "malformed")),
    "tar": (tarred(), ("tar", "no checkpoint in it")),
    "ELF": (b"\x7fELF\2\1\1" + bytes(90), ("Linux",)),
    "exe": (b"MZ\x90\0" + bytes(60) + b"\x0e\x1f\xba This program cannot be run", ("Windows",)),
    "Mach-O": (b"\xcf\xfa\xed\xfe" + bytes(90), ("macOS",)),
    "compiled": (b"\xa7\r\r\n" + bytes(90), ("compiled Python",)),
    "parquet": (b"PAR1" + bytes(90) + b"PAR1", ("Parquet", "pandas")),
    "Keras": (b"\x89HDF\r\n\x1a\n" + bytes(90), ("HDF5", "Keras")),
    "SavedModel": (b"\x08\x01\x12\xf0\x99\x01\n" + bytes(90), ("SavedModel", "TensorFlow")),
    "ONNX": (b"\x08\x08\x12\x07pytorch\x1a\x052.1.0" + bytes(90), ("ONNX", "pytorch", "Netron")),
    "GGUF": (b"GGUF\3\0\0\0" + bytes(90), ("GGUF", "llama.cpp")), "GGML": (b"tjgg\3\0\0\0" + bytes(90), ("GGML",)),
    "ONNX, unsigned": (b"\x08\x0e\x3a\xc8\x01" + bytes(200) + b"\x42\x02\x10\x1c", ("ONNX", "Netron")),
    "XGBoost": (b"{L" + bytes(7) + b"\x07learner{L" + bytes(90), ("XGBoost", "UBJSON", "Booster")),
    "XGBoost JSON": (b'{"learner":{"attributes":{}},"version":[3,2,0]}', ("XGBoost", "Booster")),
    "LightGBM": (b"tree\nversion=v4\nnum_class=1\n", ("LightGBM", "Booster")),
    "zlib": (zlib.compress(bytes(range(256)) * 9, 3), ("zlib",)),
    "joblib": (JOBLIB, ("file of joblib", "how many bytes")),
    "packed joblib": (lzma.compress(JOBLIB), ("xz file", "file of joblib")),
    "TensorBoard": (b"\x18" + bytes(11) + b"\x09" + bytes(8) + b"\x1a\x0dbrain.Event:2" + bytes(4),
                    ("TensorBoard", "logdir")),
    "flax": (b"\x81\xa6params\x81\xa5Dense\xc7\x20\x01" + bytes(90), ("MessagePack", "Flax")),
    "TFLite": (b"\x1c\0\0\0TFL3" + bytes(90), ("TensorFlow Lite",)),
    "CoreML": (b"\x08\x04\x12\x90\x01" + bytes(9) + b"com.github.apple.coremltools.version", ("Core ML",)),
    "MATLAB": (b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + bytes(99), ("MATLAB", "scipy")),
    "Torch7": (b"\4\0\0\0\1\0\0\0\3\0\0\0V 1\3\0\0\0nn." + bytes(60), ("Torch7", "Lua")),
    "MXNet": (struct.pack("<2Q", 0x112, 0) + bytes(60), ("MXNet",)),
    "Darknet": (struct.pack("<3L", 0, 2, 5) + bytes(range(1, 80)), ("Darknet",)),
    "TensorRT": (b"ftrt" + bytes(90), ("TensorRT",)), "encrypted": (b"Salted__" + bytes(90), ("openssl", "Decrypt")),
    "resource fork": (b"\0\x05\x16\x07\0\2\0\0Mac OS X" + bytes(90), ("macOS", "._")),
    "cut safetensors": (struct.pack("<Q", 5000) + b'{"w":{"dtype":"F32","shape":[1],', ("cut short", "5,000")),
    "path file": (b"import os; x = '/usr'\n", ("Python path file",)),
    "path lines": (b"/usr/lib/x\n./y\n", ("Python path file",)),
    "words": (b"just some words\n", ("text file", "“just some words”")),
    "notes": (b"# Notes\n\nsee docs/notes.md or import it\n", ("text file", "“# Notes”")),
    "script": (b"#!/bin/sh\necho a b\n", ("script",)),
    "utf-16": ("one word\nand more".encode("utf-16"), ("text file",)),
    "zeros": (bytes(5000), ("begins and ends with nothing but zeros",)),
    "zeros first": (bytes(5000) + b"x", ("begins with nothing but zeros",)),
    "noise": (b"\xde\xad\xbe\xef" * 100, ("de ad be ef",)), "two bytes": (b"\x01\x02", ("too few",)),
    "npy": (b"\x93NUMPY\x01\x00" + bytes(80), ("NumPy",)),
    "Word": (zipped("[Content_Types].xml", "word/document.xml"), ("Word document",)),
    "Excel": (zipped("[Content_Types].xml", "xl/workbook.xml"), ("Excel table",)),
    "Keras 3": (zipped("metadata.json", "config.json", "model.weights.h5"), ("Keras 3", "keras.saving")),
    "TorchServe": (zipped("MAR-INF/MANIFEST.json", "model.pt"), ("TorchServe", "Unpack")),
    "jar": (zipped("META-INF/MANIFEST.MF", "A.class"), ("Java archive",)),
    "encrypted zip": (zipped("a/weights.bin", flags=1), ("encrypted zip", "password")),
    "encrypted checkpoint": (zipped("a/data.pkl", flags=1), ("encrypted", "password")),
    "other zip": (zipped("a.txt", "b.txt"), ("zip without a checkpoint", "a.txt, b.txt")),
    "hostile title": ("<html><title>a\u202eb</title>".encode(), ("“a\\u202eb”",)),
}


@pytest.mark.parametrize(("data", "words"), FILES.values(), ids=FILES)
def test_each_has_its_own_sentence(tmp_path: Path, data: bytes, words: tuple[str, ...], ckpt: Ckpt) -> None:
    path = tmp_path / "file.pth"
    path.write_bytes(data)
    with pytest.raises(CheckpointError) as caught:
        open_checkpoint(path)
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert text.isprintable()
    assert caught.value.hint
    assert caught.value.where.startswith(str(path))
    ran = ckpt("info", path)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert caught.value.what in ran.err
    assert ckpt("scan", "--json", path).data["verdict"] == "unreadable"


def test_the_names_in_a_file_of_joblib_are_told(tmp_path: Path, ckpt: Ckpt) -> None:
    """Also where it is compressed: what it names before the numbers begin may be anything."""
    hostile = b"\x80\x04cos\nsystem\nX\x05\0\0\0false\x85R0" + JOBLIB[2:]
    for data in (hostile, lzma.compress(hostile), bz2.compress(hostile)):
        (tmp_path / "model.joblib").write_bytes(data)
        ran = ckpt("scan", "--json", tmp_path / "model.joblib")
        assert (ran.status, ran.data["verdict"]) == (2, "unreadable")
        assert ran.data["globals"][0]["name"] == "system"


def test_a_real_database(tmp_path: Path) -> None:
    (tmp_path / "x.pt").write_bytes(database(tmp_path))
    with pytest.raises(NotACheckpoint, match="SQLite database"):
        open_checkpoint(tmp_path / "x.pt")


def test_what_is_cut_short_is_damaged_and_what_is_something_else_is_not(tmp_path: Path) -> None:
    kinds = {"zeros": Damaged, "cut safetensors": Damaged, "PNG": NotACheckpoint, "words": NotACheckpoint}
    for name, kind in kinds.items():
        (tmp_path / "x.pt").write_bytes(FILES[name][0])
        with pytest.raises(kind):
            open_checkpoint(tmp_path / "x.pt")


def test_the_data_of_a_tensorflow_checkpoint_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "model.ckpt-7.data-00000-of-00001"
    path.write_bytes(b"\xde\xad\xbe\xef" * 100)
    with pytest.raises(NotACheckpoint, match="TensorFlow checkpoint"):
        open_checkpoint(path)


def test_missing_folder_and_pipe(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_checkpoint(tmp_path / "nothing.pth")
    with pytest.raises(SourceError, match="folder"):
        open_checkpoint(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="pipe"):
        open_checkpoint(tmp_path / "pipe")


def test_what_torch_leaves_when_it_fails_to_save(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        torch.save({"held": torch.ones(2), "memory": memoryview(b"")}, tmp_path / "x.pt")
    with pytest.raises(NotACheckpoint, match=r"the frame that torch\.save leaves when it fails") as caught:
        open_checkpoint(tmp_path / "x.pt")
    assert "Save it again" in caught.value.hint
