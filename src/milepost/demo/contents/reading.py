"""Pages, e-books and links of Nordwerk's courses."""

from inspect import cleandoc

from milepost.catalog.contents.shapes import Chapter, Content, Ebook, Elsewhere, Page


def _page(text: str) -> Page:
    return Page(text=cleandoc(text))


def _chapter(key: str, title: str, text: str) -> Chapter:
    return Chapter(id=key, title=title, text=cleandoc(text))


CONTENTS: dict[tuple[str, str], Content] = {
    ("FL-204", "Load charts and stability"): Ebook(
        chapters=[
            _chapter(
                "triangle",
                "The stability triangle",
                """
                A counterbalance truck stands on three points: its two front wheels, and the pin in the middle of the
                rear axle. As long as the common centre of gravity of truck and load stays above that triangle, the
                truck stays on its wheels.

                Three things move it out:

                - a load that is **too heavy** or too far forward: the truck tips over its front axle,
                - a **turn** that is too fast: it tips sideways, and faster than anybody can jump,
                - a **raised load** on the move: the higher it is, the less it takes.

                Stay in the seat with the belt on. Those who jump are hit by the overhead guard.
                """,
            ),
            _chapter(
                "load-chart",
                "Reading the load chart",
                """
                The plate beside the mast says what *this* truck may lift. Read it in this order:

                1. the height to which you lift,
                2. the load centre: the distance from the fork's heel to the centre of the load,
                3. the number where row and column meet.

                | Height | 500 mm | 600 mm | 700 mm |
                | --- | ---: | ---: | ---: |
                | up to 3.0 m | 2,500 kg | 2,200 kg | 1,950 kg |
                | up to 4.5 m | 2,100 kg | 1,850 kg | 1,650 kg |

                A pallet of 1,200 mm lifted from its short side has its centre at 600 mm. With an attachment the
                plate of the attachment counts, not that of the truck.
                """,
            ),
            _chapter(
                "ramps",
                "Ramps, docks and floors",
                """
                With a load you drive forwards uphill and backwards downhill: the load always points up the slope. You
                never turn on a ramp.

                Before you drive into a trailer, look at four things: wheels chocked, dock leveller seated, floor
                sound, light on. A trailer that creeps away from the dock is the most frequent cause of falls in our
                yards.
                """,
            ),
        ]
    ),
    ("FS-101", "Fire handbook 2016"): Ebook(
        chapters=[
            _chapter("alarm", "The alarm", "A red box is never further than 30 metres away. Break the glass, press."),
            _chapter("routes", "Ways out", "Follow the green signs. Lifts stand still when the alarm sounds."),
            _chapter("after", "Afterwards", "Nobody goes back in before the fire service says so."),
        ]
    ),
    ("WH-215", "Anchor points"): Ebook(
        chapters=[
            _chapter(
                "what-holds",
                "What holds you",
                """
                An anchor point must hold a falling person. Rated points carry a plate with the standard and the
                number of people. A handrail, a pipe or a cable tray is **no** anchor point, however solid it looks.
                """,
            ),
            _chapter(
                "height",
                "Where it should be",
                """
                Above you, and straight above. An anchor at your feet doubles the fall; one far to the side turns it
                into a swing.

                Reckon the clearance below you before you clip in:

                | What | Length |
                | --- | ---: |
                | Lanyard | 2.0 m |
                | Absorber, torn open | 1.75 m |
                | Your own height below the eyelet | 1.5 m |
                | Reserve | 1.0 m |
                | **Together** | **6.25 m** |
                """,
            ),
            _chapter(
                "alone",
                "Never alone",
                """
                Whoever hangs in a harness must be down within minutes. So there is no work at height without a
                second person, a rescue set, and somebody who has practised with it.
                """,
            ),
        ]
    ),
    ("YL-120", "Lanes and right of way"): _page(
        """
        # The yard belongs to everybody

        Trucks, trailers and people share it. Four rules keep them apart.

        1. **People first.** Whoever walks has right of way on every marked crossing. Whoever drives stops, and waits
           for eye contact.
        2. **Yellow is for feet.** Walk between the yellow lines, also when the detour is long.
        3. **One way.** The ring road runs clockwise. Against it moves nobody but the fire service.
        4. **15 km/h**, and walking pace in front of the docks.

        ## Who waits for whom

        | Meets | Waits |
        | --- | --- |
        | Forklift and pedestrian | the forklift |
        | Forklift and lorry on the ring road | the forklift |
        | Lorry that reverses and anybody | the lorry, until the guide waves |
        """
    ),
    ("FA-140", "Bleeding and burns"): _page(
        """
        # Bleeding

        Put on gloves. Press **hard** on the wound with a dressing, and keep pressing. If it soaks through, put the
        next one on top; do not lift the first. If an arm or a leg bleeds in spurts and pressure does not stop it,
        use the tourniquet from the cabinet: a hand's breadth above the wound, and write down the time.

        Call the emergency number early. Lay the person down and keep them warm.

        # Burns

        Cool small burns under running tap water, about 20 °C, for ten to twenty minutes. Large ones are not cooled:
        the body loses too much warmth. Cover them loosely with the sterile sheet, and leave alone what sticks.

        **Not** on a burn: ice, ointment, flour, toothpaste.
        """
    ),
    ("LT-230", "Six steps to zero energy"): _page(
        """
        A machine that stands still may still hold energy: in a raised ram, a pressed spring, a charged capacitor.

        1. **Prepare.** Find every source of energy on the machine's sheet.
        2. **Tell** everybody who works with it.
        3. **Stop** it in the usual way.
        4. **Isolate** each source at its switch or valve.
        5. **Lock and tag.** Your own lock, your own tag. The key stays in your pocket.
        6. **Release and try.** Let out what is stored, then press start: nothing may move.

        Only who hung a lock takes it off. Shifts hand over lock by lock, never by word.
        """
    ),
    ("MH-110", "Why backs hurt"): _page(
        """
        The discs between the vertebrae bear a straight load well and a crooked one badly. A box of 20 kg, lifted with
        a bent back and straight arms, presses on the lowest disc with more than a quarter of a tonne.

        What helps:

        - **Near.** Every hand's breadth away from the body counts.
        - **Legs.** Bend hips and knees, look ahead.
        - **Feet, not back.** Turn by stepping.
        - **Ask.** Above 25 kg take a second person or a trolley.
        """
    ),
    ("WN-010", "Who is who"): _page(
        """
        # Whom you ask

        | About | Ask |
        | --- | --- |
        | Your shift, holidays | your shift lead |
        | Training, certificates | Hannah Brandt, Training |
        | Sign-in, this system | Søren Ødegård, IT |
        | Accidents, near misses | anybody of Safety, at any hour |

        Titles do not matter here. If you see something dangerous, say **stop**; everybody may, and nobody has ever
        been blamed for it.
        """
    ),
    ("LS-015", "Checking a ladder"): _page(
        """
        Before you climb, look from bottom to top: feet, rungs, rails, hinges, label. Bent, cracked or painted over
        means: out of use, tag on, tell the tool store.

        A leaning ladder stands at 65 to 75 degrees and rises a metre above the edge.
        """
    ),
    ("SR-330", "Spill kits at your site"): Elsewhere(
        url="https://maps.nordwerk.example/spill-kits",
        text="The map shows every kit. Choose your site and walk to the nearest one before you go on.",
    ),
}
