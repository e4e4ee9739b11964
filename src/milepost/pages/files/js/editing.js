// An editor without page loads: what its buttons do is done by the server, and the form takes the place of itself.
"use strict";

(() => {
  const said = document.getElementById("said");
  let isDirty = false;

  const form = () => document.getElementById("editor");

  const follow = () => {
    for (const button of form().querySelectorAll("[data-redone]")) {
      button.hidden = true;
    }
  };

  const redo = async (button) => {
    const sent = new FormData(form(), button);
    let text;
    try {
      const answer = await fetch(window.location.href, { method: "POST", body: sent });
      text = await answer.text();
    } catch {
      said.textContent = form().dataset.offline;
      return;
    }
    const made = new DOMParser().parseFromString(text, "text/html").getElementById("editor");
    if (made === null) {
      window.location.reload();
      return;
    }
    form().replaceWith(document.importNode(made, true));
    follow();
    isDirty = true;
    said.textContent = "";
    said.textContent = form().dataset.said;
    const target = form().querySelector("[autofocus]");
    if (target !== null) {
      target.focus();
      const first = target.matches("fieldset") ? target.querySelector("input:not([type=hidden]), textarea, select") : null;
      (first ?? target).focus();
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#editor button[name=do]");
    if (button === null) {
      return;
    }
    if (button.value === "save") {
      isDirty = false;
      return;
    }
    event.preventDefault();
    redo(button);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#editor [data-redo]")) {
      redo(event.target.parentElement.querySelector("[data-redone]"));
    }
  });
  document.addEventListener("input", (event) => {
    isDirty = isDirty || event.target.closest("#editor") !== null;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) {
      event.preventDefault();
    }
  });
  follow();
})();
