// Building blocks of the page: elements, announcements, times and sizes in words.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id, which index.html has. */
export const byId = (id) => document.getElementById(id);

/** An HTML element. Text among the children becomes text nodes, never markup. */
export const h = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const s = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

const drawn = new Map();

/** Call `build(value)` if the value is another than last time: what stands still is left alone. */
export function draw(name, value, build) {
  const text = JSON.stringify(value);
  if (drawn.get(name) !== text) {
    drawn.set(name, text);
    build(value);
  }
}

/** Let screen readers say it, politely. */
export function say(text) {
  byId("said").textContent = text;
}

/** Text that is for screen readers only. */
export const unseen = (text) => h("span", { class: "unseen" }, text);

/** Hours, minutes and seconds of a time in Unix seconds. UTC, like all times of the API. */
export const timeOf = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);

/** Date and time in words, from Unix seconds. */
export const momentOf = (seconds) =>
  new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

/** Megabytes of the API, which are 1024 * 1024 bytes. */
export const megabytes = (size) =>
  size < 10_000 ? `${size} MB` : `${(size / 1024).toFixed(1)} GB`;

/** Bytes in a unit that suits them. */
export function bytes(count) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let rank = 0;
  while (count >= 1024 && rank < units.length - 1) {
    count /= 1024;
    rank += 1;
  }
  return `${rank ? count.toFixed(1) : count} ${units[rank]}`;
}
