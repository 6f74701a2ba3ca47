import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** A key that encrypts, with the name under which envelopes refer to it. */
export interface EnvelopeKey {
  readonly id: string;
  readonly key: KeyObject;
}

const VERSION = 'v1';
const ALGORITHM = 'A256GCM';
/** NIST SP 800-38D: 96 bits, drawn by chance; one key may then serve for 2^32 messages. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `v1|A256GCM|key id|iv|ciphertext|tag`, the last three in base64url. */
export function encrypt(
  { id, key }: EnvelopeKey,
  plain: Buffer,
  context: readonly string[],
): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(toAad(context));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [VERSION, ALGORITHM, id, ...parts].join('|');
}

/** `undefined` when it is no envelope, was changed, or was made with another key or context. */
export function decrypt(
  { id, key }: EnvelopeKey,
  envelope: string,
  context: readonly string[],
): Buffer | undefined {
  const parts = parseEnvelope(envelope);
  if (parts?.keyId !== id) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, parts.iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(toAad(context));
  decipher.setAuthTag(parts.tag);
  try {
    return Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Which key an envelope was made with. */
export function keyIdOf(envelope: string): string | undefined {
  return parseEnvelope(envelope)?.keyId;
}

interface EnvelopeParts {
  readonly keyId: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

function parseEnvelope(envelope: string): EnvelopeParts | undefined {
  const [version, algorithm, keyId = '', ...rest] = envelope.split('|');
  const [iv, ciphertext, tag] = rest.map(toBytes);
  if (version !== VERSION || algorithm !== ALGORITHM || keyId === '' || rest.length !== 3) {
    return undefined;
  }
  if (iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || ciphertext === undefined) {
    return undefined;
  }
  return { keyId, iv, ciphertext, tag };
}

/** Strict: Node skips what is no base64url, so that two texts would be the same bytes. */
function toBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** As JSON, so that no name can pose as two: ["a|b","c"] is not ["a","b|c"]. */
function toAad(context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([VERSION, ...context]), 'utf8');
}
