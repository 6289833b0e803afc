// Says of boxes that are scrolled sideways that there is more than fits, and where.

import { byId } from "./document.js";

// Positions are fractions of a pixel where the page is zoomed.
const SLACK = 2;

// By 2 for more at the left, and 1 for more at the right.
const WORDS = [
  "",
  "more to the right \u2192",
  "\u2190 more to the left",
  "\u2190 more on both sides \u2192",
];

/** An element with `data-more-of` is the hint of the box with that id. */
export function startScrolling() {
  for (const hint of document.querySelectorAll("[data-more-of]")) {
    watch(byId(hint.dataset.moreOf), hint);
  }
}

function watch(box, hint) {
  const tell = () => {
    const left = box.scrollLeft > SLACK;
    const right = box.scrollWidth - box.clientWidth - box.scrollLeft > SLACK;
    box.parentElement.toggleAttribute("data-right", right);
    hint.hidden = !left && !right;
    hint.textContent = WORDS[2 * left + right];
  };
  box.addEventListener("scroll", tell, { passive: true });
  new ResizeObserver(tell).observe(box);
  new MutationObserver(tell).observe(box, { childList: true, subtree: true });
}
