/** Select menus: where their options come from and what choosing one means; drawn by combobox.js. */

import { channelName, isDirect, memberName, people, store } from "../store.js";
import { avatar } from "../view/avatar.js";
import { combobox } from "./combobox.js";
import { plain, textNodes } from "./text.js";

/** A select of any type, one choice or several. */
export function select(field) {
  const { element } = field;
  const [, many, source] = /^(multi_)?(\w+)_select$/.exec(element.type);
  const kind = KINDS[source];
  return combobox(field, {
    many: Boolean(many),
    chosen: startChoice(field, kind, Boolean(many)),
    load: (query) => kind.load(field, query),
    remote: source === "external",
    waitsFor: source === "external" ? element.min_query_length ?? 3 : 0,
    changed: (choices) => field.change(...answer(kind, Boolean(many), choices)),
  });
}

function answer(kind, many, choices) {
  const values = choices.map((choice) => choice.state);
  const ids = choices.map((choice) => choice.value);
  const state = many ? { [`selected_${kind.noun}s`]: values } : { [`selected_${kind.noun}`]: values[0] ?? null };
  return [state, { selected: many ? ids : ids[0] ?? null }];
}

function startChoice(field, kind, many) {
  const { element } = field;
  const first = many ? element[`initial_${kind.noun}s`] ?? [] : element[`initial_${kind.noun}`] ?? null;
  const start = element.default_to_current_conversation && !first?.length ? currentConversation(many) ?? first : first;
  const key = many ? `selected_${kind.noun}s` : `selected_${kind.noun}`;
  const state = field.state({ type: element.type, [key]: start })[key];
  return (many ? state ?? [] : state ? [state] : []).map(kind.choice);
}

function currentConversation(many) {
  const { channel } = store.place;
  return channel && (many ? [channel] : channel);
}

function optionChoice(option) {
  return { value: option.value, state: option, words: option.text.text, label: textNodes(option.text), hint: option.description && textNodes(option.description) };
}

function memberChoice(id) {
  const person = store.members.get(id);
  const words = person ? memberName(person) : id;
  return { value: id, state: id, words: `${words} ${person?.name ?? ""}`, label: words, picture: person && avatar(person) };
}

function channelChoice(id) {
  const channel = store.channels.get(id);
  const words = channel ? channelName(channel) : id;
  return { value: id, state: id, words, label: plain(channel && isDirect(channel) ? words : `# ${words}`, false) };
}

/** Choices in groups `{heading, choices}`; an app's options may be grouped or not. */
function grouped(options, groups) {
  if (groups) return groups.map((group) => ({ heading: group.label.text, choices: group.options.map(optionChoice) }));
  return [{ heading: null, choices: (options ?? []).map(optionChoice) }];
}

function matching(groups, query) {
  const wanted = query.trim().toLowerCase();
  const kept = (group) => ({ ...group, choices: group.choices.filter((choice) => choice.words.toLowerCase().includes(wanted)) });
  return groups.map(kept).filter((group) => group.choices.length > 0);
}

const channels = () => [...store.channels.values()].filter((channel) => !isDirect(channel) && !channel.is_archived).map((channel) => channel.id);
const conversations = () => [...store.channels.values()].filter((channel) => !channel.is_archived);

const FILTERS = {
  im: (channel) => channel.is_im,
  mpim: (channel) => channel.is_mpim,
  private: (channel) => channel.is_private && !isDirect(channel),
  public: (channel) => !channel.is_private && !isDirect(channel),
};

function allowedConversations(element) {
  const kinds = element.filter?.include?.filter((kind) => kind in FILTERS);
  const allowed = (channel) => !kinds || kinds.some((kind) => FILTERS[kind](channel));
  return conversations().filter(allowed).map((channel) => channel.id);
}

const KINDS = {
  static: {
    noun: "option",
    choice: optionChoice,
    load: ({ element }, query) => matching(grouped(element.options, element.option_groups), query),
  },
  external: {
    noun: "option",
    choice: optionChoice,
    load: async (field, query) => {
      const found = await field.options(query);
      return found ? grouped(found.options, found.option_groups) : [];
    },
  },
  users: { noun: "user", choice: memberChoice, load: (_, query) => matching([{ heading: null, choices: people().map((person) => memberChoice(person.id)) }], query) },
  channels: { noun: "channel", choice: channelChoice, load: (_, query) => matching([{ heading: null, choices: channels().map(channelChoice) }], query) },
  conversations: {
    noun: "conversation",
    choice: channelChoice,
    load: ({ element }, query) => matching([{ heading: null, choices: allowedConversations(element).map(channelChoice) }], query),
  },
};
