// A question set begun from the library: says while ticking how many questions it has, and how long.
const form = document.querySelector("[data-picking]");
const total = form?.querySelector("[data-total]");

function sum(boxes, name) {
  return boxes.reduce((all, box) => all + Number(box.dataset[name]), 0);
}

function say() {
  const boxes = [...form.querySelectorAll("input[data-questions]:checked")];
  const minutes = Math.max(1, Math.round(sum(boxes, "seconds") / 60));
  total.textContent = boxes.length
    ? total.dataset.said.replace("{n}", sum(boxes, "questions")).replace("{minutes}", minutes)
    : total.dataset.none;
}

if (total) {
  form.addEventListener("change", say);
  addEventListener("pageshow", say); // a browser that goes back fills in the ticks that it left
}
