// A round that takes no answers any more leaves nothing on this device; what was waiting is named.

import { forget } from "./device.js";
import { forgetPages } from "./offline.js";

const note = document.querySelector("[data-ended]");
if (note) {
  note.hidden = !(await forget({ round: note.dataset.ended }));
  await forgetPages();
}
