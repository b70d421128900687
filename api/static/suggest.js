// Suggests what may be meant while somebody types; without it the field works as it is.
"use strict";

const field = document.querySelector("[data-suggest]");
const list = document.getElementById("suggestions");
const WAIT = 120;
let timer, asked, shown = [], at = -1;

if (field && list) {
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) field.setAttribute(name, value);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", pressed);
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.form.addEventListener("submit", close);
}

// What is typed goes in the body, never in an address that somebody might log.
async function ask() {
  asked?.abort();
  asked = new AbortController();
  const text = field.value;
  if (!text.trim()) return close();
  const body = new URLSearchParams({ text, csrf: field.form.elements.csrf.value });
  try {
    const answer = await fetch(field.dataset.suggest, { method: "POST", body, signal: asked.signal });
    if (answer.ok && field.value === text) show((await answer.json()).suggestions);
  } catch {
    close();
  }
}

function show(found) {
  shown = found;
  at = -1;
  list.replaceChildren(...found.map((one, i) => {
    const item = document.createElement("li");
    item.id = `suggestion-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const kind = document.createElement("span");
    kind.textContent = list.dataset[one.kind];
    item.append(one.title, " ", kind);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(i);
    });
    return item;
  }));
  list.hidden = !found.length;
  field.setAttribute("aria-expanded", String(!list.hidden));
  field.removeAttribute("aria-activedescendant");
}

function close() {
  clearTimeout(timer);
  asked?.abort();
  show([]);
}

function mark(place) {
  at = place;
  [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  if (at < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", `suggestion-${at}`);
  list.children[at].scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  if (event.isComposing || list.hidden) return;
  const count = shown.length;
  if (event.key === "ArrowDown") mark(at + 1 < count ? at + 1 : -1);
  else if (event.key === "ArrowUp") mark(at < 0 ? count - 1 : at - 1);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && at >= 0) choose(at);
  else return;
  if (event.key !== "Enter" || at >= 0) event.preventDefault();
}

// A scene begins at once, with what was typed; a service or a policy is shown.
function choose(place) {
  const one = shown[place];
  if (one.kind !== "scene") {
    location.assign(`/record/${one.id}`);
    return;
  }
  const scene = document.createElement("input");
  Object.assign(scene, { type: "hidden", name: "scene", value: one.id });
  field.form.append(scene);
  field.form.requestSubmit();
}
