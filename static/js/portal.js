// Everything works without this file. It adds: focus on what went wrong, Escape for open menus, a print button, a
// warning before the session ends, the keeping of text while it is typed, and dragging on the schedule board.
// Sessions end on the server.
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

// The schedule board: what stands in the way is told while a meeting is dragged; dropping it leads to the page that
// moves it, which its link leads to as well.
const scheduled = document.querySelector("[data-board]");
if (scheduled) {
  const told = document.querySelector("[data-board-words]");
  let dragged = null, over = null;

  const placeOf = (cell) =>
    new URLSearchParams({ meeting: dragged.dataset.meeting, room: cell.dataset.room, day: cell.dataset.day });

  async function look(cell) {
    try {
      const answer = await fetch(`${scheduled.dataset.board}?${placeOf(cell)}`);
      const found = await answer.json();
      if (cell !== over) return;
      cell.classList.toggle("taken", !found.free);
      told.textContent = found.words;
    } catch {
      told.textContent = "What stands in the way could not be asked. You can drop the meeting all the same.";
    }
  }

  function leaveCell() {
    over?.classList.remove("over", "taken");
    over = null;
  }

  scheduled.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-meeting]");
    event.dataTransfer.effectAllowed = "move";
  });
  scheduled.addEventListener("dragover", (event) => {
    const cell = event.target.closest("[data-room]");
    if (!dragged || !cell) return;
    event.preventDefault();
    if (cell === over) return;
    leaveCell();
    over = cell;
    cell.classList.add("over");
    look(cell);
  });
  scheduled.addEventListener("drop", (event) => {
    const cell = event.target.closest("[data-room]");
    if (!dragged || !cell) return;
    event.preventDefault();
    location.assign(`${dragged.dataset.move}?${placeOf(cell)}`);
  });
  scheduled.addEventListener("dragend", () => {
    leaveCell();
    dragged = null;
  });
}
