import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleChange } from '../../domain/samples.ts';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { type ErrorCode, RelayError } from '../../lib/errors.ts';
import type { Job } from '../../queue/job.ts';
import { insertChange } from '../../store/changes.ts';
import { insertLoopStep, loadLoopSteps } from '../../store/loop-steps.ts';
import { recordLink } from '../../store/record-links.ts';
import { sampleLinkWrite } from '../../store/sample-link.ts';
import { insertWebhookRuns } from '../../store/webhook-runs.ts';
import { insertWriteBack } from '../../store/write-backs.ts';
import { recordDead } from './record-dead.ts';

const NOW = 1_000_000;
const key = 'a'.repeat(64);
const workspace = 'default';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

/** What a dead letter of this kind about `one` leaves behind. */
function bury(kind: Job['kind'], code: ErrorCode): Promise<{ isBlocking: boolean }> {
  const rest = { attempt: 0, code: undefined, dueAt: 0, createdAt: 0, state: 'waiting' } as const;
  const job: Job = { id: 'job', workspace, lane: 'lane', kind, subject: 'one', ...rest };
  const error = new RelayError(code, 'on purpose');
  return store.commit((unit) => recordDead({ clock: { now: () => NOW } }, unit, job, error));
}

function link(phase: 'open' | 'resolved'): Promise<void> {
  return store.commit((unit) => recordLink(unit, sampleLinkWrite({ key, phase }), NOW));
}

function loopStep(): Promise<void> {
  const step = { id: 'step', workspace, key, at: NOW, way: 'told', hash: 'x' } as const;
  return store.commit((unit) => insertLoopStep(unit, step));
}

const loopSteps = async () => (await loadLoopSteps(store.db, key, NOW)).length;
const current = () =>
  store.db.selectFrom('link').select(['phase', 'ended_by']).executeTakeFirstOrThrow();

describe('of an alert', () => {
  test.each([
    ['that has no record holds its lane', undefined, true],
    ['whose record is open lets newer states go on', 'open', false],
    ['whose record has ended holds its lane: the next one is not there', 'resolved', true],
  ] as const)('%s', async (_what, phase, isBlocking) => {
    if (phase !== undefined) await link(phase);

    expect(await bury('events.apply', 'SERVICENOW_REJECTED')).toEqual({ isBlocking });
  });

  test('whose record was deleted closes it, so that its next life opens another', async () => {
    await link('open');

    expect(await bury('events.apply', 'SERVICENOW_RECORD_DELETED')).toEqual({ isBlocking: false });

    expect(await current()).toEqual({ phase: 'closed', ended_by: 'person' });
  });

  test('that was part of a loop holds its lane, and a replay begins anew', async () => {
    await link('open');
    await loopStep();

    expect(await bury('events.apply', 'LOOP_STOPPED')).toEqual({ isBlocking: true });

    expect(await loopSteps()).toBe(0);
  });
});

describe('of a change', () => {
  beforeEach(async () => {
    const change = sampleChange({ id: 'one', key });
    const kept = { workspace, connection: 'prod', lane: 'lane', receivedAt: NOW, change };
    await store.commit((unit) => insertChange(unit, kept));
    await loopStep();
  });

  test.each([
    ['SERVICENOW_REJECTED', false, 1],
    ['LOOP_STOPPED', true, 0],
  ] as const)('by %s: the lane is held where it would loop on', async (code, isBlocking, steps) => {
    expect(await bury('change.apply', code)).toEqual({ isBlocking });

    expect(await loopSteps()).toBe(steps);
    const change = store.db.selectFrom('change').select(['outcome', 'because', 'decided_at']);
    expect(await change.execute()).toEqual([{ outcome: 'dead', because: code, decided_at: NOW }]);
  });
});

test('a tool that was not told is listed as such', async () => {
  const rest = { changeId: 'change', workspace, destination: 'tool', kind: 'resolve', steps: [] };
  await store.commit((unit) =>
    insertWriteBack(unit, { id: 'one', linkKey: key, createdAt: 1, ...rest }),
  );

  expect(await bury('write-back.send', 'DESTINATION_REFUSED')).toEqual({ isBlocking: false });

  const told = store.db.selectFrom('write_back').select(['outcome', 'ended_at']);
  expect(await told.execute()).toEqual([{ outcome: 'dead: DESTINATION_REFUSED', ended_at: NOW }]);
});

test('a webhook that did not arrive is listed as such', async () => {
  const names = { webhook: 'hook', trigger: 'created', source: 's', number: 'n', body: '{}' };
  await store.commit((unit) =>
    insertWebhookRuns(unit, [{ id: 'one', workspace, createdAt: 1, ...names }]),
  );

  expect(await bury('webhook.send', 'DESTINATION_REFUSED')).toEqual({ isBlocking: false });

  const runs = store.db.selectFrom('webhook_run').select('outcome');
  expect(await runs.execute()).toEqual([{ outcome: 'dead: DESTINATION_REFUSED' }]);
});
