// Checks a receipt: the signed statement that a ballot was handed in. It names nothing of the answer.
//
// The key says the scheme by its type. Both are deterministic as the server signs, so that the same
// ballot has one receipt, however often it is asked for.

import { fromBase64url } from "./blindrsa.js";

/** By the type of a JSON Web Key: its members, how it is imported, how it verifies. */
const SCHEMES = {
  EC: {
    members: ["crv", "x", "y"],
    imported: { name: "ECDSA", namedCurve: "P-256" },
    verified: { name: "ECDSA", hash: "SHA-256" },
  },
  RSA: {
    members: ["n", "e"],
    imported: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    verified: { name: "RSASSA-PKCS1-v1_5" },
  },
};

/**
 * @typedef {object} Receipt
 * @property {string} round
 * @property {string} digest of the token's message: SHA-256, 64 hexadecimal digits
 * @property {string} signature base64url
 */

/**
 * Whether the key that the manifest names signed this receipt. False for whatever is no receipt.
 * @param {{kty?: string, n?: string, e?: string, crv?: string, x?: string, y?: string}} receiptKeyJwk
 * @param {Receipt} receipt
 * @returns {Promise<boolean>}
 */
export async function verifyReceipt(receiptKeyJwk, receipt) {
  try {
    const { round, digest, signature } = receipt;
    if (typeof round !== "string" || !/^[0-9a-f]{64}$/.test(digest)) return false;
    const { kty = "RSA" } = receiptKeyJwk;
    const { members, imported, verified } = SCHEMES[kty];
    const jwk = { kty, ...Object.fromEntries(members.map((name) => [name, receiptKeyJwk[name]])) };
    const key = await crypto.subtle.importKey("jwk", jwk, imported, false, ["verify"]);
    const text = new TextEncoder().encode(`candor-receipt/1\n${round}\n${digest}\n`);
    return await crypto.subtle.verify(verified, key, fromBase64url(signature), text);
  } catch {
    return false; // no key, no signature: nothing that proves anything
  }
}
