// The editor in place: every link and form of the page works without this module as a page of its
// own; with it, the form stands where the text stood and the document is replaced after saving.
//
// What somebody types is never thrown away: other forms that stand open move into the new document,
// a request that fails leaves its form as it was, and the tab keeps what is typed (typed.js).
//
// The same module serves a form on a page of its own: that page has a back, and nothing to replace.

import { takeDrags } from "./dragging.js";
import { forgetTyped, isKept, keepTyped, putTyped, saidBefore, sayThere, typedBelow } from "./typed.js";

const desk = document.querySelector("[data-document]");
if (desk) start(desk);

/** @param {HTMLElement} desk */
function start(desk) {
  const said = document.querySelector("[data-said]");
  const phone = document.querySelector("[data-phone]");
  let shown = phone?.getAttribute("src") ?? "";
  let current = "";
  const { who } = said.dataset;
  const { back } = desk.dataset;

  // What is asked of the server ------------------------------------------------------------------

  /** A part of the page; null where the server did not answer with one. */
  async function part(address, options = {}) {
    try {
      const response = await fetch(address, {
        ...options,
        headers: { "X-Candor-Fragment": "1" },
        credentials: "same-origin",
      });
      const holder = document.createElement("template");
      holder.innerHTML = await response.text();
      const form = holder.content.querySelector("form[data-form]");
      const bar = holder.content.querySelector(".bar");
      const isGone = response.status === 410;
      if (bar || form) return { content: holder.content, bar, form: bar ? null : form, isGone };
    } catch {
      // Said below: the page is as it was.
    }
    say(said.dataset.lost, true);
    return null;
  }

  function say(text, isProblem = false) {
    said.textContent = "";
    said.classList.toggle("failed", isProblem);
    requestAnimationFrame(() => {
      said.textContent = text;
    });
  }

  // Forms in place of what they change -----------------------------------------------------------

  /** What was typed into a form that came back is its default by then, and still not stored. */
  const isDirty = (form) =>
    "typed" in form.dataset ||
    [...form.querySelectorAll("input, select, textarea")].some((field) =>
      field.type === "checkbox" || field.type === "radio"
        ? field.checked !== field.defaultChecked
        : field.tagName === "SELECT"
          ? [...field.options].some((option) => option.selected !== option.defaultSelected)
          : field.type !== "hidden" && field.value !== field.defaultValue,
    );

  const openForms = () => [...desk.querySelectorAll("form[data-form]")];

  function put(form, slot) {
    for (const old of slot.querySelectorAll(":scope > form[data-form]")) old.remove();
    slot.append(form);
    slot.classList.add("open");
    if (!said.classList.contains("failed")) said.textContent = ""; // it would cover the buttons
    ready(form);
    const first =
      form.querySelector("[aria-invalid=true]") ??
      form.querySelector("textarea, select, input:not([type=hidden])") ??
      form.querySelector("button");
    first?.focus();
    if (first?.tagName === "TEXTAREA") first.setSelectionRange(first.value.length, first.value.length);
    form.scrollIntoView({ block: "nearest" });
  }

  /** What the script does by itself needs no button; what is not asked yet is not shown. */
  function ready(form) {
    askMeaning(form);
    for (const button of form.querySelectorAll("[data-asks]")) button.hidden = true;
  }

  /** The meaning is asked for once the question reads otherwise than it was published. */
  function askMeaning(form) {
    const text = form.querySelector("[data-published]");
    const meaning = form.querySelector("fieldset:has([name=meaning])");
    if (text && meaning) meaning.hidden = text.value.trim() === text.dataset.published;
  }

  const keep = (form) => keepTyped(who, form, form.closest("[data-slot]")?.dataset.slot ?? "");

  /** Opens the forms again that something was typed into when the page was left. */
  async function reopen() {
    const [, sets, code, number] = location.pathname.split("/");
    const own = back ? openForms()[0]?.action : `/${sets}/${code}/${number}/edit/`;
    for (const kept of own ? typedBelow(who, own) : []) {
      const slot = desk.querySelector(`[data-slot="${CSS.escape(kept.slot)}"]`);
      let form = back ? openForms()[0] : slot && (await part(kept.opener || kept.action))?.form;
      if (!form) continue;
      if (form.querySelector("[data-asks]")) form = (await asked(form, kept)) ?? form;
      putTyped(form, kept.fields);
      form.dataset.typed = "";
      form.dataset.opener = kept.opener;
      put(form, slot ?? form.closest("[data-slot]"));
      say(said.dataset.kept);
    }
  }

  /** A form with the fields that follow from what was chosen in it. */
  async function asked(form, kept) {
    const data = new FormData(form);
    for (const [name] of kept.fields) data.delete(name);
    for (const [name, value] of kept.fields) data.append(name, value);
    data.set("ask", "yes");
    // A form that is not in the page yet has no address to resolve its own against.
    return (await part(kept.action, { method: "POST", body: data }))?.form;
  }

  async function open(link) {
    const slot = link.closest("[data-slot]");
    const found = await part(link.href);
    if (!found) return;
    if (!found.form) return swap(found);
    for (const other of openForms()) if (!isDirty(other)) close(other, false);
    found.form.dataset.opener = link.getAttribute("href");
    put(found.form, slot);
  }

  function close(form, focuses = true) {
    const slot = form.closest("[data-slot]");
    const opener = form.dataset.opener;
    forgetTyped(who, form);
    form.remove();
    slot?.classList.remove("open");
    if (focuses && slot) {
      const link = [...slot.querySelectorAll("a")].find((a) => a.getAttribute("href") === opener);
      (link ?? slot.querySelector("a, button") ?? slot).focus();
    }
  }

  // The document after a change ------------------------------------------------------------------

  function swap(found, done, focus) {
    const kept = openForms().filter((form) => form !== done && isDirty(form));
    const places = kept.map((form) => form.closest("[data-slot]")?.dataset.slot);
    const { scrollX: across, scrollY: along } = window;
    const folded = [...desk.querySelectorAll("details[id]:not([open])")].map(({ id }) => id);
    desk.replaceChildren(found.content);
    for (const id of folded) document.getElementById(id)?.removeAttribute("open");
    kept.forEach((form, index) => {
      const slot = desk.querySelector(`[data-slot="${places[index]}"]`) ?? desk.firstElementChild;
      slot.append(form);
      slot.classList.add("open");
    });
    const { says, goesTo } = found.bar.dataset;
    if (says) say(says);
    // What was removed has no place any more: the button that brings it back is next.
    const place = goesTo && (document.getElementById(goesTo) ?? document.getElementById("undo"));
    const target = focus?.() ?? place;
    const element = target?.matches("a, button") ? target : target?.querySelector("a, button") ?? target;
    if (element?.closest(".bar")) {
      element.focus({ preventScroll: true }); // it is in sight anyway: the reader keeps the place
      scrollTo(across, along);
    } else {
      element?.focus();
      element?.scrollIntoView({ block: "nearest" });
    }
    show(element?.closest("[data-phone-src]"), true);
  }

  async function save(form, submitter) {
    const data = new FormData(form, submitter);
    const slot = form.closest("[data-slot]");
    const found = await part(form.action, { method: "POST", body: data });
    if (!found) return;
    if (found.form) {
      typedSince(form, data, found.form);
      found.form.dataset.opener = form.dataset.opener ?? "";
      found.form.dataset.typed = "";
      put(found.form, slot ?? desk.querySelector("[data-slot]"));
      keep(found.form);
    } else if (found.isGone) {
      say(found.bar.dataset.says, true); // what was typed for it stays, to be taken elsewhere
    } else {
      forgetTyped(who, form);
      if (back) return leave(found.bar.dataset);
      swap(found, form);
    }
  }

  /** What was typed while the server answered goes on in the form that came. */
  function typedSince(form, sent, next) {
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) {
      if (["checkbox", "radio"].includes(field.type) || field.value === sent.get(field.name)) continue;
      const same = next.elements.namedItem(field.name);
      if (same && "value" in same) same.value = field.value;
    }
  }

  /** Back to the page that a form with a page of its own was opened on. */
  function leave({ says, goesTo }) {
    sayThere(says ?? "");
    location.assign(`${back}#${goesTo ?? ""}`);
  }

  async function press(form) {
    const direction = form.dataset.move;
    const tools = form.closest("[data-slot]")?.id;
    const found = await part(form.action, { method: "POST", body: new FormData(form) });
    if (!found) return;
    if (found.form) return refuse(found.form, form);
    swap(found, null, () => {
      if (!direction) return null;
      const there = document.getElementById(tools);
      const same = there?.querySelector(`[data-move=${direction}] button`);
      return same ?? there?.querySelector("[data-move] button") ?? there;
    });
  }

  /** What was dragged, at its new place; refused, it stays where it was and says why. */
  async function drop(moved, address, place) {
    const slot = moved.querySelector("[data-slot^=tools-], [data-slot^=section-]");
    const data = new FormData();
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const { sha256 } = desk.querySelector(".bar").dataset;
    const fields = { csrfmiddlewaretoken: token, base: sha256, view: desk.dataset.view, ...place };
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    const found = await part(address, { method: "POST", body: data });
    if (!found) return;
    if (found.form) return refuse(found.form, slot);
    swap(found, null, () => document.getElementById(slot.id));
  }

  /** A button that was refused: its form says why, where there is a place for it. */
  function refuse(form, pressed) {
    const slot = pressed.closest("[data-slot]");
    if (slot) put(form, slot);
    say(form.querySelector(".problem, .error")?.textContent.trim() ?? "", true);
  }

  // The phone beside it --------------------------------------------------------------------------

  /** Shows the section of an element, at its question. */
  function show(element, reloads = false) {
    if (!phone) return;
    const { phoneSrc, code } = element?.dataset ?? {};
    const address = phoneSrc ?? shown;
    current = phoneSrc ? (code ?? "") : current;
    if (address === shown && !reloads) return mark();
    shown = address;
    const sha = desk.querySelector(".bar").dataset.sha256;
    phone.contentWindow?.location.replace(address.replace("?framed", `?framed=${sha.slice(0, 8)}`));
  }

  /** Scrolls in the phone alone: an address with a fragment would move this page too. */
  function mark() {
    const page = phone.contentDocument;
    if (!page) return;
    for (const old of page.querySelectorAll("[data-current]")) delete old.dataset.current;
    const question = page.getElementById(`q-${current}`);
    if (question) question.dataset.current = "";
    const top = question ? question.getBoundingClientRect().top + phone.contentWindow.scrollY : 0;
    phone.contentWindow.scrollTo({ top: Math.max(0, top - 96) });
  }

  phone?.addEventListener("load", mark);

  // What people do -------------------------------------------------------------------------------

  desk.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (back) {
      if ("cancel" in link.dataset) forgetTyped(who, link.closest("form"));
      return;
    }
    if (link.hash === "#publish" && openForms().some(isDirty)) {
      event.preventDefault();
      say(said.dataset.open, true);
      openForms().find(isDirty).querySelector("textarea, select, input:not([type=hidden])")?.focus();
    } else if ("edit" in link.dataset && link.closest("[data-slot]")) {
      event.preventDefault();
      open(link);
    } else if ("cancel" in link.dataset) {
      event.preventDefault();
      const form = link.closest("form");
      if (form.querySelector(".theirs")) {
        forgetTyped(who, form);
        part(desk.dataset.address).then((found) => found && swap(found, form));
      } else {
        close(form);
      }
    }
  });

  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("form" in form.dataset || "press" in form.dataset)) return;
    event.preventDefault();
    if ("press" in form.dataset) press(form);
    else save(form, event.submitter);
  });

  desk.addEventListener("keydown", (event) => {
    const form = event.target.closest("form[data-form]");
    if (form && !back && event.key === "Escape" && !isDirty(form)) close(form);
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (form || !event.altKey || !direction) return;
    const line = event.target.closest("[data-code], .chapter-head, .section-tools");
    const move = line?.querySelector(`[data-move=${direction}]`);
    if (move) {
      event.preventDefault();
      press(move);
    }
  });

  desk.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-form]");
    if ("published" in event.target.dataset) askMeaning(form);
    if (form) keep(form);
  });

  desk.addEventListener("change", (event) => {
    if (!["item_code", "kind", "new_language"].includes(event.target.name)) return;
    const asks = event.target.form.querySelector("[data-asks]");
    if (asks) event.target.form.requestSubmit(asks);
  });

  desk.addEventListener("focusin", (event) => show(event.target.closest("[data-phone-src]")));

  addEventListener("beforeunload", (event) => {
    if (openForms().some((form) => isDirty(form) && !isKept(who, form))) event.preventDefault();
  });

  if (!back) takeDrags(desk, said.dataset, say, drop);
  for (const form of openForms()) ready(form);
  const before = saidBefore();
  if (before) say(before);
  reopen();
}
