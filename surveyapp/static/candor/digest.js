// A button below each text of a digest copies it. Without script there is none, and the text can be
// marked and copied as any other.

import { copy } from "./clipboard.js";

const texts = document.getElementById("digest");
const said = texts?.querySelector("[data-said]");

for (const part of document.querySelectorAll("[data-digest]")) {
  const text = part.querySelector("pre");
  const name = part.querySelector("h2, h3")?.textContent ?? "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  const label = document.createElement("span");
  label.textContent = texts?.dataset.copy ?? "";
  // Which text: the buttons are all called alike for whoever hears them.
  const which = document.createElement("span");
  which.className = "visually-hidden";
  which.textContent = ` ${name}`;
  button.append(label, which);
  button.addEventListener("click", async () => {
    if (!(await copy(text?.textContent ?? ""))) return;
    button.focus();
    label.textContent = texts?.dataset.copied ?? "";
    if (said) said.textContent = `${texts?.dataset.copied}: ${name}`;
  });
  button.addEventListener("blur", () => {
    label.textContent = texts?.dataset.copy ?? "";
  });
  const row = document.createElement("p");
  row.className = "digest-copy";
  row.append(button);
  text?.after(row);
}
