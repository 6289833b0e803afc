// What is in progress: builders' first boots, uploads, captures, copies to further regions, each with a bar.

import { byId, bytes, draw, h } from "./document.js";

// More would hide the rest of the page; the newest are what somebody watches.
const MOST = 30;

export function showProgress(builds, uploads, images) {
  const lines = [...builds.map(build), ...uploads.map(upload), ...captures(images), ...copies(images)];
  draw("progress", lines, () => {
    const hidden = Math.max(0, lines.length - MOST);
    byId("progress-count").textContent = hidden ? `${lines.length}, the first ${MOST} shown` : "";
    byId("progress-empty").hidden = lines.length > 0;
    byId("progress").replaceChildren(...lines.slice(0, MOST).map(line));
  });
}

function line({ image, linode, name, label, where, words, bar }) {
  return h(
    "li",
    { "data-image": image, "data-linode": linode },
    h("span", { class: "label" }, label),
    h("span", { class: "id" }, where),
    bar ? h("progress", { "aria-label": `${name} of ${label}`, ...bar }) : null,
    h("span", { class: "words" }, words),
  );
}

function build({ id, label, image, percent }) {
  const where = `Linode ${id} from ${image}`;
  const words = percent === null ? "first boot, hangs" : `first boot, ${percent} %`;
  const bar = percent === null ? null : { max: 100, value: percent };
  return { linode: id, name: "First boot", label, where, words, bar };
}

function upload({ id, label, region, ...state }) {
  const where = region ? `${id} to ${region}` : id;
  return { image: id, name: "Upload", label, where, ...stateOf(state) };
}

/** What is to be said of an upload, and the bar; an empty bar has no known end. */
function stateOf({ received, length, percent, expires }) {
  if (received !== null) {
    if (length === null) {
      return { words: `${bytes(received)} received, length not announced`, bar: {} };
    }
    const share = length ? Math.floor((100 * received) / length) : 100;
    const words = `${bytes(received)} of ${bytes(length)}, ${share} %`;
    return { words, bar: { max: length || 1, value: length ? received : 1 } };
  }
  if (percent !== null) {
    return { words: `processing, ${percent} %`, bar: { max: 100, value: percent } };
  }
  const until = expires ? ` until ${expires.slice(0, 16).replace("T", " ")}` : "";
  return { words: `waiting for data${until}`, bar: null };
}

const captures = (images) =>
  images
    .filter(({ status, percent }) => status === "creating" && percent !== null)
    .map(({ id, label, percent, waits }) => ({
      image: id,
      name: "Capture",
      label,
      where: id,
      words: waits ? "waiting for its Linode" : `capturing, ${percent} %`,
      bar: waits ? null : { max: 100, value: percent },
    }));

/** One line for each image that is being copied, to however many regions. */
const copies = (images) =>
  images.flatMap(({ id, label, regions }) => {
    const coming = regions.filter((entry) => entry.status.endsWith("replication") || entry.status === "replicating");
    if (coming.length === 0) {
      return [];
    }
    const percent = Math.floor(coming.reduce((sum, entry) => sum + (entry.percent ?? 0), 0) / coming.length);
    return {
      image: id,
      name: "Copy",
      label,
      where: `${id} to ${coming.map((entry) => entry.region).join(", ")}`,
      words: `replicating, ${percent} %`,
      bar: { max: 100, value: percent },
    };
  });
