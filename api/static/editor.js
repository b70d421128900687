// Makes the editor live: rows come and go in place, and what is typed is checked and shown beside it.
"use strict";

const form = () => document.getElementById("editor");
let dirty = false;
let leaving = false;
let typing = 0;
let asked = 0;

document.documentElement.classList.add("live");

addEventListener("beforeunload", (event) => {
  if (dirty && !leaving) event.preventDefault();
});

function body(what) {
  const data = new URLSearchParams(new FormData(form()));
  if (what) data.set("do", what);
  return data;
}

async function post(address, what) {
  const answer = await fetch(address, { method: "POST", body: body(what), headers: { Accept: "text/html" } });
  if (answer.redirected && !new URL(answer.url).pathname.startsWith("/desk/edit")) throw new Error("signed out");
  return answer.text();
}

// ---- rows come and go: the server makes the new form, the page keeps its place ----

async function change(what, from) {
  const moves = /^(remove|up|wrap):/.test(what);
  const sent = controls().map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]);
  const asked = document.activeElement;
  form().setAttribute("aria-busy", "true");
  form().inert = moves;
  let page;
  try {
    page = new DOMParser().parseFromString(await post(form().action, what), "text/html");
  } catch {
    return form().submit();
  }
  const fresh = page.getElementById("editor");
  if (!fresh) return form().submit();
  const scroll = scrollY;
  const open = [...document.querySelectorAll("#editor details")].map((one) => one.open);
  const sections = [...document.querySelectorAll("#editor details.section")].map((one) => [one.id, one.open]);
  const preview = form().querySelector("[name=preview]:checked")?.value;
  const typed = moves ? [] : sinceThen(sent);
  const active = document.activeElement;
  form().replaceWith(fresh);
  for (const [name, nth, now] of typed) {
    const field = controls().filter((one) => one.name === name)[nth];
    if (field?.type === "checkbox") field.checked = now;
    else if (field) field.value = now;
  }
  for (const [id, wasOpen] of sections) {
    const section = document.getElementById(id);
    if (section) section.open = wasOpen;
  }
  const details = [...document.querySelectorAll("#editor details")];
  if (details.length === open.length) details.forEach((one, i) => { one.open = open[i]; });
  const shown = form().querySelector(`[name=preview][value="${preview}"]`);
  if (shown) shown.checked = true;
  scrollTo({ top: scroll, behavior: "instant" });
  const typesElsewhere = active !== asked && active?.matches("input, select, textarea");
  focusOn(typesElsewhere ? active.id : next(from, active?.id));
  check();
}

const controls = () => [...form().querySelectorAll("input[name], select[name], textarea[name]")].filter((one) => one.type !== "radio");

// What was typed while the new form was on its way: the name, which of that name, and what stands there.
function sinceThen(sent) {
  const seen = new Map();
  return controls().flatMap((one, i) => {
    const nth = seen.get(one.name) || 0;
    seen.set(one.name, nth + 1);
    const now = one.type === "checkbox" ? one.checked : one.value;
    return sent[i]?.[0] === one.name && sent[i][1] !== now ? [[one.name, nth, now]] : [];
  });
}

// Where one goes on: from a fact to its comparison, from there to its value; else where one is.
function next(from, active) {
  const row = from?.name?.match(/^(.*)\.(fact|op|how)$/);
  if (!row) return form().dataset.focus || active;
  if (row[2] === "fact") return `c-${row[1]}.op`;
  const values = row[2] === "how" ? ["figure", "fact", "parameter", "times", "yaml"] : ["limit.figure", "limit.fact", "low.figure", "value", "codes", "areas"];
  const found = [...form().querySelectorAll("input:not([type=hidden]), select, textarea")].find(
    (one) => one.name.startsWith(`${row[1]}.`) && values.includes(one.name.slice(row[1].length + 1)));
  return found ? found.id || found.name : active;
}

// The control of a name, or the first inside the row of that name.
function control(name) {
  const at = document.getElementById(name) || document.getElementById(`c-${name}`) || form().querySelector(`[name="${CSS.escape(name)}"]`);
  if (at) return at;
  const row = form().querySelector(`[data-at="${CSS.escape(name)}"]`);
  return row?.querySelector("input:not([type=hidden]), select, textarea");
}

function focusOn(name) {
  const target = name && control(name);
  if (!target) return;
  target.closest("details:not([open])")?.setAttribute("open", "");
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// ---- what is wrong, and how it reads ----

function soon() {
  clearTimeout(typing);
  typing = setTimeout(check, 400);
}

async function check() {
  clearTimeout(typing);
  const mine = ++asked;
  let said;
  form().setAttribute("aria-busy", "true");
  try {
    said = await post(form().dataset.check);
  } catch {
    return;
  }
  if (mine !== asked || !said.includes("told")) return;
  form().removeAttribute("aria-busy");
  const place = document.getElementById("said");
  const before = [...place.querySelectorAll(".preview")];
  place.innerHTML = said;
  if (!place.querySelector(".preview") && before.length) {
    for (const one of before) one.classList.add("stale");
    place.append(...before);
  }
  spread();
}

// Puts each problem at its control, and names the field it belongs to in the list.
function spread() {
  const near = document.querySelector("#said #near"), slot = document.getElementById("near-here");
  slot?.replaceChildren(...(near ? [near] : []));
  for (const at of form().querySelectorAll("[data-wrong]")) at.replaceChildren();
  for (const field of form().querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const one of document.querySelectorAll("#said [data-at]")) {
    const name = one.dataset.at;
    if (!name) continue;
    const field = control(name);
    const label = (field?.closest(".field") || field?.closest(".inner"))?.querySelector("h3, .label")?.textContent;
    if (label) one.querySelector(".where").textContent = label + (document.documentElement.lang.startsWith("zh") ? "：" : ": ");
    if (isBlankStill(field)) continue;
    field?.setAttribute("aria-invalid", "true");
    const at = form().querySelector(`[data-wrong="${CSS.escape(name)}"]`);
    const words = document.createElement("span");
    words.textContent = [...one.querySelectorAll(".words, .remedy")].map((part) => part.textContent).join(" ");
    at?.append(words);
  }
}

// Nobody is told of an empty field while still on the way to it.
function isBlankStill(field) {
  return field && !field.value && !field.dataset.left && !form().dataset.tried;
}

// ---- what is not kept yet stays in this browser until its window is closed ----

// The page that says it was kept empties the drawer (editor_kept.js); until then nothing is sure.
const drawer = () => `editor:${form().dataset.drawer}`;

function putAway() {
  try {
    sessionStorage.setItem(drawer(), body().toString());
  } catch { /* a full or closed store loses nothing that stands on the page */ }
}

function offerLast() {
  const held = sessionStorage.getItem(drawer());
  if (!held || form().dataset.tried) return;
  const bar = document.createElement("p");
  bar.className = "notice";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button second";
  again.textContent = form().dataset.goOn;
  bar.append(form().dataset.unkept, " ", again);
  form().before(bar);
  again.addEventListener("click", async () => {
    const data = new URLSearchParams(held);
    data.set("csrf", form().elements.csrf.value);
    data.set("do", "refresh:here");
    const answer = await fetch(form().action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("editor");
    if (!fresh) return;
    form().replaceWith(fresh);
    bar.remove();
    dirty = true;
    check();
  });
}

// ---- what the officer does ----

addEventListener("input", (event) => {
  if (!form()?.contains(event.target) || event.target.name === "preview") return;
  dirty = true;
  takeBack(event.target);
  putAway();
  soon();
});

addEventListener("focusout", (event) => {
  if (form()?.contains(event.target)) event.target.dataset.left = "1";
});

// A changed field is no longer read in the source; who did read it there chooses it again.
function takeBack(target) {
  if (target.name?.startsWith("standing.")) {
    target.closest(".standing").querySelector("[type=hidden]").value = "";
    return;
  }
  const field = target.closest(".field");
  for (const standing of field?.querySelectorAll(".standing") || []) {
    const print = standing.querySelector("[type=hidden]");
    const how = standing.querySelector("select");
    if (!print.value || how.value !== "seen") continue;
    how.value = "";
    print.value = "";
    if (field.querySelector(".taken-back")) continue;
    const said = document.createElement("p");
    said.className = "taken-back";
    said.setAttribute("role", "status");
    said.textContent = form().dataset.changed;
    field.append(said);
  }
}

addEventListener("change", (event) => {
  if (!form()?.contains(event.target)) return;
  if ("refresh" in event.target.dataset) change("refresh:here", event.target);
  else if (event.target.closest(".add-name")) change(`more:${event.target.name}`, event.target);
});

addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("#editor input")) return;
  event.preventDefault();
  if (event.target.closest(".add-name") || "refresh" in event.target.dataset) event.target.blur();
  else check();
});

// Before the page's own listener, which would wait for an answer that does not come as a page.
addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  const what = event.submitter?.value || "check";
  if (what.startsWith("keep")) {
    putAway();
    leaving = true;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (what === "check") return check();
  dirty = true;
  change(what, event.submitter);
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("#said a[href^='#c-']");
  if (!link) return;
  event.preventDefault();
  focusOn(decodeURIComponent(link.hash.slice(3)));
});

if (form()?.dataset.tried) focusOn(form().querySelector("[aria-invalid]")?.id);
spread();
if (form()) offerLast();
if (form() && !form().dataset.tried) check();
