import { MetadataAnswer } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Route } from '../domain/configuration.ts';
import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import { indexCheck } from './check-index.ts';
import { type Check, fail, type Finding, pass, skip, warn } from './check.ts';
import {
  type Choices,
  mandatoryFinding,
  policiesFinding,
  type PolicyDemand,
  resolutionFinding,
  statesFinding,
} from './judge-routes.ts';
import type { Subject } from './subject.ts';

const ROLE_OF_TABLE: Readonly<Record<string, string>> = { incident: 'role:sn_incident_write' };
const OTHER_ROLE = 'role:itil';
const KEY_COLUMNS = ['correlation_id', 'correlation_display'];

interface TableFacts {
  readonly table: string;
  readonly metadata: () => Promise<MetadataAnswer | undefined>;
  readonly choices: (column: string) => Promise<Choices>;
}

/** What each table that routes write must offer, and whether what the routes say fits it. */
export function tableChecks(subject: Subject): readonly Check[] {
  const tables = [...new Set(subject.routes.map(({ table }) => table))];
  return tables.flatMap((table) => {
    const facts = tableFacts(subject, table);
    const routes = subject.routes.filter((route) => route.table === table);
    return [
      ...(subject.connection.mode === 'app'
        ? [appTableCheck(facts)]
        : plainTableChecks(subject, facts)),
      ...routes.flatMap((route) => routeChecks(facts, route)),
      ...routes.map((route) => policyCheck(subject, route)),
    ];
  });
}

function tableFacts({ inspector, connection }: Subject, table: string): TableFacts {
  let asked: Promise<MetadataAnswer | undefined> | undefined;
  const metadata = () => (asked ??= askApp());
  return {
    table,
    metadata,
    choices: async (column) => {
      if (connection.mode === 'table') return askChoices(column);
      const found = (await metadata())?.columns.find(({ name }) => name === column);
      return { visible: found?.choices !== undefined, values: valuesOf(found?.choices ?? []) };
    },
  };

  async function askApp(): Promise<MetadataAnswer | undefined> {
    const heard = await inspector.ask({ path: '/api/x_alrt_relay/v1/metadata', query: { table } });
    if (heard.kind === 'silent' || heard.seen.status !== 200) return undefined;
    return z.object({ result: MetadataAnswer }).safeParse(heard.seen.json).data?.result;
  }

  /** Others than administrators of choices see labels only, and may not even ask for a column by name. */
  async function askChoices(column: string): Promise<Choices> {
    const asked = await inspector.rows('sys_choice', {
      query: `nameIN${table},task^element=${column}^inactive=false`,
      fields: ['name', 'element', 'value', 'label'],
      limit: 500,
    });
    if (asked.kind === 'none') return { visible: false, values: new Set() };
    const seen = asked.rows.filter(({ element }) => element === column);
    // A table that has choices of its own hides those of task.
    const own = seen.filter(({ name }) => name === table);
    const choices = own.length > 0 ? own : seen;
    return {
      visible: choices.length > 0,
      values: valuesOf(choices.map(({ value = '' }) => ({ value }))),
    };
  }
}

function valuesOf(choices: readonly { readonly value: string }[]): ReadonlySet<string> {
  return new Set(choices.map(({ value }) => value));
}

function appTableCheck({ table, metadata }: TableFacts): Check {
  return {
    id: `table:${table}`,
    title: `The app may write ${table}, and it has the columns of the key`,
    needed: true,
    after: ['app-settings'],
    look: async () => {
      const found = await metadata();
      if (found === undefined) {
        return fail({
          code: 'table-not-open',
          evidence: `the app does not describe ${table}`,
          cause: 'It is not among the tables that the app may write.',
          cure: `Add ${table} to the property x_alrt_relay.tables.`,
        });
      }
      const missing = KEY_COLUMNS.filter(
        (column) => !found.columns.some(({ name }) => name === column),
      );
      return missing.length === 0
        ? pass(`${found.columns.length} columns, the key among them`)
        : keyMissing(table, missing);
    },
  };
}

function plainTableChecks(subject: Subject, facts: TableFacts): readonly Check[] {
  const { inspector, connection } = subject;
  const { table } = facts;
  const role = ROLE_OF_TABLE[table] ?? OTHER_ROLE;
  return [
    {
      id: `table:${table}`,
      title: `The account reads ${table}, and sees the columns of the key`,
      needed: true,
      after: ['table-api', role],
      look: async () =>
        readFinding(
          table,
          await inspector.ask({
            path: `/api/now/table/${table}`,
            query: {
              sysparm_fields: ['sys_id', ...KEY_COLUMNS].join(','),
              sysparm_limit: '1',
              ...(connection.filters[table] === undefined
                ? {}
                : { sysparm_query: connection.filters[table] }),
            },
          }),
        ),
    },
    indexCheck(subject, table),
  ];
}

const TablePage = z.object({ result: z.array(z.record(z.string(), z.unknown())) });

/** A refused row looks like success: no rows, and a header that counts what is there. */
function readFinding(table: string, heard: Heard | Silent): Finding {
  if (heard.kind === 'silent') return skip(heard.error.message);
  const { status, says, json } = heard.seen;
  const page = TablePage.safeParse(json);
  if (status !== 200 || !page.success) {
    return fail({
      code: /invalid table/i.test(says) ? 'no-such-table' : 'read-refused',
      evidence: `${status} "${says}"`,
      cause: /invalid table/i.test(says)
        ? `The instance has no table ${table}.`
        : `The account may not read ${table} at all.`,
      cure: 'Correct the table of the route, or grant a role that reads it (docs/roles.md).',
    });
  }
  const [row] = page.data.result;
  const total = Number(heard.headers['x-total-count'] ?? '0');
  if (row === undefined && total > 0) {
    return fail({
      code: 'rows-hidden',
      evidence: `no row came, and the instance counts ${total}`,
      cause: `Access rules hide the rows of ${table} from the account: a refused read looks like an empty table.`,
      cure: 'Grant a role that reads it (docs/roles.md).',
    });
  }
  if (row === undefined) return pass(`${table} is empty, so columns could not be seen`);
  const missing = KEY_COLUMNS.filter((column) => !(column in row));
  return missing.length === 0
    ? pass(`a row came with ${KEY_COLUMNS.join(' and ')}`)
    : keyMissing(table, missing);
}

function keyMissing(table: string, missing: readonly string[]): Finding {
  return fail({
    code: 'key-columns-missing',
    evidence: `not seen on ${table}: ${missing.join(', ')}`,
    cause: 'The columns that carry our key are hidden from the account, or not there.',
    cure: 'Let the account read and write correlation_id and correlation_display.',
  });
}

function routeChecks(facts: TableFacts, route: Route): readonly Check[] {
  const after = [`table:${facts.table}`];
  return [
    {
      id: `states:${route.name}`,
      title: `The states of route ${route.name} exist on ${facts.table}`,
      needed: true,
      after,
      look: async () => statesFinding(route, await facts.choices('state')),
    },
    {
      id: `resolve:${route.name}`,
      title: `What route ${route.name} resolves with is accepted`,
      needed: true,
      after,
      look: async () => resolutionFinding(route, await facts.choices('close_code')),
    },
    {
      id: `mandatory:${route.name}`,
      title: `Route ${route.name} fills what ${facts.table} demands`,
      needed: false,
      after,
      look: async () => mandatoryFinding(route, (await facts.metadata())?.columns),
    },
  ];
}

/** What the policies of the table and of `task` demand; they bind REST calls as well as forms. */
function policyCheck({ admin, inspector }: Subject, route: Route): Check {
  const { table } = route;
  return {
    id: `policies:${route.name}`,
    title: `Route ${route.name} fills what data policies of ${table} demand`,
    needed: false,
    after: [`table:${table}`],
    look: async () => policiesFinding(route, await findDemands(admin ?? inspector, table)),
  };
}

async function findDemands(
  eyes: Subject['inspector'],
  table: string,
): Promise<readonly PolicyDemand[] | undefined> {
  const tables = [table, 'task'];
  const asked = await eyes.rows('sys_data_policy_rule', {
    query: `sys_data_policy.active=true^sys_data_policy.model_tableIN${tables.join(',')}^mandatory=true`,
    fields: [
      'field',
      'mandatory',
      'sys_data_policy.active',
      'sys_data_policy.model_table',
      'sys_data_policy.short_description',
    ],
    limit: 500,
  });
  // Hidden rows are counted and do not come.
  if (asked.kind === 'none' || (asked.rows.length === 0 && asked.total !== 0)) return undefined;
  return asked.rows
    .filter(
      (row) =>
        row['mandatory'] === 'true' &&
        row['sys_data_policy.active'] === 'true' &&
        tables.includes(row['sys_data_policy.model_table'] ?? ''),
    )
    .map((row) => ({
      column: row['field'] ?? '',
      policy: row['sys_data_policy.short_description'] ?? '',
    }));
}

/** The three rules on `task` that the app ships: app mode does without them, the Table API does not. */
export function taskRuleChecks(subject: Subject): readonly Check[] {
  if (subject.connection.mode !== 'app') return [];
  return [
    {
      id: 'task-rules',
      title: "The app's access rules on task are in effect",
      needed: false,
      after: ['app'],
      look: async () => taskRulesFinding(subject),
    },
  ];
}

async function taskRulesFinding({ inspector, admin }: Subject): Promise<Finding> {
  const heard = await inspector.ask({
    path: '/api/now/table/task',
    query: { sysparm_fields: 'sys_id', sysparm_limit: '1' },
  });
  const read = readFinding('task', heard);
  const through = admin === undefined ? '' : `, ${await ruleSource(admin)}`;
  const evidence = `${read.evidence}${through}`;
  if (read.verdict !== 'fail') return { verdict: 'pass', evidence };
  return warn({
    code: 'task-rules-without-effect',
    evidence,
    cause:
      'The account cannot read task through the Table API. Commands of the relay go through the app and do without.',
    cure: 'Only if other clients need it: import the update set alert-relay-…task-access (now-app/INSTALL.md, step 1).',
  });
}

/** Whether the rules came with the app or with the small global update set. */
async function ruleSource(admin: Subject['inspector']): Promise<string> {
  const asked = await admin.rows('sys_security_acl_role', {
    query: 'sys_security_acl.name=task^sys_user_role.name=x_alrt_relay.api_user',
    fields: ['sys_security_acl.name', 'sys_security_acl.operation', 'sys_security_acl.sys_scope'],
    limit: 20,
  });
  if (asked.kind === 'none') return 'the rules themselves are not visible';
  const own = asked.rows.filter((row) => row['sys_security_acl.name'] === 'task');
  const scopes = own.map((row) =>
    row['sys_security_acl.sys_scope'] === 'global' ? 'the global update set' : 'the app',
  );
  return own.length === 0
    ? 'no such rule is there'
    : `${own.length} rules, through ${[...new Set(scopes)].join(' and ')}`;
}
