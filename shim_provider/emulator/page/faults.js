// Faults: those in force, each with a switch and an end, and the form for more.

import { byId, draw, h } from "./document.js";
import { send } from "./send.js";

// Which fields of the form a kind of fault has use for, beside `count` and `probability`.
const WHERE = ["method", "path"];
const FIELDS = {
  reply: [...WHERE, "status", "reason", "retry", "delay"],
  reply_after: [...WHERE, "status", "reason", "retry", "delay"],
  reset_during: [...WHERE, "after_bytes"],
  delay: [...WHERE, "delay"],
  region_down: ["region"],
  build_hangs: [...WHERE, "label"],
  build_dies: [...WHERE, "label"],
};

// Milliseconds until the choices are asked for again, where the emulator does not answer.
const RETRY = 2000;

const PATH = "/_emulator/faults";

let kinds = {};

export function startFaults() {
  byId("fault").addEventListener("submit", add);
  byId("fault-kind").addEventListener("change", suitFields);
  byId("clear").addEventListener("click", clear);
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

function add(event) {
  event.preventDefault();
  const given = {};
  for (const field of byId("fault").querySelectorAll("[data-field]:not([hidden])")) {
    const input = field.querySelector("input, select");
    if (input.value !== "") {
      given[field.dataset.field] = input.type === "number" ? Number(input.value) : input.value;
    }
  }
  const { reason, retry, ...rule } = given;
  return send("POST", PATH, {
    kind: byId("fault-kind").value,
    ...rule,
    ...(reason ? { body: { errors: [{ reason }] } } : {}),
    ...(retry === undefined ? {} : { headers: { "Retry-After": `${retry}` } }),
  }, "fault-problem", "The fault is in force");
}

const clear = () =>
  send("DELETE", PATH, undefined, "fault-problem", "No faults are in force");

const rows = new Map();

/** Rows stay while their faults live, so that who has come to one by keyboard is not thrown out. */
export function showFaults(faults) {
  draw("faults", faults, () => {
    byId("faults-empty").hidden = faults.length > 0;
    byId("clear").disabled = faults.length === 0;
    const living = new Set(faults.map((fault) => fault.number));
    [...rows.keys()].filter((number) => !living.has(number)).forEach(drop);
    faults.forEach((fault, place) => describe(rows.get(fault.number) ?? newRow(fault.number, place), fault));
  });
}

function drop(number) {
  const row = rows.get(number);
  rows.delete(number);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const held = row.contains(document.activeElement);
  row.remove();
  if (held) {
    (next ? next.querySelector(".remove") : byId("fault-kind")).focus();
  }
}

function describe(row, fault) {
  const [what, where] = [`${fault.number} ${fault.kind}`, target(fault)];
  row.dataset.on = fault.on;
  row.querySelector(".what").textContent = what;
  row.querySelector("code").textContent = where;
  row.querySelector(".words").textContent = [fault.on ? "" : "off", struck(fault)].filter(Boolean).join(", ");
  const toggle = row.querySelector(".switch");
  toggle.setAttribute("aria-checked", fault.on);
  toggle.setAttribute("aria-label", `Fault ${what}, ${where}`);
  row.querySelector(".remove").setAttribute("aria-label", `Remove fault ${what}, ${where}`);
}

function newRow(number, place) {
  const toggle = h("button", { type: "button", role: "switch", class: "switch" });
  toggle.addEventListener("click", () => turn(number, toggle.getAttribute("aria-checked") !== "true"));
  const remove = h("button", { type: "button", class: "remove plain" }, "Remove");
  remove.addEventListener("click", () => end(number));
  const row = h(
    "li",
    {},
    toggle,
    h("span", { class: "what" }),
    remove,
    h("code", {}),
    h("span", { class: "words" }),
  );
  rows.set(number, row);
  byId("faults").insertBefore(row, byId("faults").children[place] ?? null);
  return row;
}

const turn = (number, on) =>
  send("PUT", `${PATH}/${number}`, { on }, "fault-problem", `Fault ${number} is ${on ? "on" : "off"}`);

const end = (number) =>
  send("DELETE", `${PATH}/${number}`, undefined, "fault-problem", `Fault ${number} is removed`);

function target(rule) {
  if (rule.kind === "region_down") {
    return rule.region;
  }
  const status = rule.kind.startsWith("reply") ? ` ${rule.status}` : "";
  const label = rule.label ? ` label ${rule.label}` : "";
  return `${rule.method || "any"} ${rule.path || "every path"}${status}${label}`;
}

function struck({ kind, befell, count, probability }) {
  if (kind === "region_down") {
    return "";
  }
  const odds = probability < 1 ? `, odds ${probability}` : "";
  return `struck ${befell}${count === null ? "" : ` of ${count}`}${odds}`;
}
