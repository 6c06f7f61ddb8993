/** On narrow screens the sidebar is a drawer over the page. */

const app = () => document.getElementById("app");

export function openDrawer() {
  app().classList.add("drawer-open");
  document.getElementById("scrim").hidden = false;
  document.querySelector("#sidebar .place.is-open, #sidebar input")?.focus();
}

export function closeDrawer() {
  app().classList.remove("drawer-open");
  document.getElementById("scrim").hidden = true;
}

/** Closes it on a click outside it and on Escape. */
export function startDrawer() {
  document.getElementById("scrim").addEventListener("click", closeDrawer);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
}
