// What every page does: toasts that go by themselves, dialogs that open and close, menus that close once used.
"use strict";

const STAYS = 20_000;

for (const toast of document.querySelectorAll("[data-toast]")) {
  let timer = 0;
  const leave = () => { timer = window.setTimeout(() => toast.remove(), STAYS); };
  const stay = () => window.clearTimeout(timer);
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", leave);
  toast.querySelector("[data-close]").addEventListener("click", () => toast.remove());
  leave();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  }
  const closer = event.target.closest("[data-close-dialog]");
  if (closer) {
    closer.closest("dialog").close();
  }
  if (event.target.closest("[data-print]")) {
    window.print();
  }
});

// A form is sent once, however often somebody clicks.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") {
    return;
  }
  if (event.target.dataset.sent) {
    event.preventDefault();
  }
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});
