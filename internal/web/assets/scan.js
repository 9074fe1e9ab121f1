// The check-in desk: reads QR codes with the camera, takes typed codes, and
// keeps what cannot be sent until the connection is back.
import { camera } from "./lib/camera.js";
import { outbox } from "./lib/outbox.js";

const SAME_CODE_PAUSE = 4000; // ms in which a badge still before the camera is not a new scan
const RECENT = 12;

for (const desk of document.querySelectorAll("[data-scan]")) start(desk);

function start(desk) {
  const form = desk.querySelector("form");
  const box = outbox(desk.dataset.storage || location.pathname, form.action);
  const last = { code: "", at: 0 };

  const scanned = async (code) => {
    code = code.trim();
    const now = Date.now();
    if (!code || (code === last.code && now - last.at < SAME_CODE_PAUSE)) return;
    Object.assign(last, { code, at: now });
    const fields = Object.fromEntries(new FormData(form));
    fields.code = code;
    fields._key = uuid();
    fields.scanned_at = new Date(now).toISOString();
    show(desk, { tone: "info", title: desk.dataset.sending, words: code });
    settle(desk, fields, await box.send(fields));
    waiting(desk, box);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = form.elements.code;
    scanned(input.value);
    input.value = "";
    input.focus();
  });
  box.onLate((fields, answer) => {
    settle(desk, fields, answer, true);
    waiting(desk, box);
  });
  waiting(desk, box);
  camera(desk, scanned);
}

// settle shows what became of a scan. A late answer only changes the list,
// since somebody else is standing at the desk by now.
function settle(desk, fields, answer, late) {
  let result = answer.result;
  if (answer.refused) result = { tone: "problem", title: desk.dataset.refused, words: desk.dataset.refusedHint };
  else if (answer.kept) result = { tone: "kept", title: desk.dataset.kept, words: desk.dataset.keptHint };
  if (!late) {
    show(desk, result);
    signal(result.tone);
  }
  remember(desk, fields, result, answer.kept);
}

const SIGNS = { success: "✓", warning: "!", problem: "✕", kept: "…", info: "" };

function show(desk, result) {
  const box = desk.querySelector("[data-scan-result]");
  box.className = `scan-result tone-${result.tone}`;
  box.dataset.tone = result.tone;
  box.replaceChildren(
    line("scan-title", `${SIGNS[result.tone] ?? ""} ${result.title ?? ""}`.trim()),
    line("scan-words", result.words ?? ""),
  );
}

function remember(desk, fields, result, kept) {
  const list = desk.querySelector("[data-scan-list]");
  const old = [...list.children].find((item) => item.dataset.key === fields._key);
  const item = document.createElement("li");
  item.dataset.key = fields._key;
  item.className = `tone-${result.tone}`;
  const at = document.createElement("time");
  at.dateTime = fields.scanned_at;
  at.textContent = new Date(fields.scanned_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  item.append(at, span("scan-who", kept ? fields.code : result.words || fields.code), span("scan-state", result.title ?? ""));
  if (old) old.replaceWith(item);
  else list.prepend(item);
  while (list.children.length > RECENT) list.lastElementChild.remove();
  desk.querySelector("[data-scan-recent]").hidden = false;
}

function waiting(desk, box) {
  const words = desk.querySelector("[data-scan-waiting]");
  const n = box.size();
  words.hidden = n === 0;
  words.textContent = n ? desk.dataset.waiting.replace("{n}", n) : "";
}

// signal lets the desk officer keep the eyes on the guest: one short high tone
// for yes, a long low one for no.
function signal(tone) {
  const good = tone === "success";
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(good ? 60 : [120, 60, 120]);
  try {
    signal.audio ??= new AudioContext();
    const sound = signal.audio.createOscillator();
    const volume = signal.audio.createGain();
    volume.gain.value = 0.15;
    sound.frequency.value = good ? 880 : tone === "problem" ? 220 : 440;
    sound.connect(volume).connect(signal.audio.destination);
    sound.start();
    sound.stop(signal.audio.currentTime + (good ? 0.12 : 0.35));
  } catch {
    // Without sound the words and the colour remain.
  }
}

// uuid also works where the venue's server is reached without TLS, and
// crypto.randomUUID is missing.
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function line(kind, words) {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = words;
  return p;
}

function span(kind, words) {
  const s = document.createElement("span");
  s.className = kind;
  s.textContent = words;
  return s;
}
