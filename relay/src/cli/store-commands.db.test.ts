import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSqlite } from '../database/sqlite.ts';
import type { Store } from '../database/store.ts';
import { createKeyFile, newMasterKey } from '../secrets/key-file.ts';
import { type KeptStatus, recordStatus } from '../store/connection-status.ts';
import { recordLink } from '../store/record-links.ts';
import { sampleLinkWrite } from '../store/sample-link.ts';
import { runCommand } from './sample-command.ts';

let folder: string;
let printed: string[];
let faults: string[];
let exits: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-cli-'));
  writeFileSync(join(folder, 'relay.yml'), 'provision: { workspaces: [{ name: default }] }\n');
  printed = [];
  faults = [];
  exits = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<void> {
  const ran = await runCommand(folder, args);
  printed.push(...ran.printed);
  faults.push(...ran.faults);
  exits.push(...ran.exits);
}

test('a token is shown once, listed without its secret, and revoked', async () => {
  await run('token', 'create', '--name', 'ci', '--workspace', 'default', '--json');
  const created: unknown = JSON.parse(printed.join(''));
  printed = [];
  await run('token', 'list', '--json');
  const listed = printed.join('');
  printed = [];
  await run('token', 'revoke', String(Object(created).id), '--json');

  expect(created).toMatchObject({ token: expect.stringMatching(/^art_[\w-]{43}$/), name: 'ci' });
  expect(listed).toContain('"name":"ci"');
  expect(listed).not.toContain(String(Object(created).token));
  expect(printed.join('')).toContain('"revoked":true');
  expect(exits).toEqual([]);
});

const ofInstance = ['--url', 'https://instance.example', '--name', 'production'];
const byAdmin = ['--admin-user', 'admin', '--admin-password-env', 'PASSWORD'];

test.each([
  [[], '--undo needs --yes.\n'],
  [['--dry-run'], expect.stringContaining('--undo has no --dry-run')],
  [['--dry-run', '--yes'], expect.stringContaining('--undo has no --dry-run')],
])('setup --undo %j is not understood, and is no fault of the program', async (more, fault) => {
  const args = ['setup', '--undo', ...more, ...ofInstance, ...byAdmin];

  const ran = await runCommand(folder, args, { PASSWORD: 'secret' });

  expect(ran).toEqual({ printed: [], faults: [fault], exits: [64] });
});

test.each([
  [['--agent'], true],
  [['--account-password-env', 'PASSWORD'], false],
])(
  'setup of a private address on premises %j: what only an agent calls is not to be allowed',
  async (way, isWell) => {
    const cellar = ['--url', 'https://10.1.2.3', '--hosting', 'on-premises', '--name', 'cellar'];
    const env = { PASSWORD: 'secret', RELAY_KEY: newMasterKey() };

    const ran = await runCommand(folder, ['setup', ...cellar, ...way], env);

    expect(ran.faults.join('').includes('SERVICENOW_ADDRESS_REFUSED')).toBe(!isWell);
    expect(ran.exits).toEqual(isWell ? [] : [1]);
    expect(readFileSync(join(folder, 'relay.yml'), 'utf8')).not.toContain('10.1.2.3');
  },
);

test('a plan of setup leaves the schema of an earlier release as it is', async () => {
  const plan = ['setup', ...ofInstance, '--dry-run'];
  const data = join(folder, 'data');
  const store = await openSqlite(data);
  await sql`drop table held_lane`.execute(store.db);
  await sql`delete from kysely_migration where name >= '0034-held-lanes'`.execute(store.db);
  await store.close();

  await run(...plan);

  expect(faults.join('')).toContain('STORE_UNSUITABLE: The schema of the store is that of an');
  expect(exits).toEqual([1]);
  const { migrated, ...again } = await openSqlite(data);
  await again.close();
  expect(migrated).toEqual(['0034-held-lanes', '0036-held-in-order']);
  await run(...plan);
  expect(printed.join('')).toContain('BY HAND');
});

test('setup --undo where no relay is makes none', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const args = ['setup', '--undo', '--yes', ...ofInstance, ...byAdmin];

  const ran = await runCommand(empty, args, { PASSWORD: 'secret' });

  expect(ran.faults.join('')).toContain('there is no such file');
  expect(ran.exits).toEqual([78]);
  expect(readdirSync(empty)).toEqual([]);
});

test('works beside a relay that holds the folder', async () => {
  const relay = await openSqlite(join(folder, 'data'));

  await run('dead-letters');
  await relay.close();

  expect(printed).toEqual(['No dead letters.\n']);
});

test.each([
  [['replay'], 'REQUEST_INVALID', 64],
  [['replay', '--all', '--workspace', 'nowhere'], 'NOT_FOUND', 1],
  [['resync'], 'REQUEST_INVALID', 64],
  [['resync', 'INC0010001', '--connection', 'prod'], 'REQUEST_INVALID: Name either', 64],
  [['resync', 'INC0010001', '--since', '2026-01-31'], 'REQUEST_INVALID: Name either', 64],
  [['resync', '--connection', 'prod', '--since', 'yesterday'], 'REQUEST_INVALID: --since', 64],
  [['resync', '--connection', 'prod', '--since', '5'], 'REQUEST_INVALID: --since', 64],
  // By which clock?
  [
    ['resync', '--connection', 'prod', '--since', '2026-01-31 12:00'],
    'REQUEST_INVALID: --since',
    64,
  ],
  [['token', 'revoke', 'nothing'], 'NOT_FOUND', 1],
  [['token', 'create', '--name', 'x', '--days', '0'], 'REQUEST_INVALID', 64],
  [['token', 'create', '--name', 'x', '--days', 'ten'], 'REQUEST_INVALID', 64],
  [['token', 'create', '--name', ' '], 'REQUEST_INVALID', 64],
  [['token', 'create', '--name', 'x', '--workspace', 'nowhere'], 'NOT_FOUND', 1],
  [['token', 'create', '--name', 'x'.repeat(101)], 'REQUEST_INVALID', 64],
  [['move'], 'REQUEST_INVALID: Where to?', 64],
])('%o is refused with its reason', async (args, code, exit) => {
  await run(...args);

  expect(faults.join('')).toContain(code);
  expect(exits).toEqual([exit]);
});

test('what an instance said does nothing to the terminal in which it is read', async () => {
  await makeDeadLetters(1, 'refused\u001b]52;c;Y3VybA==\u0007\u009b2J\r\nwith two lines');

  await run('dead-letters');

  expect(printed.join('')).toContain(
    String.raw`refused\u001b]52;c;Y3VybA==\u0007\u009b2J\u000d` + '\nwith two lines',
  );
});

test.each([
  ['config', 'rollback', 'abc'],
  ['config', 'rollback', '0'],
  ['config', 'diff', '1.5'],
  ['config', 'diff', '1e300'],
])('%s %s %s is a version that there cannot be, and no bug', async (...args) => {
  await expect(runCommand(folder, args)).rejects.toMatchObject({
    code: 'commander.invalidArgument',
    message: expect.stringContaining('expected a number from 1'),
  });
});

test.each([
  [['sources', 'create', '--file', 'nowhere.yml'], 'nowhere.yml cannot be read'],
  [['import-config', 'nowhere.yml'], 'nowhere.yml cannot be read'],
  [['sources', 'create', '--set', 'name=[a'], '--set name=[a: expected YAML or JSON'],
])('%o names what cannot be read, and is no bug', async (args, message) => {
  await run(...args);

  expect(faults.join('')).toContain(`REQUEST_INVALID: ${message}`);
  expect(exits).toEqual([64]);
});

test('a file that is no YAML is named with the place', async () => {
  const file = join(folder, 'bad.yml');
  writeFileSync(file, 'a: [1,\n');

  await run('import-config', file);

  expect(faults).toEqual([
    expect.stringMatching(
      /^REQUEST_INVALID: \S+bad\.yml: expected YAML or JSON: .* at line 2, column 1\n$/,
    ),
  ]);
});

test('a file that cannot be written is named, and is no fault of the data folder', async () => {
  const out = join(folder, 'relay.yml', 'out.yml');

  await run('export-config', '--out', out);

  expect(faults.join('')).toContain(`REQUEST_INVALID: ${out} cannot be written`);
  expect(exits).toEqual([64]);
});

test('a store that is damaged is told as such, with its folder', async () => {
  const data = join(folder, 'data');
  const store = await openSqlite(data);
  const { rows } = await sql<{ rootpage: number }>`
    select rootpage from sqlite_master where name = 'api_token'`.execute(store.db);
  await sql`pragma wal_checkpoint(truncate)`.execute(store.db);
  await store.close();
  const file = openSync(join(data, 'relay.db'), 'r+');
  writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, ((rows[0]?.rootpage ?? 0) - 1) * 4096);
  closeSync(file);

  await run('token', 'create', '--name', 'x');

  expect(faults.join('')).toContain(`STORE_UNAVAILABLE: Could not work in the data folder ${data}`);
  expect(exits).toEqual([1]);
});

async function makeDeadLetters(count: number, message = 'refused'): Promise<readonly string[]> {
  const store = await openSqlite(join(folder, 'data'));
  const ids = Array.from({ length: count }, (_, index) => String(index).padStart(32, '0'));
  for (const id of ids) {
    await store.db
      .insertInto('job')
      .values({
        id,
        workspace: 'default',
        lane: id,
        kind: 'events.apply',
        subject: id,
        state: 'dead',
        arrived: 0,
        attempt: 1,
        due_at: 0,
        created_at: 0,
        code: 'SERVICENOW_REJECTED',
        message,
      })
      .execute();
  }
  await store.close();
  return ids;
}

test.each(['replay', 'discard'])('%s of an id that is no dead letter says so', async (command) => {
  const [id = ''] = await makeDeadLetters(1);

  await run(command, id, 'f'.repeat(32));

  expect(printed).toEqual([`1 dead letters: ${command}\n`]);
  expect(faults.join('')).toContain(`NOT_FOUND: No dead letter of the workspace default: ffff`);
  expect(faults.join('')).not.toContain(id);
  expect(exits).toEqual([1]);
});

test('D10 a replay of all leaves what only a newer release knows, and says so; named, it is put back', async () => {
  const [known, newer = ''] = await makeDeadLetters(2);
  await readStore(({ db }) =>
    db.updateTable('job').set({ kind: 'newer.kind' }).where('id', '=', newer).execute(),
  );

  await run('replay', '--all', '--json');
  expect(JSON.parse(printed.splice(0).join(''))).toEqual({ ids: [known], left: 1 });
  await run('replay', '--all');
  expect(printed.splice(0).join('')).toMatch(
    /^0 dead letters: replay\n1 left: .*newer release.*install/,
  );

  await run('replay', newer);
  expect(printed).toEqual(['1 dead letters: replay\n']);
});

async function readStore<Found>(work: (store: Store) => Promise<Found>): Promise<Found> {
  const store = await openSqlite(join(folder, 'data'), { beside: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function makeLink(
  number: string,
  more: Parameters<typeof sampleLinkWrite>[0] = {},
): Promise<void> {
  const store = await openSqlite(join(folder, 'data'));
  const link = sampleLinkWrite({ number, ...more });
  await createGroupCommit(
    store,
    () => undefined,
  )((unit) => recordLink(unit, link, Date.parse('2026-02-01')));
  await store.close();
}

async function makeRepairs(count: number): Promise<void> {
  const store = await openSqlite(join(folder, 'data'));
  for (let index = 0; index < count; index += 1) {
    const id = String(index).padStart(32, '0');
    const of = { workspace: 'default', connection: 'prod', key: id, number: 'INC1' };
    const done = { kind: 'record-gone', detail: 'Two were one.', at: index };
    await store.db
      .insertInto('repair')
      .values({ id, ...of, ...done })
      .execute();
  }
  await store.close();
}

async function makeWebhookRuns(count: number, prefix = '0'): Promise<void> {
  const store = await openSqlite(join(folder, 'data'));
  for (let index = 0; index < count; index += 1) {
    const id = String(index).padStart(32, prefix);
    const of = { workspace: 'default', webhook: `hook-${index}`, trigger_name: 'created' };
    const about = { source: 'prometheus', number: 'INC1', body: '{}', created_at: 0 };
    await store.db
      .insertInto('webhook_run')
      .values({ id, ...of, ...about, tries: 0 })
      .execute();
  }
  await store.close();
}

test.each([
  ['dead-letters', 200, makeDeadLetters],
  ['repairs', 200, makeRepairs],
  ['webhook-runs', 50, makeWebhookRuns],
] as const)('%s that were cut after %i say so, and no others do', async (command, most, make) => {
  await make(most);
  await run(command);
  const whole = printed.join('');
  rmSync(join(folder, 'data'), { recursive: true });
  await make(most + 1);
  await run(command);

  expect(faults).toEqual([]);
  expect(whole).not.toContain('there are more');
  expect(printed[1]).toContain(`These are the ${most} newest; there are more.\n`);
  expect(printed[1]?.length).toBeGreaterThan(whole.length);
});

test('runs of a webhook that is not there, and reports that nobody made, are told as such', async () => {
  await run('webhook-runs', 'nowhere');
  await run('mapping-report', '--last');

  expect(faults.join('')).toContain('NOT_FOUND: There is no webhook nowhere');
  expect(printed).toEqual([expect.stringContaining('No report: none was made yet')]);
});

test('a mapping report is made of every instance that answers', async () => {
  const away = (name: string) => ({
    name,
    url: 'http://127.0.0.1:1',
    credentials: { kind: 'basic', user: 'relay', password: 'hunter2' },
    changes: 'off',
  });
  const route = (name: string, connection: string) => ({
    name,
    connection,
    sources: ['web'],
    assignmentGroup: 'Network',
  });
  const provision = {
    workspaces: [
      {
        name: 'default',
        connections: [away('first'), away('second')],
        sources: [{ name: 'web', connector: 'alertmanager', settings: { token: 'x'.repeat(32) } }],
        routes: [route('one', 'first'), route('two', 'second')],
      },
    ],
  };
  const outgoing = { allow: ['127.0.0.1'] };
  writeFileSync(join(folder, 'relay.yml'), JSON.stringify({ outgoing, provision }));

  await run('mapping-report');

  expect(faults).toEqual([
    expect.stringMatching(/^first: SERVICENOW_UNAVAILABLE: /),
    expect.stringMatching(/^second: SERVICENOW_UNAVAILABLE: /),
  ]);
  expect(printed).toEqual([]);
  expect(exits).toEqual([1]);
});

test('of each webhook the last run is shown, and of one all of them', async () => {
  await makeWebhookRuns(2);
  await makeWebhookRuns(1, '9');

  await run('webhook-runs', '--json');
  await run('webhook-runs', 'hook-0', '--json');
  await run('webhook-runs', 'hook-1', '--json');

  const shown = printed.map((line) => {
    const rows: unknown = JSON.parse(line);
    return Array.isArray(rows) ? rows.map((row) => Object(row).webhook) : rows;
  });
  expect(shown).toEqual([['hook-0', 'hook-1'], ['hook-0', 'hook-0'], ['hook-1']]);
});

test('where there is no workspace yet, how to make one is said', async () => {
  writeFileSync(join(folder, 'relay.yml'), '');

  await run('dead-letters');

  expect(faults.join('')).toContain('workspaces create --set name=main');
});

test('a store that is not there is not moved', async () => {
  const database = { RELAY_DATABASE_URL: 'postgres://relay@127.0.0.1:1/none' };

  const { faults: said, exits: codes } = await runCommand(folder, ['move'], database);

  expect(said.join('')).toContain(`There is no embedded store in ${join(folder, 'data')}`);
  expect(codes).toEqual([64]);
});

test('why and dry-run say so where there is nothing', async () => {
  await run('dry-run', '--last', '10');
  await run('why', 'INC0010001');

  expect(printed).toEqual(['No events are kept in workspace default.\n']);
  expect(faults.join('')).toContain('NOT_FOUND: Nothing is known by the id or number INC0010001.');
});

test('a comparison that somebody asks for at the shell is in the audit, as one by the API is', async () => {
  provideConnection();

  // No record is there, so no instance is asked.
  await run('resync', '--connection', 'prod', '--json');

  expect([printed.map((line) => JSON.parse(line)), faults]).toEqual([
    [{ compared: 0, different: 0, unknownHere: 0 }],
    [],
  ]);
  const store = await openSqlite(join(folder, 'data'));
  const rows = await store.db.selectFrom('audit').select(['actor', 'action', 'subject']).execute();
  await store.close();
  expect(rows).toContainEqual({
    actor: 'command line',
    action: 'connection.resync',
    subject: 'prod',
  });
});

test('a comparison is promised within seconds only where a relay runs', async () => {
  provideConnection();

  await run('resync', '--connection', 'prod');
  await makeLink('INC0010001');
  await run('resync', 'INC0010001');
  await recordStatusNow({ status: 'ok', because: undefined });
  await run('resync', 'INC0010001');

  expect(printed).toEqual([
    expect.stringContaining('0 differ and are looked at as soon as a relay runs;'),
    expect.stringMatching(/^INC0010001 is compared as soon as a relay runs;/),
    expect.stringMatching(/^INC0010001 is compared by the relay within seconds;/),
  ]);
});

test.each([
  [[], 'what ended long ago is left alone', []],
  [['--since', '2026-01-31'], 'what was touched since is asked for', ['SERVICENOW_UNAVAILABLE']],
])('resync of a connection %j: %s', async (since, _what, codes) => {
  provideConnection(undefined, 'http://127.0.0.1:1');
  await makeLink('INC0010001', { phase: 'closed', endedBy: 'person' });

  await run('resync', '--connection', 'prod', ...since);

  expect(faults.map((line) => line.split(':')[0])).toEqual(codes);
});

test('a record that somebody wants compared waits for the relay, and the audit says who', async () => {
  provideConnection();
  await makeLink('INC0010001');

  await run('resync', 'INC0010001');

  const [jobs, audit] = await readStore(async ({ db }) => [
    await db.selectFrom('job').select(['kind', 'lane']).execute(),
    await db.selectFrom('audit').select(['actor', 'action', 'subject']).execute(),
  ]);
  expect(jobs).toEqual([{ kind: 'link.compare', lane: 'lane' }]);
  expect(audit).toContainEqual({
    actor: 'command line',
    action: 'link.resync',
    subject: 'INC0010001',
  });
});

test('who changed and who forgot a master key is in the audit', async () => {
  createKeyFile(join(folder, 'relay.key'));

  await run('rotate-key');
  await run('rotate-key', '--forget');

  expect(printed).toEqual([
    expect.stringMatching(/^New master key [\da-f]{16}: \d+ data keys wrapped anew\.\nFormer keys/),
    '1 former keys forgotten.\n',
  ]);
  const audit = await readStore(({ db }) =>
    db.selectFrom('audit').select(['actor', 'action', 'subject']).orderBy('id').execute(),
  );
  const by = { actor: 'command line', subject: 'master key' };
  expect(audit).toEqual([
    { ...by, action: 'key.rotate' },
    { ...by, action: 'key.forget' },
  ]);
});

test('migrate names what it did, and the next time that nothing is left', async () => {
  await readStore(async ({ db }) => {
    await sql`drop table held_lane`.execute(db);
    await sql`delete from kysely_migration where name >= '0034-held-lanes'`.execute(db);
  });

  await run('migrate');
  await run('migrate');

  expect(printed).toEqual([
    'done: 0034-held-lanes\ndone: 0036-held-in-order\n',
    'The schema is up to date.\n',
  ]);
});

test.each([
  ['failed', 'The person pressed Deny.', 'prod: The person pressed Deny.\n', [1]],
  ['connected', null, 'prod: connected\n', []],
] as const)(
  'connect --wait waits for what comes of the link: %s',
  async (outcome, because, said, ended) => {
    provideConnection('{ kind: authorization-code, clientId: a, clientSecret: b }');
    const running = run('connect', 'prod', '--url', 'https://relay.example.com/', '--wait');
    const update = () =>
      readStore(({ db }) =>
        db.updateTable('sign_in').set({ outcome, because }).executeTakeFirstOrThrow(),
      );
    await expect.poll(async () => (await update()).numUpdatedRows).toBe(1n);

    await running;

    expect(printed[0]).toContain('https://relay.example.com/oauth/start/');
    expect(printed[1]).toBe(said);
    expect(exits).toEqual(ended);
  },
);

test('a number that nobody knows is told from a record that needed no repair', async () => {
  provideConnection();
  await makeLink('INC0010001');
  await makeRepairs(1);

  await run('repairs', 'INC0010001');
  await run('repairs', 'INC0010002');
  await run('repairs', 'INC1');

  expect(printed).toEqual([
    'Nothing had to be set right.\n',
    expect.stringMatching(/  INC1  record-gone\n    Two were one\.\n$/),
  ]);
  expect(faults).toEqual(['NOT_FOUND: No record of ours is INC0010002.\n']);
  expect(exits).toEqual([1]);
});

test.each([
  ['status', 'nope'],
  ['doctor', 'nope'],
])('%s %s names the connections that there are', async (...args) => {
  provideConnection();

  await run(...args);

  expect(faults.join('')).toContain('no connection nope in workspace default; known are prod');
});

test('readiness names the routes that there are', async () => {
  await run('readiness', 'nope');

  expect(faults.join('')).toContain('no route nope in workspace default; known are none');
});

test.each(['relay.example.com', 'http:/', 'ftp://relay.example.com', ' '])(
  'a link to "%s" would lead nowhere, and is not made',
  async (url) => {
    provideConnection('{ kind: authorization-code, clientId: a, clientSecret: b }');

    await run('connect', 'prod', '--url', url);

    expect(printed).toEqual([]);
    expect(faults.join('')).toContain('REQUEST_INVALID: --url: expected an address');
    expect(exits).toEqual([64]);
  },
);

test('a connection without a browser sign-in says so before it asks for an address', async () => {
  provideConnection();

  await run('connect', 'prod');

  expect(faults).toEqual([
    'REQUEST_INVALID: The connection prod signs in by basic: there is nothing to allow in a browser.\n',
  ]);
  expect(exits).toEqual([64]);
});

test('a connection that no relay has looked at is not well', async () => {
  provideConnection();

  await run('status');

  expect(printed.join('')).toMatch(/^prod: unknown: No relay that runs/);
  expect(exits).toEqual([1]);
});

test.each([
  ['SWITCHED_OFF', []],
  ['SERVICENOW_UNAUTHORIZED', [1]],
])('a connection that is paused because of %s ends status with %j', async (because, expected) => {
  provideConnection();
  await recordStatusNow({ because });

  await run('status');

  expect(printed.join('')).toContain(`(${because}): Said so.`);
  expect(exits).toEqual(expected);
});

test('what is stored and not right any more is told by status, and by whoever would use it', async () => {
  provideConnection();
  await recordStatusNow({ because: undefined, status: 'ok' });
  const store = await openSqlite(join(folder, 'data'));
  const entry = { name: 'chat', kind: 'slack', url: 'hooks.slack.com' };
  const plant = { name: 'plant', url: 'http://plant.example', changes: 'off' };
  const row = { workspace: 'default', position: 1, revision: 1 };
  await store.db
    .insertInto('configuration')
    .values([
      { ...row, kind: 'destination', name: 'chat', entry: JSON.stringify(entry) },
      { ...row, kind: 'connection', name: 'plant', entry: JSON.stringify(plant) },
    ])
    .execute();
  await store.close();

  await run('status');
  await run('status', 'prod');
  await run('doctor', 'plant');

  expect(printed.join('')).toMatch(/^plant: unknown.*\nprod: ok/);
  expect(printed.join('')).toContain('the destination chat is not used: url: expected');
  expect(printed.join('')).toContain('the connection plant is not used: credentials: expected');
  expect(faults.join('')).toMatch(/^CONNECTION_HELD: The connection plant .* is not used: /);
  expect(exits).toEqual([1, 1]);
});

function provideConnection(
  credentials = '{ kind: basic, user: relay, password: hunter2 }',
  url = 'https://acme.service-now.com',
): void {
  writeFileSync(
    join(folder, 'relay.yml'),
    `outgoing: { allow: [127.0.0.1] }
provision:
  workspaces:
    - name: default
      connections:
        - name: prod
          url: ${url}
          credentials: ${credentials}
          changes: 'off'
`,
  );
}

async function recordStatusNow(
  found: Pick<KeptStatus, 'because'> & Partial<KeptStatus>,
): Promise<void> {
  const store = await openSqlite(join(folder, 'data'));
  const commit = createGroupCommit(store, () => undefined);
  const now = Date.now();
  await commit((unit) =>
    recordStatus(unit, 'relay', {
      workspace: 'default',
      connection: 'prod',
      status: 'paused',
      message: 'Said so.',
      since: now,
      seenAt: now,
      ...found,
    }),
  );
  await store.close();
}
