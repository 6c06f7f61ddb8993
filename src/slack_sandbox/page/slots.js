/**
 * Tabs share the connections to the sandbox: a browser opens six to one server for all tabs
 * together, and a live stream keeps one for itself. So only a few tabs hold a stream at a time; the
 * others poll, and a hidden tab gives its slot to a visible one.
 */

const SLOTS = ["stream-1", "stream-2", "stream-3"];
const channel = new BroadcastChannel("sandbox-slots");

let releaseSlot = null; // null while this tab holds no slot
let notifyLost = () => {};

/** Calls `lost()` when this tab has given its slot to another one. */
export function onSlotLost(lost) {
  notifyLost = lost;
}

channel.addEventListener("message", () => {
  if (releaseSlot === null || !document.hidden) return;
  releaseSlot();
  releaseSlot = null;
  notifyLost();
});

/** Takes a free slot for as long as the tab lives; false if all are taken. */
export async function takeSlot() {
  if (releaseSlot !== null) return true;
  for (const name of SLOTS) if (await tryToLock(name)) return true;
  if (!document.hidden) channel.postMessage("wanted");
  return false;
}

function tryToLock(name) {
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (lock === null) return null;
      return new Promise((release) => {
        releaseSlot = release;
      });
    });
  });
}
