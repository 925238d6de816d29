// Says while a person edits requirements what the edit would change. The page's own button does the same without this.

const form = document.getElementById("requirements");
const effect = document.getElementById("effect");
const PAUSE = 700; // milliseconds without a change before we ask
let timer = 0;
let asked = 0;

async function ask() {
  const mine = (asked += 1);
  const answer = await fetch(form.dataset.effect, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (mine !== asked || !answer.ok) return; // a later edit is on its way, or the session ended: the button will say so
  effect.textContent = (await answer.json()).says;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
