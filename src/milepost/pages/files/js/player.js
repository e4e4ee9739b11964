// A page of the player says how long it was used, keeps what it could not say, and learns when the record is closed.
"use strict";

const IDLE_AFTER = 60_000; // without a hand on the page nobody counts as being there for longer than this
const REPORT_EVERY = 15_000;
const RETRY_EVERY = 5_000;
const LONGEST_TICK = 5_000; // a page that was put to sleep was not used meanwhile

const player = (() => {
  const said = document.getElementById("player").dataset;
  const bar = document.getElementById("connection");
  const prefix = `milepost:${said.user}:`;
  const channels = [];
  let isClosed = false;
  let trouble = ""; // the name of the sentence that says what it is
  let hasForm = false; // somebody has tried to send a form meanwhile

  // --- what is kept until it could be sent ----------------------------------------------------
  const store = (address, body) => {
    try {
      if (body === null) {
        localStorage.removeItem(prefix + address);
      } else {
        localStorage.setItem(prefix + address, JSON.stringify(body));
      }
    } catch {
      // Without storage it is kept as long as the page is.
    }
  };
  const stored = (address) => {
    try {
      return JSON.parse(localStorage.getItem(prefix + address));
    } catch {
      return null;
    }
  };

  // --- sending --------------------------------------------------------------------------------
  // Returns the answer; null where it has to be tried again; undefined for what will never be taken.
  const post = async (address, body) => {
    if (!navigator.onLine) {
      trouble = "unsaved";
      return null;
    }
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": said.token },
        body: JSON.stringify(body),
        keepalive: true,
        redirect: "error",
      });
      if (answer.ok) {
        return await answer.json();
      }
    } catch {
      trouble = "unsaved";
      return null;
    }
    if (answer.status === 401 || answer.status === 403) {
      trouble = "signedOut";
      return null;
    }
    if (answer.status >= 500 || answer.status === 429) {
      trouble = "unsaved";
      return null;
    }
    return undefined;
  };

  const send = async (channel) => {
    if (isClosed || channel.isSending) {
      return;
    }
    const body = channel.collect();
    if (body === null) {
      return;
    }
    channel.isSending = true;
    const answer = await post(channel.address, body);
    channel.isSending = false;
    if (answer === null) {
      store(channel.address, channel.collect());
      tell();
      return;
    }
    channel.taken(body, answer);
    store(channel.address, channel.count() ? channel.collect() : null);
    if (answer && !answer.is_open) {
      close(answer.message);
    } else {
      relieve();
    }
  };

  const sendAll = () => Promise.all(channels.map(send));

  // What other pages could not send, of this session or an earlier one. Whatever is answered is not about this page.
  const sendLeft = async () => {
    const own = new Set(channels.map((channel) => prefix + channel.address));
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && !own.has(key));
    for (const key of keys) {
      const answer = await post(key.slice(prefix.length), JSON.parse(localStorage.getItem(key)));
      if (answer === null) {
        return;
      }
      localStorage.removeItem(key);
    }
  };

  // --- telling --------------------------------------------------------------------------------
  const write = (text) => {
    if (bar.textContent !== text) {
      bar.textContent = text;
    }
  };

  const tell = () => {
    bar.classList.replace("ok", "warn");
    const parts = channels.filter((channel) => channel.count()).map((channel) => channel.says());
    const unsaved = parts.length ? said[trouble].replace("%s", parts.join(", ")) : said.offline;
    write(hasForm ? `${said.waits} ${unsaved}` : unsaved);
  };

  const holdForm = () => {
    trouble = trouble || "unsaved";
    hasForm = true;
    tell();
  };

  const relieve = () => {
    if (!trouble) {
      return;
    }
    trouble = "";
    hasForm = false;
    bar.classList.replace("warn", "ok");
    write(said.saved);
    window.setTimeout(() => {
      if (!trouble) {
        write("");
        bar.classList.replace("ok", "warn");
      }
    }, 5_000);
    sendAll();
  };

  const close = (message) => {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (const channel of channels) {
      store(channel.address, null);
    }
    write("");
    for (const media of document.querySelectorAll("video, audio")) {
      media.pause();
    }
    for (const button of document.querySelectorAll("#activity form button")) {
      button.disabled = true;
    }
    const alert = document.getElementById("closed-text").content.cloneNode(true);
    alert.querySelector("[data-message]").textContent = message;
    document.getElementById("closed").append(alert);
    document.getElementById("closed").scrollIntoView({ block: "nearest" });
  };

  // --- for the other scripts ------------------------------------------------------------------
  // A channel has: address; collect(), what is to be sent or null; taken(body, answer); count(), how much is unsent;
  // says(), the same in words.
  const open = (channel) => {
    channels.push(channel);
    return { send: () => send(channel), keep: () => store(channel.address, channel.collect()) };
  };

  return { said, open, stored, store, send, sendAll, sendLeft, tell, holdForm,
    get isClosed() { return isClosed; }, get isInTrouble() { return trouble !== ""; } };
})();

// --- time ---------------------------------------------------------------------------------------
const spent = (() => {
  const address = `${player.said.activity}time/`;
  let unsent = 0;
  let used = Date.now();
  let ticked = Date.now();

  const isPlaying = () => [...document.querySelectorAll("video, audio")].some((media) => !media.paused && !media.ended);
  const isVisible = () => document.visibilityState === "visible";

  const tick = () => {
    const now = Date.now();
    const passed = Math.min(now - ticked, LONGEST_TICK);
    ticked = now;
    if (isPlaying()) {
      used = now;
    }
    if (isVisible() && now - used < IDLE_AFTER) {
      unsent += passed / 1000;
    }
  };

  const channel = {
    address,
    collect: () => ({ seconds: Math.min(Math.floor(unsent), 86_400) }),
    taken: (body) => { unsent = Math.max(0, unsent - body.seconds); },
    count: () => Math.floor(unsent),
    says: () => `${player.said.time} (${Math.floor(unsent)} s)`,
  };
  const { send, keep } = player.open(channel);

  const left = player.stored(address);
  if (left) {
    unsent = Number(left.seconds) || 0;
    player.store(address, null);
  }
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "wheel", "touchstart"]) {
    window.addEventListener(kind, () => { tick(); used = Date.now(); }, { passive: true, capture: true });
  }
  window.setInterval(() => {
    tick();
    if (player.isInTrouble && !player.isClosed) {
      keep();
      player.tell();
    }
  }, 1_000);
  document.addEventListener("visibilitychange", () => { tick(); send(); });
  return { send, tick };
})();

// --- when it is sent ----------------------------------------------------------------------------
const report = () => {
  if (document.visibilityState === "visible") {
    player.sendAll();
  }
};
window.setInterval(report, REPORT_EVERY);
window.setInterval(() => {
  if (player.isInTrouble) {
    report();
  }
}, RETRY_EVERY);
window.addEventListener("online", () => player.sendAll());
window.addEventListener("offline", () => player.sendAll());
window.addEventListener("pagehide", () => {
  spent.tick();
  player.sendAll();
});
window.addEventListener("load", () => player.sendAll().then(player.sendLeft));

// What is typed in a form stays on the page while there is no connection.
document.addEventListener("submit", (event) => {
  if (!navigator.onLine) {
    event.preventDefault();
    player.holdForm();
  }
}, { capture: true });
