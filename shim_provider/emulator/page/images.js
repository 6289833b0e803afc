// Images and the regions that hold them, as a matrix.

import { byId, draw, h, megabytes, unseen } from "./document.js";

let seen = { images: { shown: [], regions: [] }, down: [] };

export function startImages() {
  byId("images-find").addEventListener("input", redraw);
}

export function showImages(images, faults) {
  const down = faults.filter(({ kind, on }) => on && kind === "region_down").map((fault) => fault.region);
  seen = { images, down };
  redraw();
}

function redraw() {
  const words = byId("images-find").value.toLowerCase().split(/\s+/).filter(Boolean);
  draw("images", { ...seen, words }, () => {
    const { shown, total, public: offered } = seen.images;
    const found = shown.filter((image) => words.every((word) => textOf(image).includes(word)));
    const rest = total > shown.length ? `, the newest ${shown.length} shown` : "";
    const match = words.length > 0 ? `; ${found.length} found` : "";
    byId("images-count").textContent = `${total} private${rest}; ${offered} public${match}`;
    byId("images-empty").hidden = total > 0;
    for (const id of ["images-find", "images-scroll", "legend"]) {
      byId(id).hidden = total === 0;
    }
    drawMatrix(found);
  });
}

/** What an image can be found by. */
function textOf({ id, label, account, how, status, tags, regions }) {
  const held = regions.map((entry) => entry.region);
  return [id, label, account, how, status.replaceAll("_", " "), ...tags, ...held].join("\n").toLowerCase();
}

function drawMatrix(images) {
  const { shown, regions } = seen.images;
  const several = new Set(shown.map((image) => image.account)).size > 1;
  const heads = ["Image", "Status", "Size", "Tags"].map((name) =>
    head({ rowspan: 2, class: name === "Size" && "number" }, name),
  );
  const places = regions.map((region, at) => ({
    ...region,
    first: region.continent !== regions[at - 1]?.continent,
  }));
  byId("images-continents").replaceChildren(...heads, ...places.filter(({ first }) => first).map(
    ({ continent }) => continentHead(continent, places),
  ));
  byId("images-regions").replaceChildren(...places.map(regionHead));
  byId("images-body").replaceChildren(...images.map((image) => row(image, places, several)));
}

const head = (attributes, ...children) =>
  h("th", { scope: "col", role: "columnheader", ...attributes }, ...children);

function continentHead(continent, places) {
  const colspan = places.filter((place) => place.continent === continent).length;
  return head({ scope: "colgroup", colspan, class: "continent", "data-first": true, title: continent }, continent);
}

function regionHead({ id, label, first }) {
  const out = seen.down.includes(id);
  const name = h("span", {}, out ? `${id} (out)` : id);
  return head({ class: "region", title: label, "data-out": out, "data-first": first }, name);
}

function row(image, places, several) {
  const held = new Map(image.regions.map((entry) => [entry.region, entry]));
  return h(
    "tr",
    { role: "row", "data-image": image.id },
    h(
      "th",
      { scope: "row", role: "rowheader" },
      h("span", { class: "label" }, image.label),
      h("span", { class: "id" }, `${image.id}, ${origin(image, several)}`),
    ),
    h("td", { role: "cell" }, status(image)),
    h("td", { role: "cell", class: "number" }, size(image)),
    h("td", { role: "cell" }, h("ul", { class: "tags" }, image.tags.map((tag) => h("li", {}, tag)))),
    places.map(({ id, first }) => cell(id, held.get(id), first)),
  );
}

function origin({ how, account, sharegroups }, several) {
  const groups = sharegroups === 1 ? "1 group" : `${sharegroups} groups`;
  return [how, several ? account : "", sharegroups ? `shared in ${groups}` : ""].filter(Boolean).join(", ");
}

function status(image) {
  const percent = image.percent === null || image.waits ? "" : ` ${image.percent} %`;
  const words = image.status.replaceAll("_", " ") + percent;
  return h("span", { class: "status", "data-status": image.status }, words);
}

function size(image) {
  const total = image.total_size > image.size ? `${megabytes(image.total_size)} in all` : null;
  return [megabytes(image.size), total && h("span", { class: "id" }, total)];
}

function cell(region, entry, first) {
  const attributes = { role: "cell", class: "replica", "data-first": first };
  if (!entry) {
    return h("td", attributes);
  }
  const words = entry.percent === null ? entry.status : `${entry.status} ${entry.percent} %`;
  const mark = h("span", { class: "mark", "data-state": entry.status });
  mark.style.setProperty("--done", `${entry.percent ?? 0}%`);
  return h(
    "td",
    { ...attributes, "data-region": region, title: `${region}: ${words}` },
    mark,
    unseen(words),
  );
}
