// How long the candidate stays open: counted down in sight, kept while somebody works on the page, said before it ends.

const BEAT = 60_000;
const SOON = 60;
const line = document.querySelector("[data-lease]");
const open = line.querySelector("[data-open]");
const spoken = document.querySelector("[data-spoken]");
const token = document.querySelector("#decision [name=form_token]");
let ends = performance.now() + Number(line.dataset.lease) * 1000;
let used = true;
let said = "";

function say(words) {
  if (words === said) return;
  said = words;
  spoken.textContent = words;
}

function count() {
  const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  open.textContent = `${line.dataset.left} ${clock}`;
  line.closest(".lease").classList.toggle("soon", left <= SOON);
  if (left === 0) say(line.dataset.over);
  else if (left <= SOON) say(line.dataset.soon);
  else if (said) say("");
}

async function keep() {
  const answer = await fetch(line.dataset.beat, {
    method: "POST",
    body: new URLSearchParams({ [token.name]: token.value }),
  }).catch(() => null);
  if (answer?.ok) ends = performance.now() + (await answer.json()).seconds * 1000;
  else if (answer?.status === 409) ends = performance.now();
  count();
}

function beat() {
  if (document.hidden || !used) return;
  used = false;
  keep();
}

for (const sign of ["keydown", "pointerdown", "wheel", "scroll"]) {
  addEventListener(sign, () => (used = true), { passive: true, capture: true });
}
setInterval(count, 1000);
setInterval(beat, BEAT);
count();
document.querySelector("[data-key=e]").form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep();
});
