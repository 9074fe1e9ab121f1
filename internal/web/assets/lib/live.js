// Elements with data-live="url" show the fragment at that address, asked for
// again every data-live-seconds while somebody can see the page.
export function live(root, arrived) {
  for (const box of root.querySelectorAll("[data-live]")) follow(box, arrived);
}

function follow(box, arrived) {
  const pause = Math.max(2, Number(box.dataset.liveSeconds) || 10) * 1000;
  let etag = "";
  let timer;
  let running = false;

  async function refresh() {
    clearTimeout(timer);
    if (document.hidden || running) return;
    running = true;
    try {
      const headers = { Accept: "text/html" };
      if (etag) headers["If-None-Match"] = etag;
      const answer = await fetch(box.dataset.live, { headers, cache: "no-store" });
      if (answer.redirected) throw new Error("signed out");
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") ?? "";
        show(box, await answer.text(), arrived);
      } else if (answer.status !== 304) {
        throw new Error(answer.status);
      }
      stale(box, false);
    } catch {
      stale(box, true);
    } finally {
      running = false;
      timer = setTimeout(refresh, pause);
    }
  }

  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  window.addEventListener("online", refresh);
  timer = setTimeout(refresh, pause);
}

// show replaces the content only when it changed and nobody is busy in it, so
// that screen readers do not repeat themselves and no focus is lost.
function show(box, html, arrived) {
  if (box.liveHtml === html || (box.contains(document.activeElement) && document.activeElement !== document.body)) return;
  box.liveHtml = html;
  box.innerHTML = html;
  arrived?.(box);
}

function stale(box, on) {
  const shown = box.querySelector(":scope > .live-stale");
  if (!on) {
    shown?.remove();
  } else if (!shown) {
    const words = document.createElement("p");
    words.className = "live-stale";
    words.textContent = box.dataset.liveStale;
    box.prepend(words);
    box.liveHtml = undefined;
  }
}
