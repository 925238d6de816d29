// One key for each control that has data-key. They do nothing inside fields, and nothing at all for who switched them off.

const SETTLED = 500; // Milliseconds: a key struck twice must not decide on the candidate that comes next.
const WALKS = { n: 1, p: -1 };
const dialog = document.getElementById("keys");
const spoken = document.querySelector("[data-spoken]");
let sent = false;

const isWriting = (element) => element.matches("textarea, select, input:not([type=checkbox], [type=radio])");
const ticked = () => [...document.querySelectorAll("[name=requirement]:checked")];

function say(words) {
  if (spoken) spoken.textContent = words;
}

function tell() {
  const line = document.querySelector("[data-rests]");
  if (!line) return;
  line.dataset.otherwise ??= line.textContent;
  const numbers = ticked().map((box) => box.dataset.number);
  line.textContent = numbers.length ? `${line.dataset.rests}: ${numbers.join(", ")}.` : line.dataset.otherwise;
}

function maySend(button) {
  if (sent || performance.now() < SETTLED) return false;
  if (!button.dataset.decides || ticked().length || document.getElementById("reason")?.value) return true;
  say(button.dataset.decides);
  document.querySelector("[name=requirement]")?.focus();
  return false;
}

function press(control) {
  if ("decides" in control.dataset && !maySend(control)) return;
  if (control.dataset.opens) return document.getElementById(control.dataset.opens).showModal();
  if (control.matches("summary")) {
    control.parentElement.open = true;
    return control.parentElement.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
  if (isWriting(control)) return control.focus();
  control.click();
}

function listed() {
  const body = dialog?.querySelector("[data-key-list]");
  if (!body) return;
  const rows = new Map([["n", body.dataset.next], ["p", body.dataset.previous]]);
  for (const control of document.querySelectorAll("[data-key]")) {
    const words = control.dataset.says ?? control.textContent.replace(control.querySelector("kbd")?.textContent ?? "", "");
    rows.set(control.dataset.keys ?? control.dataset.key, words.trim());
  }
  for (const [key, words] of rows) {
    const row = body.insertRow();
    row.insertCell().append(Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }));
    row.insertCell().textContent = words;
  }
}

function struck(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isWriting(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (dialog?.open) return;
  const key = event.key.toLowerCase();
  if (WALKS[key]) document.dispatchEvent(new CustomEvent("second-look:walk", { detail: WALKS[key] }));
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control && !WALKS[key]) return;
  event.preventDefault();
  if (control) press(control);
}

document.addEventListener("change", tell);
// A form that only talks to this page (the lease, the list of keys) leaves it standing, and the keys alive.
document.addEventListener("submit", (event) => (sent ||= !event.defaultPrevented && event.target.method !== "dialog"));
addEventListener("pageshow", () => (sent = false));
tell();
if ("shortcuts" in document.body.dataset) {
  listed();
  document.addEventListener("keydown", struck);
}
for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
