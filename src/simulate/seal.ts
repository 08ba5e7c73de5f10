/** The seal of simulated digest files: hashes that are true, and signatures by a key that everybody has. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Hashes of which these are primes, found by trying one number after the other: a key that follows from this file, and hides nothing. */
const PRIMES = [251, 302] as const
const EXPONENT = 65537n

/** 512 bits, of which the first two are set: the product of two such numbers has 1024. */
const numberOf = (index: number): bigint => {
  const hash = createHash('sha512').update(`a prime of the simulated digest key, ${index}`).digest('hex')
  return BigInt(`0x${hash}`) | (3n << 510n) | 1n
}

/** By Euclid: what `value` must be multiplied with to leave 1. */
const inverse = (value: bigint, modulus: bigint): bigint => {
  let [rest, next, factor, nextFactor] = [modulus, value % modulus, 0n, 1n]
  while (next > 0n) {
    const times = rest / next
    ;[rest, next] = [next, rest - times * next]
    ;[factor, nextFactor] = [nextFactor, factor - times * nextFactor]
  }
  return ((factor % modulus) + modulus) % modulus
}

/** RFC 7518, "Base64urlUInt". */
const base64url = (value: bigint): string => {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}

let made: KeyObject | undefined
const privateKey = (): KeyObject => {
  if (made) return made
  const [p, q] = [numberOf(PRIMES[0]), numberOf(PRIMES[1])]
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const parts = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const texts = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)]))
  made = createPrivateKey({ key: { kty: 'RSA', ...texts }, format: 'jwk' })
  return made
}

/** RSA with PKCS #1 v1.5 padding over SHA-256, in hexadecimal: the same text, the same signature. */
export const signatureOf = (text: string): string => sign('RSA-SHA256', Buffer.from(text), privateKey()).toString('hex')

/** The public half as PEM, for those who check. */
export const publicKeyPem = (): string =>
  createPublicKey(privateKey()).export({ type: 'pkcs1', format: 'pem' }).toString()

/** The MD5 of the public half as PKCS #1 in DER, as CloudTrail names its keys. */
export const keyFingerprint = (): string =>
  createHash('md5')
    .update(createPublicKey(privateKey()).export({ type: 'pkcs1', format: 'der' }))
    .digest('hex')
