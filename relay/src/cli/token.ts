import { type Command, Option } from 'commander';
import { tokenScopes } from '../domain/token-scopes.ts';
import { RelayError } from '../lib/errors.ts';
import { listApiTokens } from '../store/api-tokens.ts';
import { issueToken, MAX_TOKEN_DAYS, withdrawToken } from '../store/issue-token.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface CreateOptions extends StoreOptions {
  readonly name: string;
  readonly workspace?: string;
  readonly scope: readonly string[];
  readonly days: string;
}

const ACTOR = 'command line';
/** As in the API. */
const MAX_NAME_LENGTH = 100;

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
  const name = options.name.trim();
  if (name === '' || name.length > MAX_NAME_LENGTH) {
    throw new RelayError(
      'REQUEST_INVALID',
      `--name: expected who uses it, in 1 to ${MAX_NAME_LENGTH} characters`,
    );
  }
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > MAX_TOKEN_DAYS) {
    throw new RelayError(
      'REQUEST_INVALID',
      `--days: expected a number from 1 to ${MAX_TOKEN_DAYS}`,
    );
  }
  if (options.workspace !== undefined && !open.workspaces.includes(options.workspace)) {
    throw new RelayError('NOT_FOUND', `There is no workspace ${options.workspace}.`);
  }
  const { token, secret } = await issueToken(open, {
    name,
    workspace: options.workspace,
    scopes: options.scope,
    days,
    actor: ACTOR,
  });
  printResult(deps, options, { ...token, token: secret }, [
    `Token ${token.id} for ${token.name}; it is not shown again:`,
    secret,
  ]);
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
  open: OpenStore,
  id: string,
): Promise<void> {
  const isRevoked = await withdrawToken(open, id, { actor: ACTOR });
  if (!isRevoked) throw new RelayError('NOT_FOUND', `There is no live token ${id}.`);
  printResult(deps, options, { id, revoked: true }, [`Token ${id} is revoked.`]);
}
