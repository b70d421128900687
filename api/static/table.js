// Keeps the page of a round table as the case is; what is being typed stays. Works without it.
"use strict";

const EVERY = 30000;

// The invitation ended: nothing of the case stays on the page, but what was being written does.
function over() {
  const old = document.getElementById("live");
  const told = document.createElement("p");
  told.className = "notice";
  told.setAttribute("role", "status");
  source?.close();
  old.replaceChildren(told);
  document.getElementById("question")?.remove();
  told.textContent = old.dataset.over;
  document.querySelector("form.fields-form button")?.setAttribute("disabled", "");
}

// Puts the newest state in place of the old one; leaves the page alone when it cannot be had.
async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || answer.status >= 500) return;
  if (!answer.ok) return over();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  const old = document.getElementById("live");
  if (!fresh || fresh.dataset.seen === old.dataset.seen) return;
  const opened = [...old.querySelectorAll("details")].map((one) => one.open);
  fresh.querySelectorAll("details").forEach((one, i) => { one.open = Boolean(opened[i]); });
  old.replaceWith(fresh);
}

let source = null;
const live = document.getElementById("live");
if (live && window.EventSource) {
  source = new EventSource(`${live.dataset.events}?seen=${live.dataset.seen}`);
  source.addEventListener("moved", look);
} else if (live) {
  setInterval(look, EVERY);
}
if (live) document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

const copy = document.getElementById("copy-link");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("table-link").textContent);
    copy.textContent = copy.dataset.done;
  });
}
