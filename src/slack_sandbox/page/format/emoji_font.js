/** Whether this machine can draw an emoji; without a font for it, people would see empty boxes. */

const SIZE = 24;
const NOBODY_HAS = "\u{10FFFD}"; // private use: drawn as the missing-glyph box
const known = new Map();
let brush = null;
let box = null;

function drawn(text) {
  brush ??= Object.assign(document.createElement("canvas"), { width: SIZE * 2, height: SIZE * 2 }).getContext("2d", { willReadFrequently: true });
  brush.clearRect(0, 0, SIZE * 2, SIZE * 2);
  brush.font = `${SIZE}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  brush.textBaseline = "top";
  brush.fillText(text, 0, 0);
  return brush.getImageData(0, 0, SIZE * 2, SIZE * 2).data.join();
}

function look(character) {
  const [first] = character;
  const picture = drawn(first);
  return picture !== (box ??= drawn(NOBODY_HAS)) && picture !== drawn(" ");
}

/** Whether the emoji can be drawn. */
export function canDraw(character) {
  if (!known.has(character)) known.set(character, look(character));
  return known.get(character);
}
