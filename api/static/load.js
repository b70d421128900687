// Numbers the lines of what is typed, so that a problem finds its line.
"use strict";

const area = document.getElementById("text");
const numbers = document.querySelector(".numbers");

function number() {
  const count = area.value.split("\n").length;
  if (numbers.childElementCount || numbers.dataset.count !== String(count)) {
    numbers.textContent = Array.from({ length: count }, (_, i) => i + 1).join("\n");
    numbers.dataset.count = String(count);
  }
  numbers.scrollTop = area.scrollTop;
}

area.addEventListener("input", number);
area.addEventListener("scroll", () => { numbers.scrollTop = area.scrollTop; });
number();

// The line of a problem is shown and chosen.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".problems a[href='#text']");
  const line = Number(link?.dataset.line);
  if (!line) return;
  event.preventDefault();
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + lines[line - 1].length);
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
});
