"""What is done in Nordwerk's courses: tasks, talks, checklists, meetings, and the certificates at the end."""

import datetime as dt
from inspect import cleandoc

from milepost.catalog.contents.shapes import (
    Assignment,
    Certificate,
    Content,
    Discussion,
    LiveSession,
    Practical,
    Task,
)


def _checklist(text: str, *tasks: str) -> Practical:
    """Lines that the assessor ticks; one in brackets need not be."""
    return Practical(
        text=cleandoc(text),
        tasks=[
            Task(id=f"t{number}", text=task.strip("()"), required=not task.startswith("("))
            for number, task in enumerate(tasks, start=1)
        ],
    )


CONTENTS: dict[tuple[str, str], Content] = {
    ("FL-204", "Driving test, yard B"): _checklist(
        """
        With the 2.5 t truck and the test pallet. The assessor stands behind the barrier and may stop at any time.
        """,
        "Checks the truck before starting: forks, chains, tyres, leaks, horn",
        "Puts the belt on before anything moves",
        "Takes up the pallet without touching the next one",
        "Drives the slalom with the load low and the mast tilted back",
        "Stacks at 3 m and takes the pallet down again",
        "Drives down the ramp backwards with the load",
        "Parks: forks on the ground, brake on, key out",
        "(Explains the load chart of this truck)",
    ),
    ("FA-140", "Resuscitation on the manikin"): _checklist(
        "Two minutes without a break.",
        "Checks that the place is safe",
        "Speaks to the person, checks breathing for ten seconds at most",
        "Has somebody call and fetch the defibrillator",
        "Presses in the middle of the chest, 5 to 6 cm deep, 100 to 120 times a minute",
        "Switches the defibrillator on and follows it",
    ),
    ("LT-230", "Lock out your machine"): _checklist(
        "At your own machine, with your own lock.",
        "Names every source of energy on the sheet",
        "Tells everybody who works with the machine",
        "Isolates and locks each source",
        "Releases what is stored",
        "Tries to start it: nothing moves",
    ),
    ("WH-215", "Rescue exercise"): _checklist(
        "In threes, on the training tower, with the dummy of 80 kg.",
        "Raises the alarm and keeps talking to the person",
        "Fixes the rescue set to an anchor of its own",
        "Brings the dummy down within ten minutes",
        "(Explains why the person is then watched closely)",
    ),
    ("HZ-310", "Risk sheet for my station"): Assignment(
        text=cleandoc(
            """
            Choose one substance that you work with. On one page, say

            - what it is called and where it stands,
            - what it can do to you, and how: breath, skin, eyes,
            - what protects you, from the best means to the last,
            - what you do if it is spilt.

            Write for a colleague who begins tomorrow.
            """
        )
    ),
    ("YL-120", "Plan a shift"): Assignment(
        text="Six lorries, three docks, two trucks, one break. Who goes where, and when? Hand in a table or a sketch.",
        accepts="both",
    ),
    ("HZ-310", "What went wrong at our site"): Discussion(
        text="Tell of one spill or near miss, without names. What would have prevented it?"
    ),
    ("MH-110", "How I lift"): Discussion(
        text="Which load in your day is the most awkward one? How do you take it, and what have you learnt today?"
    ),
    ("WN-010", "Your first question"): Discussion(
        text="Ask whatever you have not dared to ask yet. Somebody of your site answers within a day.", posts=1
    ),
    ("FL-204", "Forklift licence"): Certificate(
        text="Valid for one year, for counterbalance trucks up to 3.5 t at every site of Nordwerk."
    ),
    ("FA-140", "First aider card"): Certificate(text="Valid for eight months. Your name is put up at the cabinets."),
    ("WH-215", "Height permit"): Certificate(text="Carry it with you. It is asked for at the foot of every scaffold."),
}


def sessions(today: dt.date) -> dict[tuple[str, str], Content]:
    """The meetings that are still to come."""
    return {
        ("HZ-310", "Spill drill, hall 4"): _session(
            today, 16, 10, 45, "Hall 4, gate 2", "Wear what you wear at work. Absorbents are there."
        ),
        ("FA-140", "Practice evening"): _session(
            today, 23, 17, 90, "Canteen, hall 2", "In pairs, on the manikin. Wear trousers that may get dirty."
        ),
        ("WN-010", "Welcome breakfast"): _session(
            today, 9, 8, 60, "Canteen", "Coffee, rolls, and everybody who began this month."
        ),
    }


def _session(today: dt.date, days: int, hour: int, minutes: int, place: str, text: str) -> LiveSession:
    begins = dt.datetime.combine(today + dt.timedelta(days=days), dt.time(hour), tzinfo=dt.UTC)
    return LiveSession(starts_at=begins, ends_at=begins + dt.timedelta(minutes=minutes), place=place, text=text)
