// Images and the regions that hold them, as a matrix; uploads with their bars.

import { byId, bytes, draw, h, megabytes, unseen } from "./document.js";

export function showImages(images, faults) {
  const down = faults.filter(({ kind, on }) => on && kind === "region_down").map((fault) => fault.region);
  draw("images", { images, down }, () => {
    const { shown, total, public: offered } = images;
    const rest = total > shown.length ? `, the newest ${shown.length} shown` : "";
    byId("images-count").textContent = `${total} private${rest}; ${offered} public`;
    byId("images-empty").hidden = total > 0;
    byId("images-scroll").hidden = total === 0;
    byId("legend").hidden = total === 0;
    drawMatrix(shown, down);
  });
}

function drawMatrix(images, down) {
  const regions = [...new Set(images.flatMap((image) => image.regions.map((r) => r.region)))].sort();
  const accounts = new Set(images.map((image) => image.account)).size;
  const heads = ["Image", "Status", "Size", "Tags"].map((name) =>
    h("th", { scope: "col", role: "columnheader", class: name === "Size" && "number" }, name),
  );
  const columns = regions.map((region) => regionHead(region, down.includes(region)));
  byId("images-head").replaceChildren(...heads, ...columns);
  byId("images-body").replaceChildren(...images.map((image) => row(image, regions, accounts > 1)));
}

function regionHead(region, out) {
  const name = h("span", {}, out ? `${region} (out)` : region);
  return h("th", { scope: "col", role: "columnheader", class: "region", "data-out": out }, name);
}

function row(image, regions, several) {
  const origin = several ? `${image.how}, ${image.account}` : image.how;
  const held = new Map(image.regions.map((entry) => [entry.region, entry.status]));
  return h(
    "tr",
    { role: "row", "data-image": image.id },
    h(
      "th",
      { scope: "row", role: "rowheader" },
      h("span", { class: "label" }, image.label),
      h("span", { class: "id" }, `${image.id}, ${origin}`),
    ),
    h("td", { role: "cell" }, status(image)),
    h("td", { role: "cell", class: "number" }, size(image)),
    h("td", { role: "cell" }, h("ul", { class: "tags" }, image.tags.map((tag) => h("li", {}, tag)))),
    regions.map((region) => cell(region, held.get(region))),
  );
}

function status(image) {
  const percent = image.percent === null ? "" : ` ${image.percent} %`;
  const words = image.status.replaceAll("_", " ") + percent;
  return h("span", { class: "status", "data-status": image.status }, words);
}

function size(image) {
  const total = image.total_size > image.size ? ` (${megabytes(image.total_size)} in all)` : "";
  return megabytes(image.size) + total;
}

function cell(region, state) {
  if (!state) {
    return h("td", { role: "cell", class: "replica" });
  }
  return h(
    "td",
    { role: "cell", class: "replica", "data-region": region, title: `${region}: ${state}` },
    h("span", { class: "mark", "data-state": state }),
    unseen(state),
  );
}

export function showUploads(uploads) {
  draw("uploads", uploads, () => {
    byId("uploads-empty").hidden = uploads.length > 0;
    byId("uploads").replaceChildren(...uploads.map(upload));
  });
}

function upload(entry) {
  const { words, bar } = progress(entry);
  return h(
    "li",
    { "data-image": entry.id },
    h("span", { class: "label" }, entry.label),
    h("span", { class: "id" }, entry.region ? `${entry.id} to ${entry.region}` : entry.id),
    bar ? h("progress", { "aria-label": `Upload of ${entry.label}`, ...bar }) : null,
    h("span", { class: "words" }, words),
  );
}

/** What is to be said of an upload, and the bar; an empty bar has no known end. */
function progress({ received, length, percent, expires }) {
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
