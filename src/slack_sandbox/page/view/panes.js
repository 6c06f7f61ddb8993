/** F6 cycles through the parts of the page, Shift-F6 backwards. */

/** Each part, and what gets the focus in it: the first of these that exists. */
const PANES = [
  ["#sidebar", ".place.is-open", ".place"],
  ["#stage", ".message[tabindex='0']", ".home"],
  ["#stage .writing", ".composer-area"],
  ["#thread", ".composer-area"],
  ["#wire", "input"],
];

export function startPanes() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    walk(event.shiftKey ? -1 : 1);
  });
}

function walk(step) {
  const stops = PANES.map(([part, ...wanted]) => [document.querySelector(part), firstIn(part, wanted)]).filter(([, stop]) => stop?.offsetParent);
  // The innermost part with the focus counts: the composer is inside the stage.
  const at = stops.findLastIndex(([pane]) => pane.contains(document.activeElement));
  stops[(at + step + stops.length) % stops.length]?.[1].focus();
}

function firstIn(part, wanted) {
  return wanted.map((stop) => document.querySelector(`${part} ${stop}`)).find(Boolean);
}
