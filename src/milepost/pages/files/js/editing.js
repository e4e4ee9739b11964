// An editor without page loads: what its buttons do is done by the server, and the form takes the place of itself.
// What is typed while the server is asked is carried over, and buttons are answered one after another.
"use strict";

(() => {
  const said = document.getElementById("said");
  const form = () => document.getElementById("editor");
  const controls = () => [...form().elements].filter((each) => each.name && !/^(button|file|hidden)$/.test(each.type) && each.id);
  const state = (control) => (control.type === "checkbox" ? control.checked : control.value);
  let isDirty = form().hasAttribute("data-unsaved");
  let isLeaving = false;
  let underWay = 0;
  let last = Promise.resolve();

  const tell = (text) => {
    said.textContent = "";
    said.textContent = text;
  };

  const button = (value) => [...form().querySelectorAll("button[name=do]")].find((each) => each.value === value && !each.disabled);

  const follow = () => {
    for (const each of form().querySelectorAll("[data-redone]")) {
      each.hidden = true;
    }
  };

  // Where the focus goes once a button is done: the button itself where a thing was moved, a new thing's first field.
  const goTo = (value) => {
    const verb = value.split(":")[0];
    const target = form().querySelector("[autofocus]");
    const moved = { up: "down", down: "up" }[verb];
    if (moved) {
      (button(value) ?? button(value.replace(verb, moved)) ?? target)?.focus();
    } else {
      const first = verb === "add" && target?.querySelector("input:not([type=hidden]), textarea, select");
      (first || target)?.focus();
    }
  };

  const swap = (made, before) => {
    const typed = controls().filter((each) => before.has(each.id) && before.get(each.id) !== state(each));
    form().replaceWith(document.importNode(made, true));
    for (const each of typed) {
      const now = document.getElementById(each.id);
      if (now) {
        now[now.type === "checkbox" ? "checked" : "value"] = state(each);
      }
    }
    follow();
  };

  const redo = async (value) => {
    const pressed = button(value);
    if (!pressed) {
      return;
    }
    const before = new Map(controls().map((each) => [each.id, state(each)]));
    const started = document.activeElement;
    let answer, text;
    try {
      answer = await fetch(window.location.href, { method: "POST", body: new FormData(form(), pressed) });
      text = await answer.text();
    } catch {
      tell(form().dataset.offline);
      return;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const made = page.getElementById("editor");
    if (made === null) {
      const why = answer.redirected ? "" : page.querySelector("main p")?.textContent ?? "";
      tell(`${form().dataset.refused} ${why}`.trim());
      return;
    }
    const elsewhere = document.activeElement !== started && form().contains(document.activeElement) ? document.activeElement : null;
    const caret = elsewhere?.selectionStart;
    swap(made, before);
    isDirty = isDirty || value !== "preview";
    tell(form().dataset.said);
    const same = elsewhere && document.getElementById(elsewhere.id);
    if (same) {
      same.focus();
      if (typeof caret === "number") {
        same.setSelectionRange(caret, caret);
      }
    } else {
      goTo(value);
    }
  };

  const next = (what) => {
    underWay += 1;
    last = last.then(what).finally(() => { underWay -= 1; });
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("#editor button[name=do]");
    if (pressed === null || (pressed.value === "save" && underWay === 0)) {
      return;
    }
    event.preventDefault();
    const value = pressed.value;
    next(() => (value === "save" ? form().requestSubmit(button("save")) : redo(value)));
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#editor [data-redo]")) {
      const value = event.target.parentElement.querySelector("[data-redone]").value;
      next(() => redo(value));
    }
  });
  document.addEventListener("input", (event) => {
    isDirty = isDirty || event.target.closest("#editor") !== null;
  });
  document.addEventListener("submit", (event) => { isLeaving = isLeaving || event.target.id === "editor"; });
  window.addEventListener("pageshow", () => { isLeaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty && !isLeaving) {
      event.preventDefault();
    }
  });
  follow();
})();
