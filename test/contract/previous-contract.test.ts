import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startAppInstance, type AppInstance } from '../app/support/app-instance.ts';
import { copyWithChange, type Change } from '../app/support/copy-with-change.ts';
import { startReceiver } from '../sources/receiver.ts';
import { tellStory } from '../scenarios/one-story.ts';
import { changesSecret, receiverSecret } from '../support/relay-file.ts';
import { startSystem } from '../support/system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const frozen = path.join(import.meta.dirname, '0.1.0');

const Call = z.object({
  method: z.string(),
  path: z.string(),
  body: z.record(z.string(), z.unknown()).optional(),
  status: z.number(),
  answer: z.object({ result: z.record(z.string(), z.unknown()) }),
});
type Call = z.output<typeof Call>;

const calls = z.array(Call).parse(read('relay-calls.json'));
const Pushes = z.array(z.object({ path: z.string(), body: z.unknown() }));
const pushes = Pushes.parse(read('app-pushes.json'));
const schemas = z.record(z.string(), z.record(z.string(), z.unknown())).parse(read('schemas.json'));

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(frozen, name), 'utf8'));
}

/** The contract of then, as a relay of then reads answers. */
function schemaOf(name: string): z.ZodType {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the frozen contract has no ${name}`);
  return z.fromJSONSchema(schema);
}

const answerSchemas: readonly (readonly [RegExp, string])[] = [
  [/^POST .*\/connect$/, 'ConnectAnswer'],
  [/^GET .*\/lookup\?/, 'LookupAnswer'],
  [/^PUT .*\/tasks\//, 'UpsertAnswer'],
  [/^GET .*\/tasks\//, 'TaskRecord'],
  [/^GET .*\/changes\?/, 'ChangesPage'],
  [/^POST .*\/changes\/acknowledge/, 'AcknowledgeAnswer'],
];

function answerSchema(call: Call): z.ZodType {
  if (call.status !== 200) return schemaOf('AppProblem');
  const line = `${call.method} ${call.path}`;
  const found = answerSchemas.find(([pattern]) => pattern.test(line));
  if (found === undefined) throw new Error(`nobody knows what answers ${line}`);
  return schemaOf(found[1]);
}

/** What is the same in every run: no ids, numbers and times. */
const steady = [
  'outcome',
  'applied_seq',
  'applied_event_id',
  'contract',
  'acknowledged',
  'more',
  'key',
  'table',
  'state',
  'active',
  'episode',
  'fields',
  'record',
  'problem',
  'code',
] as const;

function steadyPart(value: unknown): unknown {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(parsed.data)
      .filter(([name]) => steady.some((one) => one === name))
      .map(([name, part]) => [name, name === 'fields' ? part : steadyPart(part)]),
  );
}

/** Sends every recorded call as the relay of then did, and fails at the first answer that it could not use. */
async function replay(app: AppInstance): Promise<void> {
  await app.admin.post('/api/now/table/sys_user_group', { name: 'Network', active: 'true' });
  let lastPage: readonly string[] = [];
  for (const call of calls) {
    const body =
      call.body !== undefined && 'ids' in call.body ? { ...call.body, ids: lastPage } : call.body;

    const answer =
      call.method === 'GET'
        ? await app.relay.get(call.path)
        : call.method === 'PUT'
          ? await app.relay.put(call.path, body)
          : await app.relay.post(call.path, body);

    const what = `${call.method} ${call.path}: ${answer.text}`;
    expect(answer.status, what).toBe(call.status);
    expect(answerSchema(call).safeParse(answer.result).error, what).toBeUndefined();
    expect(answer.result, what).toMatchObject(
      z.record(z.string(), z.unknown()).parse(steadyPart(call.answer.result)),
    );
    const page = z.object({ changes: z.array(z.object({ id: z.string() })) });
    lastPage = page.safeParse(answer.result).data?.changes.map(({ id }) => id) ?? lastPage;
  }
}

describe('the app of today and a relay of before', () => {
  test('every recorded call is answered as then, in the words of then', async () => {
    await using app = await startAppInstance();

    await replay(app);

    expect(calls.length).toBeGreaterThan(10);
  }, 120_000);

  // Each is a change that somebody could make in good faith, and that would stop the relays out there.
  test.each<[string, Change, RegExp]>([
    [
      'names a part of its answers anew',
      { where: 'src/server/', from: /\bapplied_seq\b/g, to: 'applied_number' },
      /^PUT .*applied_number/,
    ],
    [
      'asks for a field that it did not ask for',
      {
        where: 'domain/upsert-request.ts</path>',
        from: "seq: reader.whole('seq', 1)",
        to: "seq: reader.whole('seq', 1), shard: reader.whole('shard', 1)",
      },
      /^PUT .*shard must be a whole number/,
    ],
    [
      'moves a call',
      {
        where: '<relative_path>/changes/acknowledge</relative_path>',
        from: '/changes/acknowledge',
        to: '/changes/ack',
      },
      /^POST .*\/changes\/acknowledge.*does not represent/,
    ],
  ])(
    'an app that %s is found out',
    async (_what, change, message) => {
      await using folder = await createTemporaryFolder('contract');
      await using app = await startAppInstance({ app: copyWithChange(folder.path, change) });

      await expect(replay(app)).rejects.toThrow(message);
    },
    120_000,
  );
});

/** Signed as the app of then signed; gives back what each was and how the relay answered. */
async function pushAll(url: string, all: z.output<typeof Pushes>): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const push of all) {
    const kind = push.path.endsWith('/heartbeat') ? 'heartbeat' : 'changes';
    const body = JSON.stringify(push.body);
    const at = new Date();
    const answer = await fetch(`${url}/w/main/servicenow/production/${kind}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(changesSecret).sign('msg_1', at, body),
      },
      body,
    });
    answers.push(`${kind} ${answer.status}`);
    const text = await answer.text();
    if (answer.status === 200) schemaOf('ChangesPushAnswer').parse(JSON.parse(text));
  }
  return answers;
}

test('a relay of before takes a deleted record for a change of nothing', () => {
  const push = z
    .object({ changes: z.array(z.record(z.string(), z.unknown())).min(1) })
    .loose()
    .parse(pushes[0]?.body);
  const deletion = {
    ...push.changes[0],
    operation: 'update',
    fields: [],
    journal: [],
    deleted: true,
  };

  const read = schemaOf('ChangesPush').safeParse({ ...push, changes: [deletion] });

  expect(read.error).toBeUndefined();
});

describe('the relay of today and an app of before', () => {
  test('takes every recorded push and heartbeat, and what a later app would add', async () => {
    await using receiver = await startReceiver(receiverSecret);
    await using system = await startSystem({
      destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
    });
    const later = (body: unknown) => ({
      ...z.record(z.string(), z.unknown()).parse(body),
      of_tomorrow: [1],
    });

    const answers = await pushAll(system.relay.url, [
      ...pushes,
      ...pushes.map((push) => ({ ...push, body: later(push.body) })),
    ]);

    expect(new Set(answers)).toEqual(new Set(['changes 200', 'heartbeat 204']));

    // A relay that wanted other names would answer the pushes of then as it answers these.
    const renamed: unknown = JSON.parse(
      JSON.stringify(pushes)
        .replaceAll('"sequence"', '"place"')
        .replaceAll('"waiting"', '"queued"'),
    );
    expect(new Set(await pushAll(system.relay.url, Pushes.parse(renamed)))).toEqual(
      new Set(['changes 400', 'heartbeat 400']),
    );
  }, 120_000);

  test('tells a whole story with the app that was built then', async () => {
    await using receiver = await startReceiver(receiverSecret);
    await using system = await startSystem(
      {
        destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
        route: { backSync: { comments: true } },
      },
      { app: path.join(frozen, 'app.zip') },
    );

    const outcome = await tellStory({ agent: system.agent, relay: system.relay, receiver });

    expect(outcome).toMatchObject({
      incidents: 1,
      record: { state: '6', impact: '1', close_code: 'Solution provided' },
      told: ['incident.acknowledged', 'incident.updated', 'incident.resolved'],
      heard: ['We are looking into it.'],
    });
  }, 120_000);
});
