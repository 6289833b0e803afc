// Share groups: which images, and who may see them.

import { byId, draw, h } from "./document.js";

export function showSharing(groups) {
  draw("sharegroups", groups, () => {
    byId("sharegroups-section").hidden = groups.length === 0;
    byId("sharegroups").replaceChildren(...groups.map(group));
  });
}

function group({ id, label, account, images, members, waiting }) {
  const seenBy = members.map((member) => `${member.label} (${member.account})`);
  const tokens = waiting === 1 ? "1 token has" : `${waiting} tokens have`;
  return h(
    "li",
    { "data-group": id },
    h("span", { class: "label" }, label),
    h("span", { class: "id" }, `${id}, ${account}`),
    h("ul", { class: "tags", "aria-label": "Images" }, images.map((image) => h("li", { title: image.id }, image.label))),
    h(
      "span",
      { class: "words" },
      [
        images.length ? "" : "no images",
        seenBy.length ? `seen by ${seenBy.join(", ")}` : "no members",
        waiting ? `${tokens} yet to join` : "",
      ].filter(Boolean).join("; "),
    ),
  );
}
