"""What no crawl reaches: every branch of every template, and every sentence that somebody may be refused with."""

import ast
import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tools.messages import SOURCE

TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
MODULES = sorted(path for path in SOURCE.glob("**/*.py") if "migrations" not in path.parts)

# Attributes that people read or hear.
_SPOKEN = re.compile(
    r"\b(?:title|alt|placeholder|label|aria-(?:label|description|roledescription|valuetext))\s*=\s*(\"[^\"]*\"|'[^']*')"
)
_NAME = "Milepost"
# Blocks of the frame that hold names of styles.
_STYLES = {"ground", "width"}
# What is said to people: its first argument has to be a translation.
_TOLD = {"Refused", "Conflict", "NotFound", "Busy", "NotConfirmed", "Stop", "success", "ValidationError", "fail"}
_TELLERS = {"success": {"messages"}, "fail": {"messages"}}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_template_has_no_words_of_its_own(path):
    """Whatever stands outside `translate` and `blocktranslate` is markup."""
    assert words_of(path.read_text(encoding="utf-8")) == []


def words_of(template):
    """The words of a template that are never translated. Tags and variables are a blank; so are translated texts."""
    parts, inside = [], False
    for token in Lexer(template).tokenize():
        name, *more = token.contents.split() if token.token_type == TokenType.BLOCK else ("",)
        if name == "blocktranslate" or (name == "block" and more[0] in _STYLES):
            inside = True
        elif name in ("endblocktranslate", "endblock"):
            inside = False
        elif token.token_type == TokenType.TEXT and not inside:
            parts.append(token.contents)
        else:
            parts.append(" ")
    if "<" not in (html := "".join(parts)) and '="' in html:
        html = f"<x {html}>"  # attributes that other templates put into their tags
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    spoken = [value.strip("\"'") for value in _SPOKEN.findall(html)]
    texts = [*re.sub(r"<[^>]*>", "\n", html).split("\n"), *spoken]
    return [text.strip() for text in texts if re.search(r"[^\W\d_]", text.replace(_NAME, ""))]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Forgotten</p>", ["Forgotten"]),
        ('<p title="Forgotten">{{ name }}</p>', ["Forgotten"]),
        ('<p>{% translate "Said" %} and {% blocktranslate %}done{% endblocktranslate %}</p>', ["and"]),
        ('<a class="button" href="{% url \'first\' %}">{{ name }} · Milepost</a>', []),
    ],
)
def test_words_are_found(template, words):
    assert words_of(template) == words


def test_who_is_refused_is_told_in_their_language():
    """A sentence that is raised is `_("…")`, or was made elsewhere; a bare string is forgotten."""
    bare = [f"{path.relative_to(SOURCE)}:{line}: {text}" for path in MODULES for line, text in bare_sentences(path)]
    assert bare == []


def bare_sentences(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _is_told(node.func) and node.args:
            said = node.args[1] if _name(node.func) in _TELLERS and len(node.args) > 1 else node.args[0]
            if isinstance(said, ast.JoinedStr) or (isinstance(said, ast.Constant) and isinstance(said.value, str)):
                yield node.lineno, ast.unparse(said)


def _is_told(function):
    name = _name(function)
    if name in _TELLERS:
        return isinstance(function, ast.Attribute) and _name(function.value) in _TELLERS[name]
    return name in _TOLD


def _name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


# --- mail ----------------------------------------------------------------------------------------
# Each place that sends mail, and the test that reads what it sends in brackets. There is none yet.
MAILS: dict[str, str] = {}
_MAIL = re.compile(r"django\.core\.mail|\bsmtplib\b|\bEmailMessage\b|\bEmailMultiAlternatives\b|\bsend_mail\(")


def test_no_mail_goes_out_that_is_not_read_in_brackets():
    """Who sends the first mail names it above, with the test that reads it."""
    places = {path.relative_to(SOURCE).as_posix() for path in MODULES if _MAIL.search(path.read_text("utf-8"))}
    written = {path.relative_to(SOURCE).as_posix() for path in SOURCE.glob("**/templates/**/*.txt")}
    # This one sends none: it is allauth's place to send from, and empty.
    assert places | written == {"pages/signing_in.py", *MAILS}
    for where in MAILS.values():
        assert (Path(__file__).parents[1] / where).exists()
