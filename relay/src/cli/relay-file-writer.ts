import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, isSeq, parseDocument } from 'yaml';

/** Adds to relay.yml what setup found out, and leaves what people wrote there, comments included. */
export interface RelayFileWriter {
  /** Lets the relay call a private host. False where that stands there already. */
  allowHost(host: string): boolean;
  /** Adds an object to a workspace, or replaces the one of the same name. */
  put(workspace: string, list: 'connections' | 'sources' | 'routes', entry: Entry): void;
  /** Takes an object away again. */
  remove(workspace: string, list: 'connections' | 'sources' | 'routes', name: string): void;
  /** Keeps a secret in a file of its own beside the configuration, and gives what stands for it. */
  keepSecret(name: string, secret: string): { readonly file: string };
  save(): void;
}

interface Entry {
  readonly name: string;
  readonly [field: string]: unknown;
}

export function openRelayFile(configFile: string): RelayFileWriter {
  const file = path.resolve(configFile);
  const document = parseDocument(readFileSync(file, 'utf8'));
  return {
    allowHost(host) {
      const allowed = document.getIn(['outgoing', 'allow']);
      const known: unknown[] = isSeq(allowed) ? allowed.toJSON() : [];
      if (known.includes(host)) return false;
      document.setIn(['outgoing', 'allow'], document.createNode([...known, host]));
      return true;
    },
    put(workspace, list, entry) {
      const at = listIn(document, workspace, list);
      const index = indexOf(document, at, entry.name);
      if (index === -1) document.addIn(at, document.createNode(entry));
      else document.setIn([...at, index], document.createNode(entry));
    },
    remove(workspace, list, name) {
      const at = listIn(document, workspace, list);
      const index = indexOf(document, at, name);
      if (index !== -1) document.deleteIn([...at, index]);
    },
    keepSecret(name, secret) {
      const kept = path.join('secrets', name);
      const full = path.join(path.dirname(file), kept);
      mkdirSync(path.dirname(full), { recursive: true, mode: 0o700 });
      writeFileSync(full, secret, { mode: 0o600 });
      chmodSync(full, 0o600);
      return { file: kept };
    },
    save() {
      // A cut in the middle must leave the old file or the new one.
      const beside = `${file}.new`;
      writeFileSync(beside, document.toString(), { mode: 0o600 });
      renameSync(beside, file);
    },
  };
}

function listIn(document: Document, workspace: string, list: string): readonly (string | number)[] {
  const workspaces = ['provision', 'workspaces'];
  let index = indexOf(document, workspaces, workspace);
  if (index === -1) {
    if (!isSeq(document.getIn(workspaces))) document.setIn(workspaces, document.createNode([]));
    document.addIn(workspaces, document.createNode({ name: workspace }));
    index = indexOf(document, workspaces, workspace);
  }
  const at = [...workspaces, index, list];
  if (!isSeq(document.getIn(at))) document.setIn(at, document.createNode([]));
  return at;
}

function indexOf(document: Document, at: readonly (string | number)[], name: string): number {
  const found = document.getIn(at);
  const items: unknown = isSeq(found) ? found.toJSON() : [];
  if (!Array.isArray(items)) return -1;
  return items.findIndex(
    (item: unknown) =>
      typeof item === 'object' && item !== null && 'name' in item && item.name === name,
  );
}
