"""The files of Nordwerk's courses: documents of one page and a recording of three tones, made on the spot, and a film.

The film of nine seconds lies beside this file; `tools/film.py` has drawn it.
"""

import hashlib
import math
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID

from milepost.catalog.contents.shapes import Content, Pdf, Recording
from milepost.demo.courses import WRITTEN
from milepost.demo.seed import chance, uuid_at

_RATE = 8_000  # samples a second
_TOP, _LEFT, _LEADING = 770, 72, 22  # points, on a page of A4


@dataclass(frozen=True)
class File:
    """One file, with its bytes."""

    name: str
    content_type: str
    content: bytes

    @property
    def uuid(self) -> UUID:
        """The same in every demo."""
        return uuid_at(WRITTEN, chance(f"media {self.name}"))

    @property
    def sha256(self) -> str:
        """What it is compared by."""
        return hashlib.sha256(self.content).hexdigest()


_SHEETS: dict[tuple[str, str], tuple[str, ...]] = {
    ("FL-204", "Slide deck 2017"): (
        "Forklifts, as they were taught in 2017.",
        "Replaced by the e-book of this course.",
    ),
    ("FS-101", "Escape routes of your site"): (
        "Green signs lead out, never up.",
        "Keep two ways in mind: one may be full of smoke.",
        "Lifts stand still when the alarm sounds.",
        "Assembly points: main gate, car park north, lawn by the canteen.",
        "Stay there until you have been counted.",
    ),
    ("HZ-310", "Labels and pictograms"): (
        "Flame: flammable. Flame over circle: oxidising.",
        "Test tubes over a hand: corrosive.",
        "Skull: toxic, already in small amounts.",
        "Person with a star: harms organs in the long run.",
        "Exclamation mark: irritant. Tree and fish: harms waters.",
        "H phrases say what it does, P phrases what to do.",
    ),
    ("LT-230", "Lockout flip chart"): ("Stop. Isolate. Lock. Tag. Try.", "One person, one lock, one key."),
    ("DP-050", "Our rules"): (
        "Write down about people only what the work needs.",
        "Lists with names do not hang on walls.",
        "A lost phone or stick is reported within the hour.",
        "Everybody may see what is stored about them: ask the data protection officer.",
    ),
}
_SPOKEN = """Three tones: somebody calls. You wait for the third before you speak.

Yard: Dock six, dock six, this is yard. Over.
Dock six: Yard, this is dock six. Go ahead. Over.
Yard: Lorry seven comes to you, reversing. Is your guide outside? Over.
Dock six: Guide is outside, bay is free. Over.
Yard: Understood, guide outside, bay free. Out.

Say whom you call, then who you are. Repeat what matters. One speaks, the others listen."""

_SHOWN = """WEBVTT

00:00.500 --> 00:01.500
A fire needs fuel,

00:01.500 --> 00:02.500
heat,

00:02.500 --> 00:03.500
and oxygen.

00:03.500 --> 00:06.000
Where all three meet, it burns.

00:06.000 --> 00:09.000
Take one away, and it goes out.
"""
_TOLD = "A fire needs fuel, heat, and oxygen. Where all three meet, it burns. Take one away, and it goes out."


def contents() -> dict[tuple[str, str], Content]:
    """The contents that show them."""
    sheets: dict[tuple[str, str], Content] = {lesson: Pdf(file=_sheet(lesson).uuid) for lesson in _SHEETS}
    film, captions = _film()
    return sheets | {
        ("YL-120", "Radio discipline"): Recording(file=_recording().uuid, transcript=_SPOKEN),
        ("FS-101", "How fires start"): Recording(file=film.uuid, captions=captions.uuid, transcript=_TOLD),
    }


def files() -> list[File]:
    """All files."""
    return [*(_sheet(lesson) for lesson in _SHEETS), _recording(), *_film()]


def _sheet(lesson: tuple[str, str]) -> File:
    return File(f"{lesson[1]}.pdf", "application/pdf", _pdf(lesson[1], _SHEETS[lesson]))


def _recording() -> File:
    return File("Radio discipline.wav", "audio/wav", _three_tones())


def _film() -> tuple[File, File]:
    """A film without sound, and its captions."""
    film = Path(__file__).with_name("how-fires-start.webm").read_bytes()
    return (
        File("How fires start.webm", "video/webm", film),
        File("How fires start.vtt", "text/vtt", _SHOWN.encode()),
    )


def _pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """A document of one page: a title and lines, in a typeface that every reader has."""
    shown = f"BT /F1 24 Tf {_LEFT} {_TOP} Td ({_escaped(title)}) Tj /F1 14 Tf 0 -{_LEADING} Td"
    shown += "".join(f" 0 -{_LEADING} Td ({_escaped(line)}) Tj" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({_escaped(title)}) >>",
    ]
    written, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("cp1252")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _three_tones() -> bytes:
    """Three tones of a third of a second, with as long a silence after each."""
    third = _RATE // 3
    tones = [bytes(_sample(hertz, at) for at in range(third)) + b"\x80" * third for hertz in (660, 880, 660)]
    made = BytesIO()
    with wave.open(made, "wb") as recording:
        recording.setparams((1, 1, _RATE, 0, "NONE", "not compressed"))
        recording.writeframes(b"".join(tones))
    return made.getvalue()


def _sample(hertz: int, at: int) -> int:
    return 128 + round(60 * math.sin(2 * math.pi * hertz * at / _RATE))
