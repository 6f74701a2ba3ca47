import { beforeAll, describe, expect, test } from 'vitest';
import type { TestClient } from '../instance/testing/client.ts';
import {
  api,
  connectRelay,
  newCommand,
  newKey,
  startConnectedApp,
  type AppInstance,
} from './support/app-instance.ts';

const shownTables = ['link', 'outbox', 'connection', 'forward_rule'];
/** What the app keeps for itself: lists inside ServiceNow show it, web services do not. */
const closedTables = ['claim', 'event', 'watch'];

describe.each(['nearest', 'next'] as const)(
  'who may do what (fall-through: %s)',
  (aclFallThrough) => {
    let app: AppInstance;
    let outsider: TestClient;
    let agent: TestClient;
    let viewer: TestClient;
    let manager: TestClient;

    beforeAll(async () => {
      app = await startConnectedApp({ aclFallThrough });
      outsider = await app.newClient('outsider', []);
      agent = await app.newClient('agent', ['itil']);
      viewer = await app.newClient('viewer', ['x_alrt_relay.viewer']);
      manager = await app.newClient('manager', ['x_alrt_relay.admin']);
      await app.relay.put(`${api}/tasks/${newKey()}`, newCommand());
      return () => app[Symbol.asyncDispose]();
    });

    test.each([
      ['PUT', `/tasks/${'a'.repeat(64)}`],
      ['GET', `/tasks/${'a'.repeat(64)}`],
      ['GET', '/changes?connection=prod'],
      ['GET', '/lookup?table=sys_user&column=email&value=x'],
      ['GET', '/tasks?by=number&value=INC0010001'],
      ['GET', '/metadata?table=incident'],
      ['POST', '/tasks/batch'],
      ['POST', `/tasks/${'a'.repeat(64)}/attachments`],
      ['POST', '/changes/acknowledge'],
      ['POST', '/connect'],
      ['POST', '/rotate'],
      ['POST', '/disconnect'],
    ])('%s %s is closed to everybody without api_user', async (method, path) => {
      const call = (client: TestClient) =>
        method === 'GET'
          ? client.get(`${api}${path}`)
          : method === 'PUT'
            ? client.put(`${api}${path}`, newCommand())
            : client.post(`${api}${path}`, {});

      const answers = await Promise.all([outsider, agent, viewer, manager].map(call));

      expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403]);
    });

    test('api_user alone reads, creates and writes tasks through the Table API', async () => {
      const made = await app.relay.post('/api/now/table/task', { short_description: 'Follow up' });
      const path = `/api/now/table/task/${made.result['sys_id']}`;
      const read = await app.relay.get(path);
      const written = await app.relay.patch(path, { short_description: 'Followed up' });

      expect([made.status, read.status, written.status]).toEqual([201, 200, 200]);
      expect(written.result['short_description']).toBe('Followed up');
    });

    test.each([
      ...shownTables.map((name) => [name, [403, 403, 403, 200, 200]] as const),
      ...closedTables.map((name) => [name, [403, 403, 403, 403, 403]] as const),
    ])(
      'x_alrt_relay_%s answers relay, outsider, agent, viewer and admin with %j',
      async (name, expected) => {
        const path = `/api/now/table/x_alrt_relay_${name}`;

        const answers = await Promise.all(
          [app.relay, outsider, agent, viewer, manager].map((client) => client.get(path)),
        );

        expect(answers.map((answer) => answer.status)).toEqual(expected);
      },
    );

    test('viewer and admin see the outbox and connections, without any secret', async () => {
      const lists = await Promise.all(
        [viewer, manager, app.admin].flatMap((client) => [
          client.get('/api/now/table/x_alrt_relay_outbox'),
          client.get('/api/now/table/x_alrt_relay_connection'),
        ]),
      );

      expect(lists.map((answer) => answer.list.length)).toEqual([1, 1, 1, 1, 1, 1]);
      expect(lists.some((answer) => answer.text.includes('secret"'))).toBe(false);
    });

    test('only admin puts a change back among those that wait', async () => {
      const [row] = await app.rows('x_alrt_relay_outbox');
      const path = `/api/now/table/x_alrt_relay_outbox/${String(row?.['sys_id'])}`;

      const answers = await Promise.all(
        [app.relay, agent, viewer].map((client) => client.patch(path, { state: 'dead' })),
      );
      const allowed = await manager.patch(path, { state: 'dead' });

      expect(answers.map((answer) => answer.status)).not.toContain(200);
      expect(allowed.status, allowed.text).toBe(200);
    });

    test("people who work on a record see the app's columns on it, and do not write them", async () => {
      const key = newKey();
      await app.relay.put(`${api}/tasks/${key}`, newCommand());
      const [before] = await app.rows('incident', `correlation_id=${key}`);
      const path = `/api/now/table/incident/${String(before?.['sys_id'])}`;
      const columns = ['managed', 'key', 'source', 'external_url', 'origin'];
      const ours = columns.map((name) => `x_alrt_relay_${name}`);
      const forged = { ...Object.fromEntries(ours.map((name) => [name, 'forged'])), impact: '3' };

      const written = await agent.patch(path, forged);
      const [after] = await app.rows('incident', `correlation_id=${key}`);

      expect(written.status, written.text).toBe(200);
      expect(after?.['impact']).toBe('3');
      expect(ours.map((name) => after?.[name])).toEqual(ours.map((name) => before?.[name]));
      expect(ours.map((name) => written.result[name])).toEqual(ours.map((name) => before?.[name]));
    });

    /** The sys_id of a row that nobody looked at yet. */
    const fresh: Readonly<Record<string, () => Promise<string>>> = {
      link: async () => idOf('x_alrt_relay_link', `task_key=${await linked()}`),
      outbox: async () => idOf('x_alrt_relay_outbox', `task_key=${await linked()}`),
      connection: async () => {
        const name = newKey().slice(0, 20);
        await connectRelay(app, undefined, { connection: name });
        return idOf('x_alrt_relay_connection', `name=${name}`);
      },
      forward_rule: async () => {
        const made = await app.admin.post('/api/now/table/x_alrt_relay_forward_rule', {
          name: 'all',
          table: 'problem',
        });
        return String(made.result['sys_id']);
      },
    };
    const linked = async (): Promise<string> => {
      const key = newKey();
      await app.relay.put(`${api}/tasks/${key}`, newCommand());
      return key;
    };
    const idOf = async (table: string, query: string): Promise<string> => {
      const [row] = await app.rows(table, query);
      return String(row?.['sys_id']);
    };
    const change: Readonly<Record<string, object>> = {
      link: { source: 'other' },
      outbox: { state: 'dead' },
      connection: { active: 'false' },
      forward_rule: { active: 'false' },
    };
    // Where a rule that refuses sends on to the next, an administrator comes to the platform's own.
    const isNearest = aclFallThrough === 'nearest';
    const managers = isNearest ? ['manager', 'admin'] : ['manager'];

    test.each([
      ['link', { create: [], write: [], delete: managers }],
      ['outbox', { create: [], write: managers, delete: managers }],
      ['connection', { create: [], write: managers, delete: managers }],
      ['forward_rule', { create: managers, write: managers, delete: managers }],
    ])('rows of x_alrt_relay_%s: %j and nobody else', async (name, expected) => {
      const path = `/api/now/table/x_alrt_relay_${name}`;
      const people = { relay: app.relay, outsider, agent, viewer, manager };
      const who = isNearest ? { ...people, admin: app.admin } : people;
      const allowed = { create: [] as string[], write: [] as string[], delete: [] as string[] };
      for (const [person, client] of Object.entries(who)) {
        const made = await client.post(path, { name: 'made' });
        if (made.status === 201) allowed.create.push(person);
        const row = `${path}/${await fresh[name]?.()}`;
        const written = await client.patch(row, change[name] ?? {});
        if (written.status === 200) allowed.write.push(person);
        const deleted = await client.delete(row);
        if (deleted.status === 204) allowed.delete.push(person);
      }

      expect(allowed).toEqual(expected);
    });
  },
);
