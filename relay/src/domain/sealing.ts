import type { Secret } from '../lib/secret.ts';

/** Where in the store a sealed value stands. It opens in this place only. */
export interface SealedPlace {
  readonly workspace: string;
  readonly table: string;
  /** What names the row in its table. */
  readonly row: string;
  readonly column: string;
}

/** Keeps secrets readable for the relay and for nobody who has the store alone. */
export interface Sealing {
  /**
   * A text to be kept in that place. Never call it inside a piece of work of `Commit`: the first secret
   * of a workspace commits a data key, and would wait for itself.
   */
  seal(place: SealedPlace, secret: Secret): Promise<string>;
  open(place: SealedPlace, sealed: string): Promise<Secret>;
}

const PREFIX = 'sealed:';

/** Whether a text came from `seal`; nothing that a person types begins like that. */
export function isSealed(text: string): boolean {
  return text.startsWith(PREFIX);
}

export function withSealedPrefix(envelope: string): string {
  return `${PREFIX}${envelope}`;
}

export function withoutSealedPrefix(sealed: string): string {
  return sealed.slice(PREFIX.length);
}
