// Copies a sentence of the overview with its method and its source. Without script there is no
// button, and the sentence can be marked and copied as any text.

import { copy } from "./clipboard.js";

const overview = document.getElementById("found");
const said = overview?.querySelector("[data-said]");

for (const line of overview?.querySelectorAll("li[data-copy]") ?? []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  const label = document.createElement("span");
  label.textContent = overview.dataset.copy ?? "";
  // Which sentence: the buttons are all called alike for whoever hears them.
  const which = document.createElement("span");
  which.className = "visually-hidden";
  which.textContent = ` ${line.firstChild?.textContent?.trim().split(":")[0].slice(0, 60) ?? ""}`;
  button.append(label, which);
  button.addEventListener("click", async () => {
    if (!(await copy(line.dataset.copy ?? ""))) return;
    button.focus();
    label.textContent = overview.dataset.copied ?? "";
    if (said) said.textContent = `${overview.dataset.copied}: ${line.dataset.copy}`;
  });
  button.addEventListener("blur", () => {
    label.textContent = overview.dataset.copy ?? "";
  });
  const between = document.createElement("span");
  between.className = "see";
  between.textContent = "· ";
  line.querySelector(".how")?.append(" ", between, button);
}
