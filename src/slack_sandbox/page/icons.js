/** The page's own line icons, drawn on a 20 × 20 grid. */

const PATHS = {
  hash: "M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13.5M3 12.5h13.5",
  lock: "M5 9.5h10v7H5zM7 9.5V7a3 3 0 0 1 6 0v2.5",
  home: "M3.5 9.5 10 4l6.5 5.5M5.5 8.5v7.5h9V8.5",
  chat: "M3.5 5h13v9h-7l-3.5 3v-3H3.5z",
  reply: "M3.5 4.5h13v9h-6.5l-3.5 3v-3h-3zM7 8h6.5M7 10.5h4",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M7.2 11.8c1.5 2 4.1 2 5.6 0M7.7 7.8v.6M12.3 7.8v.6",
  pencil: "M4 16l.8-3.6 8.3-8.3 2.8 2.8-8.3 8.3zM11.5 5.7l2.8 2.8",
  trash: "M4 5.5h12M8 5.5V4h4v1.5M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5",
  more: "M4.5 10h.1M10 10h.1M15.5 10h.1",
  moreUp: "M10 4.5v.1M10 10v.1M10 15.5v.1",
  close: "M5 5l10 10M15 5 5 15",
  send: "M4 10 16.5 4 12.5 16.5 9.5 11zM9.5 11l3-3",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M4.3 15.7l1.3-1.3M14.4 5.6l1.3-1.3",
  moon: "M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8z",
  auto: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 3v14M10 6l4.5 0M10 9h6.5M10 12h6.3",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  down: "M5.5 8 10 12.5 14.5 8",
  back: "M12 5l-5 5 5 5",
  forward: "M8 5l5 5-5 5",
  calendar: "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
  clip: "M14.5 9.5l-5 5a3.2 3.2 0 0 1-4.5-4.5l6-6a2.1 2.1 0 0 1 3 3l-5.8 5.8a1 1 0 0 1-1.5-1.5l5-5",
  download: "M10 3.5v9M6 9l4 4 4-4M4 16.5h12",
  pin: "M7.5 3.5h5l-.6 5 2.6 2.5v1.5h-9V11l2.6-2.5zM10 12.5V17",
  bookmark: "M5.5 3.5h9v13L10 13l-4.5 3.5z",
  play: "M7 4.5v11l9-5.5z",
  circle: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6v4.3l2.7 1.7",
  wire: "M2.5 10.5h3.5l2.5-6 3 11 2.5-7 1.3 2h2.2",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  link: "M8.5 11.5l3-3M9.5 6.5l1.7-1.7a3 3 0 0 1 4.2 4.2l-1.7 1.7M10.5 13.5l-1.7 1.7a3 3 0 0 1-4.2-4.2l1.7-1.7",
  bold: "M6.5 4h4.5a3 3 0 0 1 0 6H6.5zM6.5 10h5.3a3 3 0 0 1 0 6H6.5z",
  italic: "M8.5 4h6M5.5 16h6M11.5 4l-3 12",
  strike: "M3.5 10h13M13.7 7c-.4-2-2-3-3.9-3-2.3 0-3.9 1.2-3.9 3 0 .9.4 1.6 1.2 2.1M6 13c.3 2 2 3 4.2 3 2.3 0 4-1.2 4-3 0-.6-.1-1-.4-1.4",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  pre: "M3.5 4h13v12h-13zM7 8l2 2-2 2M11 12.5h2.5",
  quote: "M4.5 4v12M8 6.5h8.5M8 10h8.5M8 13.5h5.5",
  list: "M4 6h.1M4 10h.1M4 14h.1M7.5 6h9M7.5 10h9M7.5 14h9",
  bolt: "M11.5 2.5 4.5 11.5h5l-1 6 7-9h-5z",
  eye: "M2.5 10c3.5-6.5 11.5-6.5 15 0-3.5 6.5-11.5 6.5-15 0zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4",
  plus: "M10 4v12M4 10h12",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2v.1",
  people: "M7.5 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 16.5c0-6 10-6 10 0M13 4.3a3 3 0 0 1 0 5.4M14.5 12.3c2 .5 3 2 3 4.2",
  external: "M8 5H4.5v10.5H15V12M11 4h5v5M16 4l-7 7",
  file: "M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15",
};

const SVG = "http://www.w3.org/2000/svg";

/** A decorative icon; the button around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
