// The pages of a register: a run that moves by itself, columns checked again. All works without it.
"use strict";

const run = document.querySelector("[data-run]");
async function look() {
  try {
    const answer = await fetch(run.dataset.run, { headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) { location.reload(); return; }
    const told = await answer.json();
    if (told.state !== run.dataset.state) { location.reload(); return; }
    run.querySelector("progress").value = told.percent;
    const line = run.querySelector("[data-line]");
    if (line.textContent !== told.line) line.textContent = told.line;
  } catch { /* the server is away for a moment; ask again */ }
  setTimeout(look, 2000);
}
if (run) setTimeout(look, 2000);

// A choice is checked when the reader moves on, so that arrow keys can pass over others.
const form = document.querySelector("form[data-check]");
let changed = null;
function check() {
  if (!changed || "sent" in form.dataset) return;
  form.elements.at.value = changed.closest("tr").id.replace("column-", "");
  form.requestSubmit(form.querySelector("button[value=check]"));
}
form?.addEventListener("change", (event) => {
  if (!event.target.closest("tr") || event.target.closest("[data-words]")) return;
  changed = event.target;
  setTimeout(() => { if (changed === event.target && document.activeElement !== changed) check(); }, 0);
});
form?.addEventListener("focusout", (event) => {
  if (event.target === changed && !event.relatedTarget?.matches("button")) check();
});
// Behind the browser's own jump to the row, which would take the focus away again.
addEventListener("load", () => setTimeout(() => {
  if (form && location.hash.startsWith("#column-")) {
    document.getElementById(location.hash.slice(1))?.querySelector("select")?.focus();
  }
}, 0));

// A file beyond the limit is said at once, not after minutes.
const file = document.querySelector("input[type=file][data-limit]");
file?.addEventListener("change", () => {
  const large = (file.files[0]?.size ?? 0) > Number(file.dataset.limit);
  file.setCustomValidity(large ? file.dataset.large : "");
  if (large) file.reportValidity();
});
