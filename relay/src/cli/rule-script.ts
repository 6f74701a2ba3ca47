import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Configuration, Connection } from '../domain/configuration.ts';
import { type RuleForm, toRuleForm } from '../domain/rule-script.ts';
import { toConnectionName } from '../domain/connection-name.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import { recordAudit } from '../store/audit.ts';
import { deleteRuleToken, findRuleTokenHash, recordRuleToken } from '../store/rule-tokens.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface RuleOptions extends StoreOptions {
  readonly workspace?: string;
  readonly table: string;
  readonly url?: string;
  readonly regenerate?: boolean;
  readonly revoke?: boolean;
}

const ACTOR = 'command line';

export function addRuleScript(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('rule-script <connection>'))
    .description('print the business rule to paste into an instance without the app')
    .option('--workspace <name>', 'where the connection is, if several workspaces have one')
    .option('--table <name>', 'table of the rule', 'incident')
    .option('--url <address>', 'address of the relay as the instance sees it; else publicUrl')
    .option('--regenerate', 'make a new token; the rule pasted before is void')
    .option('--revoke', 'void the token and print nothing to paste')
    .action((name: string, options: RuleOptions) =>
      withStore(deps, options, (open) =>
        options.revoke === true
          ? revoke(deps, options, open, name)
          : printRule(deps, options, open, name),
      ),
    );
}

async function printRule(
  deps: StoreCommandDeps,
  options: RuleOptions,
  open: OpenStore,
  name: string,
): Promise<void> {
  const connection = findConnection(await open.configuration(), options, name);
  const named = toConnectionName(connection);
  const known = await findRuleTokenHash(open.store.db, named);
  if (known !== undefined && options.regenerate !== true) {
    throw new RelayError(
      'REQUEST_INVALID',
      `The rule of ${name} was printed before, and its token is not kept. Use --regenerate and paste the new script in place of the old one.`,
    );
  }
  const token = `arr_${randomBytes(32).toString('base64url')}`;
  const address = `${addressOf(open, options)}/w/${connection.workspace}/servicenow/${connection.name}/rule`;
  const form = toRuleForm({
    address,
    token,
    table: options.table,
    excludedFields: connection.excludedFields,
  });
  await open.commit(async (unit) => {
    await recordRuleToken(unit, named, { hash: sha256Hex(token), createdAt: open.now() });
    await audit(unit, open, connection, known === undefined ? 'create' : 'regenerate');
  });
  printResult(deps, options, { ...named, rule: form }, toLines(form));
}

async function revoke(
  deps: StoreCommandDeps,
  options: RuleOptions,
  open: OpenStore,
  name: string,
): Promise<void> {
  const connection = findConnection(await open.configuration(), options, name);
  const named = toConnectionName(connection);
  const isRevoked = await open.commit(async (unit) => {
    const done = await deleteRuleToken(unit, named);
    if (done) await audit(unit, open, connection, 'revoke');
    return done;
  });
  if (!isRevoked) throw new RelayError('NOT_FOUND', `The connection ${name} has no rule token.`);
  printResult(deps, options, { ...named, revoked: true }, [
    `The rule of ${name} is turned away from now on. Delete it in ServiceNow.`,
  ]);
}

function findConnection(
  { connections }: Configuration,
  { workspace }: RuleOptions,
  name: string,
): Connection {
  const found = connections.filter(
    (one) => one.name === name && (workspace === undefined || one.workspace === workspace),
  );
  const [connection, second] = found;
  if (connection === undefined) {
    throw new RelayError('NOT_FOUND', `There is no connection ${name}.`);
  }
  if (second !== undefined) {
    throw new RelayError(
      'REQUEST_INVALID',
      `Several workspaces have a connection ${name}: --workspace.`,
    );
  }
  if (connection.mode !== 'table' || connection.changes !== 'push') {
    throw new RelayError(
      'REQUEST_INVALID',
      `The connection ${name} listens to no pasted rule: that takes mode: table and changes: push.`,
    );
  }
  return connection;
}

function addressOf({ publicUrl }: OpenStore, { url }: RuleOptions): string {
  const address = url ?? publicUrl;
  if (address !== undefined && /^https?:\/\/\S+$/.test(address) && URL.canParse(address)) {
    return address.replace(/\/+$/, '');
  }
  throw new RelayError(
    'REQUEST_INVALID',
    'Where does the instance reach the relay? Set publicUrl in the configuration, or use --url https://HOST.',
  );
}

function audit(
  unit: Parameters<typeof recordAudit>[0],
  open: OpenStore,
  { workspace, name }: Connection,
  what: 'create' | 'regenerate' | 'revoke',
): Promise<void> {
  return recordAudit(unit, {
    id: open.newId(),
    at: open.now(),
    workspace,
    actor: ACTOR,
    action: `rule-token.${what}`,
    subject: name,
  });
}

function toLines(form: RuleForm): readonly string[] {
  return [
    'In ServiceNow, System Definition > Business Rules > New:',
    '',
    `  Name                      ${form.name}`,
    `  Table                     ${form.table}`,
    '  Active                    yes',
    '  Advanced                  yes',
    `  When to run > When        ${form.when}`,
    '  When to run > Insert      yes',
    '  When to run > Update      yes',
    '  Advanced > Script         the lines below, in place of what stands there',
    '',
    'The script holds a token that is not shown again; whoever may read business rules can read it.',
    '',
    form.script,
  ];
}
