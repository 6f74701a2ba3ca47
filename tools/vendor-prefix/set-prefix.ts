import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface PrefixRequest {
  /** The root of a checkout. */
  readonly root: string;
  /** As ServiceNow assigns it to the vendor: `x_` and two to five letters or digits. */
  readonly prefix: string;
}

type PrefixResult =
  | { readonly kind: 'set'; readonly from: string; readonly files: readonly string[] }
  | { readonly kind: 'refused'; readonly because: string };

const suffix = '_relay';

/**
 * Puts one vendor prefix in the place of another in every text of the checkout, since Fluent takes
 * literals only and app, relay, tests and documents must agree on them. Which prefix there is now, the
 * scope of `now-app/now.config.json` tells.
 */
export function setPrefix({ root, prefix }: PrefixRequest): PrefixResult {
  if (!/^x_[a-z0-9]{2,5}$/.test(prefix)) {
    return { kind: 'refused', because: 'A vendor prefix is x_ and 2 to 5 letters or digits.' };
  }
  const settings = readFileSync(path.join(root, 'now-app/now.config.json'), 'utf8');
  const scope = /"scope": "(\w+)"/.exec(settings)?.[1] ?? '';
  if (!scope.endsWith(suffix)) {
    return { kind: 'refused', because: `The scope ${scope} is not a prefix and ${suffix}.` };
  }
  const from = scope.slice(0, -suffix.length);
  const files = listSources(root).filter((file) => replaceIn(path.join(root, file), from, prefix));
  return { kind: 'set', from, files };
}

/** Folders that hold nothing of ours, and what a released contract was: that stays as it was sent. */
const skipped = /^(?:node_modules|dist|target|reports|data|\.git|\.now)$/;
const frozen = /^test\/contract\/\d/;

/** Every file of a checkout that may name the prefix, as a path below its root. */
export function listSources(root: string, folder = ''): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (skipped.test(entry.name) || frozen.test(name)) return [];
    if (entry.isDirectory()) return listSources(root, name);
    return entry.isFile() ? [name] : [];
  });
}

/** True when the file had the prefix. As bytes, so that pictures and archives stay what they are. */
function replaceIn(file: string, from: string, to: string): boolean {
  const bytes = readFileSync(file);
  if (bytes.includes(0) || !bytes.includes(from)) return false;
  const text = bytes.toString('utf8');
  writeFileSync(file, text.replaceAll(new RegExp(`(?<![a-z0-9])${from}(?![a-z0-9])`, 'g'), to));
  return true;
}
