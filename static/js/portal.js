// Everything works without this file. It adds: focus on what went wrong, Escape for open menus, a print button, a
// warning before the session ends, and the keeping of text while it is typed. Sessions end on the server.
"use strict";

const wrong = document.querySelector("[data-focus]");
if (wrong && location.hash) {
  // Whoever came past “Skip to main content” has #main in the address, and the browser would go there last.
  history.replaceState(null, "", location.pathname + location.search);
  addEventListener("load", () => wrong.focus());
}
wrong?.focus();

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open], details.unit-menu[open]").forEach((menu) => {
    const within = menu.contains(document.activeElement);
    menu.open = false;
    if (within) menu.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

const warning = document.querySelector("[data-session-left]");
const long = document.querySelector("form[data-draft]");
const WARN = 120; // seconds before the end
const TYPED = 15; // seconds from the first letter typed until it is kept
let lookAgain, keepSoon, unkept = false, keptHere = false, final = false, warned = false;

// The seconds left, or null where the server could not be asked. Leads to the sign-in page once the session is over.
async function secondsLeft(url, sent) {
  try {
    const answer = await fetch(url, sent);
    if (answer.redirected) return leave(new URL(answer.url).searchParams.get("ended"));
    if (!answer.ok) return null;
    const state = await answer.json();
    final = state.final;
    return state.left;
  } catch {
    return null;
  }
}

function leave(why) {
  const query = new URLSearchParams({ next: location.pathname + location.search });
  if (why) query.set("ended", why);
  if (keptHere) query.set("kept", "1");
  location.replace(`${warning.dataset.signIn}?${query}`);
  return null;
}

async function keepText() {
  clearTimeout(keepSoon);
  keepSoon = undefined;
  if (!unkept) return;
  unkept = false;
  const sent = new URLSearchParams([...new FormData(long)].filter((pair) => typeof pair[1] === "string"));
  sent.set("_path", location.pathname);
  keptHere = true;
  const left = await secondsLeft(long.dataset.draft, { method: "POST", body: sent });
  if (left === null) unkept = true;
  else lookIn(left - WARN);
}

function lookIn(seconds) {
  clearTimeout(lookAgain);
  lookAgain = setTimeout(look, Math.max(seconds, 1) * 1000);
}

// Looking does not count as use. Another tab may have been used meanwhile.
async function look() {
  await keepText();
  const left = await secondsLeft(`${warning.dataset.url}?poll=1`);
  if (left === null) return lookIn(10);
  if (left > WARN) {
    if (warning.open) warning.close("other");
    return lookIn(left - WARN);
  }
  if (!warning.open && !(final && warned)) {
    warned = final;
    warning.querySelectorAll("[data-idle]").forEach((words) => (words.hidden = final));
    warning.querySelectorAll("[data-final]").forEach((words) => (words.hidden = !final));
    warning.returnValue = "";
    warning.showModal();
  }
  lookIn(Math.min(left + 1, 15));
}

if (warning) {
  lookIn(Number(warning.dataset.sessionLeft) - WARN);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && warning.open) look();
  });
  warning.addEventListener("close", async () => {
    if (warning.returnValue === "other" || final) return;
    const left = await secondsLeft(warning.dataset.url);
    if (left !== null) lookIn(left - WARN);
  });
}

if (warning && long) {
  long.addEventListener("input", () => {
    unkept = true;
    keepSoon ??= setTimeout(keepText, TYPED * 1000);
  });
  long.addEventListener("submit", () => {
    unkept = false;
    clearTimeout(keepSoon);
  });
}
