// Lineage as a graph: Linode, disk, image, Linodes deployed from it. Columns from left to right, to be
// scrolled where they are many; on a narrow screen an outline from top to bottom.

import { byId, draw, h, s } from "./document.js";

const BOX = { width: 184, height: 44 };
const GAP = { across: 40, down: 12, indent: 18 };

// From this width on, in pixels, columns are the better picture.
const WIDE = 640;

// Characters that fit in a wide font; the box clips whatever does not.
const FITS = { label: 20, id: 28 };

let shown;

export function showLineage(graph) {
  shown = graph;
  redraw();
}

function redraw() {
  if (!shown) {
    return;
  }
  const wide = byId("lineage-section").clientWidth >= WIDE;
  draw("lineage", { shown, wide }, () => {
    const empty = shown.edges.length === 0;
    byId("lineage-empty").hidden = !empty;
    byId("lineage").hidden = empty;
    byId("lineage-words").replaceChildren(...shown.edges.map(inWords));
    const forest = grow(shown);
    const places = wide ? columns(forest) : outline(forest);
    byId("lineage").replaceChildren(picture(shown, places, wide ? curve : elbow));
  });
}

/** The graph for those who do not see it. */
const inWords = ([above, below, how]) => h("li", {}, `${name(above)} ${how} ${name(below)}`);
const name = (key) => `${shown.nodes[key].kind} ${shown.nodes[key].label}`;

/** Each node under the first node that leads to it; `depth` is the longest way to it. */
function grow({ nodes, edges }) {
  const children = new Map(Object.keys(nodes).map((key) => [key, []]));
  const depth = new Map(Object.keys(nodes).map((key) => [key, 0]));
  const placed = new Set();
  for (const [above, below] of edges) {
    if (!placed.has(below)) {
      placed.add(below);
      children.get(above).push(below);
    }
  }
  // As often as there are nodes is enough for any graph, and ends for every one.
  for (let round = 0; round < depth.size; round += 1) {
    const before = [...depth.values()].join();
    for (const [above, below] of edges) {
      depth.set(below, Math.max(depth.get(below), Math.min(depth.get(above) + 1, depth.size)));
    }
    if ([...depth.values()].join() === before) {
      break;
    }
  }
  return { roots: [...children.keys()].filter((key) => !placed.has(key)), children, depth };
}

/** A column per generation; a parent stands in the middle of its children. */
function columns({ roots, children, depth }) {
  const places = new Map();
  let rows = 0;
  const place = (key) => {
    const below = children.get(key).map(place);
    const row = below.length ? (below[0] + below.at(-1)) / 2 : rows++;
    places.set(key, {
      x: depth.get(key) * (BOX.width + GAP.across),
      y: row * (BOX.height + GAP.down),
    });
    return row;
  };
  roots.forEach(place);
  return places;
}

/** A row per node, further in for each generation. */
function outline({ roots, children }) {
  const places = new Map();
  const place = (key, level) => {
    places.set(key, { x: level * GAP.indent, y: places.size * (BOX.height + GAP.down) });
    children.get(key).forEach((child) => place(child, level + 1));
  };
  roots.forEach((root) => place(root, 0));
  return places;
}

function picture({ nodes, edges }, places, line) {
  const corners = [...places.values()];
  const width = Math.max(0, ...corners.map((corner) => corner.x)) + BOX.width + 2;
  const height = Math.max(0, ...corners.map((corner) => corner.y)) + BOX.height + 2;
  return s(
    "svg",
    {
      width,
      height,
      viewBox: `-1 -1 ${width} ${height}`,
      role: "img",
      "aria-label": `Lineage of ${places.size} Linodes, disks and images; described below`,
    },
    s("g", { class: "edges" }, edges.map(([above, below, how]) =>
      s("path", { d: line(places.get(above), places.get(below)) }, s("title", {}, how)),
    )),
    [...places].map(([key, corner]) => box(nodes[key], corner)),
  );
}

function curve(above, below) {
  const [x1, y1] = [above.x + BOX.width, above.y + BOX.height / 2];
  const [x2, y2] = [below.x, below.y + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function elbow(above, below) {
  const x = above.x + GAP.indent / 2;
  return `M${x} ${above.y + BOX.height}V${below.y + BOX.height / 2}H${below.x}`;
}

function box(node, { x, y }) {
  const { kind, id, label, status } = node;
  const state = status.replaceAll("_", " ");
  const number = `${id}`.split("/").at(-1);
  return s(
    "svg",
    { class: "node", "data-kind": kind, "data-status": status, x, y, ...BOX },
    s("title", {}, `${kind} ${label} (${id}), ${state}`),
    s("rect", { class: "frame", x: 0.5, y: 0.5, width: BOX.width - 1, height: BOX.height - 1, rx: 4 }),
    s("rect", { class: "stripe", width: 4, height: BOX.height }),
    s("text", { class: "label", x: 13, y: 18 }, shortened(label, FITS.label)),
    s("text", { class: "id", x: 13, y: 34 }, shortened(`${kind} ${number}, ${state}`, FITS.id)),
  );
}

const shortened = (text, most) =>
  text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;

new ResizeObserver(redraw).observe(byId("lineage-section"));
