import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { makeFolder } from '../lib/make-folder.ts';
import { createKeyFile } from '../secrets/key-file.ts';
import { describeKeyPlace, toKeyPlace } from '../secrets/key-place.ts';
import { loadMasterKeys } from '../secrets/master-keys.ts';
import { listApiTokens } from '../store/api-tokens.ts';
import { exitForFault } from './exit-for-fault.ts';
import { tokenScopes } from '../domain/token-scopes.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { issueToken } from '../store/issue-token.ts';
import { type OpenStore, withStore } from './with-store.ts';
import { writing } from './writing.ts';

const relayFile = `# Settings of the process; docs/configuration.md explains every field.
# What the relay works on (connections, sources, routes) is in the store, or below \`provision:\`.
listen:
  host: 127.0.0.1 # 0.0.0.0 for every interface
  port: 8080
# publicUrl: https://relay.example.com # how tools and ServiceNow reach the relay
# outgoing: { allow: [] } # private hosts that the relay may call
`;

export interface Made {
  readonly config: { readonly file: string; readonly isNew: boolean };
  readonly key: { readonly place: string; readonly isNew: boolean };
  /** Shown once; absent when the store has a token already. */
  readonly token: string | undefined;
}

/** `alert-relay init`: what a relay needs before its first start. Safe to run twice. */
export function addInit(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('init'))
    .description('write relay.yml, the master key and the first admin token')
    .action((options: StoreOptions) => init(deps, options));
}

async function init(deps: StoreCommandDeps, options: StoreOptions): Promise<void> {
  const written = writeFiles(deps, options.config);
  if (written === undefined) return;
  await withStore(deps, options, async (open) => {
    const made = { ...written, token: await firstToken(open) };
    printResult(deps, options, made, toLines(made));
  });
}

/** The configuration and the key, where they are not there yet; `undefined` after a fault that was told. */
export function writeFiles(
  deps: StoreCommandDeps,
  configFile: string,
): Omit<Made, 'token'> | undefined {
  const file = path.resolve(configFile);
  try {
    const isNewConfig = !existsSync(file);
    if (isNewConfig) {
      writing(file, () => {
        makeFolder(path.dirname(file));
        writeFileSync(file, relayFile, { flag: 'wx' });
      });
    }
    const place = toKeyPlace(deps.env, file);
    const isNewKey = place.kind === 'file' && writing(place.file, () => createKeyFile(place.file));
    loadMasterKeys(place);
    return {
      config: { file, isNew: isNewConfig },
      key: { place: describeKeyPlace(place), isNew: isNewKey },
    };
  } catch (thrown) {
    exitForFault(deps, thrown);
    return undefined;
  }
}

/** For all workspaces, with all scopes, for a year; only while nobody has a key to the API. */
export async function firstToken(open: OpenStore): Promise<string | undefined> {
  const tokens = await listApiTokens(open.store.db);
  if (tokens.length > 0) return undefined;
  const { secret } = await issueToken(open, {
    name: 'admin',
    workspace: undefined,
    scopes: tokenScopes,
    actor: 'command line',
    days: 365,
  });
  return secret;
}

function toLines({ config, key, token }: Made): readonly string[] {
  return [
    `${config.file}: ${config.isNew ? 'written' : 'was there, left alone'}`,
    `${key.place}: ${key.isNew ? 'a new master key; keep a copy apart from backups of the store' : 'was there, left alone'}`,
    ...(token === undefined
      ? ['Tokens to the API exist already; "alert-relay token create" makes another one.']
      : ['The first admin token; it is not shown again:', token]),
  ];
}
