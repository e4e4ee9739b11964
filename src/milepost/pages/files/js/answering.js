// Answers to an exam are kept a moment after each change; without a connection, in the browser until it is back.
"use strict";

(() => {
  const WAITS = 2_000;
  const paper = document.getElementById("paper");
  if (!paper) {
    return;
  }
  const attempt = Number(paper.dataset.attempt);
  const address = `${player.said.activity}answers/`;
  const kept = document.getElementById("kept");
  const changed = new Map();
  let timer = 0;

  const fields = (question) => [...question.querySelectorAll("input:not([type=hidden]), textarea")];
  const given = (question) => fields(question)
    .filter((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim()))
    .map((field) => field.value);
  const put = (question, answers) => {
    for (const field of fields(question)) {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = answers.includes(field.value);
      } else {
        field.value = answers[0] ?? "";
      }
    }
  };

  const channel = {
    address,
    collect: () => (changed.size ? { attempt, answers: Object.fromEntries(changed) } : null),
    taken: (body, answer) => {
      for (const [id, answers] of Object.entries(body.answers)) {
        if (JSON.stringify(changed.get(id)) === JSON.stringify(answers)) {
          changed.delete(id);
        }
      }
      kept.textContent = answer && answer.is_open && !changed.size ? paper.dataset.kept : "";
    },
    count: () => changed.size,
    says: () => `${player.said.answers} (${changed.size})`,
  };

  const left = player.stored(address);
  if (left && left.attempt === attempt) {
    for (const question of paper.querySelectorAll("[data-question]")) {
      const answers = left.answers[question.dataset.question];
      if (Array.isArray(answers)) {
        put(question, answers);
        changed.set(question.dataset.question, answers);
      }
    }
  }
  const { send, keep } = player.open(channel);
  paper.addEventListener("input", (event) => {
    const question = event.target.closest("[data-question]");
    if (!question) {
      return;
    }
    changed.set(question.dataset.question, given(question));
    kept.textContent = "";
    keep();
    window.clearTimeout(timer);
    timer = window.setTimeout(send, WAITS);
  });
  paper.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) {
      window.clearTimeout(timer);
      changed.clear();
      player.store(address, null);
    }
  });
})();
