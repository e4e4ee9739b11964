"""Exams and forms of Nordwerk's courses."""

from milepost.catalog.contents.shapes import Content, Exam, ExamQuestion, Form, Option, Question

_KEYS = "abcdefgh"
_RIGHT = "*"  # before the options that are right


def _options(texts: tuple[str, ...]) -> list[Option]:
    return [Option(id=key, text=text.removeprefix(_RIGHT)) for key, text in zip(_KEYS, texts, strict=False)]


def _exam(*questions: tuple[str, ...], attempts: int | None = None) -> Exam:
    """Questions of a text and options; those with a star are right, and several of them make it multiple."""
    return Exam(
        text="Read each question to its end. You may go back and change an answer until you hand in.",
        questions=[_question(number, *each) for number, each in enumerate(questions, start=1)],
        attempts=attempts,
    )


def _question(number: int, text: str, *options: str) -> ExamQuestion:
    right = [key for key, option in zip(_KEYS, options, strict=False) if option.startswith(_RIGHT)]
    return ExamQuestion(
        id=f"q{number}",
        kind="single" if len(right) == 1 else "multiple",
        text=text if len(right) == 1 else f"{text} (Several are right.)",
        options=_options(options),
        right=right,
    )


def _in_words(number: int, text: str, *right: str) -> ExamQuestion:
    return ExamQuestion(id=f"q{number}", kind="text", text=text, right=list(right))


def _choice(key: str, text: str, *options: str) -> Question:
    return Question(id=key, kind="single", text=text, options=_options(options))


def _words(key: str, text: str, *, required: bool = False) -> Question:
    return Question(id=key, kind="text", text=text, required=required)


_FIRE = _exam(
    ("What do you do first when you see a fire?", "*Raise the alarm", "Open a window", "Look for the cause"),
    ("Oil burns in a tray. What do you take?", "Water", "*Foam or CO₂", "A wet cloth from above"),
    ("Which ways lead out?", "*Stairs", "*Doors with a green sign", "Lifts", "The roof"),
    ("A corridor is full of smoke. How do you move?", "Upright and fast", "*Low, along the wall", "Backwards"),
)

CONTENTS: dict[tuple[str, str], Content] = {
    ("FL-204", "Theory test"): _exam(
        ("Where does a raised load move the centre of gravity?", "*Up and forward", "Down", "It stays where it was"),
        ("The truck begins to tip. What do you do?", "Jump off", "*Stay belted, lean away, hold on", "Brake hard"),
        (
            "The plate says 1,850 kg at 4.5 m and 600 mm. The pallet weighs 1,900 kg. May you lift it to 4.5 m?",
            "Yes, carefully",
            "Yes, with somebody on the counterweight",
            "*No",
        ),
        ("How do you drive down a ramp with a load?", "Forwards", "*Backwards", "Sideways"),
        ("What belongs to the check before a shift?", "*Brakes", "*Forks", "*Horn", "A new coat of paint"),
        ("Who may ride on the forks?", "The shift lead", "Anybody with a helmet", "*Nobody"),
        attempts=3,
    ),
    ("FS-101", "Fire safety quiz"): _FIRE.model_copy(
        update={
            "questions": [
                *_FIRE.questions,
                _in_words(5, "Which number do you call anywhere in the European Union?", "112"),
            ]
        }
    ),
    ("HZ-310", "Chemical labels quiz"): _exam(
        ("A flame over a circle means …", "Flammable", "*Oxidising", "Explosive"),
        ("Which part of a label says what to do after contact with the eyes?", "The H phrases", "*The P phrases"),
        ("May an acid be kept in a drinking bottle?", "Yes, with a label", "*Never", "For one shift"),
        ("What may stand in one cabinet?", "*Acids with acids", "Acids with bleach", "Acids with alkalis"),
        ("Where do you find the safety data sheet?", "*In the register of your hall", "On the pallet", "Nowhere"),
    ),
    ("YL-120", "Yard test"): _exam(
        ("How fast do you drive in front of the docks?", "15 km/h", "*At walking pace", "As the traffic goes"),
        ("Who waits at a marked crossing?", "*Whoever drives", "Whoever walks"),
        ("The ring road runs …", "*clockwise", "anticlockwise", "both ways"),
        ("A lorry reverses. Who lets it go on?", "*The guide", "The driver's own mirror", "The radio"),
    ),
    ("LT-230", "Lockout test"): _exam(
        ("Who takes a lock off?", "The shift lead", "*Only who hung it", "Whoever has a key"),
        ("What may still hold energy when the switch is off?", "*A raised ram", "*A spring", "*A capacitor", "A tag"),
        ("What is the last step?", "Hanging the tag", "*Pressing start, and nothing moves", "Telling the others"),
        ("Four people work on one press. How many locks?", "One", "Two", "*Four"),
        ("Is a tag without a lock enough?", "Yes", "In short breaks", "*No"),
        attempts=5,
    ),
    ("WH-215", "Working at height test"): _exam(
        ("What is an anchor point?", "A handrail", "*A point with a plate that says so", "Any thick pipe"),
        ("Where should it be?", "At your feet", "*Above you", "Far to the side"),
        ("What ends the life of a harness?", "*One fall", "*A cut in a strap", "Dust"),
        ("How many people are there at least?", "One", "*Two", "Five"),
        ("Lanyard 2.0 m, absorber 1.75 m, body 1.5 m, reserve 1.0 m. How much clearance?", "4.5 m", "*6.25 m", "8 m"),
    ),
    ("MH-110", "Lifting quiz"): _exam(
        ("Where do you hold the load?", "*Near the body", "At arm's length"),
        ("How do you turn with it?", "From the hips", "*By stepping"),
        ("From which weight on do you ask for help?", "10 kg", "*25 kg", "60 kg"),
        ("What bends when you go down?", "*Hips", "*Knees", "The back"),
    ),
    ("LS-015", "Ladder quiz"): _exam(
        ("At which angle does a leaning ladder stand?", "45 degrees", "*65 to 75 degrees", "90 degrees"),
        ("A rung is cracked. What now?", "Step over it", "Tape it", "*Tag it and take it out of use"),
        ("How far does it rise above the edge?", "Not at all", "*A metre", "Three metres"),
        ("May a ladder be painted?", "*No, paint hides cracks", "Yes, in signal red"),
    ),
    ("FS-101", "I know my assembly point"): Form(
        text="Walk there once before you answer.",
        questions=[
            _choice("where", "Where is your assembly point?", "Main gate", "Car park north", "Lawn by the canteen"),
            _words("minutes", "How many minutes did you need?", required=True),
            _words("obstacles", "Was anything in the way?"),
        ],
    ),
    ("SR-330", "I have found my spill kit"): Form(
        questions=[
            _words("number", "Which number is on the lid?", required=True),
            _choice("seal", "Is the seal whole?", "Yes", "No, and I have reported it"),
        ]
    ),
    ("DP-050", "I have read the rules"): Form(
        questions=[
            _choice("read", "I have read “Our rules” and know whom to ask.", "Yes", "I have a question"),
            _words("question", "Your question, if you have one"),
        ]
    ),
}
