// Quotations: n and p walk through them, links lead both ways, and what is led to is in sight and has the focus.

const views = [...document.querySelectorAll(".views input")];
const isShown = (element) => element.getClientRects().length > 0;
const marks = [...new Set([...document.querySelectorAll("[data-mark]")].map((each) => Number(each.dataset.mark)))].sort(
  (one, other) => one - other,
);
let at = -1;

function remembered() {
  const view = document.getElementById(sessionStorage.getItem("see") ?? "");
  if (view) view.checked = true;
}

function inResume(mark) {
  const places = ["p", "m"].map((kind) => document.getElementById(kind + mark)).filter(Boolean);
  return places.find(isShown) ?? places[0];
}

function openViewOf(element) {
  const pane = element.closest(".pane");
  if (!pane || isShown(element)) return;
  const view = document.getElementById(pane.classList.contains("pane-page") ? "see-page" : "see-text");
  if (view) view.checked = true;
}

function show(element) {
  openViewOf(element);
  for (const other of document.querySelectorAll(".here")) other.classList.remove("here");
  const mark = element.dataset.mark ?? element.id.slice(1);
  element.classList.add("here");
  document.getElementById("q" + mark)?.classList.add("here");
  at = marks.indexOf(Number(mark));
  const link = element.matches("a") ? element : [...element.querySelectorAll("a")].find(isShown);
  link?.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center" });
}

function walk(step) {
  if (!marks.length) return;
  at = (at + step + marks.length) % marks.length;
  const mark = inResume(marks[at]);
  document.getElementById("q" + marks[at])?.scrollIntoView({ block: "center" });
  show(mark);
}

function led() {
  const element = /^#[pmq]\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (element) show(element);
}

remembered();
led();
addEventListener("hashchange", led);
for (const view of views) view.addEventListener("change", () => sessionStorage.setItem("see", view.id));
document.addEventListener("second-look:walk", (event) => walk(event.detail));
