"""How a name is put together: given and family name of one culture, in its order, with the letters of a login id."""

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# What is left of a letter that Unicode does not take apart.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})


@dataclass(frozen=True)
class Name:
    """One part of a name as it is written, and as it stands in a login id (lower case, a to z)."""

    written: str
    latin: str


@dataclass(frozen=True)
class Culture:
    """The names of one culture; the words of a list are divided by blanks (see the lists for their notation).

    `login`: how login ids are made here, `g.family` (an initial) or `family.given` (the given name's last word).
    `folds`: letters that this culture writes in its own way when only a to z are at hand.
    """

    code: str
    female: str
    male: str
    family: str
    family_first: bool = False
    joiner: str = " "
    login: str = "g.family"
    folds: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _lists(self) -> tuple[list[list[Name]], list[list[Name]], list[list[Name]]]:
        return tuple([self._parse(word) for word in words.split()] for words in (self.male, self.female, self.family))  # type: ignore[return-value]

    def _parse(self, word: str) -> list[Name]:
        """The forms of a word: one, or one for men and one for women."""
        written, _, latin = word.replace("_", " ").partition("=")
        forms = written.split("/")
        latins = latin.split("/") if latin else [self.fold(form) for form in forms]
        return [Name(form, latins[min(at, len(latins) - 1)]) for at, form in enumerate(forms)]

    def fold(self, text: str) -> str:
        """A text in the letters a to z: `Größe` becomes groesse for Germans, grosse for others."""
        text = text.lower()
        for letter, letters in self.folds:
            text = text.replace(letter, letters)
        plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        return re.sub(r"[^a-z ]", "", plain)

    def pick(self, rng: random.Random) -> tuple[str, str]:
        """A whole name and a login id for it, which somebody else may have as well."""
        men, women, families = self._lists
        sex = rng.randrange(2)
        given, family = rng.choice(women if sex else men)[0], rng.choice(families)
        surname = family[min(sex, len(family) - 1)]
        parts = (surname.written, given.written) if self.family_first else (given.written, surname.written)
        return self.joiner.join(parts), self._login(given, surname)

    def _login(self, given: Name, surname: Name) -> str:
        family = surname.latin.replace(" ", "")
        if self.login == "family.given":
            return f"{family}.{given.latin.split()[-1]}"
        return f"{given.latin[0]}.{family}"
