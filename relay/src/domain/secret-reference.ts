/** Where references may lead; each has a provider in secrets/providers. */
export const referenceSchemes = [
  'env',
  'file',
  'vault',
  'azure',
  'cyberark',
  'conjur',
  'pkcs11',
] as const;
export type ReferenceScheme = (typeof referenceSchemes)[number];

export interface SecretReference {
  readonly scheme: ReferenceScheme;
  readonly place: string;
}

const pattern = new RegExp(`^(${referenceSchemes.join('|')}):(.+)$`);
const PLAIN = 'plain:';

/** `vault:secret/data/x#password` in the place of a secret; `undefined` for the secret itself. */
export function parseReference(text: string): SecretReference | undefined {
  const [, scheme, place] = pattern.exec(text) ?? [];
  const known = referenceSchemes.find((one) => one === scheme);
  return known === undefined || place === undefined ? undefined : { scheme: known, place };
}

/** A secret that happens to look like a reference is written with `plain:` in front. */
export function withoutPlainMark(text: string): string {
  return text.startsWith(PLAIN) ? text.slice(PLAIN.length) : text;
}

/**
 * Whether a workspace may use a reference. What the operator wrote into relay.yml is not asked; what came
 * through the API is, or whoever may edit a connection could read every variable and file of the process
 * by sending it to a server of his own.
 *
 * @param allowed beginnings of references; `{workspace}` in them is the workspace
 */
export function mayReferTo(
  reference: string,
  workspace: string,
  allowed: readonly string[],
): boolean {
  const isWayUp = reference.split(/[:/\\#]/).some((part) => part === '..' || part === '.');
  if (isWayUp || /%2e|[\0\r\n]/i.test(reference)) return false;
  return allowed.some((beginning) =>
    reference.startsWith(beginning.replaceAll('{workspace}', workspace)),
  );
}
