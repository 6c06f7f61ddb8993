/** F6 walks through the parts of the page, Shift-F6 backwards. */

const PANES = [
  ["#sidebar", ".place.is-open, .place"],
  ["#stage", ".message[tabindex='0'], .home"],
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
  const stops = PANES.map(([pane, stop]) => [document.querySelector(pane), document.querySelector(pane)?.querySelector(stop)]).filter(([, stop]) => stop?.offsetParent);
  // The innermost part that has the focus counts: the composer lies inside the stage.
  const at = stops.findLastIndex(([pane]) => pane.contains(document.activeElement));
  stops[(at + step + stops.length) % stops.length]?.[1].focus();
}
