// A survey that is over leaves nothing on this device: one that was sent, one whose link opens nothing
// any more, one whose round has closed. What was waiting to be sent is named.

import { OWN, SENT, entries, forget, get, note, noted } from "./device.js";
import { forgetPages } from "./offline.js";
import { sha256Hex } from "./rules.js";

const over = document.querySelector("[data-over]");
const unknown = document.querySelector("[data-unknown-link]");
const ended = document.querySelector("[data-ended]");
const [sentRound, ...sentDraft] = (noted(SENT) ?? "").split(" "); // which draft this tab has just sent
note(SENT, null);
note(OWN, null);
history.replaceState(null, "");
for (const link of document.querySelectorAll("[data-keep-hash]")) link.hash = location.hash;
if (over) await leave(over);
if (unknown) await closed(unknown);
if (ended) await end(ended);

/** Removes what was sent, and says that nothing is left where nothing is. */
async function leave({ dataset: { over: draft, round } }) {
  const sent = draft || (sentRound === round && sentDraft.join(" "));
  if (sent) await forget({ draft: sent });
  const left = (await entries("drafts")).some(([, kept]) => kept.round === round);
  over.hidden ||= left;
}

/** The links of a round are destroyed when it closes; this device knows what it was a link of. */
async function closed(notice) {
  const { draft } = (await get("links", notice.dataset.unknownLink)) ?? {};
  if (!draft) return;
  const { typed } = await forget({ draft });
  notice.hidden = !typed;
}

async function end(notice) {
  const { sealed, typed } = await forget({ round: notice.dataset.ended });
  notice.hidden = !typed;
  // A reply can be lost while the answers arrive: then the ballot is on the list, and they count.
  // Of a round that was ended without results there is no list, and nothing counts.
  const perhaps = notice.querySelector("[data-perhaps]");
  const [handedIn] = sealed.filter(({ ballot }) => ballot?.signature);
  if (handedIn && perhaps) {
    const { fromBase64url } = await import("./blindrsa.js");
    const digest = await sha256Hex(fromBase64url(handedIn.ballot.message));
    notice.querySelector("[data-ballot]").textContent = digest;
    perhaps.hidden = false;
  }
  await forgetPages();
}
