"""Who works at Nordwerk: sites, learners, staff, tags. No database here."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from milepost.demo.names import Culture
from milepost.demo.names_latin import LATIN
from milepost.demo.names_scripts import OTHER_SCRIPTS
from milepost.demo.seed import chance

DOMAIN = "nordwerk.example"
LEARNERS = 2_000
HISTORY_DAYS = 730

_CULTURES: dict[str, Culture] = {culture.code: culture for culture in (*LATIN, *OTHER_SCRIPTS)}


_FACTORY = {"production": 45, "yard": 30, "laboratory": 10, "office": 15}
_LABORATORY = {"laboratory": 40, "production": 32, "yard": 10, "office": 18}
_PORT = {"yard": 80, "office": 20}


@dataclass(frozen=True)
class Site:
    """A place of work: its group, how many learn there, which cultures they come from, and what its people do.

    `cultures` and `jobs` are weights. `utc_offset`: hours, for working hours that look right.
    """

    name: str
    learners: int
    cultures: dict[str, int]
    time_zone: str
    utc_offset: float
    language: str = "en"
    jobs: dict[str, int] = field(default_factory=lambda: _FACTORY)


SITES = (
    Site(
        "Werk Kassel",
        430,
        {"german": 60, "turkish": 14, "polish": 8, "ukrainian": 6, "arabic": 4, "italian": 4, "serbian": 4},
        "Europe/Berlin",
        1,
        language="de",
    ),
    Site(
        "Lyon Sud",
        220,
        {"french": 64, "maghreb": 20, "portuguese": 7, "vietnamese": 5, "arabic": 4},
        "Europe/Paris",
        1,
        jobs=_LABORATORY,
    ),
    Site("Torino", 180, {"italian": 82, "romanian": 12, "maghreb": 6}, "Europe/Rome", 1),
    Site(
        "Novi Sad",
        170,
        {"serbian": 60, "serbian_cyrillic": 16, "hungarian": 14, "ukrainian": 10},
        "Europe/Belgrade",
        1,
    ),
    Site("Ostrava", 160, {"czech": 68, "polish": 18, "ukrainian": 10, "vietnamese": 4}, "Europe/Prague", 1),
    Site("Cork", 120, {"irish": 66, "polish": 18, "portuguese": 10, "hindi": 6}, "Europe/Dublin", 0, jobs=_LABORATORY),
    Site("Thessaloniki", 110, {"greek": 84, "georgian": 16}, "Europe/Athens", 2),
    Site("Haifa", 90, {"hebrew": 64, "arabic": 36}, "Asia/Jerusalem", 2),
    Site("Tanger Med", 100, {"arabic": 72, "maghreb": 22, "french": 6}, "Africa/Casablanca", 1, jobs=_PORT),
    Site("Pune", 110, {"hindi": 100}, "Asia/Kolkata", 5.5),
    Site("Rayong", 80, {"thai": 100}, "Asia/Bangkok", 7),
    Site("Suzhou", 80, {"chinese": 100}, "Asia/Shanghai", 8),
    Site("Nagoya", 60, {"japanese": 90, "portuguese": 10}, "Asia/Tokyo", 9),
    Site("Ulsan", 45, {"korean": 92, "vietnamese": 8}, "Asia/Seoul", 9),
    Site("Hải Phòng", 45, {"vietnamese": 100}, "Asia/Ho_Chi_Minh", 7),
)

# Those whom the pictures and the documentation know by name: name, login id, site.
KNOWN = (
    ("Amélie Laurent", "a.laurent", "Werk Kassel"),
    ("Bartosz Wiśniewski", "b.wisniewski", "Werk Kassel"),
    ("Chloé Dubois-Marchand", "c.dubois", "Lyon Sud"),
    ("Đặng Thị Thu Hà", "dang.ha", "Werk Kassel"),
    ("Emre Yıldırım", "e.yildirim", "Werk Kassel"),
    ("Fatima Zahra El Idrissi", "f.elidrissi", "Lyon Sud"),
    ("Giulia D’Angelo", "g.dangelo", "Torino"),
    ("Ivana Đorđević", "i.djordjevic", "Novi Sad"),
    ("Jürgen Großmann", "j.grossmann", "Werk Kassel"),
    ("Kateřina Nováková", "k.novakova", "Ostrava"),
    ("Ольга Кравченко", "o.kravchenko", "Novi Sad"),
    ("Seán Ó Briain", "s.obriain", "Cork"),
    ("Νίκος Παππάς", "n.pappas", "Torino"),
    ("Zoë van der Berg", "z.vdberg", "Lyon Sud"),
    # Two who sign in with the number on their badge: two people, since a login id is text.
    ("Ayşe Demir", "00000517", "Werk Kassel"),
    ("Tadhg Murphy", "517", "Cork"),
)

# Name, login id, site, role.
STAFF = (
    ("Hannah Brandt", "h.brandt", "Werk Kassel", "Training manager"),
    ("Søren Ødegård", "s.odegard", "Werk Kassel", "Administrator"),
    ("Tomáš Dvořák", "t.dvorak", "Ostrava", "User manager"),
    ("Chiara Bellini", "c.bellini", "Torino", "Reporter"),
)

# Tag, and how many of a hundred learners carry it, by job.
TAGS: dict[str, dict[str, int]] = {
    "forklift": {"yard": 85, "production": 20, "laboratory": 3, "office": 0},
    "crane": {"yard": 25, "production": 15, "laboratory": 0, "office": 0},
    "first aider": {"yard": 8, "production": 8, "laboratory": 10, "office": 12},
    "night shift": {"yard": 20, "production": 30, "laboratory": 5, "office": 0},
    "safety officer": {"yard": 3, "production": 3, "laboratory": 5, "office": 2},
    "team lead": {"yard": 9, "production": 9, "laboratory": 12, "office": 12},
    "contractor": {"yard": 12, "production": 6, "laboratory": 4, "office": 5},
}


@dataclass
class Person:
    """A learner or a member of staff. `login_id` is unique.

    `joined`: the day on which Milepost got to know them; `left`: the day on which they were deactivated.
    """

    name: str
    login_id: str
    site: Site
    job: str
    joined: dt.date
    email: str = ""
    role: str = "Learner"
    left: dt.date | None = None
    tags: list[str] = field(default_factory=list)


def everybody(today: dt.date) -> list[Person]:
    """The learners, then the staff, as they are on that day. The same day always gives the same people."""
    start = today - dt.timedelta(days=HISTORY_DAYS)
    taken = {login for _, login, *_ in (*KNOWN, *STAFF)}
    learners = [person for site in SITES for person in _learners_of(site, start, taken)]
    return learners + [_staff(row, start) for row in STAFF]


def _learners_of(site: Site, start: dt.date, taken: set[str]) -> Iterator[Person]:
    rng = chance(f"people of {site.name}")
    known = [(name, login) for name, login, where in KNOWN if where == site.name]
    names = {name for name, _ in known}
    for index in range(site.learners):
        if index < len(known):
            name, login = known[index]
        else:
            name, login = _new_name(site, rng, names)
            login = _free_login(login, rng, taken)
        yield _learner(name, login, site, start, rng, known=index < len(known))


def _new_name(site: Site, rng: random.Random, names: set[str]) -> tuple[str, str]:
    """A name that nobody at the site has yet."""
    while True:
        [code] = rng.choices(list(site.cultures), list(site.cultures.values()))
        name, login = _CULTURES[code].pick(rng)
        if name not in names:
            names.add(name)
            return name, login


def _free_login(login: str, rng: random.Random, taken: set[str]) -> str:
    """The login id, or the next one that is free; a few go by the number on their badge, which stays text."""
    if rng.random() < 0.012:
        login = f"{rng.randrange(10_000):08d}"
    wanted, number = login, 1
    while login in taken:
        number += 1
        login = f"{wanted}{number}"
    taken.add(login)
    return login


def _learner(name: str, login: str, site: Site, start: dt.date, rng: random.Random, *, known: bool) -> Person:
    [job] = rng.choices(list(site.jobs), list(site.jobs.values()))
    late = rng.random() < 0.3
    joined = start + dt.timedelta(days=rng.randrange(HISTORY_DAYS - 12)) if late else start
    stayed = dt.timedelta(days=rng.randrange(10, (start - joined).days + HISTORY_DAYS))
    left = joined + stayed if rng.random() < 0.03 else None
    tags = [tag for tag, share in TAGS.items() if rng.random() * 100 < share[job]]
    email = "" if login.isdigit() else f"{login}@{DOMAIN}"
    if known:
        return Person(name, login, site, "yard", start, email, tags=["forklift"])
    return Person(name, login, site, job, joined, email, left=left, tags=tags)


def _staff(row: tuple[str, str, str, str], start: dt.date) -> Person:
    name, login, where, role = row
    [site] = [site for site in SITES if site.name == where]
    return Person(name, login, site, "office", start, f"{login}@{DOMAIN}", role)
