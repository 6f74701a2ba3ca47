import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { inProject } from '../support/project.ts';
import { whatIsMissing, type Summary } from './story.ts';

const happened: Summary = {
  incident: { number: 'INC0010001', sys_id: '1'.repeat(32), state: '6' },
  deliveries: [{ seq: 7, at: '2026-11-22T03:00:00Z', operation: 'insert', user: 'alert.relay' }],
  writeBack: { tool: 'webhook', message: 'msg_1' },
  timings: { alertToIncidentMs: 100, editToToolToldMs: 100 },
};

test('the demo tells its story on a machine without an Alertmanager', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    inProject('test/demo/main.ts'),
    '--once',
    '--tool=receiver',
  ]);

  const summary: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(summary).toMatchObject({
    incident: { number: expect.stringMatching(/^INC\d+$/), state: '6' },
    deliveries: [{ operation: 'insert', user: 'alert.relay' }],
    writeBack: { tool: 'webhook', payload: { type: 'incident.resolved' } },
  });
}, 120_000);

test.each<[string, Partial<Summary>]>([
  ['not resolved', { incident: { ...happened.incident, state: '1' } }],
  ['no write of the relay', { deliveries: [] }],
  ['no record of being told', { writeBack: {} }],
])('a story that lacks its point is a failure: %s', (reason, lacking) => {
  expect(whatIsMissing({ ...happened, ...lacking })).toContain(reason);
});

test('a whole story lacks nothing', () => {
  expect(whatIsMissing(happened)).toBeUndefined();
});
