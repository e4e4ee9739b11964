"""The short film of the demo organisation, drawn and encoded anew: `python -m tools.film`.

The film is committed (src/milepost/demo/contents/how-fires-start.webm); who changes what is drawn runs this once more.
It needs Debian's Chromium, which draws the pictures, and Debian's ffmpeg, which makes a film of them.
"""

import base64
import subprocess
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from tools import browser

WIDTH, HEIGHT, PER_SECOND, SECONDS = 960, 540, 12, 9
_SOURCE: Final = Path(__file__).parents[1] / "src" / "milepost"
_FILM: Final = _SOURCE / "demo" / "contents" / "how-fires-start.webm"
_DRAWING: Final = Path(__file__).with_name("film.js")
_TYPE: Final = _SOURCE / "pages" / "files" / "fonts"
_ENCODE: Final = (
    *("ffmpeg", "-loglevel", "error", "-y", "-f", "image2pipe", "-framerate", str(PER_SECOND), "-i", "-"),
    *("-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "52", "-g", str(3 * PER_SECOND), "-pix_fmt", "yuv420p"),
    *("-row-mt", "0", "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", str(_FILM)),
)


def main() -> None:
    """Draw each picture, one after another, into the encoder."""
    pictures = b"".join(_pictures())
    subprocess.run(_ENCODE, input=pictures, check=True)
    print(f"{_FILM.name}: {_FILM.stat().st_size} bytes")


def _pictures() -> list[bytes]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=list(browser.OPTIONS))
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content('<body style="margin:0"><canvas id="film" width="960" height="540"></canvas></body>')
        page.add_style_tag(content=_font())
        page.add_script_tag(path=_DRAWING)
        page.evaluate("document.fonts.load('600 40px Film')")
        made = []
        for number in range(PER_SECOND * SECONDS):
            page.evaluate("second => draw(second)", number / PER_SECOND)
            made.append(page.screenshot())
        chromium.close()
    return made


def _font() -> str:
    """Inter as the pages have it, without a server to ask for it."""
    [file] = _TYPE.glob("*latin-wght-normal*.woff2")
    data = base64.b64encode(file.read_bytes()).decode()
    return f"@font-face {{ font-family: Film; font-weight: 100 900; src: url(data:font/woff2;base64,{data}) }}"


if __name__ == "__main__":
    main()
