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
    // Margins that are the same on both sides put something into the middle.
    const looked = style.marginLeft === style.marginRight ? names.filter((n) => !/margin(Left|Right)/.test(n)) : names;
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
