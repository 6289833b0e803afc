// Events and requests, newest first, as they come.

import { byId, draw, h, say, timeOf } from "./document.js";

// As many rows as one can look through; older requests go.
const KEPT = 200;

let latestEvent = null;
let requests = [];
let run = "";
let seen = 0;

export function startStreams() {
  byId("changes-only").addEventListener("change", drawRequests);
}

/** Which requests the next snapshot may leave out, as its query. */
export const known = () => `since=${seen}&run=${run}`;

export function showEvents(events) {
  announce(events.shown);
  draw("events", events, () => {
    byId("events-count").textContent = count(events.total, events.shown.length);
    byId("events-empty").hidden = events.total > 0;
    const several = new Set(events.shown.map((entry) => entry.account)).size > 1;
    byId("events").replaceChildren(...events.shown.map((entry) => event(entry, several)));
  });
}

const count = (total, shown) => (total > shown ? `${total}, the newest ${shown} shown` : `${total}`);

/** Tell of new events in one sentence. The first snapshot is no news. */
function announce(events) {
  const fresh = events.filter((entry) => entry.id > latestEvent);
  if (fresh.length > 0 && latestEvent !== null) {
    const more = fresh.length > 1 ? `${fresh.length} new events, the latest: ` : "Event: ";
    say(`${more}${sentence(fresh[0])}`);
  }
  latestEvent = events[0]?.id ?? 0;
}

const sentence = (entry) => `${entry.action} ${entry.entity?.label ?? ""}, ${entry.status}`;

function event(entry, several) {
  const running = entry.status === "started";
  return h(
    "li",
    { "data-event": entry.id },
    h("time", { datetime: `${entry.created}Z` }, entry.created.slice(11)),
    h("span", { class: "what" }, entry.action),
    h("span", { class: "whom" }, several ? `${subject(entry)}, ${entry.account}` : subject(entry)),
    h(
      "span",
      { class: "status", "data-status": entry.status },
      running ? `${entry.status} ${entry.percent_complete} %` : entry.status,
    ),
    entry.message ? h("span", { class: "message" }, entry.message) : null,
  );
}

function subject({ entity, secondary_entity: second }) {
  const names = [entity, second].filter(Boolean).map((each) => each.label);
  return names.join(" / ");
}

export function showRequests(log) {
  const kept = log.run === run ? requests : [];
  if (log.shown.length > 0 || kept !== requests) {
    requests = [...log.shown.reverse(), ...kept].slice(0, KEPT);
    drawRequests();
  }
  ({ run, seen } = log);
  byId("requests-count").textContent = `${seen}`;
}

function drawRequests() {
  const changesOnly = byId("changes-only").checked;
  const listed = requests.filter(({ method }) => !changesOnly || method !== "GET");
  byId("requests-empty").hidden = listed.length > 0;
  byId("requests-list").hidden = listed.length === 0;
  byId("requests").replaceChildren(...listed.map(request));
}

function request({ number, at, method, path, status, seconds }) {
  const kind = status === 0 ? "cut" : `${Math.floor(status / 100)}xx`;
  return h(
    "tr",
    { "data-request": number },
    h("td", {}, timeOf(at)),
    h("td", { class: "method" }, method),
    h("td", { class: "path", title: path }, path),
    h("td", { class: "code", "data-kind": kind }, status === 0 ? "cut" : `${status}`),
    h("td", { class: "number" }, milliseconds(seconds * 1000)),
  );
}

const milliseconds = (count) => (count < 10 ? count.toFixed(1) : count.toFixed(0));
