"""What is taught at Nordwerk: twelve courses and three programs. No database here."""

import datetime as dt
import uuid
from dataclasses import dataclass

from milepost.catalog.models import ActivityKind as Kind
from milepost.demo.seed import chance, uuid_at

# The identifiers of courses and programs are the same in every demo, so that the documentation can quote them.
WRITTEN = dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Lesson:
    """One activity. `minutes`: what it takes; `weight`: its share in the course's score; `pass_mark` in per cent.

    A lesson with a pass mark ends passed or failed; a certificate always with 100 %. `needs`: titles of lessons before
    it; `opens_after_days`: of the enrolment.
    """

    title: str
    kind: str
    minutes: float
    pass_mark: float | None = None
    weight: float = 0.0
    required: bool = True
    legacy: bool = False
    needs: tuple[str, ...] = ()
    opens_after_days: int | None = None


@dataclass(frozen=True)
class Outline:
    """One course. `sections`: headings with their lessons. Days count from the first day of the history.

    `starts`: when people begin to be enrolled; `renewed`: after so many days it is taken again by launching it;
    `archived`: when the course was closed. `sequential`: its lessons open one after another. `needs`: asset ids of
    courses that come first. These rules are new; what was learnt before did not ask for them.
    """

    asset_id: str
    title: str
    description: str
    starts: int
    sections: tuple[tuple[str, tuple[Lesson, ...]], ...]
    renewed: int | None = None
    compliance: bool = False
    archived: int | None = None
    sequential: bool = False
    needs: tuple[str, ...] = ()

    @property
    def uuid(self) -> uuid.UUID:
        """The course's UUID, the same in every demo."""
        return uuid_at(WRITTEN, chance(f"course {self.asset_id}"))

    @property
    def lessons(self) -> list[Lesson]:
        """All lessons, in order."""
        return [lesson for _, lessons in self.sections for lesson in lessons]


@dataclass(frozen=True)
class Path:
    """One learning program: courses in order, by asset id."""

    asset_id: str
    title: str
    description: str
    courses: tuple[str, ...]
    sequential: bool = False

    @property
    def uuid(self) -> uuid.UUID:
        """The program's UUID, the same in every demo."""
        return uuid_at(WRITTEN, chance(f"program {self.asset_id}"))


def _old(title: str, kind: str = Kind.PDF) -> Lesson:
    """A lesson from the system before: both commands pass over it, e-books excepted."""
    return Lesson(title, kind, 10, required=False, legacy=True)


def outlines(year: int) -> list[Outline]:
    """The courses; the year stands in the titles of some."""
    return [
        Outline(
            "FL-204",
            "Forklift operation",
            "For everyone who drives a counterbalance truck. Renewed every year.",
            20,
            (
                (
                    "Theory",
                    (
                        Lesson("Load charts and stability", Kind.EBOOK, 24),
                        Lesson("Pre-shift inspection", Kind.VIDEO, 14),
                        _old("Slide deck 2017"),
                        Lesson("Theory test", Kind.EXAM, 26, pass_mark=70, weight=1),
                    ),
                ),
                (
                    "Practice",
                    (
                        Lesson("Driving test, yard B", Kind.PRACTICAL, 65, pass_mark=60, opens_after_days=7),
                        Lesson("Forklift licence", Kind.CERTIFICATE, 0),
                    ),
                ),
            ),
            renewed=365,
            compliance=True,
            sequential=True,
        ),
        Outline(
            "FS-101",
            "Fire safety basics",
            "Alarms, escape routes, extinguishers. Renewed every year.",
            2,
            (
                (
                    "Before it burns",
                    (
                        Lesson("How fires start", Kind.VIDEO, 9),
                        Lesson("Escape routes of your site", Kind.PDF, 8),
                        _old("Fire handbook 2016", Kind.EBOOK),
                    ),
                ),
                (
                    "When it burns",
                    (
                        Lesson("Choosing an extinguisher", Kind.PACKAGE, 18, pass_mark=60),
                        Lesson("Fire safety quiz", Kind.EXAM, 12, pass_mark=70, weight=1),
                        Lesson("I know my assembly point", Kind.FORM, 2),
                    ),
                ),
            ),
            renewed=365,
        ),
        Outline(
            "HZ-310",
            "Hazardous substances",
            "Reading labels, storing, handling and disposing of chemicals.",
            110,
            (
                (
                    "Knowing",
                    (
                        Lesson("Labels and pictograms", Kind.PDF, 9),
                        Lesson("Chemical labels quiz", Kind.EXAM, 18, pass_mark=70, weight=2),
                    ),
                ),
                (
                    "Doing",
                    (
                        Lesson("Risk sheet for my station", Kind.ASSIGNMENT, 40, pass_mark=50, weight=1),
                        Lesson("Spill drill, hall 4", Kind.LIVE_SESSION, 45),
                        Lesson("What went wrong at our site", Kind.DISCUSSION, 12, required=False),
                    ),
                ),
            ),
            needs=("FS-101",),
        ),
        Outline(
            "YL-120",
            "Yard logistics",
            "Lanes, docks and right of way between trucks and people.",
            60,
            (
                (
                    "The yard",
                    (
                        Lesson("Lanes and right of way", Kind.PAGE, 7),
                        Lesson("A day at dock 6", Kind.VIDEO, 16),
                        Lesson("Radio discipline", Kind.AUDIO, 11, required=False),
                    ),
                ),
                (
                    "Your turn",
                    (
                        Lesson("Plan a shift", Kind.ASSIGNMENT, 35, pass_mark=50, weight=1),
                        Lesson("Yard test", Kind.EXAM, 15, pass_mark=65, weight=1),
                    ),
                ),
            ),
        ),
        Outline(
            "FA-140",
            "First aid refresher",
            "What first aiders repeat: resuscitation, bleeding, burns.",
            150,
            (
                (
                    "Repeat",
                    (
                        Lesson("Resuscitation, step by step", Kind.VIDEO, 13),
                        Lesson("Bleeding and burns", Kind.PAGE, 10),
                    ),
                ),
                (
                    "Practise",
                    (
                        Lesson("Practice evening", Kind.LIVE_SESSION, 90),
                        Lesson("Resuscitation on the manikin", Kind.PRACTICAL, 15, pass_mark=60, weight=1),
                        Lesson(
                            "First aider card",
                            Kind.CERTIFICATE,
                            0,
                            needs=("Practice evening", "Resuscitation on the manikin"),
                        ),
                    ),
                ),
            ),
            renewed=240,
        ),
        Outline(
            "LT-230",
            "Machine lockout / tagout",
            "Isolating energy before anybody reaches into a machine.",
            80,
            (
                (
                    "Principles",
                    (
                        Lesson("Six steps to zero energy", Kind.PAGE, 9),
                        Lesson("Lockout in the press shop", Kind.VIDEO, 17),
                        _old("Lockout flip chart", Kind.PDF),
                    ),
                ),
                (
                    "At the machine",
                    (
                        Lesson("Lock out your machine", Kind.PRACTICAL, 30, pass_mark=60, weight=1),
                        Lesson("Lockout test", Kind.EXAM, 20, pass_mark=75, weight=2),
                    ),
                ),
            ),
        ),
        Outline(
            "SR-330",
            f"Spill response {year}",
            "Oil, acid, coolant: stop, contain, report.",
            470,
            (
                (
                    "Respond",
                    (
                        Lesson("Stop, contain, report", Kind.VIDEO, 8),
                        Lesson("Spill kits at your site", Kind.LINK, 4),
                        Lesson("Spill scenarios", Kind.PACKAGE, 22, pass_mark=70, weight=1),
                        Lesson("I have found my spill kit", Kind.FORM, 2),
                    ),
                ),
            ),
        ),
        Outline(
            "WH-215",
            "Working at height",
            "Harnesses, platforms, rescue.",
            320,
            (
                (
                    "Before you climb",
                    (
                        Lesson("Checking a harness", Kind.VIDEO, 11),
                        Lesson("Anchor points", Kind.EBOOK, 19),
                        Lesson("Working at height test", Kind.EXAM, 18, pass_mark=75, weight=1),
                    ),
                ),
                (
                    "Up there",
                    (
                        Lesson("Rescue exercise", Kind.PRACTICAL, 50, pass_mark=60, weight=1),
                        Lesson("Height permit", Kind.CERTIFICATE, 0),
                    ),
                ),
            ),
        ),
        Outline(
            "MH-110",
            "Lifting and carrying",
            "Moving loads by hand without a sore back.",
            30,
            (
                (
                    "Lifting",
                    (
                        Lesson("Why backs hurt", Kind.PAGE, 6),
                        Lesson("Five lifts in slow motion", Kind.VIDEO, 10),
                        Lesson("How I lift", Kind.DISCUSSION, 8, required=False),
                        Lesson("Lifting quiz", Kind.EXAM, 8, pass_mark=60, weight=1),
                    ),
                ),
            ),
        ),
        Outline(
            "DP-050",
            "Data protection at work",
            "What may be written down about people, and where.",
            250,
            (
                (
                    "Principles",
                    (
                        Lesson("Data protection in ten minutes", Kind.VIDEO, 10),
                        Lesson("Our rules", Kind.PDF, 12),
                        Lesson("Cases from everyday work", Kind.PACKAGE, 16, pass_mark=70, weight=1),
                        Lesson("I have read the rules", Kind.FORM, 1),
                    ),
                ),
            ),
        ),
        Outline(
            "WN-010",
            "Welcome to Nordwerk",
            "Who we are, where things are, whom to ask.",
            0,
            (
                (
                    "Arriving",
                    (
                        Lesson("A walk through your site", Kind.VIDEO, 12),
                        Lesson("Who is who", Kind.PAGE, 5),
                        Lesson("Welcome breakfast", Kind.LIVE_SESSION, 60, required=False),
                        Lesson("Your first question", Kind.DISCUSSION, 5),
                    ),
                ),
            ),
        ),
        Outline(
            "LS-015",
            "Ladders and steps",
            "Replaced by “Working at height”.",
            0,
            (
                (
                    "Ladders",
                    (
                        Lesson("Checking a ladder", Kind.PAGE, 6),
                        Lesson("Ladder quiz", Kind.EXAM, 8, pass_mark=60, weight=1),
                    ),
                ),
            ),
            archived=240,
        ),
    ]


def paths(year: int) -> list[Path]:
    """The learning programs."""
    return [
        Path(
            "P-SAFETY",
            f"Site safety {year}",
            "What everyone needs who works where trucks drive.",
            ("FL-204", "FS-101", "HZ-310", "YL-120"),
        ),
        Path(
            "P-KASSEL",
            "Onboarding Kassel",
            "The first weeks at Werk Kassel.",
            ("WN-010", "FS-101", "MH-110", "DP-050"),
            sequential=True,
        ),
        Path(
            "P-YARD",
            f"Yard crew {year}",
            "For crews that load, stack and drive.",
            ("FL-204", "YL-120", "WH-215", "SR-330"),
        ),
    ]
