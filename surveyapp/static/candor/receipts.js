// Checks a receipt: the signed statement that a ballot was handed in. It names nothing of the answer.
// ECDSA on P-256 with SHA-256, as `questionnaires/receipts.py` signs.

import { fromBase64url } from "./blindrsa.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SCHEME = { name: "ECDSA", hash: "SHA-256" };

/**
 * @typedef {object} Receipt
 * @property {string} round
 * @property {string} digest of the token's message: SHA-256, 64 hexadecimal digits
 * @property {string} signature base64url
 */

/**
 * Whether the key that the manifest names signed this receipt. False for whatever is no receipt.
 * @param {{kty: "EC", crv: "P-256", x: string, y: string}} receiptKeyJwk
 * @param {Receipt} receipt
 * @returns {Promise<boolean>}
 */
export async function verifyReceipt(receiptKeyJwk, receipt) {
  try {
    const { round, digest, signature } = receipt;
    if (typeof round !== "string" || !/^[0-9a-f]{64}$/.test(digest)) return false;
    const { kty, crv, x, y } = receiptKeyJwk;
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, ["verify"]);
    const text = new TextEncoder().encode(`candor-receipt/1\n${round}\n${digest}\n`);
    return await crypto.subtle.verify(SCHEME, key, fromBase64url(signature), text);
  } catch {
    return false; // no key, no signature: nothing that proves anything
  }
}
