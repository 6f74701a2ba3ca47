import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startAppInstance, type AppInstance } from '../app/support/app-instance.ts';
import { startReceiver } from '../sources/receiver.ts';
import { tellStory } from '../scenarios/one-story.ts';
import { changesSecret, receiverSecret } from '../support/relay-file.ts';
import { startSystem } from '../support/system.ts';

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
const pushes = z
  .array(z.object({ path: z.string(), body: z.unknown() }))
  .parse(read('app-pushes.json'));
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

describe('the app of today and a relay of before', () => {
  let app: AppInstance;

  beforeAll(async () => {
    app = await startAppInstance();
    await app.admin.post('/api/now/table/sys_user_group', { name: 'Network', active: 'true' });
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  test('every recorded call is answered as then, in the words of then', async () => {
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
    expect(calls.length).toBeGreaterThan(10);
  });
});

describe('the relay of today and an app of before', () => {
  test('takes every recorded push and heartbeat, and what a later app would add', async () => {
    await using receiver = await startReceiver(receiverSecret);
    await using system = await startSystem({
      destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
    });
    const bodies = pushes.flatMap(({ path: to, body }) => {
      const kind = to.endsWith('/heartbeat') ? 'heartbeat' : 'changes';
      const later = { ...z.record(z.string(), z.unknown()).parse(body), of_tomorrow: [1] };
      return [
        { kind, body: JSON.stringify(body) },
        { kind, body: JSON.stringify(later) },
      ];
    });

    const answers = [];
    for (const { kind, body } of bodies) {
      const at = new Date();
      const answer = await fetch(`${system.relay.url}/w/main/servicenow/production/${kind}`, {
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
      const schema = schemaOf('ChangesPushAnswer');
      const parsed = kind === 'changes' ? schema.safeParse(JSON.parse(text)).error : undefined;
      expect(parsed, text).toBeUndefined();
    }

    expect(new Set(answers)).toEqual(new Set(['changes 200', 'heartbeat 204']));
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
