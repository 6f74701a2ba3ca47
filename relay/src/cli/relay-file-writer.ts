import {
  chmodSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isSeq, parseDocument } from 'yaml';
import { keepOwner } from '../lib/keep-owner.ts';
import { writing } from './writing.ts';

/**
 * Lets the relay call a private host: adds it to `outgoing.allow` of relay.yml and leaves what people wrote
 * there, comments included. False where it stands there already.
 */
export function allowHostInFile(configFile: string, host: string): boolean {
  return writing(configFile, () => {
    const file = realpathSync(configFile);
    const document = parseDocument(readFileSync(file, 'utf8'));
    const allowed = document.getIn(['outgoing', 'allow']);
    const known: unknown[] = isSeq(allowed) ? allowed.toJSON() : [];
    if (known.includes(host)) return false;
    document.setIn(['outgoing', 'allow'], document.createNode([...known, host]));
    replaceFile(file, document.toString());
    return true;
  });
}

/** A cut in the middle leaves the old file or the new one; who may read it stays, since it may hold secrets. */
function replaceFile(file: string, text: string): void {
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  writeFileSync(beside, text, { flag: 'wx', mode: 0o600 });
  chmodSync(beside, statSync(file).mode);
  keepOwner(file, beside);
  renameSync(beside, file);
}
