"""What learners of Nordwerk have written, activity by activity; each of those who are at it has one of the texts."""

TEXTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("HZ-310", "Risk sheet for my station"): (
        "Acetone, shelf 3 beside the spray booth. Its vapour makes you dizzy and burns far from the can; it dries "
        "the skin. Best: the closed cleaning bath. Then the extraction, gloves of butyl rubber, goggles. Spilt: doors "
        "open, no switch touched, absorbent from the red bin, can with lid.",
        "Caustic soda, tank 2. It burns skin and eyes, and the burn goes on when it does not hurt yet. Dosing by pump "
        "instead of the bucket, face shield, long gloves. Spilt: keep people away, then report.",
        "Cutting oil at the lathe. Breathing the mist is bad for the lungs, and the skin gets rashes. Hood closed, "
        "skin cream before the shift, no compressed air on clothes. Spilt: absorbent at once, because of falls.",
    ),
    ("YL-120", "Plan a shift"): (
        "06:00 docks 1 and 2: the two refrigerated lorries, both trucks. 07:30 dock 3: parcels, truck B alone. Break "
        "09:00 for truck A, 09:20 for truck B, so that one is always there. The last two lorries after 10:00.",
        "Dock 1 for what is heavy, with truck A only. Docks 2 and 3 take turns with truck B. Nobody begins a lorry in "
        "the ten minutes before the break.",
    ),
    ("HZ-310", "What went wrong at our site"): (
        "A canister without a label in the store. Somebody smelt at it to find out what it was. A printer beside "
        "the tap would have been enough.",
        "Two bottles that look alike on the same shelf, acid and rinse. Nothing happened because the cap did not fit.",
    ),
    ("MH-110", "How I lift"): (
        "The rolls of film: no grip, and they turn. I use the strap now and go with somebody.",
        "Boxes from the lowest shelf behind the pillar. One knee on the floor, box onto the thigh, then up.",
    ),
    ("WN-010", "Your first question"): (
        "Where do I get new gloves when mine are torn on the late shift?",
        "May I go home by bicycle through gate 2?",
        "Whom do I tell when I am ill, the shift lead or the office?",
    ),
}
