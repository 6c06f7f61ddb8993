/** Block Kit: renders blocks as elements. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { card, carousel, container, contextActions, notice } from "./cards.js";
import { inputBlock } from "./input_block.js";
import { actions, context, divider, file, header, image, section, video } from "./layout.js";
import { markdownBlock } from "./markdown.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";
import { call, plan, taskCard } from "./tasks.js";

const RENDER = {
  section, header, divider, context, actions, image, video, file, table, card, carousel, plan, call,
  input: inputBlock,
  rich_text: richText,
  markdown: markdownBlock,
  context_actions: contextActions,
  alert: notice,
  task_card: taskCard,
  container: (block, surface) => container(block, surface, renderBlocks),
};

/** Renders the blocks of a message, modal or Home; unknown types show a notice. */
export function renderBlocks(blocks, surface) {
  return h("div", { class: "blocks" }, blocks.map((block) => renderBlock(block, surface)));
}

function renderBlock(block, surface) {
  const render = RENDER[block.type];
  const node = render ? render(block, surface) : h("div", { class: "quiet" }, t("unsupported", { type: block.type }));
  node.classList.add("block");
  if (block.block_id) node.dataset.block = block.block_id;
  return node;
}
