// A round that takes no answers any more leaves nothing on this device; what was waiting is named.

import { fromBase64url, sha256Hex } from "./blindrsa.js";
import { forget } from "./device.js";
import { forgetPages } from "./offline.js";

const note = document.querySelector("[data-ended]");
if (note) {
  const sealed = await forget({ round: note.dataset.ended });
  note.hidden = !sealed.length;
  // A reply can be lost while the answers arrive: then the ballot is on the list, and they count.
  // Of a round that was ended without results there is no list, and nothing counts.
  const perhaps = note.querySelector("[data-perhaps]");
  const [handedIn] = sealed.filter(({ ballot }) => ballot.signature);
  if (handedIn && perhaps) {
    const digest = await sha256Hex(fromBase64url(handedIn.ballot.message));
    note.querySelector("[data-ballot]").textContent = digest;
    perhaps.hidden = false;
  }
  await forgetPages();
}
