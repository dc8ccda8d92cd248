// The receipt that this device keeps of a ballot, for whoever wants to check it later.

import { get } from "./device.js";

const box = document.querySelector("[data-receipt]");
const [digest, signature] = location.hash.slice(1).split(".");
const carried = signature && { round: box?.dataset.receipt, digest, signature };
const receipt = box && ((await get("receipts", digest)) ?? carried);
if (receipt) tell(box, receipt);

function tell(box, { round, digest, signature }) {
  // As questionnaires/receipts.py reads it.
  const text = `candor-receipt/1\nround ${round}\nballot ${digest}\nsignature ${signature}\n`;
  box.querySelector("[data-receipt-text]").textContent = text;
  const copy = box.querySelector("[data-copy]");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = copy.dataset.textCopied;
  });
  box.querySelector("[data-download]").href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  box.hidden = false;
}
