// How a device answers an anonymous round (docs/privacy.md): it makes a token, has it signed unseen by
// one address that knows the link, and hands it in with the answers at another that does not.
//
// The first address learns who draws a ballot, and sees a number that says nothing. The second sees
// the token and the answers, without link, cookie or referrer. Nothing joins the two.

import { BlindRSAError, blind, finalize, fromBase64url, importKey, prepare, toBase64url } from "./blindrsa.js";
import { verifyReceipt } from "./receipts.js";
import { Refusal, ask, sha256Hex } from "./rules.js";

/**
 * A ballot that nobody has seen yet: a token for a unit, and its blinded form.
 * @returns {Promise<{unit: string, message: string, blinded: string, inverse: string}>}
 * @throws {BlindRSAError} where the manifest names no usable key for the unit
 */
export async function newBallot(manifest, unit) {
  const key = await keyOf(manifest, unit);
  const says = `candor-ballot/1\n${manifest.public_id}\n${unit}`;
  const message = prepare(new TextEncoder().encode(says));
  const { blinded, inverse } = await blind(key, message);
  return {
    unit,
    message: toBase64url(message),
    blinded: toBase64url(blinded),
    inverse: inverse.toString(16),
  };
}

/**
 * The ballot with its signature. Asked again, the server signs the same value alike.
 * @throws {Refusal | BlindRSAError}
 */
export async function draw(manifest, ballot, secret, address) {
  const { signature } = await ask(address, { secret, blinded: ballot.blinded });
  const key = await keyOf(manifest, ballot.unit);
  const message = fromBase64url(ballot.message);
  const signed = await finalize(key, message, fromBase64url(signature), BigInt(`0x${ballot.inverse}`));
  return { ...ballot, signature: toBase64url(signed) };
}

/**
 * Hands a ballot in with the answers; its receipt, which the manifest's key has signed.
 * @param {[string, string][]} answers names and values of the form
 * @throws {Refusal | BlindRSAError}
 */
export async function handIn(manifest, { unit, message, signature }, answers, address) {
  const receipt = await ask(address, { unit, message, signature, answers }).catch((problem) => {
    // Answers are taken elsewhere, or not yet: nothing that the device should give up for.
    throw problem.status === 404 ? new Refusal({ status: 503 }) : problem;
  });
  const digest = await sha256Hex(fromBase64url(message));
  const own = receipt.digest === digest && receipt.round === manifest.public_id;
  if (!own || !(await verifyReceipt(manifest.receipt_key, receipt))) {
    throw new BlindRSAError("the receipt is not one of this ballot");
  }
  // And nothing that came beside them: whatever stays on the device is known.
  return { round: receipt.round, digest, signature: receipt.signature };
}

/** No key is taken that the manifest does not name. */
function keyOf(manifest, unit) {
  const named = manifest.units.find(({ path }) => path === unit);
  if (!named?.key) throw new BlindRSAError("the manifest names no key for this unit");
  return importKey(named.key);
}
