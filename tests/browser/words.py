"""Every word that a page has, and which of them never went through translation.

Texts of the product stand in ⟦brackets⟧ (tools/pseudo.py), data of the organisation in ‹marks› that `mark` puts around
them. What is left must be no word.
"""

import json
import re
import zoneinfo

from milepost.catalog.models import Activity, ActivityContent, Course, MediaFile, Program, Section
from milepost.people.models import Group, Tag, User
from milepost.player.models import Assessment, Attempt, Note, Post, Submission
from milepost.progress.models import Operation
from milepost.records.models import Hold
from tests.support.brackets import outside

# What people of the organisation have written, and how it reads with its marks. The blanks keep words words.
DATA = {
    Course: ("title", "description"),
    Program: ("title", "description"),
    Section: ("title",),
    Activity: ("title",),
    MediaFile: ("name",),
    User: ("display_name",),
    Group: ("name",),
    Tag: ("name",),
    Operation: ("reason", "file_name"),
    Hold: ("reason",),
    Submission: ("text", "file_name", "comment"),
    Assessment: ("note",),
    Post: ("text",),
    Note: ("text",),
}
CONTENTS = {ActivityContent: ("body",), Attempt: ("paper",), Assessment: ("tasks",)}
_WRITTEN = {"text", "title", "transcript", "explanation", "place"}

# What is the same in every language.
_SAME = re.compile(r"\bMilepost\b|https?://\S+|\b\S+@example\.org\b|(?<=\d)[\s\u202f]?%|\b[0-9a-f-]{36}\b")
_OWN_NAMES = {"English", "Deutsch"}
# Codes and signs, marked up as nothing to translate: keys, recovery codes, initials, the product's name.
_CODE = re.compile(r"[A-Z2-7]{16,}|[0-9a-f]{4,}([ -][0-9a-f]{4,})*|\w{1,2}|\?|Milepost")


def mark(site):
    """Put marks around everything that people of the organisation have written."""
    with site.inside():
        for model, fields in DATA.items():
            for row in model.objects.all():
                for field in fields:
                    if text := getattr(row, field):
                        setattr(row, field, f"‹ {text} ›")
                model.objects.filter(pk=row.pk).update(**{field: getattr(row, field) for field in fields})
        for model, [field] in CONTENTS.items():
            for row in model.objects.all():
                marked = json.dumps(_marked(json.loads(getattr(row, field))))
                model.objects.filter(pk=row.pk).update(**{field: marked})


def _marked(value):
    if isinstance(value, list):
        return [_marked(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "text" and "right" in value:  # words that count as right
        value = value | {"right": [f"‹ {each} ›" for each in value["right"]]}
    return {
        key: f"‹ {each} ›" if key in _WRITTEN and isinstance(each, str) and each else _marked(each)
        for key, each in value.items()
    }


def is_word(text, names=()):
    """Whether what is left of a text says something: letters that belong to no name, address, number or place."""
    left = _SAME.sub("", text)
    parts = [part.strip(" ·,()") for part in re.split(r" · |\s{2,}", left.strip())]
    return any(_has_letters(part) and part not in names and not _is_zone(part) for part in parts)


def _has_letters(text):
    return any(character.isalpha() for character in text)


def _is_zone(text):
    return text.replace(" ", "_") in zoneinfo.available_timezones()


def unbracketed(page, names=()):
    """Each text of a page that was never translated: (where it stands, the text). `names`: ids that people have."""
    wrong, depth = [], 0
    for where, text, language, is_code in page.evaluate(_TEXTS):
        is_own_name = language and text.strip() in _OWN_NAMES
        if is_own_name or (is_code and _CODE.fullmatch(text.strip())):
            continue
        if where == "text":
            left, depth = outside(text, depth)
        else:
            left, _open = outside(text)
        if is_word(left, {*names, *_OWN_NAMES}):
            wrong.append((where, text.strip()))
    assert depth == 0, f"brackets that nobody closes at {page.url}"
    return wrong


# In the order of the page: texts, seen or not, then what stands in attributes and comes from the style sheet.
_TEXTS = """() => {
  const spoken = ["title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "alt",
                  "placeholder", "label"];
  const word = document.documentElement.lang;
  const texts = [], others = [["title", document.title, "", false]];
  const slug = /^[a-z0-9_./:?=&%+#-]*$|^[A-Za-z0-9]{32,}$|^[a-z]{2}-[A-Z]{2}$/;

  const own = (element) => {
    const closest = element.closest("[lang]");
    return closest && closest.lang !== word ? closest.lang : "";
  };
  const isCode = (element) => element.closest("[translate=no]") !== null;

  const look = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (element && element.closest("script, style")) {
        continue;
      }
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.data.trim()) {
          texts.push(["text", node.data, element ? own(element) : "", element ? isCode(element) : false]);
        }
        continue;
      }
      for (const name of spoken) {
        if (node.hasAttribute(name)) {
          others.push([name, node.getAttribute(name), own(node), isCode(node)]);
        }
      }
      for (const [name, value] of Object.entries(node.dataset)) {
        if (!slug.test(value)) {
          others.push([`data-${name}`, value, own(node), isCode(node)]);
        }
      }
      if (["submit", "button", "reset"].includes(node.type) && node.tagName === "INPUT") {
        others.push(["value", node.value, own(node), isCode(node)]);
      }
      for (const pseudo of ["::before", "::after"]) {
        const content = document.contains(node) ? getComputedStyle(node, pseudo).content : "none";
        if (content.startsWith('"')) {
          others.push([pseudo, JSON.parse(content), own(node), isCode(node)]);
        }
      }
      if (node.tagName === "TEMPLATE") {
        look(node.content);
      }
    }
  };
  look(document.body);
  return [...texts, ...others];
}"""
