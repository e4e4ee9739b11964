// A video or recording says what was really played: the stretches, not where somebody has jumped to.
"use strict";

(() => {
  const REPORT_EVERY = 10_000;
  const MOST = 500;
  const media = document.getElementById("media");
  const words = document.getElementById("watched");
  if (!media || !words) {
    return;
  }
  let earlier = [];
  let isChanged = false;

  const stretches = () => {
    const found = [];
    for (let number = 0; number < media.played.length; number += 1) {
      found.push([media.played.start(number), media.played.end(number)]);
    }
    return [...earlier, ...found].slice(-MOST);
  };

  const channel = {
    address: words.dataset.address,
    collect: () => (isChanged && media.duration > 0 && Number.isFinite(media.duration)
      ? { played: stretches(), position: media.currentTime, duration: media.duration } : null),
    taken: (body, answer) => {
      isChanged = !media.paused;
      if (answer && answer.is_open) {
        say(answer);
      }
    },
    count: () => (isChanged ? 1 : 0),
    says: () => player.said.played,
  };

  let isDone = words.textContent.includes(words.dataset.done);
  const say = (answer) => {
    if (isDone) {
      return;
    }
    isDone = answer.is_complete;
    if (isDone) {
      words.textContent = words.dataset.done;
      document.getElementById("state").replaceChildren(document.getElementById("done-chip").content.cloneNode(true));
    } else {
      words.textContent = words.dataset.far.replace("%s", String(Math.floor(answer.progress)));
    }
  };

  const left = player.stored(channel.address);
  if (left && Array.isArray(left.played)) {
    earlier = left.played;
    isChanged = true;
  }
  const { send } = player.open(channel);
  const goOn = () => {
    const position = Number(words.dataset.position);
    if (position > 0 && position < media.duration - 2) {
      media.currentTime = position;
    }
  };
  if (media.readyState >= HTMLMediaElement.HAVE_METADATA) {
    goOn();
  } else {
    media.addEventListener("loadedmetadata", goOn, { once: true });
  }
  media.addEventListener("timeupdate", () => { isChanged = isChanged || !media.paused; });
  for (const kind of ["pause", "ended"]) {
    media.addEventListener(kind, () => { isChanged = true; send(); });
  }
  window.setInterval(() => { if (!media.paused) { send(); } }, REPORT_EVERY);
})();
