// Empties the drawer of a form once the page of the draft it became has come.
"use strict";

const kept = new URLSearchParams(location.search).get("kept");
if (kept !== null) {
  sessionStorage.removeItem(`editor:${kept}`);
  history.replaceState(null, "", location.pathname + location.hash);
}
