// passkeys lets forms with data-passkey use the keys that the device keeps.
// The server offers a ceremony at data-options, the browser carries it out
// with the person, and what came of it goes to data-answer. Where a browser
// knows no passkeys, the form stays hidden and the words beside it stay.
export function passkeys(root) {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const missing = form.parentElement.querySelector("[data-passkey-missing]");
    if (missing) missing.hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
}

async function run(form) {
  const button = form.querySelector("button");
  const say = form.querySelector("[data-passkey-words]");
  const typed = Object.fromEntries(new FormData(form));
  button.disabled = true;
  say.textContent = "";
  try {
    const { id, publicKey } = await post(form.dataset.options, typed);
    const made = await carryOut(form.dataset.passkey, publicKey);
    const { next } = await post(form.dataset.answer, { ...typed, ceremony: id, answer: JSON.stringify(made) });
    location.assign(next);
  } catch (trouble) {
    say.textContent = words(form, trouble);
    button.disabled = false;
    button.focus();
  }
}

// Refusal carries the server's words.
class Refusal extends Error {}

async function post(url, fields) {
  const answer = await fetch(url, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields) });
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  // A person who must first prove who they are is led there.
  if (body.next) location.assign(body.next);
  throw new Refusal(body.words ?? "");
}

function words(form, trouble) {
  if (trouble instanceof Refusal && trouble.message) return trouble.message;
  if (trouble.name === "NotAllowedError" || trouble.name === "AbortError") return form.dataset.stopped;
  if (trouble.name === "InvalidStateError") return form.dataset.known;
  return form.dataset.failed;
}

async function carryOut(kind, json) {
  if (kind === "create") return toJSON(await navigator.credentials.create({ publicKey: creation(json) }));
  return toJSON(await navigator.credentials.get({ publicKey: request(json) }));
}

function creation(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  return {
    ...json,
    challenge: bytes(json.challenge),
    user: { ...json.user, id: bytes(json.user.id) },
    excludeCredentials: (json.excludeCredentials ?? []).map(known),
  };
}

function request(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return { ...json, challenge: bytes(json.challenge), allowCredentials: (json.allowCredentials ?? []).map(known) };
}

const known = (credential) => ({ ...credential, id: bytes(credential.id) });

// toJSON does what the credential's own method does where the browser is too
// old to have it, or a password manager put an object without it in its place.
function toJSON(credential) {
  if (typeof credential.toJSON === "function") {
    try {
      return credential.toJSON();
    } catch {
      // Then by hand.
    }
  }
  const r = credential.response;
  const response = { clientDataJSON: text(r.clientDataJSON) };
  if (r.attestationObject) {
    response.attestationObject = text(r.attestationObject);
    response.transports = r.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(r.authenticatorData);
    response.signature = text(r.signature);
    if (r.userHandle) response.userHandle = text(r.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response,
  };
}

function bytes(base64url) {
  const raw = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

function text(buffer) {
  let raw = "";
  for (const b of new Uint8Array(buffer)) raw += String.fromCharCode(b);
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
