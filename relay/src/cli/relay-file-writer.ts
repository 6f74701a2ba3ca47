import { readFileSync } from 'node:fs';
import { isSeq, parseDocument } from 'yaml';
import { replaceFile } from './replace-file.ts';
import { writing } from './writing.ts';

/**
 * Lets the relay call a private host: adds it to `outgoing.allow` of relay.yml and leaves what people wrote
 * there, comments included. False where it stands there already.
 */
export function allowHostInFile(configFile: string, host: string): boolean {
  return writing(configFile, () => {
    const document = parseDocument(readFileSync(configFile, 'utf8'));
    const allowed = document.getIn(['outgoing', 'allow']);
    const known: unknown[] = isSeq(allowed) ? allowed.toJSON() : [];
    if (known.includes(host)) return false;
    document.setIn(['outgoing', 'allow'], document.createNode([...known, host]));
    replaceFile(configFile, document.toString());
    return true;
  });
}
