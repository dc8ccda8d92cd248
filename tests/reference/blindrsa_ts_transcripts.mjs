// Writes blindrsa_ts_transcripts.json: what npm's blindrsa-ts makes of RFC 9474, to compare with ours.
//
//   npm init -y && npm pkg set type=module && npm install @cloudflare/blindrsa-ts
//   node blindrsa_ts_transcripts.mjs blindrsa.js > blindrsa_ts_transcripts.json
//
// in a folder with this file and surveyapp/static/candor/blindrsa.js. Each case runs twice: theirs
// from end to end, and our client with their signer. Keys are new at each run; of them only what is
// public is kept. The run fails where the two disagree about anything. It takes half a minute.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { RSABSSA } from "@cloudflare/blindrsa-ts";

const ours = await import(pathToFileURL(resolve(process.argv[2])).href);
const installed = new URL("./node_modules/@cloudflare/blindrsa-ts/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(installed));

const { PSS, PSSZero } = RSABSSA.SHA384;
const options = { supportsRSARAW: false };
const SUITES = [
  [PSS.Randomized(options), 48, undefined],
  [PSS.Deterministic(options), 48, new Uint8Array()],
  [PSSZero.Randomized(options), 0, undefined],
  [PSSZero.Deterministic(options), 0, new Uint8Array()],
];
const MESSAGES = ["", "Payments", "round 2027-spring\nProduct/Payments\n", "Größe ≠ Gewicht ".repeat(40)];

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytesOf = (number, length) => Buffer.from(number.toString(16).padStart(2 * length, "0"), "hex");

async function newKey(modulusLength) {
  const publicExponent = Uint8Array.of(1, 0, 1);
  return RSABSSA.SHA384.generateKey({ modulusLength, publicExponent });
}

/** Theirs alone: what our client finalizes and verifies again, in the tests. */
async function theirs(suite, pair, message) {
  const prepared = suite.prepare(message);
  const { blindedMsg, inv } = await suite.blind(pair.publicKey, prepared);
  const blindSignature = await suite.blindSign(pair.privateKey, blindedMsg);
  const signature = await suite.finalize(pair.publicKey, prepared, blindSignature, inv);
  return { prepared, blinded: blindedMsg, inverse: inv, blindSignature, signature };
}

/** Ours with their signer; they must make the same signature of it and verify it. */
async function ourClient(suite, pair, message, saltLength, prefix) {
  const { n, e } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const key = await ours.importKey({ n, e }, { saltLength });
  const prepared = ours.prepare(message, prefix);
  const { blinded, inverse } = await ours.blind(key, prepared);
  const blindSignature = await suite.blindSign(pair.privateKey, blinded);
  const signature = await ours.finalize(key, prepared, blindSignature, inverse);
  const inv = bytesOf(inverse, key.bytes);
  assert.equal(hex(await suite.finalize(pair.publicKey, prepared, blindSignature, inv)), hex(signature));
  assert.ok(await suite.verify(pair.publicKey, signature, prepared));
  const flipped = Uint8Array.from(signature, (byte, at) => (at === 100 ? byte ^ 1 : byte));
  assert.ok(!(await suite.verify(pair.publicKey, flipped, prepared)));
  return { prepared, blinded, inverse: inv, blindSignature, signature };
}

const inHex = (made) => Object.fromEntries(Object.entries(made).map(([name, one]) => [name, hex(one)]));

const keys = {};
const pairs = {};
for (const bits of [2048, 3072]) {
  pairs[bits] = await newKey(bits);
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", pairs[bits].publicKey);
  keys[bits] = { kty, n, e };
}
const cases = [];
for (const [suite, saltLength, prefix] of SUITES) {
  for (const [bits, pair] of Object.entries(pairs)) {
    const some = saltLength && !prefix ? MESSAGES : MESSAGES.slice(1, 2);
    for (const text of some) {
      const message = new TextEncoder().encode(text);
      const made = await theirs(suite, pair, message);
      const answered = await ourClient(suite, pair, message, saltLength, prefix);
      const common = { suite: suite.toString(), saltLength, bits: Number(bits), message: hex(message) };
      cases.push({ ...common, blindedBy: "blindrsa-ts", ...inHex(made) });
      cases.push({ ...common, blindedBy: "candor", ...inHex(answered) });
    }
  }
}

const note =
  "RFC 9474 by a second implementation. Numbers are hexadecimal, keys public JSON Web Keys made " +
  "for this file. blindedBy blindrsa-ts: all of it is theirs. blindedBy candor: surveyapp/static/candor/" +
  "blindrsa.js prepared, blinded and finalized, blindrsa-ts signed, and then made and verified the " +
  "same signature (asserted while this file was written). To do it again: see " +
  "blindrsa_ts_transcripts.mjs.";
const software = { package: "@cloudflare/blindrsa-ts", version, node: process.version };
console.log(JSON.stringify({ note, software, keys, cases }, null, 1));
