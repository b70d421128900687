// Keeps the page of a round table as the case is; what is being typed stays. Works without it.
"use strict";

const EVERY = 30000;

// Puts the newest state in place of the old one; leaves the page alone when it cannot be had.
async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer) return;
  if (!answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  const old = document.getElementById("live");
  if (!fresh || fresh.dataset.seen === old.dataset.seen) return;
  const opened = [...old.querySelectorAll("details")].map((one) => one.open);
  fresh.querySelectorAll("details").forEach((one, i) => { one.open = Boolean(opened[i]); });
  old.replaceWith(fresh);
}

const live = document.getElementById("live");
if (live && window.EventSource) {
  const source = new EventSource(`${live.dataset.events}?seen=${live.dataset.seen}`);
  source.addEventListener("moved", look);
} else if (live) {
  setInterval(look, EVERY);
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
