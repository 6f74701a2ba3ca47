import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(message: object) {
  return normalize(Payload.parse(message));
}

test.each([
  ['[FIRING:2] InstanceDown (critical)', 'firing', 'InstanceDown (critical)', 'critical'],
  ['[RESOLVED] InstanceDown (critical)', 'resolved', 'InstanceDown (critical)', 'critical'],
  [
    '[FIRING:2, RESOLVED:1] InstanceDown (critical)',
    'firing',
    'InstanceDown (critical)',
    'critical',
  ],
  ['*Resolved*: Disk is full', 'resolved', 'Disk is full', 'unknown'],
  ['OK - Disk is full', 'resolved', 'Disk is full', 'unknown'],
  ['[Alerting] Disk is full', 'firing', 'Disk is full', 'unknown'],
  ['Okay, who broke it?', 'firing', 'Okay, who broke it?', 'unknown'],
  ['RESOLVED', 'resolved', 'RESOLVED', 'unknown'],
  ['OK Disk is full', 'resolved', 'Disk is full', 'unknown'],
  ['Resolved Disk is full', 'resolved', 'Disk is full', 'unknown'],
  ['Critical Disk is full', 'firing', 'Disk is full', 'critical'],
  [':warning: Disk is full', 'firing', 'Disk is full', 'warning'],
  ['[CRITICAL] Disk is full', 'firing', 'Disk is full', 'critical'],
  // A sentence that begins with such a word tells of no end.
  ['Recovery of db1 failed', 'firing', 'Recovery of db1 failed', 'unknown'],
  ['Closed connections pile up', 'firing', 'Closed connections pile up', 'unknown'],
  ['Ok button is gone', 'firing', 'Ok button is gone', 'unknown'],
])('%s', (text, status, title, severity) => {
  expect(read({ text })).toMatchObject([{ status, title, severity }]);
});

test('the color tells what no word does', () => {
  const posted = (color: string) => read({ attachments: [{ title: 'Disk of db1', color }] })[0];

  expect(posted('good')).toMatchObject({ status: 'resolved' });
  expect(posted('danger')).toMatchObject({ status: 'firing', severity: 'high' });
  expect(posted('warning')).toMatchObject({ status: 'firing', severity: 'warning' });
  expect(posted('good')?.fingerprint).toBe(posted('danger')?.fingerprint);
});

test('each attachment with a title is an alert, and its fields are labels', () => {
  const events = read({
    text: 'Two alerts',
    attachments: [
      { title: 'Disk', fields: [{ title: 'Severity', value: 'P1' }] },
      { title: 'Memory', title_link: 'https://grafana.example.com/7' },
    ],
  });

  expect(events).toMatchObject([
    { title: 'Disk', severity: 'critical', labels: { Severity: 'P1' } },
    { title: 'Memory', url: 'https://grafana.example.com/7' },
  ]);
});

test('the text of a block is a text', () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'Disk is full\nof logs' } }];

  expect(read({ blocks })).toMatchObject([
    { title: 'Disk is full', description: 'Disk is full\nof logs' },
  ]);
});
