// Questions and sections dragged to another place by their handle: by mouse, pen or finger.
//
// Nothing moves before the server said yes: until then a line shows where it would go, and what is
// refused stays where it was. Buttons and keys do the same (WCAG 2.5.7).

/** Pixels from the edge of the window within which it scrolls, and how far a frame at most. */
const EDGE = 80;
const FASTEST = 16;
/** Pixels before a press is a drag. */
const STILL = 4;

/**
 * @param {HTMLElement} desk
 * @param {DOMStringMap} words what to say of places, with {title} in them
 * @param {(text: string) => void} say
 * @param {(moved: HTMLElement, address: string, place: Object<string, string>) => void} drop
 */
export function takeDrags(desk, words, say, drop) {
  let drag = null;
  desk.dataset.drags = ""; // handles do nothing without this module, and are shown by it

  desk.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button || drag) return;
    const moved = handle.closest("[data-code], [data-section]");
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    drag = { moved, handle, pointer: event.pointerId, from: event.clientY, y: event.clientY };
  });

  desk.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drag?.pointer) return;
    drag.y = event.clientY;
    if (!drag.isOn && Math.abs(drag.y - drag.from) > STILL) begin();
    if (drag.isOn) point();
  });

  desk.addEventListener("pointerup", (event) => {
    if (event.pointerId !== drag?.pointer) return;
    const { isOn, moved, place } = drag;
    end();
    if (!isOn || !moved.isConnected) return;
    if (!place || place.isHere) return say(words.left);
    const { moves } = (moved.matches("[data-moves]") ? moved : moved.querySelector("[data-moves]")).dataset;
    drop(moved, moves, place.fields);
  });

  desk.addEventListener("pointercancel", cancel);
  desk.addEventListener("contextmenu", (event) => drag && event.preventDefault());
  addEventListener("blur", cancel);
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !drag) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    },
    true,
  );

  function begin() {
    drag.isOn = true;
    drag.moved.classList.add("dragged");
    document.documentElement.classList.add("dragging");
    drag.frame = requestAnimationFrame(roll);
  }

  function end() {
    cancelAnimationFrame(drag.frame);
    unmark();
    drag.moved.classList.remove("dragged");
    document.documentElement.classList.remove("dragging");
    if (drag.handle.hasPointerCapture(drag.pointer)) drag.handle.releasePointerCapture(drag.pointer);
    drag = null;
  }

  function cancel() {
    if (!drag) return;
    const { isOn } = drag;
    end();
    if (isOn) say(words.left);
  }

  /** Scrolls while the pointer is near an edge, the faster the nearer. */
  function roll() {
    const over = drag.y - (innerHeight - EDGE);
    const under = EDGE - drag.y;
    const by = Math.max(over, 0) - Math.max(under, 0);
    if (by) {
      scrollBy({ top: Math.sign(by) * Math.ceil(FASTEST * Math.min(1, Math.abs(by) / EDGE)), behavior: "instant" });
      point();
    }
    drag.frame = requestAnimationFrame(roll);
  }

  /** Shows the nearest place, and says it where it is another one. */
  function point() {
    const found = drag.moved.matches("[data-code]") ? placesOfQuestion(drag.moved) : placesOfSection(drag.moved);
    const far = (place) => Math.abs(place.y - drag.y);
    const [first, ...rest] = found;
    const place = rest.reduce((best, one) => (far(one) < far(best) ? one : best), first);
    const isAnother = place?.key !== drag.place?.key;
    drag.place = place;
    if (!place || !isAnother) return;
    unmark();
    place.mark.dataset.drop = place.side;
    say(place.words);
  }

  function unmark() {
    for (const marked of desk.querySelectorAll("[data-drop]")) delete marked.dataset.drop;
  }

  const after = (title) => words.after.replace("{title}", title);

  function placesOfQuestion(moved) {
    const found = [];
    for (const section of desk.querySelectorAll("[data-section]")) {
      const all = [...section.querySelectorAll("[data-code]")];
      const lines = all.filter((line) => line !== moved);
      const before = all[all.indexOf(moved) - 1]?.dataset.code ?? "";
      const add = (code, y, mark, side, said) =>
        found.push({
          key: `${section.dataset.section}:${code}`,
          fields: { place: `${section.dataset.section}:${code}` },
          isHere: all.includes(moved) && code === before,
          y,
          mark,
          side,
          words: said,
        });
      const first = words.first.replace("{title}", section.dataset.title);
      const folded = section.querySelector("details:not([open])");
      if (folded) {
        const last = lines.at(-1);
        const said = last ? after(last.dataset.title) : first;
        add(last?.dataset.code ?? "", folded.getBoundingClientRect().bottom, folded, "after", said);
        continue;
      }
      const head = section.querySelector("[data-lines], .chapter-head");
      if (lines.length) add("", lines[0].getBoundingClientRect().top, lines[0], "before", first);
      else add("", head.getBoundingClientRect().bottom, head, "after", first);
      for (const line of lines) {
        add(line.dataset.code, line.getBoundingClientRect().bottom, line, "after", after(line.dataset.title));
      }
    }
    return found;
  }

  function placesOfSection(moved) {
    const all = [...desk.querySelectorAll("[data-section]")];
    const others = all.filter((section) => section !== moved);
    const before = all[all.indexOf(moved) - 1]?.dataset.section ?? "";
    const place = (code, y, mark, side, said) => ({
      key: code,
      fields: { after: code },
      isHere: code === before,
      y,
      mark,
      side,
      words: said,
    });
    if (!others.length) return [];
    return [
      place("", others[0].getBoundingClientRect().top, others[0], "before", words.foremost),
      ...others.map((section) =>
        place(
          section.dataset.section,
          section.getBoundingClientRect().bottom,
          section,
          "after",
          after(section.dataset.title),
        ),
      ),
    ];
  }
}
