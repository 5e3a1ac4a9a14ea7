"""Makes a Debian package of a bundle, with what a desktop needs to know of the program.

    python deb.py BUNDLE OUT      run by `packaging/dev.py deb`

Contract: OUT/ckpt-viewer_VERSION_ARCH.deb installs the bundle under /usr/lib, its programs on the PATH, the desktop
entry, icons, MIME types, AppStream data, manual pages and what completes options in shells. What describes the program
to the desktop is validated by the tools that are there; what they say decides the status.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "bundle"))

import icons  # noqa: E402 (a script beside, not a package)
import manual  # noqa: E402 (a script beside, not a package)
from build import OTHER_NAMES, needed  # noqa: E402 (a script beside, not a package)

from ckpt_viewer.verbs import completion, parser  # noqa: E402

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)  # pixels of icons, as the hicolor theme has folders for
HOME = Path("usr/lib/ckpt-viewer")
# Where each shell looks for what completes a program's options.
COMPLETIONS = {"bash": "bash-completion/completions/ckpt", "zsh": "zsh/vendor-completions/_ckpt",
               "fish": "fish/vendor_completions.d/ckpt.fish"}
# What the bundle reads at run time, besides the libraries it is linked against: fonts, and what keys mean.
FILES = ("fontconfig", "fonts-dejavu-core | fonts-freefont-ttf | fonts-noto-core", "xkb-data")
MAINTAINER = "The ckpt_viewer authors <ckpt-viewer@users.noreply.github.com>"
CHANGES = """\
ckpt-viewer ({version}) unstable; urgency=medium

  * This version; what it does is in the manual pages and in Help > User guide.

 -- {maintainer}  {now}
"""
CONTROL = """\
Package: ckpt-viewer
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kib}
Depends: {depends}
Recommends: desktop-file-utils, fonts-noto-cjk | fonts-wqy-microhei, hicolor-icon-theme, shared-mime-info
Section: science
Priority: optional
Description: Look into, compare, change and save PyTorch checkpoints
 Opens any PyTorch checkpoint without running code from it, shows its tree,
 numbers and histograms, compares two files, edits values with undo and saves
 the result verified. Python and PyTorch need not be installed.
"""
OTHERS = f"""
{HOME.name} comes with Python, PyTorch, Qt (LGPL-3, as shared libraries that can be replaced) and what they need. Which
packages these are and under which licences is in /{HOME}/licences; the text of the LGPL and of the GPL, which it
refers to, is in /usr/share/common-licenses.
"""
# The desktop's caches are renewed by triggers of these packages where they are installed.
VALIDATORS = (("desktop-file-validate", "usr/share/applications/ckpt-viewer.desktop"),
              ("appstreamcli validate --no-net", "usr/share/metainfo/io.github.ckpt_viewer.metainfo.xml"))


def main(arguments: list[str]) -> int:
    bundle, out = (Path(argument).resolve() for argument in arguments)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        root = Path(scratch)
        lay_out(bundle, root)
        status = validate(root)
        architecture = _said("dpkg", "--print-architecture")
        name = f"ckpt-viewer_{version()}_{architecture}.deb"
        (root / "DEBIAN").mkdir()
        control = CONTROL.format(version=version(), architecture=architecture, kib=_kib(root),
                                 depends=", ".join(depends(bundle)), maintainer=MAINTAINER)
        (root / "DEBIAN/control").write_text(control, encoding="utf-8")
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", root, out / name], check=True)
    print(f"Made {out / name}: {(out / name).stat().st_size / 1e6:,.0f} MB")
    return status


def version() -> str:
    """The version of the program."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "ckpt_viewer/__init__.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def depends(bundle: Path) -> list[str]:
    """The packages that hold what the bundle is linked against and does not bring; the building system knows them."""
    files = [file for file in bundle.rglob("*") if file.is_file() and (".so" in file.name or file.parent == bundle)]
    missing = {name for file in files for name in needed(file)} - {file.name for file in files}
    told = subprocess.run(["dpkg", "-S", *(f"*/{name}" for name in sorted(missing))], capture_output=True, text=True,
                          check=False).stdout
    packages = {line.partition(":")[0] for line in told.splitlines()} - {"libc6"}
    known = {line.rpartition("/")[2] for line in told.splitlines()}
    if strange := sorted(missing - known):
        sys.exit(f"No package was made: no package here holds {', '.join(strange)}. Install those that do.")
    return [f"libc6 (>= {_glibc()})", *sorted({*packages, *FILES})]


def lay_out(bundle: Path, root: Path) -> None:
    """Put everything below `root` where it belongs on the system."""
    root.chmod(0o755)
    shutil.copytree(bundle, root / HOME, symlinks=True)
    _link(root / "usr/bin", ("ckpt-viewer", OTHER_NAMES[0]))
    share = root / "usr/share"
    _copy(HERE / "ckpt-viewer.desktop", share / "applications/ckpt-viewer.desktop")
    _copy(HERE / "ckpt-viewer-mime.xml", share / "mime/packages/ckpt-viewer.xml")
    _copy(HERE / "io.github.ckpt_viewer.metainfo.xml", share / "metainfo/io.github.ckpt_viewer.metainfo.xml")
    _copy(ROOT / "LICENSE", share / "doc/ckpt-viewer/copyright")
    with (share / "doc/ckpt-viewer/copyright").open("a", encoding="utf-8") as text:
        text.write(OTHERS)
    now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    changes = CHANGES.format(version=version(), maintainer=MAINTAINER, now=now)
    (share / "doc/ckpt-viewer/changelog.gz").write_bytes(gzip.compress(changes.encode(), mtime=0))
    _copy(HERE / "lintian-overrides", share / "lintian/overrides/ckpt-viewer")
    _copy(ROOT / "resources/icons/app.svg", share / "icons/hicolor/scalable/apps/ckpt-viewer.svg")
    for name, page in manual.pages().items():
        (share / "man/man1").mkdir(parents=True, exist_ok=True)
        (share / f"man/man1/{name}.gz").write_bytes(gzip.compress(page.encode(), mtime=0))
    for shell, place in COMPLETIONS.items():
        (share / place).parent.mkdir(parents=True)
        (share / place).write_text(completion.script(shell, parser.make_parser()), encoding="utf-8")
    for size in SIZES:
        icons.draw(share / f"icons/hicolor/{size}x{size}/apps/ckpt-viewer.png", size)


def validate(root: Path) -> int:
    """Ask the tools that are there; 1 if one of them found a fault."""
    wrong = 0
    for command, file in VALIDATORS:
        program, *options = command.split()
        if shutil.which(program) is None:
            print(f"not here: {program}, so {file} was not validated")
            continue
        done = subprocess.run([program, *options, root / file], capture_output=True, text=True, check=False)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {command} {Path(file).name}{_shown(done)}")
        wrong |= done.returncode != 0
    return int(wrong)


def _shown(done: subprocess.CompletedProcess[str]) -> str:
    return f"\n{done.stdout}{done.stderr}".rstrip() if done.returncode else ""


def _link(folder: Path, names: tuple[str, ...]) -> None:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).symlink_to(Path("..") / HOME.relative_to("usr") / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _kib(root: Path) -> int:
    return sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) >> 10


def _glibc() -> str:
    """The C library this was built with: the package needs that one or a newer."""
    return os.confstr("CS_GNU_LIBC_VERSION").split()[-1]  # type: ignore[union-attr]


def _said(*command: str) -> str:
    return subprocess.check_output(command, text=True).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
