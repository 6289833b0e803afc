// Asks for a snapshot again and again, and hands its parts to those who show them.

import { showClock, startClock } from "./clock.js";
import { byId } from "./document.js";
import { showFaults, startFaults } from "./faults.js";
import { showImages, startImages } from "./images.js";
import { showLineage } from "./lineage.js";
import { showProgress } from "./progress.js";
import { startScrolling } from "./scroll.js";
import { startSending } from "./send.js";
import { showSharing } from "./sharing.js";
import { known, showEvents, showRequests, startStreams } from "./streams.js";

// Milliseconds between two snapshots; in a hidden tab, and at most while nobody answers.
const INTERVAL = 500;
const HIDDEN = 5000;
const PATIENCE = 5000;

let failures = 0;
let timer;
let asking = false;

async function poll() {
  clearTimeout(timer);
  if (asking) {
    return;
  }
  asking = true;
  try {
    const snapshot = await ask();
    connected(snapshot !== null);
    if (snapshot) {
      show(snapshot);
    }
  } finally {
    asking = false;
    timer = setTimeout(poll, pause());
  }
}

const pause = () =>
  Math.max(document.hidden ? HIDDEN : 0, Math.min(INTERVAL * 2 ** failures, PATIENCE));

/** The snapshot, or null when there is none to be had now. */
async function ask() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const reply = await fetch(`/_emulator/snapshot?${known()}`, { signal });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

function connected(yes) {
  failures = yes ? 0 : failures + 1;
  const state = yes ? "live" : "lost";
  const sign = byId("connection");
  if (sign.dataset.state !== state) {
    sign.dataset.state = state;
    sign.textContent = yes ? "live" : "no answer, trying again";
  }
}

/** What goes wrong in one section is reported, and leaves the others as they should be. */
function show(snapshot) {
  const sections = [
    () => showClock(snapshot.clock),
    () => showImages(snapshot.images, snapshot.faults),
    () => showProgress(snapshot.builds, snapshot.uploads, snapshot.images.shown),
    () => showLineage(snapshot.lineage),
    () => showSharing(snapshot.sharegroups),
    () => showEvents(snapshot.events),
    () => showRequests(snapshot.requests),
    () => showFaults(snapshot.faults),
  ];
  for (const section of sections) {
    try {
      section();
    } catch (problem) {
      reportError(problem);
    }
  }
}

byId("host").textContent = location.host;
document.addEventListener("visibilitychange", poll);
startSending(poll);
startImages();
startScrolling();
startClock();
startFaults();
startStreams();
poll();
