// Blind signatures in the browser: RSABSSA with SHA-384 (RFC 9474), the client's half.
//
// The server signs a number that tells it nothing (`blind`); from its answer the browser makes a
// signature of the message that the server has never seen (`finalize`). Anybody who holds the public
// key can verify it, and nobody can say which of the blinded numbers it came from.
//
// Names and order of the steps are the RFC's. Candor uses RSABSSA-SHA384-PSS-Randomized; the salt
// length of the key and the prefix of the message make the other three variants, for the RFC's own
// test vectors. BigInt is not constant in time: what is secret here is the device's own.

const HASH = "SHA-384";
const HASH_BYTES = 48;
const SALT_BYTES = 48;
const PREFIX_BYTES = 32;
const LEAST_BITS = 2048;
const MOST_BITS = 4096; // more would only keep the device busy
const EXPONENT = 65537n;

/**
 * A public key, ready to use.
 * @typedef {object} PublicKey
 * @property {bigint} n the modulus
 * @property {bigint} e the exponent
 * @property {CryptoKey} crypto for `crypto.subtle.verify`
 * @property {number} bytes length of the modulus, and so of a blinded message and a signature
 * @property {number} saltLength 48, or 0 in the PSSZERO variants
 */

/** Something that must not be used: a malformed key, a number out of range, a false signature. */
export class BlindRSAError extends Error {
  name = "BlindRSAError";
}

/**
 * Imports a public key.
 * @param {{n: string, e: string}} jwk members of a JSON Web Key: big-endian, base64url
 * @param {{saltLength?: number}} [options]
 * @returns {Promise<PublicKey>}
 * @throws {BlindRSAError} where it is no RSA key of 2048 to 4096 bits with exponent 65537
 */
export async function importKey({ n: modulus, e: exponent }, { saltLength = SALT_BYTES } = {}) {
  const n = toInteger(fromBase64url(modulus));
  const e = toInteger(fromBase64url(exponent));
  const bits = bitLength(n);
  if (bits < LEAST_BITS || bits > MOST_BITS || n % 2n === 0n) {
    throw new BlindRSAError(`invalid key: the modulus is even or of ${bits} bits`);
  }
  if (e !== EXPONENT) throw new BlindRSAError("invalid key: the exponent is not 65537");
  const jwk = { kty: "RSA", n: modulus, e: exponent, alg: "PS384" };
  let key;
  try {
    key = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: HASH }, true, ["verify"]);
  } catch (cause) {
    throw new BlindRSAError("invalid key: the browser refuses it", { cause });
  }
  return { n, e, crypto: key, bytes: Math.ceil(bits / 8), saltLength };
}

/**
 * What is signed: random bytes before the message, so that a server that chose its key to tell
 * messages apart learns nothing (RFC 9474, 4.1). An empty prefix is the deterministic variant.
 * @param {Uint8Array} message
 * @param {Uint8Array} [prefix]
 * @returns {Uint8Array}
 */
export function prepare(message, prefix = randomBytes(PREFIX_BYTES)) {
  return concatenate(prefix, message);
}

/**
 * Blinds a prepared message (RFC 9474, 4.2). Keep `inverse` until the signature is there.
 * @param {PublicKey} key
 * @param {Uint8Array} prepared
 * @param {{salt?: Uint8Array, r?: bigint}} [given] only where a known result is to be repeated
 * @returns {Promise<{blinded: Uint8Array, inverse: bigint}>}
 * @throws {BlindRSAError}
 */
export async function blind(key, prepared, { salt, r } = {}) {
  const { n, e, bytes } = key;
  const encoded = await encode(key, prepared, salt ?? randomBytes(key.saltLength));
  const m = toInteger(encoded);
  if (inverseOf(m, n) === null) throw new BlindRSAError("invalid input: not coprime to the modulus");
  const factor = r ?? randomInteger(key);
  if (factor < 1n || factor >= n) throw new BlindRSAError("blinding error: the factor is out of range");
  const inverse = inverseOf(factor, n);
  if (inverse === null) throw new BlindRSAError("blinding error: the factor has no inverse");
  return { blinded: toBytes((m * power(factor, e, n)) % n, bytes), inverse };
}

/**
 * Makes the signature of a prepared message from that of the blinded one, and verifies it
 * (RFC 9474, 4.4).
 * @param {PublicKey} key
 * @param {Uint8Array} prepared
 * @param {Uint8Array} blindSignature what the server answered
 * @param {bigint} inverse what `blind` returned
 * @returns {Promise<Uint8Array>} as long as the modulus
 * @throws {BlindRSAError} where the server did not sign what it was sent
 */
export async function finalize(key, prepared, blindSignature, inverse) {
  if (blindSignature.length !== key.bytes) {
    throw new BlindRSAError(`unexpected input size: ${blindSignature.length} bytes, not ${key.bytes}`);
  }
  const signature = toBytes((toInteger(blindSignature) * inverse) % key.n, key.bytes);
  if (!(await verify(key, prepared, signature))) throw new BlindRSAError("invalid signature");
  return signature;
}

/**
 * Whether a signature is genuine.
 * @param {PublicKey} key
 * @param {Uint8Array} prepared
 * @param {Uint8Array} signature
 * @returns {Promise<boolean>}
 */
export function verify(key, prepared, signature) {
  const scheme = { name: "RSA-PSS", saltLength: key.saltLength };
  return crypto.subtle.verify(scheme, key.crypto, signature, prepared);
}

// Encoding -------------------------------------------------------------------------------------

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1) for one bit less than the modulus has. */
async function encode(key, message, salt) {
  if (salt.length !== key.saltLength) {
    throw new BlindRSAError(`unexpected input size: a salt of ${salt.length} bytes`);
  }
  const bits = bitLength(key.n) - 1;
  const length = Math.ceil(bits / 8);
  const hash = await digest(concatenate(new Uint8Array(8), await digest(message), salt));
  const db = new Uint8Array(length - HASH_BYTES - 1); // "data block": zeros, 1, salt
  db[db.length - salt.length - 1] = 1;
  db.set(salt, db.length - salt.length);
  const mask = await maskOf(hash, db.length);
  const masked = db.map((byte, at) => byte ^ mask[at]);
  masked[0] &= 0xff >> (8 * length - bits);
  return concatenate(masked, hash, Uint8Array.of(0xbc));
}

/** MGF1 (RFC 8017, B.2.1). */
async function maskOf(seed, length) {
  const blocks = Array.from({ length: Math.ceil(length / HASH_BYTES) }, (_, counter) =>
    digest(concatenate(seed, Uint8Array.of(0, 0, 0, counter))),
  );
  return concatenate(...(await Promise.all(blocks))).subarray(0, length);
}

const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest(HASH, bytes));

// Numbers --------------------------------------------------------------------------------------

/** Uniform in [1, n): what falls outside is drawn again, never folded back. */
function randomInteger({ n, bytes }) {
  const spare = 8 * bytes - bitLength(n);
  for (;;) {
    const drawn = randomBytes(bytes);
    drawn[0] &= 0xff >> spare;
    const r = toInteger(drawn);
    if (r >= 1n && r < n) return r;
  }
}

/** base ** exponent modulo n, by squaring. */
function power(base, exponent, n) {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % n) {
    if (exponent & 1n) result = (result * square) % n;
  }
  return result;
}

/** The inverse of a modulo n by Euclid's extended algorithm; null where they share a divisor. */
function inverseOf(a, n) {
  let [previous, rest] = [n, a % n];
  let [before, factor] = [0n, 1n];
  while (rest > 0n) {
    const quotient = previous / rest;
    [previous, rest] = [rest, previous - quotient * rest];
    [before, factor] = [factor, before - quotient * factor];
  }
  if (previous !== 1n) return null;
  return before < 0n ? before + n : before;
}

const bitLength = (number) => (number === 0n ? 0 : number.toString(2).length);

const toInteger = (bytes) => BigInt(`0x0${toHex(bytes)}`);

/** Big-endian, of a given length; the number must fit. */
function toBytes(number, length) {
  const digits = number.toString(16).padStart(2 * length, "0");
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}

// Bytes and text -------------------------------------------------------------------------------

/** @param {number} length */
const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** @param {...Uint8Array} parts */
function concatenate(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Without padding, as in JSON Web Keys.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {BlindRSAError} where it is no base64url without padding
 */
export function fromBase64url(text) {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text) || text.length % 4 === 1) {
    throw new BlindRSAError("not base64url");
  }
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
