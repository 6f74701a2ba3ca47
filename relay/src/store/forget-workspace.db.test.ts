import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { sampleEvent } from '../domain/samples.ts';
import { createIds } from '../lib/ids.ts';
import { insertDeliveries, insertEvents, toEventText } from './deliveries.ts';
import { forgetWorkspace } from './forget-workspace.ts';
import { recordLink } from './record-links.ts';
import { sampleLinkWrite } from './sample-link.ts';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

const newId = createIds(() => Date.UTC(2026, 10, 29));

/** Rows of a workspace in tables that know it, that know only the lane, and whose rows have several names. */
async function fill(workspace: string, count: number): Promise<void> {
  const shared = { workspace, source: 'prometheus', receivedAt: 1 };
  const delivered = Array.from({ length: count }, () => ({
    ...shared,
    id: newId(),
    connector: 'alertmanager',
    status: 'accepted' as const,
    reason: undefined,
    headers: '{}',
    body: Buffer.from('{}'),
  }));
  await store.commit(async (unit) => {
    await insertDeliveries(unit, delivered);
    await insertEvents(
      unit,
      delivered.map(({ id: deliveryId }, number) => ({
        ...shared,
        id: newId(),
        deliveryId,
        event: toEventText(sampleEvent()),
        position: 0,
        route: 'ops',
        lane: `${workspace}-${number}`,
        correlationKey: 'key',
        follows: undefined,
        dueAt: 1,
      })),
    );
    for (const episode of [1, 2]) {
      const names = { key: `${workspace} ${episode}`, lane: `${workspace}-0`, episode };
      await recordLink(unit, sampleLinkWrite({ ...names, workspace }), 1);
    }
    const intent = { key: workspace, workspace, connection: 'test', table_name: 'incident' };
    const sent = { sys_id: null, sent_at: null, sent_event_id: null, sent_seq: null, seen: '{}' };
    await unit.db
      .insertInto('intent')
      .values({
        ...intent,
        ...sent,
        episode: 1,
        applied_seq: 0,
        applied_event_id: '',
        sweep_until: 1,
      })
      .execute();
    const notes = ['a', 'b'].map((id) => ({ key: workspace, id, is_applied: 0 }));
    await unit.db.insertInto('intent_note').values(notes).execute();
    const polled = ['incident', 'problem'].map((name) => ({
      workspace,
      connection: 'test',
      table_name: name,
      updated_on: '2026-11-29 00:00:00',
    }));
    await unit.db.insertInto('watermark').values(polled).execute();
    const alerts = Array.from({ length: count }, (_one, number) => ({
      lane: `${workspace}-${number}`,
      fingerprint: 'f',
      status: 'firing',
      severity: 'critical',
      started_at: null,
      content_hash: '',
      labels: '{}',
      annotations: '{}',
      updated_at: 1,
    }));
    for (let start = 0; start < count; start += 500) {
      await unit.db
        .insertInto('alert')
        .values(alerts.slice(start, start + 500))
        .execute();
    }
  });
}

async function countRows(): Promise<Readonly<Record<string, number>>> {
  const tables = [
    'delivery',
    'event',
    'alert',
    'link',
    'intent',
    'intent_note',
    'watermark',
  ] as const;
  const counts = tables.map(async (table) => {
    const rows = await store.db.selectFrom(table).selectAll().execute();
    return [table, rows.length] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

test('all rows of a workspace go, those of others stay, and no thread that writes looks for them', async () => {
  await fill('stays', 3);
  const others = await countRows();
  await fill('goes', 1100);
  const written: string[] = [];
  const writing: KyselyPlugin = {
    transformQuery({ node }) {
      written.push(JSON.stringify(node));
      return node;
    },
    transformResult: async ({ result }) => result,
  };

  await forgetWorkspace(
    {
      reading: store.reading,
      commit: (work, options) =>
        store.commit((unit) => work({ ...unit, db: unit.db.withPlugin(writing) }), options),
    },
    'goes',
  );

  expect(await countRows()).toEqual(others);
  expect(written.filter((statement) => /select/i.test(statement))).toEqual([]);
  // Three statements for each of the large tables, one for each of the others with rows, none for those without.
  expect(written).toHaveLength(3 * 3 + 4);
});
