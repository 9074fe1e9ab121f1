// outbox sends scans, and keeps on this device those that could not be sent.
// Each has its own idempotency key, so a scan that arrived although its answer
// was lost is not counted twice.
const RETRY = 15000;
const TIMEOUT = 8000;

export function outbox(name, action) {
  const key = `scans:${name}`;
  let late = () => {};
  let busy = false;

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? [];
    } catch {
      return [];
    }
  };
  const write = (scans) => localStorage.setItem(key, JSON.stringify(scans));
  const drop = (fields) => write(read().filter((scan) => scan._key !== fields._key));

  // A scan is written down before it is sent: a page that is closed in between
  // loses nothing.
  async function send(fields) {
    try {
      write([...read(), fields]);
    } catch {
      // Without a store the scan is still sent, once.
    }
    const answer = await post(action, fields);
    if (!answer.kept) drop(fields);
    return answer;
  }

  async function flush() {
    if (busy || !read().length) return;
    busy = true;
    try {
      for (const fields of read()) {
        const answer = await post(action, fields);
        if (answer.kept) return;
        drop(fields);
        late(fields, answer);
      }
    } finally {
      busy = false;
    }
  }

  window.addEventListener("online", flush);
  setInterval(flush, RETRY);
  queueMicrotask(flush);
  return { send, size: () => read().length, onLate: (f) => (late = f) };
}

// post answers {result} when the server has decided about the scan. Otherwise
// the scan is kept: only JSON decides, since a sign-in page, a proxy or an
// overloaded server knows nothing about it.
async function post(action, fields) {
  let answer;
  try {
    answer = await fetch(action, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    return { kept: true };
  }
  if (answer.status === 429 || answer.status >= 500) return { kept: true };
  if (answer.redirected || answer.status === 401 || answer.status === 403) return { kept: true, refused: true };
  try {
    const said = await answer.json();
    return { result: { tone: said.tone ?? "problem", title: said.title ?? "", words: said.words ?? said.detail ?? "" } };
  } catch {
    return { kept: true, refused: true };
  }
}
