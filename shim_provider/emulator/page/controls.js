// The switches: clock and faults. Whatever they do goes through the emulator's control path.

import { byId, draw, h, momentOf, say } from "./document.js";
import { drawRequests } from "./streams.js";

// Which fields of the form a kind of fault has use for, beside `count` and `probability`.
const WHERE = ["method", "path"];
const FIELDS = {
  reply: [...WHERE, "status", "reason", "retry", "delay"],
  reply_after: [...WHERE, "status", "reason", "retry", "delay"],
  reset_during: [...WHERE, "after_bytes"],
  delay: [...WHERE, "delay"],
  region_down: ["region"],
};

// Milliseconds until the choices are asked for again, where the emulator does not answer.
const RETRY = 2000;

let kinds = {};
let refresh;

export function startControls(poll) {
  refresh = poll;
  byId("hold").addEventListener("click", hold);
  byId("move").addEventListener("submit", move);
  byId("speed").addEventListener("submit", speed);
  byId("fault").addEventListener("submit", addFault);
  byId("fault-kind").addEventListener("change", suitFields);
  byId("clear").addEventListener("click", clearFaults);
  byId("changes-only").addEventListener("change", drawRequests);
  offerChoices();
}

async function offerChoices() {
  let choices;
  try {
    const reply = await fetch("/_emulator/choices");
    choices = await reply.json();
  } catch {
    setTimeout(offerChoices, RETRY);
    return;
  }
  kinds = choices.kinds;
  byId("fault-kind").replaceChildren(...Object.keys(kinds).map((kind) => h("option", {}, kind)));
  byId("fault-region").replaceChildren(...choices.regions.map((region) => h("option", {}, region)));
  suitFields();
}

function suitFields() {
  const kind = byId("fault-kind").value;
  const fields = [...(FIELDS[kind] ?? WHERE), ...(kind === "region_down" ? [] : ["count", "probability"])];
  byId("fault-help").replaceChildren(...inWords(kinds[kind]));
  for (const field of byId("fault").querySelectorAll("[data-field]")) {
    field.hidden = !fields.includes(field.dataset.field);
    // What is not seen is not asked for, and must not stop the form from being sent.
    field.querySelector("input, select").disabled = field.hidden;
  }
}

/** A sentence in which `names` stand between backticks. */
const inWords = (sentence) =>
  sentence.split("`").map((part, place) => (place % 2 ? h("code", {}, part) : part));

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

function addFault(event) {
  event.preventDefault();
  const given = {};
  for (const field of byId("fault").querySelectorAll("[data-field]:not([hidden])")) {
    const input = field.querySelector("input, select");
    if (input.value !== "") {
      given[field.dataset.field] = input.type === "number" ? Number(input.value) : input.value;
    }
  }
  const { reason, retry, ...rule } = given;
  return send("POST", "/_emulator/faults", {
    kind: byId("fault-kind").value,
    ...rule,
    ...(reason ? { body: { errors: [{ reason }] } } : {}),
    ...(retry === undefined ? {} : { headers: { "Retry-After": `${retry}` } }),
  }, "fault-problem", "The fault is in force");
}

const clearFaults = () =>
  send("DELETE", "/_emulator/faults", undefined, "fault-problem", "No faults are in force");

/** Send, say what was done or show what was wrong, and look at the world again. */
async function send(method, path, body, problem, done) {
  const refusal = await outcome(method, path, body);
  byId(problem).textContent = refusal;
  if (!refusal) {
    say(done);
  }
  refresh();
}

/** Empty, or why it was refused. */
async function outcome(method, path, body) {
  try {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const { errors = [] } = reply.ok ? {} : await reply.json();
    return errors.map(({ field, reason }) => (field ? `${field}: ${reason}` : reason)).join("; ");
  } catch {
    return "The emulator does not answer";
  }
}

export function showFaults(faults) {
  draw("faults", faults, () => {
    byId("faults-empty").hidden = faults.length > 0;
    byId("clear").disabled = faults.length === 0;
    byId("faults").replaceChildren(...faults.map(fault));
  });
}

function fault(rule) {
  return h(
    "li",
    {},
    h("span", { class: "what" }, rule.kind),
    h("code", {}, target(rule)),
    h("span", { class: "words" }, struck(rule)),
  );
}

function target(rule) {
  if (rule.kind === "region_down") {
    return rule.region;
  }
  const status = rule.kind.startsWith("reply") ? ` ${rule.status}` : "";
  return `${rule.method || "any"} ${rule.path || "every path"}${status}`;
}

function struck({ kind, befell, count, probability }) {
  if (kind === "region_down") {
    return "";
  }
  const odds = probability < 1 ? `, odds ${probability}` : "";
  return `struck ${befell}${count === null ? "" : ` of ${count}`}${odds}`;
}
