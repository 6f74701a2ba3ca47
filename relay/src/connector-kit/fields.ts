import { z } from 'zod';
import { Secret } from '../lib/secret.ts';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const durationPattern = /^(\d{1,9})(ms|s|m|h|d)$/;

/** `30s`, `5m`, `4h`; comes out as milliseconds. */
export const Duration = z
  .string('expected a time with its unit, such as 30s, 5m or 4h')
  .regex(durationPattern, 'expected a time with its unit, such as 30s, 5m or 4h')
  .transform((text) => {
    const [, count, unit] = durationPattern.exec(text) ?? [];
    return isUnit(unit) ? Number(count) * unitMs[unit] : 0;
  });

function isUnit(text: string | undefined): text is keyof typeof unitMs {
  return text !== undefined && Object.hasOwn(unitMs, text);
}

/**
 * Wrapped before anything else can see it. In the file it is a text, `{env: NAME}` or `{file: PATH}`;
 * secret-references.ts has put the text in place when this schema runs.
 */
export const SecretText = z
  .string('expected a text, {env: NAME} or {file: PATH}')
  .min(1, 'expected a secret that is not empty')
  .transform((text) => new Secret(text));

/** A secret that is sent as a header, or in one: what comes along from a page that it is copied from cannot be sent, nor what is as long as all headers may be. */
export const HeaderSecret = SecretText.refine(
  (secret) => /^[\x20-\x7e]{1,4000}$/.test(secret.reveal()),
  'expected one line of at most 4,000 printable characters',
);

const signingSecretPattern = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** The secret of Standard Webhooks, 24 to 64 bytes. */
export const SigningSecret = z
  .string('expected a text, {env: NAME} or {file: PATH}')
  .regex(signingSecretPattern, 'expected whsec_ and the Base64 of 24 to 64 bytes')
  .transform((text) => new Secret(text));

/** An address that is called as it stands. */
export const Endpoint = z
  .url({ protocol: /^https?$/, error: 'expected an address that starts with https:// or http://' })
  .refine((text) => !hasCredentials(text), 'expected an address without user and password');

/** A root, to which paths are appended. */
export const WebAddress = Endpoint.transform((text) => text.replace(/\/+$/, ''));

function hasCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.username !== '' || url.password !== '');
}

/** For tools whose address is the secret: whoever knows it may post. */
export const SecretAddress = z
  .url({ protocol: /^https?$/, error: 'expected an address that starts with https:// or http://' })
  .transform((text) => new Secret(text));

/** One certificate or several. */
export const Pem = z
  .string()
  .max(200_000)
  .regex(/-----BEGIN CERTIFICATE-----/, 'expected certificates in PEM, such as {file: ca.pem}');
