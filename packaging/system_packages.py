"""Says which system libraries and programs Qt and its tests lack here, and gets them where that is allowed.

Contract: `provide` asks the dynamic loader, not the package manager, what is missing; it runs apt only when something
is, only as root, only where apt-get exists; everywhere else it prints the exact command. It never raises for a package
that cannot be had: whoever needs it will say so better. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

# Shared object -> Debian package, for any Qt window even if nobody sees it. Found by adding one package per
# ImportError to a bare Debian 12.
OFFSCREEN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
# What Qt's X11 plugin (libqxcb.so) is linked against besides. Qt's own message blames libxcb-cursor0 whichever it is.
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What its plugin for Wayland is linked against besides: who packages that plugin must know where they come from.
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# A real X server without a screen, a hand that moves its mouse, and a window manager that stacks its windows.
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox"}
# To take a bundle's libraries apart; PyInstaller asks for the first.
BUILD_PROGRAMS = {"objdump": "binutils", "readelf": "binutils", "strip": "binutils"}
CHINESE_FONT = "fonts-wqy-microhei"
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
CHINESE_FONT_FILES = ("wqy*", "*CJK*", "DroidSansFallback*", "*SourceHan*", "uming*", "ukai*")


def provide(*, x11: bool, tests: bool, bundle: bool = False) -> None:
    """Get what Qt lacks here: for a window on X11 if `x11`, what the GUI tests use if `tests`, and what building a
    bundle takes if `bundle`."""
    if not sys.platform.startswith("linux"):
        return
    missing = _missing(x11=x11, tests=tests, bundle=bundle)
    if not missing:
        return
    apt_install(sorted(set(missing.values())), what=f"Missing on this system: {', '.join(missing)}.")


def x11_tests_possible() -> bool:
    """Whether Qt can open its windows on an X server that we start ourselves."""
    libraries = OFFSCREEN_LIBRARIES | X11_LIBRARIES
    return sys.platform.startswith("linux") and bool(shutil.which("Xvfb")) and all(map(_loads, libraries))


def apt_install(packages: list[str], *, what: str) -> bool:
    """Install Debian packages, or print how to; `what` says in a sentence why. True if they are installed now."""
    print(what, flush=True)
    if shutil.which("apt-get") is None:
        print(f"Install them with this system's package manager (on Debian and Ubuntu: {' '.join(packages)}).")
        return False
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        print(f"To install them:  sudo apt-get update && sudo {' '.join(install)}", flush=True)
        return False
    print(f"Installing: {' '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # A stale or half reachable index may still hold these packages, so a failed update does not stop the install.
    subprocess.run(["apt-get", "-qq", "update"], env=environment, check=False)
    quiet = [*install[:1], "-qq", "-o", "Dpkg::Use-Pty=0", *install[1:]]
    done = subprocess.run(quiet, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
    if not done:
        print(f"apt-get could not install them. To see why:  {' '.join(install)}", flush=True)
    return done


def _missing(*, x11: bool, tests: bool, bundle: bool) -> dict[str, str]:
    """What is absent -> the Debian package that brings it."""
    libraries = OFFSCREEN_LIBRARIES | (X11_LIBRARIES if x11 else {})
    libraries |= _own_library() | WAYLAND_LIBRARIES if bundle else {}
    programs = (TEST_PROGRAMS if tests else {}) | (BUILD_PROGRAMS if bundle else {})
    missing = {name: package for name, package in libraries.items() if not _loads(name)}
    missing |= {name: package for name, package in programs.items() if shutil.which(name) is None}
    if tests and not _has_chinese_font():
        missing["a Chinese font"] = CHINESE_FONT
    return missing


def _own_library() -> dict[str, str]:
    """Python as a library, which every program of a bundle loads and Debian's `python3` does not bring; none for a
    Python that was built without one."""
    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        return {}
    return {sysconfig.get_config_var("INSTSONAME"): "libpython{}.{}".format(*sys.version_info)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese_font() -> bool:
    return any(
        next(folder.rglob(pattern), None) is not None
        for folder in FONT_FOLDERS
        if folder.is_dir()
        for pattern in CHINESE_FONT_FILES
    )
