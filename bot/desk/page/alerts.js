// Telling an agent who looks elsewhere: a short sound and a notification of the browser.
import { announce } from "./dom.js";
import { goTo } from "./workspace.js";
import { customer } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

const SETTINGS = { sound: "savia-desk-sound", notify: "savia-desk-notify" };

/** Whether an alert is wanted in this browser; sound is, unless it was refused. @param {"sound" | "notify"} kind */
export function isWanted(kind) {
  const kept = localStorage.getItem(SETTINGS[kind]);
  return kind === "sound"
    ? kept !== "no"
    : kept === "yes" && "Notification" in globalThis && Notification.permission === "granted";
}

/** @param {"sound" | "notify"} kind @param {boolean} isOn */
export async function want(kind, isOn) {
  const isAllowed = kind === "sound" || !isOn || (await Notification.requestPermission()) === "granted";
  localStorage.setItem(SETTINGS[kind], isOn && isAllowed ? "yes" : "no");
  return isOn && isAllowed;
}

/** @param {Desk} desk */
export function watchArrivals(desk) {
  let isFirst = true;
  desk.addEventListener("arrivals", (event) => {
    const before = /** @type {Lists} */ (/** @type {CustomEvent} */ (event).detail.before);
    if (isFirst) return (isFirst = false);
    const known = new Set(before.waiting.map((each) => each.id));
    const given = new Set(before.held.filter((each) => each.agent === desk.me.id).map((each) => each.id));
    const said = new Map(before.held.map((each) => [each.id, each.last_seq]));
    for (const each of desk.lists.waiting)
      if (!known.has(each.id)) alert_(desk, each, `${customer(each)} attend un conseiller`);
    for (const each of desk.mine) {
      if (!given.has(each.id) && desk.open?.case.id !== each.id)
        alert_(desk, each, `${customer(each)} vous est confié`);
      else if (each.last_author === "shopper" && each.last_seq > (said.get(each.id) ?? each.last_seq))
        answered(desk, each);
    }
  });
}

/** A shopper wrote: no alert for what the agent is looking at. @param {Desk} desk @param {Case} it */
function answered(desk, it) {
  if (desk.open?.case.id !== it.id || document.hidden) alert_(desk, it, `${customer(it)} vous a écrit`);
}

/** @param {Desk} desk @param {Case} it @param {string} text */
function alert_(desk, it, text) {
  announce(text);
  if (desk.me.presence === "away") return;
  if (isWanted("sound")) ring();
  if (isWanted("notify") && document.hidden) {
    const note = new Notification(text, { body: it.preview, tag: it.id });
    note.addEventListener("click", () => {
      focus();
      goTo(it.id);
      note.close();
    });
  }
}

/** @type {AudioContext | undefined} */
let audio;

/** Two short notes; silent until the agent has touched the page, as browsers want. */
export function ring() {
  audio ??= new AudioContext();
  void audio.resume();
  for (const [place, pitch] of [660, 880].entries()) {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + place * 0.14;
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.25);
    note.connect(volume).connect(audio.destination);
    note.start(start);
    note.stop(start + 0.26);
  }
}
