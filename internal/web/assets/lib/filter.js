// data-filter-for names a table, list or select; what is typed hides the rest.
export function filters(root) {
  for (const box of root.querySelectorAll("[data-filter-for]")) {
    const target = document.getElementById(box.dataset.filterFor);
    if (target && !box.firstChild) attach(box, target);
  }
}

let count = 0;

function attach(box, target) {
  const id = `filter-${++count}`;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  label.textContent = box.dataset.filterLabel;
  label.htmlFor = input.id = id;
  input.type = "search";
  input.autocomplete = "off";
  shown.htmlFor.add(id);
  box.append(label, input, shown);
  box.hidden = false;

  const items = [...itemsOf(target)].map((item) => ({ item, text: plain(item.textContent) }));
  const narrow = () => {
    const words = plain(input.value).split(" ").filter(Boolean);
    let n = 0;
    for (const { item, text } of items) {
      const hit = words.every((word) => text.includes(word)) || item.selected;
      item.hidden = !hit;
      // Some browsers show hidden options; disabled ones cannot be chosen by mistake.
      if (item.tagName === "OPTION") item.disabled = !hit;
      if (hit) n++;
    }
    shown.textContent = words.length
      ? box.dataset.filterWords.replace("{shown}", n).replace("{all}", items.length)
      : "";
  };
  input.addEventListener("input", narrow);
  // Return belongs to the list here; it must not send the form around it.
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

function itemsOf(target) {
  if (target.tagName === "TABLE") return target.tBodies[0].rows;
  if (target.tagName === "SELECT") return [...target.options].filter((option) => option.value !== "" && !option.disabled);
  return target.children;
}

// plain makes e, é and E the same, so that nobody needs a foreign keyboard.
function plain(text) {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}
