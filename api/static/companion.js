// Makes the staff pages quicker; everything works without it.
"use strict";

// What is typed where a case is opened: kept while answers change the plan, asked about on leaving.
const written = () => [...document.querySelectorAll("#open-case input[type=text], #open-case textarea")];
let sending = false;
addEventListener("submit", (event) => { sending = !event.target.matches("[data-swap]"); });
addEventListener("beforeunload", (event) => {
  if (!sending && written().some((field) => field.value !== field.defaultValue)) event.preventDefault();
});

// Answers change the plan in place: the page does not jump and the flowchart stays in view.
// What was pressed inside the plan stays where it is on the screen; `stay` is the id of its part.
async function swap(address, options, stay) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("main");
  if (!fresh || !page.querySelector(".intake")) throw new Error("another page");
  const picture = document.getElementById("picture");
  const [left, down] = picture ? [picture.scrollLeft, picture.scrollTop] : [0, 0];
  const known = (summary) => summary.parentElement.id || summary.textContent;
  const opened = [...document.querySelectorAll("main details[open] > summary")].map(known);
  const place = stay ? document.getElementById(stay)?.getBoundingClientRect().top : undefined;
  const typed = written().map(({ id, value }) => [id, value]);
  document.getElementById("main").replaceWith(fresh);
  history.replaceState(null, "", answer.redirected || !options ? answer.url : location.href);
  document.getElementById("picture")?.scrollTo({ left, top: down, behavior: "instant" });
  for (const summary of document.querySelectorAll("main details > summary")) {
    if (opened.includes(known(summary))) summary.parentElement.open = true;
  }
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field && value) field.value = value;
  }
  if (place === undefined) show();
  else keep(document.getElementById(stay) || document.getElementById("changed"), place);
}

// Keeps a part of the plan at its height, and the reader at it.
function keep(part, top) {
  if (!part) return show();
  scrollBy({ top: part.getBoundingClientRect().top - top, behavior: "instant" });
  const target = part.querySelector("[role=alert]") || part.querySelector("summary, h2") || part;
  if (!target.matches("summary, [tabindex]")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  if (part.querySelector("[data-look]")) part.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// Brings what is asked first into view and to the reader's notice.
function show() {
  const card = document.querySelector(".talk > .card");
  const target = card?.querySelector("#value") || card?.querySelector("h1, h2");
  target?.focus({ preventScroll: true });
  const talk = card?.parentElement;
  if (talk && talk.scrollHeight > talk.clientHeight) talk.scrollTop = 0;
  const top = card?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > innerHeight / 2) card.scrollIntoView({ block: "start" });
}

// Says at once that a press was heard; the page stays dim until the answer is there.
let waiting = 0;
function busy(change) {
  waiting = Math.max(0, waiting + change);
  document.body.classList.toggle("busy", waiting > 0);
  if (!waiting) press();
  document.getElementById("updating").textContent = waiting ? document.body.dataset.updating : "";
}

// The button that was pressed says so itself.
let waitingButton = null;
function press(button) {
  if (waitingButton) delete waitingButton.dataset.busy;
  waitingButton = button || null;
  if (waitingButton) waitingButton.dataset.busy = document.body.dataset.busy;
}

let before = Promise.resolve();
let last = "";

// One after another: a quick tap waits its turn and is never lost; the same tap twice is one.
function go(address, options, otherwise, stay) {
  const said = `${address} ${options?.body ?? ""}`;
  if (said === last) return;
  last = said;
  document.getElementById("main").setAttribute("aria-busy", "true");
  busy(1);
  before = before.then(() => swap(address, options, stay)).catch(otherwise)
    .finally(() => { if (last === said) last = ""; busy(-1); });
}

// A form that leads to another page is sent once; it can be sent again if no answer comes.
const PATIENCE = 10000;
function sendOnce(event) {
  const form = event.target;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  press(event.submitter);
  busy(1);
  setTimeout(() => release(form), PATIENCE);
}
function release(form) {
  if (!("sent" in form.dataset)) return;
  delete form.dataset.sent;
  busy(-1);
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

document.addEventListener("submit", (event) => {
  const form = event.target;
  const doubt = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (doubt && !confirm(doubt)) {
    event.preventDefault();
    return;
  }
  if ("look" in form.dataset) return;
  if (!("swap" in form.dataset)) {
    sendOnce(event);
    return;
  }
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const by = event.submitter;
  if (by?.name) body.append(by.name, by.value);
  // A form that was answered by another page was still sent once: go and look, send nothing twice.
  const address = by?.getAttribute("formaction") || form.getAttribute("action");
  const otherwise = () => location.assign(address.replace(/\/[a-z]+$/, ""));
  press(by);
  go(address, { method: "POST", body }, otherwise, form.dataset.swap);
});

// A question about the plan is looked up in place.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("look" in form.dataset)) return;
  event.preventDefault();
  press(event.submitter);
  const address = `${form.getAttribute("action").split("#")[0]}?${new URLSearchParams(new FormData(form))}`;
  go(address, undefined, () => location.assign(address), form.dataset.look);
});

// A link to a step opens what it is folded into.
function unfold() {
  const folded = document.getElementById(location.hash.slice(1))?.closest("details:not([open])");
  if (folded) folded.open = true;
}
addEventListener("hashchange", unfold);
unfold();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap], a[data-look]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go("look" in link.dataset ? link.href.split("#")[0] : link.href, undefined, () => location.assign(link.href), link.dataset.look);
});

// "None of these" and the others rule each other out.
document.addEventListener("change", (event) => {
  const box = event.target;
  const tiles = box.closest?.(".several");
  if (!tiles || !box.checked) return;
  const alone = "none" in box.dataset;
  for (const other of tiles.querySelectorAll("input")) {
    if (other !== box && (alone || "none" in other.dataset)) other.checked = false;
  }
});

// Digits choose an option; Enter then sends.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  if (event.target.matches("input[type=text], input[type=search], input[type=date], select, textarea")) return;
  const option = document.querySelector(`.question [data-digit="${event.key}"]`);
  if (option) {
    event.preventDefault();
    option.focus();
    option.click();
  }
});
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key === "Enter" && box.matches?.(".several input")) {
    event.preventDefault();
    box.form.requestSubmit(box.form.querySelector(".actions .button"));
  }
});

// A link shown once is copied with one press; without a script it is marked and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}
