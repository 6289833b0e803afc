// Light, dark, or as the system has it. A classic script in the head, so that the page never
// appears in the wrong colours first.
(() => {
  "use strict";

  const KEY = "appearance";

  // Storage may be refused, as in some private windows; then the choice lasts as long as the page.
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  const store = (choice) => {
    try {
      localStorage.setItem(KEY, choice);
    } catch (problem) {
      console.info("The choice is not kept:", problem);
    }
  };

  const apply = (choice) => {
    document.documentElement.dataset.theme = choice;
  };

  apply(stored() ?? "auto");

  document.addEventListener("DOMContentLoaded", () => {
    for (const radio of document.querySelectorAll("input[name=theme]")) {
      radio.checked = radio.value === document.documentElement.dataset.theme;
      radio.addEventListener("change", () => {
        apply(radio.value);
        store(radio.value);
      });
    }
  });
})();
