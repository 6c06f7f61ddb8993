/** Starts the page: builds its parts, then switches to the member named in the URL. */

import { enter, openPlace } from "./actions.js";
import { attempt } from "./attempt.js";
import { h, replace } from "./dom.js";
import { t } from "./i18n.js";
import { startTooltips } from "./overlay/tooltip.js";
import { placeOfLink, readAddress } from "./router.js";
import { on, store } from "./store.js";
import { listen } from "./stream.js";
import { startChannel } from "./view/channel.js";
import { startDrawer } from "./view/drawer.js";
import { startHeader } from "./view/header.js";
import { startHome } from "./view/home.js";
import { startPanes } from "./view/panes.js";
import { startSidebar } from "./view/sidebar.js";
import { applyTheme } from "./view/theme.js";
import { startThread } from "./view/thread.js";

const part = (id) => document.getElementById(id);
const MEMBER = "sandbox.acting-as";

function build() {
  applyTheme();
  startSidebar(part("sidebar"));
  startHeader(part("header"));
  startHome(part("stage"));
  startChannel(part("stage"));
  startThread(part("thread"));
  startDrawer();
  startPanes();
  startTooltips();
  on("person", () => {
    part("skip").textContent = t("skip_to_messages");
    localStorage.setItem(MEMBER, store.me.id);
  });
  on("person", listen);
  addEventListener("popstate", comeBack);
  document.addEventListener("click", followInside);
}

async function comeBack() {
  const { as, ...place } = readAddress();
  if (as && as !== store.me.id) await attempt(() => enter(as, place));
  else await openPlace(place, { push: false });
}

/** Links to channels and messages of this workspace open in this page. */
function followInside(event) {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const place = placeOfLink(anchor.href);
  if (place === null) return;
  event.preventDefault();
  openPlace(place);
}

async function start() {
  const { as, ...place } = readAddress();
  try {
    await enter(as ?? localStorage.getItem(MEMBER), place).catch((error) => {
      if (as) throw error;
      localStorage.removeItem(MEMBER); // a member of a previous workspace
      return enter(null, place);
    });
  } catch (error) {
    replace(part("stage"), h("div", { class: "empty" }, h("p", {}, t("could_not_start")), h("p", { class: "quiet" }, error.message), h("button", { class: "button", onclick: () => location.reload() }, t("try_again"))));
  }
  part("app").removeAttribute("aria-busy");
}

build();
await start();
