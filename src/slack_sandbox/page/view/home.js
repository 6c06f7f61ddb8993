/** An app's Home tab. */

import { openPlace } from "../actions.js";
import { renderBlocks } from "../blocks/index.js";
import { Form } from "../blocks/interaction.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { dmWith, on, store } from "../store.js";

let kept = { id: null, form: null };

/** Keeps `stage` showing the open app's Home, unless a channel is open. */
export function startHome(stage) {
  const draw = () => store.place.app && drawHome(stage);
  on("place", draw);
  on("home", draw);
}

function drawHome(stage) {
  const app = store.apps.find((other) => other.id === store.place.app);
  const view = store.homes.get(app.id);
  const empty = h("p", { class: "empty" }, view === undefined ? t("loading") : t("no_home", { name: app.name }));
  const top = stage.querySelector(".home")?.scrollTop ?? 0;
  const home = h("div", { class: "home", tabIndex: -1 }, view ? h("div", { class: "home-page" }, blocksOf(view)) : empty);
  replace(stage, tabs(app, true), home);
  home.scrollTop = top;
}

function blocksOf(view) {
  if (kept.id !== view.id) kept = { id: view.id, form: new Form() };
  return renderBlocks(view.blocks, { kind: "home", target: { view_id: view.id }, form: kept.form, blocks: () => view.blocks });
}

/** Tabs above the direct message with an app; null for other channels. */
export function appTabs(channel) {
  const app = channel.is_im && store.apps.find((other) => other.bot_user_id === channel.user);
  return app?.has_home ? tabs(app, false) : null;
}

function tabs(app, atHome) {
  const direct = dmWith(app.bot_user_id);
  const tab = (label, isOpen, place) => h("button", { class: isOpen ? "tab is-open" : "tab", type: "button", role: "tab", "aria-selected": String(isOpen), onclick: () => openPlace(place) }, label);
  const list = [tab(t("home"), atHome, { app: app.id }), direct && tab(t("messages"), !atHome, { channel: direct.id })];
  return h("div", { class: "tabs", role: "tablist", "aria-label": app.name }, list);
}
