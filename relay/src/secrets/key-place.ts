import path from 'node:path';
import { Secret } from '../lib/secret.ts';

/** Where the master keys come from. */
export type KeyPlace =
  | { readonly kind: 'environment'; readonly name: 'RELAY_KEY'; readonly text: Secret }
  | {
      readonly kind: 'file';
      readonly file: string;
      /** False for the file beside the configuration, which need not be there. */
      readonly isNamed: boolean;
    };

/**
 * `RELAY_KEY`, else the file that `RELAY_KEY_FILE` names, else `relay.key` beside the configuration,
 * whether or not that file itself is there.
 */
export function toKeyPlace(
  env: Readonly<Record<string, string | undefined>>,
  configFile: string,
): KeyPlace {
  const text = env['RELAY_KEY'];
  if (text !== undefined && text.trim() !== '') {
    return { kind: 'environment', name: 'RELAY_KEY', text: new Secret(text) };
  }
  const named = env['RELAY_KEY_FILE'];
  if (named !== undefined && named !== '') {
    return { kind: 'file', file: path.resolve(named), isNamed: true };
  }
  const beside = path.join(path.dirname(path.resolve(configFile)), 'relay.key');
  return { kind: 'file', file: beside, isNamed: false };
}

/** For a message: where to look. */
export function describeKeyPlace(place: KeyPlace): string {
  return place.kind === 'file' ? place.file : `the environment variable ${place.name}`;
}
