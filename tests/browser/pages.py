"""Somebody at a browser, in words of the pages. What goes wrong in a page fails the test that it is for."""

import re


class Visitor:
    """One browser of one person; `page` is the tab."""

    def __init__(self, context, axe):
        self.context, self._axe, self.complaints = context, axe, []
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message):
        # What the network refuses (401, 404, 409, no connection) is told there too; the tests look at answers.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.text} ({self.page.url})")

    def leave(self):
        complaints, self.complaints = self.complaints, []
        self.context.close()
        assert complaints == []

    # --- going about ----------------------------------------------------------------------------
    def go(self, address):
        return self.page.goto(address)

    def sign_in(self, login, password):
        self.go("/account/sign-in/")
        # By name: the labels are in the language of the browser.
        self.page.locator("[name=login]").fill(login)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main button").first.click()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def fill(self, label, text):
        self.page.get_by_label(label, exact=True).first.fill(text)

    def offers(self, name):
        return self.page.get_by_role("button", name=name, exact=True).count() > 0

    def reads(self, what="main"):
        return re.sub(r"\s+", " ", self.page.locator(what).inner_text())

    def open_menu(self):
        self.page.locator("header button.tool").click()

    # --- a learner's courses --------------------------------------------------------------------
    def open_course(self, course):
        return self.go(f"/learning/courses/{course.uuid}/")

    def row(self, title):
        """An activity in the contents of the course that is open."""
        return self.page.locator("ul.rows > li").filter(has=self.page.locator(".title").get_by_text(title, exact=True))

    def enter(self, course, title):
        """Into the player, at an activity that is open."""
        self.open_course(course)
        self.row(title).get_by_role("button").click()
        self.page.wait_for_url("**/play/**")

    def start_again(self, course):
        """What the notice of a reset leads to."""
        self.open_course(course)
        self.press("Understood, start from the beginning")
        self.page.wait_for_url("**/play/**")

    def attempts(self):
        """The activity history, a record a line, the newest first."""
        self.go("/learning/history/")
        names = ("course", "number", "status", "opened", "completed", "score", "time")
        rows = self.page.locator("tbody tr").all()
        return [dict(zip(names, row.locator("th, td").all_inner_texts(), strict=True)) for row in rows]

    # --- what is looked at ----------------------------------------------------------------------
    def barriers(self):
        """What axe finds in the page as it is, with nothing left out."""
        if not self.page.evaluate("typeof window.axe !== 'undefined'"):
            # The policy lets no script in but our own; the tests' goes past it.
            self.page.evaluate(self._axe.read_text(encoding="utf-8") + "; undefined")
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]]

    def styles(self):
        """Sizes of type, and distances that are no multiple of four pixels, over the whole page."""
        return self.page.evaluate(_STYLES)

    def leads_to(self, part):
        """The links that have this in their address."""
        return [each.inner_text() for each in self.page.locator(f"a[href*='{part}']").all()]

    def colours(self):
        """What is coloured, by the tokens of the style sheet: of one accent and greys there are none to be told."""
        return self.page.evaluate(_COLOURS)

    def opened(self):
        """Lets the page stand with one thing after another that it opens; says what is open, if anything can be."""
        dialogs = self.page.locator("dialog").count()
        if self.page.evaluate(_UNFOLD):
            yield "unfolded, with its menus"
        for number in range(dialogs):
            self.page.evaluate(_SHOW, number)
            yield f"dialog {number + 1}"


_STYLES = """() => {
  const sizes = new Set(), odd = new Set();
  const names = ["paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "marginTop", "marginRight",
                 "marginBottom", "marginLeft", "rowGap", "columnGap"];
  const inner = ["OPTION", "SOURCE", "TRACK"];
  for (const element of document.querySelectorAll("body, body *")) {
    if (!element.checkVisibility() || element.closest("svg") || inner.includes(element.tagName)) {
      continue;
    }
    const style = getComputedStyle(element);
    if (element.textContent.trim()) {
      sizes.add(style.fontSize);
    }
    // Margins that are the same on both sides put something into the middle; of a dialog above and beneath, too.
    const middle = style.marginLeft === style.marginRight ? /margin(Left|Right)/ : /^$/;
    const over = element.tagName === "DIALOG" && style.marginTop === style.marginBottom ? /margin(Top|Bottom)/ : /^$/;
    const looked = names.filter((name) => !middle.test(name) && !over.test(name));
    looked.forEach((name) => check(name, style[name], element));
  }
  function check(name, value, element) {
    const pixels = parseFloat(value);
    if (!Number.isNaN(pixels) && Math.abs(pixels % 4) > 0.01) {
      odd.add(`${element.tagName.toLowerCase()}.${element.className}: ${name} ${value}`);
    }
  }
  return {sizes: [...sizes].sort(), odd: [...odd].sort()};
}"""

# All that folds, and the menus of which one is open at a time: the last one.
_UNFOLD = """() => {
  const folded = [...document.querySelectorAll("details:not([open])")];
  const menus = [...document.querySelectorAll("[popover]")];
  folded.forEach((each) => { each.open = true; });
  menus.forEach((each) => each.showPopover());
  return folded.length + menus.length;
}"""

_SHOW = """(number) => {
  document.querySelectorAll(":popover-open").forEach((each) => each.hidePopover());
  document.querySelectorAll("dialog[open]").forEach((each) => each.close());
  document.querySelectorAll("dialog")[number].showModal();
}"""

# Colours of text, grounds and lines that are neither a grey of the look nor of its accent, but where they tell a
# status; and greys that are none.
_COLOURS = """() => {
  const STATUS = ".chip, .note, .ok, .warn, .bad, .fault, [aria-invalid=true]";
  const probe = document.body.appendChild(document.createElement("i"));
  const tokens = new Map();
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      for (const name of rule.selectorText === ":root" ? rule.style : []) {
        probe.style.color = "";
        probe.style.color = `var(${name})`;
        if (name.startsWith("--") && !["--soft", "--deep"].includes(name)) {
          tokens.set(getComputedStyle(probe).color, name);
        }
      }
    }
  }
  probe.remove();
  const found = new Set();
  for (const element of document.querySelectorAll("body, body *")) {
    if (!element.checkVisibility() || element.closest("svg use")) {
      continue;
    }
    const style = getComputedStyle(element);
    const used = [style.backgroundColor];
    if ([...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) {
      used.push(style.color);
    }
    for (const edge of ["Top", "Right", "Bottom", "Left"]) {
      if (parseFloat(style[`border${edge}Width`]) > 0) {
        used.push(style[`border${edge}Color`]);
      }
    }
    for (const colour of used) {
      const name = tokens.get(colour);
      const where = `${element.tagName.toLowerCase()}.${element.className}`;
      if (/, 0\\)$/.test(colour) || /^--accent/.test(name)) {
        continue;
      }
      if (!name) {
        found.add(`${where}: ${colour}, which is no colour of the look`);
      } else if (/^--(ok|warn|bad)/.test(name)) {
        if (!element.closest(STATUS)) {
          found.add(`${where}: ${name}, where no status is told`);
        }
      } else {
        const parts = colour.match(/\\d+/g).map(Number).slice(0, 3);
        if (Math.max(...parts) - Math.min(...parts) > 32) {
          found.add(`${where}: ${name}, which is no grey`);
        }
      }
    }
  }
  return [...found].sort();
}"""
