import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import { insertApiToken, listApiTokens, revokeApiToken } from '../store/api-tokens.ts';
import { recordAudit } from '../store/audit.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { type OpenStore, withStore } from './with-store.ts';

/** What a token may do; the API names them in `api/define-route.ts`, a test holds the two together. */
export const tokenScopes = [
  'events:read',
  'events:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
  'agents:work',
  'doctor:run',
  'config:read',
  'config:write',
];

interface CreateOptions extends StoreOptions {
  readonly name: string;
  readonly workspace?: string;
  readonly scope: readonly string[];
  readonly days: string;
}

const DAY_MS = 86_400_000;
const ACTOR = 'command line';

export function addToken(program: Command, deps: StoreCommandDeps): void {
  const token = program.command('token').description('keys to the API');
  withStoreOptions(token.command('create'))
    .description('make a token; it is shown once')
    .requiredOption('--name <name>', 'who uses it')
    .option('--workspace <name>', 'the only workspace it opens; all without it')
    .addOption(
      new Option('--scope <scopes...>', 'what it may do').choices(tokenScopes).default(tokenScopes),
    )
    .option('--days <number>', 'days until it expires', '90')
    .action((options: CreateOptions) =>
      withStore(deps, options, (open) => createToken(deps, options, open)),
    );
  withStoreOptions(token.command('list'))
    .description('tokens without their secret part')
    .action((options: StoreOptions) =>
      withStore(deps, options, (open) => listTokens(deps, options, open)),
    );
  withStoreOptions(token.command('revoke <id>'))
    .description('close a token at once')
    .action((id: string, options: StoreOptions) =>
      withStore(deps, options, (open) => revokeToken(deps, options, open, id)),
    );
}

async function createToken(
  deps: StoreCommandDeps,
  options: CreateOptions,
  open: OpenStore,
): Promise<void> {
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 3650) {
    throw new RelayError('REQUEST_INVALID', '--days: expected a number from 1 to 3650');
  }
  if (options.workspace !== undefined && !open.workspaces.includes(options.workspace)) {
    throw new RelayError('NOT_FOUND', `There is no workspace ${options.workspace}.`);
  }
  const { token, secret } = await issueToken(open, {
    name: options.name,
    workspace: options.workspace,
    scopes: options.scope,
    days,
  });
  printResult(deps, options, { ...token, token: secret }, [
    `Token ${token.id} for ${token.name}; it is not shown again:`,
    secret,
  ]);
}

/** Makes a token; its secret part exists nowhere else. */
export async function issueToken(
  { commit, newId, now }: Pick<OpenStore, 'commit' | 'newId' | 'now'>,
  wanted: {
    readonly name: string;
    readonly workspace: string | undefined;
    readonly scopes: readonly string[];
    readonly days: number;
  },
) {
  const { days, ...rest } = wanted;
  const secret = `art_${randomBytes(32).toString('base64url')}`;
  const token = { id: newId(), ...rest, createdAt: now(), expiresAt: now() + days * DAY_MS };
  await commit(async (unit) => {
    await insertApiToken(unit, { ...token, hash: sha256Hex(secret) });
    await recordAudit(unit, {
      id: newId(),
      at: now(),
      workspace: token.workspace,
      actor: ACTOR,
      action: 'token.create',
      subject: token.name,
      after: { id: token.id, scopes: token.scopes, expiresAt: token.expiresAt },
    });
  });
  return { token, secret };
}

async function listTokens(
  deps: StoreCommandDeps,
  options: StoreOptions,
  { store }: OpenStore,
): Promise<void> {
  const tokens = await listApiTokens(store.db);
  printResult(
    deps,
    options,
    tokens,
    tokens.map(
      ({ id, name, workspace, scopes, expiresAt, revokedAt }) =>
        `${id}  ${name}  ${workspace ?? 'all workspaces'}  ${scopes.join(',')}  ${
          revokedAt === undefined
            ? `until ${new Date(expiresAt ?? 0).toISOString()}`
            : `revoked ${new Date(revokedAt).toISOString()}`
        }`,
    ),
  );
}

async function revokeToken(
  deps: StoreCommandDeps,
  options: StoreOptions,
  { commit, newId, now }: OpenStore,
  id: string,
): Promise<void> {
  const isRevoked = await commit(async (unit) => {
    const done = await revokeApiToken(unit, id, now());
    if (!done) return false;
    await recordAudit(unit, {
      id: newId(),
      at: now(),
      workspace: undefined,
      actor: ACTOR,
      action: 'token.revoke',
      subject: id,
    });
    return true;
  });
  if (!isRevoked) throw new RelayError('NOT_FOUND', `There is no live token ${id}.`);
  printResult(deps, options, { id, revoked: true }, [`Token ${id} is revoked.`]);
}
