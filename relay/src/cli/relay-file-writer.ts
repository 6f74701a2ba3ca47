import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isSeq, parseDocument } from 'yaml';

/**
 * Lets the relay call a private host: adds it to `outgoing.allow` of relay.yml and leaves what people wrote
 * there, comments included. False where it stands there already.
 */
export function allowHostInFile(configFile: string, host: string): boolean {
  const file = path.resolve(configFile);
  const document = parseDocument(readFileSync(file, 'utf8'));
  const allowed = document.getIn(['outgoing', 'allow']);
  const known: unknown[] = isSeq(allowed) ? allowed.toJSON() : [];
  if (known.includes(host)) return false;
  document.setIn(['outgoing', 'allow'], document.createNode([...known, host]));
  // A cut in the middle must leave the old file or the new one.
  const beside = `${file}.new`;
  writeFileSync(beside, document.toString());
  renameSync(beside, file);
  return true;
}
