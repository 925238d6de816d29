// Numbers that change while a page is open, and seconds that run down. Without it a reload shows the same.

const EVERY = 30_000;
const counts = [...document.querySelectorAll("[data-live]")];

async function ask() {
  if (document.hidden) return;
  const answer = await fetch("/live").catch(() => null);
  if (!answer?.ok) return;
  const numbers = await answer.json();
  for (const place of counts) place.textContent = numbers[place.dataset.live] ?? place.textContent;
}

function countDown(box) {
  const ends = performance.now() + Number(box.dataset.countsDown) * 1000;
  const seconds = box.querySelector("[data-seconds]");
  const ticking = setInterval(() => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    seconds.textContent = Math.max(0, left);
    if (left > 0) return;
    clearInterval(ticking);
    box.querySelector("form").hidden = true;
  }, 1000);
}

for (const box of document.querySelectorAll("[data-counts-down]")) countDown(box);
if (counts.length) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
