// Forms with data-draft keep what is typed on this device until the server has
// taken it. With data-draft-url the draft is also saved on the server.
const PREFIX = "draft:";
const SENT = "draft-sent";
const PAUSE = 400; // ms of stillness before the device keeps the draft
const SERVER_PAUSE = 2000; // ms before the server does
const MAX_AGE = 14 * 24 * 3600 * 1000;

export function drafts(root) {
  forgetSent(root);
  forgetOld();
  for (const form of root.querySelectorAll("form[data-draft]")) attach(form);
}

// A sent draft is forgotten when the answer came: the next page was reached
// from the form and shows no errors of it. Whoever comes back after the line
// broke finds the draft.
function forgetSent(root) {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const form = root.querySelector(`form[data-draft="${CSS.escape(sent.name)}"]`);
  if (form && root.querySelector("#error-summary, .field-error")) return;
  const [navigation] = performance.getEntriesByType("navigation");
  const followed = root.referrer ? root.referrer === sent.from : navigation?.type === "navigate";
  if (followed && navigation?.type !== "back_forward") localStorage.removeItem(PREFIX + sent.name);
}

// forgetAll drops every draft of this device.
export function forgetAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

function forgetOld() {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = read(key);
    if (!draft || Date.now() - draft.at > MAX_AGE) localStorage.removeItem(key);
  }
}

function attach(form) {
  const key = PREFIX + form.dataset.draft;
  const line = form.querySelector("[data-draft-line]");
  const asSent = JSON.stringify(values(form));
  const draft = read(key);
  const failed = document.querySelector("#error-summary");
  if (draft && !failed && JSON.stringify(draft.values) !== asSent && restore(form, draft.values)) {
    offerDiscard(form, line, key);
  }

  let device, server;
  form.addEventListener("input", () => {
    clearTimeout(device);
    device = setTimeout(() => keep(key, form), PAUSE);
    if (!form.dataset.draftUrl) return;
    clearTimeout(server);
    server = setTimeout(() => save(form, line), SERVER_PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(device);
    clearTimeout(server);
    keep(key, form);
    sessionStorage.setItem(SENT, JSON.stringify({ name: form.dataset.draft, from: location.href.split("#")[0] }));
  });
  window.addEventListener("online", () => form.dataset.draftUnsaved && save(form, line));
}

// values returns what was typed, by name. Files and passwords are not kept.
function values(form) {
  const out = {};
  for (const field of form.elements) {
    if (!field.name || field.name.startsWith("_") || field.disabled) continue;
    if (["hidden", "file", "password", "submit", "button"].includes(field.type)) continue;
    out[field.name] ??= [];
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) out[field.name].push(field.value);
    } else if (field.type === "select-multiple") {
      for (const option of field.selectedOptions) out[field.name].push(option.value);
    } else {
      out[field.name].push(field.value);
    }
  }
  return out;
}

function restore(form, typed) {
  const seen = {};
  let changed = false;
  for (const field of form.elements) {
    const kept = typed[field.name];
    if (!kept || ["hidden", "file", "password"].includes(field.type)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      const on = kept.includes(field.value);
      changed ||= field.checked !== on;
      field.checked = on;
    } else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = kept.includes(option.value);
    } else {
      const i = (seen[field.name] = (seen[field.name] ?? -1) + 1);
      if (kept[i] === undefined || field.value === kept[i]) continue;
      field.value = kept[i];
      changed = true;
    }
  }
  return changed;
}

function offerDiscard(form, line, key) {
  if (!line) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = line.dataset.discard;
  button.addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    line.hidden = true;
  });
  line.replaceChildren(line.dataset.restored, button);
  line.hidden = false;
}

function keep(key, form) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: values(form) }));
  } catch {
    // A full or forbidden store costs the comfort, not the form.
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

async function save(form, line) {
  try {
    const body = new FormData(form);
    // The form's own key belongs to sending it, not to its drafts.
    body.delete("_key");
    for (const field of form.querySelectorAll("[type=file], [type=password]")) body.delete(field.name);
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.status);
    delete form.dataset.draftUnsaved;
    say(line, line?.dataset.saved);
  } catch {
    form.dataset.draftUnsaved = "1";
    say(line, line?.dataset.failed);
  }
}

function say(line, words) {
  if (!line) return;
  line.textContent = words;
  line.hidden = false;
}
