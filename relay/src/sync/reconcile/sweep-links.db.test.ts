import type { LinkState } from '@alert-relay/shared-types';
import { features } from '@alert-relay/shared-types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import type { Connection } from '../../domain/configuration.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { createIds } from '../../lib/ids.ts';
import { KEYS_PER_CALL } from '../../servicenow/links.ts';
import { MAX_KEYS } from '../../servicenow/table/doubles.ts';
import { recordLink } from '../../store/record-links.ts';
import { sampleLinkWrite } from '../../store/sample-link.ts';
import { sweepLinks, sweepRegularly, type SweepDeps } from './sweep-links.ts';

const NOW = 100 * 86_400_000;
const connection = sampleConnection();
const newId = createIds(() => NOW);

let store: SampleStore;
let asked: string[];

beforeEach(async () => {
  store = await openSampleStore();
  asked = [];
});

afterEach(() => store.close());

/** The instance knows these links, and each of them by one command more than we do, unless told otherwise. */
function sweep(known: readonly string[], since?: number, over: Partial<LinkState> = {}) {
  const toState = (key: string): LinkState => ({
    key,
    table: 'incident',
    sys_id: '1'.repeat(32),
    number: 'INC0010001',
    state: '1',
    active: true,
    sys_mod_count: 9,
    sys_updated_on: '1970-04-11 00:00:00',
    episode: 1,
    applied_seq: 2,
    applied_event_id: 'of another relay',
    exists: true,
    last_sequence: null,
    waiting: 0,
    ...over,
  });
  const pages = known.map((key, index) => ({
    links: [toState(key)],
    next: index + 1 < known.length ? key : null,
  }));
  const deps: SweepDeps = {
    ...store,
    newId,
    clock: { now: () => NOW },
    servicenow: {
      findApp: async () => ({ version: '0.1.0', features: new Set(features) }),
      findRecords: async () => [],
      compareLinks: async (_connection, keys) => {
        asked.push(...keys);
        return keys.filter((key) => known.includes(key)).map(toState);
      },
      listLinks: async () => pages.shift() ?? { links: [], next: null },
    },
    isStopped: () => false,
  };
  return sweepLinks(deps, connection, since);
}

function link(key: string, at: number, over: Parameters<typeof sampleLinkWrite>[0] = {}) {
  return store.commit((unit) => recordLink(unit, sampleLinkWrite({ key, lane: key, ...over }), at));
}

const jobs = async () =>
  (await store.db.selectFrom('job').select('subject').orderBy('seq').execute()).map(
    ({ subject }) => subject,
  );

test('links that differ get a job each, however often they are compared before it is done', async () => {
  for (let number = 100; number < 601; number += 1) await link(`key-${number}`, number);
  const known = ['key-100', 'key-600'];
  // What the instance does not know at all differs too.
  await store.db
    .updateTable('link')
    .set({ phase: 'resolved' })
    .where('key', 'not in', known)
    .execute();

  await sweep(known, 1);
  const again = await sweep(known, 1);

  expect(again).toEqual({ compared: 501, different: 2, unknownHere: 0 });
  expect(await jobs()).toEqual(known);
});

test('what ended a week ago is compared on request only, where the instance touched it', async () => {
  const weekAgo = NOW - 7 * 86_400_000;
  await link('key-old', weekAgo - 1, { phase: 'closed' });
  await link('key-older', weekAgo - 2, { phase: 'closed' });
  await link('key-late', weekAgo, { phase: 'closed' });

  expect(await sweep(['key-old', 'key-late'])).toMatchObject({ compared: 1, different: 1 });
  expect(await sweep(['key-old', 'key-older'], NOW)).toMatchObject({ compared: 2, different: 2 });
  expect(await jobs()).toEqual(['key-late', 'key-old', 'key-older']);
});

test.each([{ workspace: 'somebody else' }, { connection: 'test' }])(
  'a link of %o that an instance lists is unknown, and is not compared with it',
  async (whose) => {
    await link('key-theirs', NOW, { phase: 'closed', ...whose });

    expect(await sweep(['key-theirs'], NOW - 1)).toEqual({
      compared: 0,
      different: 0,
      unknownHere: 1,
    });
    expect(asked).toEqual([]);
  },
);

test('the record of somebody else on which we note is not compared', async () => {
  await link('key-noted', NOW, { sentFields: { note_on: '2'.repeat(32) } });

  await sweep(['key-noted']);

  expect(asked).toEqual([]);
});

test('changes that the app has yet to bring are waited for, and missed when none waits any more', async () => {
  await link('key-1', NOW);
  const brings = { applied_seq: 1, sys_mod_count: 1, last_sequence: 100 };

  expect(await sweep(['key-1'], undefined, { ...brings, waiting: 1 })).toMatchObject({
    different: 0,
  });
  expect(await sweep(['key-1'], undefined, brings)).toMatchObject({ different: 1 });
});

test('without the app all links are compared too, so many at once as an address has room for', async () => {
  for (let number = 0; number < 2 * MAX_KEYS + 1; number += 1) await link(`key-${number}`, NOW);
  const questions: number[] = [];
  const findRecords = async (_connection: Connection, table: string, keys: readonly string[]) => {
    questions.push(keys.length);
    return keys.map((key) => ({
      key,
      table,
      sysId: '1'.repeat(32),
      number: 'INC0010001',
      active: true,
      modCount: 9,
      updatedOn: '1970-04-11 00:00:00',
      updatedBy: 'beth',
      fields: { state: '2' },
    }));
  };
  const refuse = () => Promise.reject(new TypeError('There is no app.'));
  const servicenow = { findRecords, findApp: refuse, compareLinks: refuse, listLinks: refuse };
  const isStopped = () => false;
  const deps = { ...store, newId, clock: { now: () => NOW }, servicenow, isStopped };

  const swept = await sweepLinks(deps, sampleConnection({ mode: 'table' }));

  expect(swept).toMatchObject({ different: 2 * MAX_KEYS + 1 });
  expect(questions).toEqual([MAX_KEYS, MAX_KEYS, 1]);
});

test('a relay that stops leaves the pages that are left', async () => {
  const numbers = Array.from({ length: 2 * KEYS_PER_CALL }, (_, number) => number);
  await Promise.all(numbers.map((number) => link(`key-${number}`, NOW)));
  const stopping = new AbortController();
  const compareLinks = async (_connection: Connection, keys: readonly string[]) => {
    asked.push(...keys);
    stopping.abort();
    return [];
  };
  const refuse = () => Promise.reject(new TypeError('Not asked in app mode.'));
  const findApp = async () => ({ version: '0.1.0', features: new Set(features) });
  const servicenow = { compareLinks, findApp, findRecords: refuse, listLinks: refuse };
  const silent = () => undefined;
  const turn = { wait: async () => undefined, isStopped: () => stopping.signal.aborted };
  const log = { info: silent, warn: silent };
  const deps = { ...store, ...turn, newId, clock: { now: () => NOW }, servicenow, log };

  await sweepRegularly(deps, sampleConnection({ reconcileEveryMs: 1000 }));

  expect(asked).toHaveLength(KEYS_PER_CALL);
});
