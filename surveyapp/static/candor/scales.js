// Sliders, rankings and words of one's own: what they do beyond the fields that are sent.
//
// The fields hold the answer; what is here only moves them. survey.js says "answered" to a question
// whenever its answer changed, and is told by "input" events like those of any field.

for (const box of document.querySelectorAll("[data-slider-box]")) slide(box);
for (const list of document.querySelectorAll("[data-ranking]")) rank(list);
for (const box of document.querySelectorAll("[data-own-words]")) ask(box);

/** A slider moves its number. It shows no value, and is none, until somebody chose one. */
function slide(box) {
  const question = box.closest("[data-item]");
  const range = box.querySelector("[data-slider]");
  const number = question.querySelector("[data-number]");
  const { low, high, unit } = question.dataset;

  function paint() {
    const value = Number(number.value.trim().replace(",", ".").replace(/\s*%$/, ""));
    const isGiven = number.value.trim() !== "" && value >= Number(low) && value <= Number(high);
    range.classList.toggle("untouched", !isGiven);
    range.value = isGiven ? value : (Number(low) + Number(high)) / 2;
    const spoken = unit ? `${range.value} ${unit}` : range.value;
    range.setAttribute("aria-valuetext", isGiven ? spoken : range.dataset.textUntouched);
  }

  function take() {
    number.value = range.value;
    paint();
  }

  box.hidden = false;
  range.addEventListener("input", take); // and on to the form, as any input
  // A tap in the very middle moves nothing, and the space bar says "this".
  const takeMiddle = () => {
    if (!range.classList.contains("untouched")) return;
    take();
    number.dispatchEvent(new Event("input", { bubbles: true }));
  };
  range.addEventListener("click", takeMiddle);
  range.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    takeMiddle();
  });
  question.addEventListener("answered", paint);
  paint();
}

/** A ranking: tap what comes first, then next; move it up and down, take it out. */
function rank(list) {
  const question = list.closest("[data-item]");
  const rows = [...list.children];
  const status = question.querySelector("[data-count]");
  const places = Number(question.dataset.places);
  const selectOf = (row) => row.querySelector("select");
  const placed = () =>
    rows
      .filter((row) => selectOf(row).value)
      .sort((one, other) => Number(selectOf(one).value) - Number(selectOf(other).value));
  const say = (text, row) => {
    status.textContent = text
      .replace("{label}", row?.dataset.label ?? "")
      .replace("{place}", row ? placed().indexOf(row) + 1 : "")
      .replaceAll("{places}", places);
  };

  /** Writes an order into the fields, and says so to the form. */
  function order(ranked) {
    for (const row of rows) {
      const place = ranked.indexOf(row) + 1;
      selectOf(row).value = place || "";
    }
    const given = ranked.length ? ranked[0] : rows[0];
    selectOf(given).dispatchEvent(new Event("input", { bubbles: true }));
  }

  function paint() {
    const ranked = placed();
    const focused = document.activeElement;
    const sorted = [...ranked, ...rows.filter((row) => !ranked.includes(row))];
    if (sorted.some((row, index) => list.children[index] !== row)) list.append(...sorted);
    for (const row of rows) {
      const place = ranked.indexOf(row);
      const isPlaced = place >= 0;
      row.classList.toggle("is-placed", isPlaced);
      row.querySelector("[data-place-shown]").textContent = isPlaced ? place + 1 : "";
      const put = row.querySelector("[data-put]");
      put.hidden = isPlaced;
      put.setAttribute("aria-disabled", ranked.length >= places);
      for (const button of row.querySelectorAll("[data-move], [data-out]")) {
        button.hidden = !isPlaced;
        const to = place + Number(button.dataset.move ?? 0);
        button.setAttribute("aria-disabled", to < 0 || to >= ranked.length);
      }
    }
    if (list.contains(focused) && focused.getClientRects().length) focused.focus({ preventScroll: true });
  }

  const acts = {
    put(row, ranked) {
      if (ranked.length >= places) {
        say(list.dataset.textFull);
        return null;
      }
      order([...ranked, row]);
      say(list.dataset.textPlaced, row);
      const next = [...list.children].find((one) => !selectOf(one).value);
      const isFull = ranked.length + 1 >= places || !next;
      return isFull ? row.querySelector('[data-move="-1"]') : next.querySelector("[data-put]");
    },
    move(row, ranked, button) {
      const from = ranked.indexOf(row);
      const to = from + Number(button.dataset.move);
      if (to >= 0 && to < ranked.length) {
        [ranked[from], ranked[to]] = [ranked[to], ranked[from]];
        order(ranked);
      }
      say(list.dataset.textPlaced, row);
      return button;
    },
    out(row, ranked) {
      order(ranked.filter((one) => one !== row));
      say(list.dataset.textOut, row);
      return row.querySelector("[data-put]");
    },
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const act = button && Object.keys(acts).find((name) => name in button.dataset);
    if (act) acts[act](button.closest("li"), placed(), button)?.focus();
  });

  list.classList.add("by-hand");
  for (const moves of list.querySelectorAll("[data-moves]")) moves.hidden = false;
  // What came back from the server with a place twice or left out is an order all the same.
  placed().forEach((row, index) => (selectOf(row).value = index + 1));
  question.addEventListener("answered", () => {
    if (!placed().length) status.textContent = "";
    paint();
  });
  paint();
}

/** The field beside "Other" stands where "Other" is chosen, or where something is in it. */
function ask(box) {
  const question = box.closest("[data-item]");
  const own = box.querySelector("[data-own]");
  const options = [...question.querySelectorAll("input[type=radio], input[type=checkbox]")];
  const option = options.find((input) => input.value === box.dataset.ownWords);
  const paint = () => {
    box.hidden = !option.checked && own.value.trim() === "";
  };
  question.addEventListener("answered", paint);
  paint();
}
