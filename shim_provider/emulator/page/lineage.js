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
const name = (key) => `${kindOf(shown.nodes[key])} ${shown.nodes[key].label}`;

/** A Linode that switches itself off is made to build an image. */
const kindOf = ({ kind, builder }) => (builder ? "builder" : kind);

/** Each node under the first node that leads to it; `depth` is the longest way to it. */
function grow({ nodes, edges }) {
  const keys = Object.keys(nodes);
  const children = new Map(keys.map((key) => [key, []]));
  const depth = new Map(keys.map((key) => [key, 0]));
  const placed = new Set();
  const order = onward(keys, edges);
  for (const [above, below] of order) {
    if (!placed.has(below)) {
      placed.add(below);
      children.get(above).push(below);
    }
  }
  // As often as there are nodes is enough where nothing leads back.
  for (let round = 0; round < keys.length; round += 1) {
    for (const [above, below] of order) {
      depth.set(below, Math.max(depth.get(below), depth.get(above) + 1));
    }
  }
  return { roots: keys.filter((key) => !placed.has(key)), children, depth };
}

/** The edges without those that lead back, as to a Linode rebuilt from an image of its own disk. */
function onward(keys, edges) {
  const next = new Map(keys.map((key) => [key, []]));
  const leads = (from, to, seen = new Set()) =>
    from === to || (!seen.has(from) && seen.add(from) && next.get(from).some((key) => leads(key, to, seen)));
  return edges.filter(([above, below]) => !leads(below, above) && next.get(above).push(below));
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
  const width = Math.max(0, ...corners.map((corner) => corner.x)) + BOX.width + GAP.indent;
  const height = Math.max(0, ...corners.map((corner) => corner.y)) + BOX.height + GAP.down + 2;
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

/** What leads back goes round below the boxes. */
function curve(above, below) {
  const back = below.x <= above.x;
  const [x1, y1] = [above.x + BOX.width / (back ? 2 : 1), above.y + BOX.height / (back ? 1 : 2)];
  const [x2, y2] = [below.x + (back ? BOX.width / 2 : 0), below.y + BOX.height / (back ? 1 : 2)];
  const middle = (x1 + x2) / 2;
  return back
    ? `M${x1} ${y1}C${x1} ${y1 + GAP.down} ${x2} ${y2 + GAP.down} ${x2} ${y2}`
    : `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** What leads back goes round at the right of the boxes. */
function elbow(above, below) {
  const [y1, y2] = [above.y + BOX.height / 2, below.y + BOX.height / 2];
  if (below.y <= above.y) {
    const far = Math.max(above.x, below.x) + BOX.width + GAP.indent / 2;
    return `M${above.x + BOX.width} ${y1}H${far}V${y2}H${below.x + BOX.width}`;
  }
  return `M${above.x + GAP.indent / 2} ${above.y + BOX.height}V${y2}H${below.x}`;
}

function box(node, { x, y }) {
  const { id, label, status } = node;
  const kind = kindOf(node);
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
