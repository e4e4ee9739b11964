"""Pictures of the main pages, to be looked at: `make screenshots` puts them into `.reports/screenshots`.

    python -m tools.screenshots                 # all of them
    python -m tools.screenshots course exam     # those whose name has one of these words

An organisation is made for it in a folder that goes afterwards: the demo, with a learner who has something of
everything. Each page is taken wide and narrow, light and dark, in English and German. A new page is one line in
`LEARNER`, `STAFF` or `VISITOR`.
"""

import itertools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tools import browser

FOLDER: Final = Path(__file__).parent.parent / ".reports" / "screenshots"
PROGRAM: Final = Path(sys.executable).parent / "milepost"
PASSWORD: Final = "a password for pictures"

SIZES: Final = {"wide": (1280, 800), "narrow": (390, 844)}
THEMES: Final = ("light", "dark")
LANGUAGES: Final = ("en", "de")

# Name of the picture, and the address: `{course}` is a course, `{exam}` an activity in the player (tools/scene.py).
VISITOR: Final = {"sign-in": "/account/sign-in/", "nowhere": "/nowhere/"}
LEARNER: Final = {
    "learning": "/learning/",
    "course": "/learning/courses/{course}/",
    "course-notice": "/learning/courses/{notice}/",
    "course-complete": "/learning/courses/{complete}/",
    "history": "/learning/history/",
    "transcript": "/learning/transcript/",
    "profile": "/profile/",
    "password": "/account/password/",
    "two-step": "/account/two-step/",
    "locked": "{locked}",
    "exam-attempt": "{exam_attempt}",
    "exam-result": "{exam_result}",
    **{
        kind: f"{{{kind}}}"
        for kind in ("page", "ebook", "audio", "pdf", "link", "form", "exam", "assignment", "discussion", "video")
    },
    **{kind: f"{{{kind}}}" for kind in ("practical", "live_session", "certificate")},
}
STAFF: Final = {
    "manage-courses": "/manage/courses/",
    "manage-course": "/manage/courses/{course}/",
    "manage-course-settings": "/manage/courses/{course}/settings/",
    "manage-course-people": "/manage/courses/{course}/people/",
    "manage-activity-new": "/manage/courses/{course}/activities/new/",
    "manage-activity": "/manage/courses/{course}/activities/{exam_of_course}/",
    "manage-content": "/manage/courses/{course}/activities/{exam_of_course}/content/",
    "manage-programs": "/manage/programs/",
    "manage-program": "/manage/programs/{program}/",
    "manage-grading": "/manage/grading/",
    "manage-submission": "/manage/grading/submissions/{submission}/",
    "manage-practical": "/manage/grading/practical/{practical_of_course}/",
    "manage-attendance": "/manage/grading/attendance/{session_of_course}/",
}
_LEARNER, _STAFF = "a.laurent", "h.brandt"


def main(words: Sequence[str]) -> int:
    """Make the organisation, serve it, take the pictures."""
    found = browser.find()
    if found is None:
        return browser.main()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MILEPOST_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "milepost.settings", "SERVE": "no"}
        subprocess.run([PROGRAM, "demo"], check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        places = _scene()
        with _served() as base, sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=found, args=list(browser.OPTIONS))
            taken = _take_all(started, base, places, words)
            started.close()
    print(f"{taken} pictures are in {FOLDER}")
    return 0


def _scene() -> dict[str, object]:
    """Let the learner have something to begin, something that was reset, and something under way.

    Django's settings are loaded only here: they look at the environment.
    """
    import django

    django.setup()
    from tools.scene import arrange

    return arrange(_LEARNER, _STAFF, PASSWORD)


@contextmanager
def _served() -> Iterator[str]:
    """The address of a server, while it runs."""
    command = [str(PROGRAM), "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stderr is not None
        try:
            said = re.search(r"http://localhost:\d+", process.stderr.readline())
            assert said, "the server says nothing of its address"
            yield said[0]
        finally:
            process.terminate()


def _take_all(started: Browser, base: str, places: dict[str, object], words: Sequence[str]) -> int:
    """Take what is asked for in each size, theme and language; returns how many pictures."""
    taken = 0
    for somebody, pages in (("", VISITOR), (_LEARNER, LEARNER), (_STAFF, STAFF)):
        wanted = {name: address for name, address in pages.items() if _is_wanted(name, words)}
        state = None
        for language, theme, size in itertools.product(LANGUAGES, THEMES, SIZES) if wanted else ():
            context = started.new_context(
                base_url=base,
                viewport=dict(zip(("width", "height"), SIZES[size], strict=True)),  # type: ignore[arg-type]
                color_scheme=theme,  # type: ignore[arg-type]
                locale=language,
                storage_state=state,
                reduced_motion="reduce",
            )
            page = context.new_page()
            if somebody and state is None:
                _sign_in(page, somebody)
                state = context.storage_state()
            for name, address in wanted.items():
                _take(page, address.format_map(places), FOLDER / f"{name}-{language}-{theme}-{size}.png")
                taken += 1
            context.close()
    return taken


def _is_wanted(name: str, words: Sequence[str]) -> bool:
    return not words or any(word in name for word in words)


def _sign_in(page: Page, login: str) -> None:
    page.goto("/account/sign-in/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url("**/learning/")


def _take(page: Page, address: str, path: Path) -> None:
    """The whole page, as far as it goes down. A page that fails is not worth a picture."""
    answer = page.goto(address)
    assert answer is not None, address
    assert answer.status < 500, f"{address} answers with {answer.status}"
    page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
