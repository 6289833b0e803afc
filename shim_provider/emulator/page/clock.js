// The clock and its switches.

import { byId, draw, momentOf } from "./document.js";
import { send } from "./send.js";

export function startClock() {
  byId("hold").addEventListener("click", hold);
  byId("move").addEventListener("submit", move);
  byId("speed").addEventListener("submit", speed);
}

export function showClock(clock) {
  byId("now").textContent = momentOf(clock.now);
  byId("now").dateTime = `${momentOf(clock.now)}Z`;
  draw("clock", { held: clock.held, speed: clock.speed }, () => {
    byId("pace").textContent = clock.held ? "held" : `running at ${clock.speed} \u00d7`;
    byId("pace").dataset.held = clock.held;
    byId("hold").setAttribute("aria-checked", clock.held);
  });
}

function hold() {
  const held = byId("hold").getAttribute("aria-checked") !== "true";
  return setClock({ held }, held ? "Time is held" : "Time runs");
}

function move(event) {
  event.preventDefault();
  const seconds = Number(byId("move-by").value) * Number(byId("move-unit").value);
  return setClock({ move: seconds }, "Time has moved");
}

function speed(event) {
  event.preventDefault();
  return setClock({ speed: Number(byId("speed-factor").value) }, "The speed is set");
}

const setClock = (body, done) => send("POST", "/_emulator/clock", body, "clock-problem", done);
