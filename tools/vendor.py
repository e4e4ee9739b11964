"""Brings the front-end files that others made into `pages/files`, and says in a manifest where they are from.

    python -m tools.vendor        # what `make vendor` runs; needs npm

Each package is named with its version; its archive must have the hash that stands here. From Lucide only the icons are
taken that ICONS names, as one sprite.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

FILES: Final = Path(__file__).parent.parent / "src" / "milepost" / "pages" / "files"

TESTS: Final = Path(__file__).parent.parent / "tests" / "browser" / "vendor"
# Name: version, licence. What tests alone use stands in a folder of theirs.
PACKAGES: Final = {
    "@fontsource-variable/inter": ("5.3.0", "OFL-1.1"),
    "lucide-static": ("1.62.0", "ISC"),
}
OF_TESTS: Final = {"axe-core": ("4.14.1", "MPL-2.0")}
ICONS: Final = (
    "archive",
    "arrow-left",
    "arrow-right",
    "award",
    "ban",
    "bell",
    "book-open",
    "book-text",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-alert",
    "circle-check",
    "circle-dashed",
    "circle-dot",
    "circle-help",
    "circle-minus",
    "circle-play",
    "circle-user",
    "circle-x",
    "clipboard-check",
    "clipboard-list",
    "clock",
    "download",
    "ellipsis",
    "equal",
    "eraser",
    "external-link",
    "eye",
    "file-check",
    "file-down",
    "file-input",
    "file-text",
    "globe",
    "graduation-cap",
    "hand",
    "hard-hat",
    "headphones",
    "history",
    "house",
    "info",
    "languages",
    "layers",
    "layout-dashboard",
    "library-big",
    "link",
    "list-checks",
    "list-tree",
    "lock",
    "log-out",
    "map-pin",
    "menu",
    "message-square",
    "messages-square",
    "monitor",
    "moon",
    "notebook-pen",
    "octagon-alert",
    "package",
    "paperclip",
    "pause",
    "pencil",
    "play",
    "plus",
    "presentation",
    "printer",
    "redo-2",
    "rotate-ccw",
    "route",
    "scroll-text",
    "search",
    "send",
    "settings",
    "shield-check",
    "sun",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "user-x",
    "users",
    "video",
    "wifi-off",
    "x",
)
_SPACES = re.compile(r"\s+")


def fetch(name: str, version: str, into: Path) -> tuple[Path, str]:
    """The unpacked package and the hash of its archive (as npm writes it)."""
    command = ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", str(into)]
    subprocess.run(command, check=True, capture_output=True, cwd=into)
    [archive] = into.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    with tarfile.open(archive) as members:
        members.extractall(into, filter="data")
    return into / "package", f"sha512-{digest}"


def fonts(package: Path) -> list[str]:
    """Copy the upright font, one file for each group of scripts, with its licence."""
    folder = FILES / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted((package / "files").glob("*-wght-normal.woff2")):
        shutil.copyfile(path, folder / path.name)
        names.append(f"fonts/{path.name}")
    shutil.copyfile(package / "LICENSE", folder / "LICENSE-Inter.txt")
    return [*names, "fonts/LICENSE-Inter.txt"]


def icons(package: Path) -> list[str]:
    """Write the sprite: one symbol an icon; stroke and size are the style sheet's."""
    symbols = []
    for name in sorted(ICONS):
        drawing = (package / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = drawing.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{_SPACES.sub(" ", inner).strip()}</symbol>')
    sprite = (
        '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide, ISC licence -->\n' + "\n".join(symbols) + "\n</svg>\n"
    )
    (FILES / "icons.svg").write_text(sprite, encoding="utf-8")
    shutil.copyfile(package / "LICENSE", FILES / "LICENSE-Lucide.txt")
    return ["icons.svg", "LICENSE-Lucide.txt"]


def axe(package: Path) -> list[str]:
    """Copy what looks for barriers in a page, with its licence."""
    TESTS.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "axe.min.js", TESTS / "axe.min.js")
    shutil.copyfile(package / "LICENSE", TESTS / "LICENSE-axe-core.txt")
    return ["axe.min.js", "LICENSE-axe-core.txt"]


def bring(packages: dict[str, tuple[str, str]], copies: Sequence[Callable[[Path], list[str]]], into: Path) -> None:
    """Fetch packages, copy what is needed of them, and write the manifest of a folder."""
    manifest = []
    for (name, (version, licence)), copy in zip(packages.items(), copies, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            package, integrity = fetch(name, version, Path(folder))
            files = {file: hashlib.sha256((into / file).read_bytes()).hexdigest() for file in copy(package)}
        manifest.append(
            {"package": name, "version": version, "licence": licence, "integrity": integrity, "files": files}
        )
    (into / "vendored.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Everything that others made."""
    bring(PACKAGES, (fonts, icons), FILES)
    bring(OF_TESTS, (axe,), TESTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
