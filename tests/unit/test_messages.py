"""The catalogue of texts is whole: collected, translated, and with the same placeholders."""

import difflib
import re

import pytest

from tools import messages

FILES = (messages.TEMPLATE, *map(messages.path_of, messages.LANGUAGES))
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%|%[sd]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_holds_exactly_the_texts_of_the_sources(path):
    there = path.read_text(encoding="utf-8").splitlines()
    expected = messages.rendered()[path].splitlines()
    changes = [line for line in difflib.unified_diff(there, expected, n=0, lineterm="") if "msgid" in line]
    assert there == expected, "\n".join(["run: make messages", *changes])


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated(language):
    missing = [str(message.id) for message in texts(language) if message.fuzzy or not all(forms(message.string or ""))]
    assert not missing, "\n".join([f"{len(missing)} texts have no translation into {language}:", *missing])


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_placeholders_agree(language):
    """Every form of a plural may leave out what the singular leaves out, and names nothing else."""
    wrong = []
    for message in texts(language):
        sources = [set(_PLACEHOLDER.findall(text)) for text in forms(message.id)]
        every, needed = set.union(*sources), set.intersection(*sources)
        for translation in filter(None, forms(message.string)):
            if not needed <= set(_PLACEHOLDER.findall(translation)) <= every:
                wrong.append((message.id, translation))
    assert wrong == []


def texts(language):
    return [message for message in messages.read(language) if message.id]


def forms(text):
    """The forms of a plural, or the one of a plain text."""
    return [text] if isinstance(text, str) else list(text)
