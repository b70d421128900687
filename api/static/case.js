// Two companions on one case: the page follows it by server-sent events and replaces what changed.
// What is being written stays where it is, what is opened stays open; everything works without it.
"use strict";

(() => {
  const EVERY = 30000;
  const QUIET = 45000;
  const SAID = 12000;
  const live = document.getElementById("live");
  const frame = () => document.getElementById("case");
  if (!live || !frame()) return;
  const here = frame().dataset.case;
  let source = null;
  let heard = 0;
  let asking = false;
  let again = false;
  let hush = 0;
  let over = false;
  let sending = false;

  function say(words, stays) {
    clearTimeout(hush);
    live.textContent = words;
    if (!stays) hush = setTimeout(() => { live.textContent = ""; }, SAID);
  }

  // ---- what the person here did to a part of the page ----

  const fields = (part) => [...part.querySelectorAll("input:not([type=hidden]), textarea, select")];
  function changed(field) {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected) && field.value !== "";
    return field.value !== field.defaultValue;
  }
  const writing = (part) => fields(part).some(changed) || (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));
  const key = (field) => `${field.id}|${field.form?.getAttribute("action")}|${field.name}|${field.matches("[type=checkbox], [type=radio]") ? field.value : ""}`;

  // Puts what was typed into the fresh part; false if there is no place for it any more.
  function carry(old, fresh) {
    const places = new Map(fields(fresh).map((field) => [key(field), field]));
    const typed = fields(old).filter(changed);
    if (!typed.every((field) => places.has(key(field)))) return false;
    for (const field of typed) {
      const place = places.get(key(field));
      if (field.matches("[type=checkbox], [type=radio]")) place.checked = field.checked;
      else place.value = field.value;
    }
    return true;
  }

  function unfold(old, fresh) {
    for (const one of old.querySelectorAll("details[id]")) {
      const twin = fresh.querySelector(`#${CSS.escape(one.id)}`);
      if (twin) twin.open = one.open;
    }
  }

  // ---- replacing ----

  // As the server wrote it: without what was opened here, and without the number of the newest event.
  const seenBefore = new Map();
  function plain(part) {
    const copy = part.cloneNode(true);
    copy.classList.remove("fresh");
    for (const one of copy.querySelectorAll("details")) one.removeAttribute("open");
    for (const one of copy.querySelectorAll("input[name=seen]")) one.remove();
    for (const one of copy.querySelectorAll("[data-busy]")) delete one.dataset.busy;
    for (const one of copy.querySelectorAll("[data-sent]")) delete one.dataset.sent;
    return copy.outerHTML;
  }
  const parts = (root) => [...root.querySelectorAll("#case [data-live]")];
  for (const part of parts(document)) seenBefore.set(part.id, plain(part));

  function replace(fresh) {
    const there = new Map(parts(fresh).map((part) => [part.id, part]));
    const mine = new Map(parts(document).map((part) => [part.id, part]));
    if (there.size !== mine.size || [...there.keys()].some((id) => !mine.has(id))) return whole(fresh);
    let kept = false;
    for (const [id, part] of mine) {
      const next = document.importNode(there.get(id), true);
      const text = plain(next);
      if (seenBefore.get(id) === text) { follow(part, next); continue; }
      if (!swap(part, next)) { kept = true; continue; }
      seenBefore.set(id, text);
      next.classList.add("fresh");
      setTimeout(() => next.classList.remove("fresh"), SAID);
    }
    frame().dataset.seen = fresh.querySelector("#case").dataset.seen;
    return kept;
  }

  // Nothing changed in this part: its forms need to know only that the newest was seen.
  function follow(part, next) {
    const numbers = next.querySelectorAll("input[name=seen]");
    part.querySelectorAll("input[name=seen]").forEach((one, i) => { if (numbers[i]) one.value = numbers[i].value; });
  }

  // A part in which nobody writes is replaced; else only if all that was typed has a place in it.
  function swap(part, next) {
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    if (writing(part) && !carry(part, next)) return false;
    unfold(part, next);
    const range = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    part.replaceWith(next);
    if (focused?.id) {
      const twin = document.getElementById(focused.id);
      twin?.focus({ preventScroll: true });
      if (twin && range && range[0] !== null && twin.setSelectionRange) twin.setSelectionRange(...range);
    }
    return true;
  }

  // Parts came or went: the whole page is taken, unless something is being written.
  function whole(fresh) {
    const old = frame();
    const next = document.importNode(fresh.querySelector("#case"), true);
    if (!carry(old, next)) return true;
    unfold(old, next);
    next.querySelector("#live").replaceWith(live);
    const id = document.activeElement?.id;
    old.replaceWith(next);
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
    seenBefore.clear();
    for (const part of parts(document)) seenBefore.set(part.id, plain(part));
    return false;
  }

  // Keeps what is being looked at at its height.
  function anchored(act) {
    const shown = parts(document).find((part) => part.getBoundingClientRect().bottom > 60);
    const top = shown?.getBoundingClientRect().top;
    const result = act();
    const after = shown && document.getElementById(shown.id);
    if (after && scrollY > 0) scrollBy({ top: after.getBoundingClientRect().top - top, behavior: "instant" });
    return result;
  }

  // Who did what just now: the entries of the log that were not there before.
  function news(fresh, seen) {
    const told = [...fresh.querySelectorAll("#log li[data-sequence]")].filter((one) => Number(one.dataset.sequence) > seen);
    return told.slice(0, 2).map((one) => `${one.querySelector(".who").textContent} · ${one.querySelector(".what").textContent}`);
  }

  async function look() {
    if (over) return;
    if (asking || sending) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(here, { headers: { Accept: "text/html" } });
      if (answer.status >= 500) throw new Error("away");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.status === 429) throw new Error("later");
      if (!answer.ok || !fresh.querySelector("#case")) { end(); return; }
      const seen = Number(frame().dataset.seen);
      if (Number(fresh.querySelector("#case").dataset.seen) === seen) return;
      const words = news(fresh, seen);
      const kept = anchored(() => replace(fresh));
      if (kept) frame().dataset.seen = fresh.querySelector("#case").dataset.seen;
      say([live.dataset.said, ...words, kept ? live.dataset.kept : ""].filter(Boolean).join(" "));
    } catch {
      say(live.dataset.cut, true);
    } finally {
      asking = false;
      if (again) { again = false; look(); }
    }
  }

  // ---- sending a form: the page stays, and with it what is half written elsewhere on it ----

  const ours = (form) => form.method === "post" && form.closest("#case [data-live]:not([data-plain])");
  let leaving = null;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (!ours(form)) { leaving = form; return; }
    event.preventDefault();
    const by = event.submitter;
    const body = new URLSearchParams(new FormData(form));
    if (by?.name) body.append(by.name, by.value);
    send(form, by?.getAttribute("formaction") || form.getAttribute("action"), body);
  });

  async function send(form, address, body) {
    sending = true;
    const sent = new Map(fields(form).map((field) => [field, field.value]));
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (fresh.querySelector("#case")?.dataset.case !== here) { location.assign(answer.redirected ? answer.url : here); return; }
      // What was written on while this was being sent stays.
      const more = [...sent].filter(([field, value]) => field.matches("textarea") && field.value !== value).map(([field]) => [field, field.value]);
      form.reset();
      for (const [field, value] of more) field.value = value;
      for (const one of form.closest("[data-live]").querySelectorAll("details[open]:not([data-stays])")) one.open = false;
      anchored(() => replace(fresh));
      const told = document.getElementById("refused");
      if (told) { told.scrollIntoView({ block: "start" }); told.focus({ preventScroll: true }); }
      else say(live.dataset.done);
    } catch {
      say(live.dataset.unsent, true);
    } finally {
      sending = false;
      release(form);
      if (again) { again = false; look(); }
    }
  }

  // Leaving the page with words half written asks first.
  addEventListener("beforeunload", (event) => {
    const written = over ? [] : [...frame().querySelectorAll("textarea")].filter((one) => one.form !== leaving && changed(one));
    if (written.length) event.preventDefault();
  });

  // Nothing of somebody who was erased, or is another centre's now, stays on an open page.
  function end() {
    over = true;
    stop();
    clearTimeout(hush);
    const box = document.createElement("section");
    box.className = "card note";
    const told = document.createElement("p");
    told.className = "lead";
    told.setAttribute("role", "status");
    box.append(told);
    const list = document.querySelector("nav a[href='/cases']")?.cloneNode(true);
    if (list) box.append(list);
    document.getElementById("main").replaceChildren(box);
    told.textContent = live.dataset.gone;
  }

  function stop() {
    source?.close();
    source = null;
  }

  function listen() {
    if (over || source || !window.EventSource) return;
    source = new EventSource(`${here}/events?seen=${frame().dataset.seen}`);
    source.addEventListener("here", () => { heard = Date.now(); if (live.textContent === live.dataset.cut) say(""); });
    source.addEventListener("moved", (event) => { heard = Date.now(); if (event.data === "-1") end(); else look(); });
    source.onerror = () => { heard = 0; if (source?.readyState === 2) source = null; };
  }

  setInterval(() => {
    if (document.hidden || Date.now() - heard < QUIET) return;
    look();
    listen();
  }, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else { look(); listen(); }
  });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) { look(); listen(); } });
  document.getElementById("refused")?.focus();
  listen();
})();
