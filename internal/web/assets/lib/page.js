// page does the small courtesies of every page: the focus goes to what went
// wrong, an open menu closes, the current entry of the navigation is in view,
// and signing out leaves nothing personal on a shared device.
export function page(root, signedOut) {
  root.getElementById("error-summary")?.focus();
  root.querySelector("form[data-sign-out]")?.addEventListener("submit", signedOut);

  const menu = root.querySelector("details.person");
  if (menu) {
    root.addEventListener("click", (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  for (const link of root.querySelectorAll(".nav a[aria-current]")) {
    const strip = link.closest("ul");
    strip.scrollLeft += link.getBoundingClientRect().left - strip.getBoundingClientRect().left - 24;
  }
}
