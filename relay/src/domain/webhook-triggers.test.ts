import { describe, expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import type { AlertEvent } from './alert-event.ts';
import type { IncidentCommand } from './command.ts';
import { sampleEvent, sampleRoute } from './samples.ts';
import { type Webhook, webhookTriggers } from './webhook.ts';
import { isTold, triggersOfChange, triggersOfEvents } from './webhook-triggers.ts';

function webhook(change: Partial<Webhook> = {}): Webhook {
  return {
    workspace: 'w',
    name: 'chat',
    enabled: true,
    triggers: ['created', 'status-change'],
    sources: undefined,
    method: 'POST',
    url: new Secret('https://hooks.example.com/a'),
    headers: {},
    credentials: undefined,
    template: undefined,
    ...change,
  };
}

describe('who is told', () => {
  const source = { name: 'oncall' };

  test('a status change is every trigger but the beginning and an escalation', () => {
    const told = webhookTriggers.filter((trigger) =>
      isTold(webhook({ triggers: ['status-change'] }), source, trigger),
    );

    expect(told).toEqual([
      'acknowledged',
      'unacknowledged',
      'resolved',
      'unresolved',
      'silenced',
      'unsilenced',
    ]);
  });

  test.each([
    ['a default webhook', {}, {}, true],
    ['a default webhook, the switch of the source off', {}, { defaultWebhooks: false }, false],
    ['one that names the source', { sources: ['oncall'] }, { defaultWebhooks: false }, true],
    ['one that names another', { sources: ['zabbix'] }, {}, false],
    ['one that is switched off', { enabled: false }, {}, false],
    ['one for something else', { triggers: ['resolved'] as const }, {}, false],
  ])('%s', (_what, change, about, expected) => {
    expect(isTold(webhook(change), { ...source, ...about }, 'created')).toBe(expected);
  });
});

describe('what deliveries make happen', () => {
  const fresh = { kind: 'fresh', change: 'status' } as const;
  const old = { kind: 'old', because: 'repeat' } as const;
  const nothing: IncidentCommand = { kind: 'nothing', because: 'repeat', issues: [] };
  const write = (
    operation: Extract<IncidentCommand, { kind: 'write' }>['operation'],
    because: Extract<IncidentCommand, { kind: 'write' }>['because'],
  ): IncidentCommand => ({
    kind: 'write',
    operation,
    because,
    episode: 1,
    fields: {},
    references: [],
    note: undefined,
    issues: [],
  });
  const known = new Map([['disk-db1', { severity: 'warning' as const }]]);
  const says = (
    event: Partial<AlertEvent>,
    command: IncidentCommand,
    freshness: typeof fresh | typeof old = fresh,
  ) =>
    triggersOfEvents(
      [
        {
          events: [sampleEvent({ fingerprint: 'disk-db1', severity: 'warning', ...event })],
          freshness: [freshness],
          command,
        },
      ],
      known,
    );

  test.each([
    ['firing', write('create', 'first-firing'), ['created']],
    ['firing', write('reopen', 'firing-again'), ['unresolved']],
    ['firing', write('note', 'firing-after-manual-resolve'), []],
    ['resolved', write('resolve', 'all-resolved'), ['resolved']],
    ['resolved', write('update', 'some-resolved'), []],
    ['acknowledged', write('update', 'acknowledged'), ['acknowledged']],
    ['unacknowledged', write('update', 'changed'), ['unacknowledged']],
    ['silenced', nothing, ['silenced']],
    ['unsilenced', nothing, ['unsilenced']],
  ] as const)('%s, %o: %o', (status, command, expected) => {
    expect(says({ status }, command)).toEqual(expected);
  });

  test('a repeat makes nothing happen', () => {
    expect(says({ status: 'acknowledged', severity: 'critical' }, nothing, old)).toEqual([]);
  });

  test('a note of an acknowledged alert is no acknowledgment', () => {
    expect(says({ status: 'acknowledged', kind: 'note' }, nothing)).toEqual([]);
  });

  test.each([
    ['critical', ['escalation']],
    ['warning', []],
    ['info', []],
    ['unknown', []],
  ] as const)('a severity that becomes %s: %o', (severity, expected) => {
    expect(says({ severity }, write('update', 'changed'))).toEqual(expected);
  });

  test('an escalation in the tool is one, whatever the severity', () => {
    expect(says({ kind: 'change', isEscalation: true }, nothing)).toEqual(['escalation']);
  });
});

describe('what somebody in ServiceNow makes happen', () => {
  const route = sampleRoute({
    inwardStates: {
      '1': 'firing',
      '2': 'acknowledged',
      '3': 'acknowledged',
      '5': 'silenced',
      '6': 'resolved',
      '7': 'resolved',
      '8': 'canceled',
    },
  });
  const change = (name: string, before: string, after: string) =>
    triggersOfChange(
      route,
      { state: before },
      {
        fields: [{ name, old: before, new: after }],
        journal: [],
        attachments: [],
      },
    );

  test.each([
    ['1', '2', ['acknowledged']],
    ['2', '3', []],
    ['2', '1', ['unacknowledged']],
    ['1', '5', ['silenced']],
    ['5', '1', ['unsilenced']],
    ['2', '6', ['resolved']],
    ['2', '8', ['resolved']],
    ['6', '7', []],
    ['6', '8', []],
    ['6', '1', ['unresolved']],
    ['6', '2', ['unresolved', 'acknowledged']],
    ['1', '99', []],
    ['99', '2', ['acknowledged']],
  ])('from state %s to %s: %o', (before, after, expected) => {
    expect(change('state', before, after)).toEqual(expected);
  });

  test.each([
    ['4', '1', ['escalation']],
    ['1', '4', []],
    ['', '2', []],
  ])('from priority %s to %s: %o', (before, after, expected) => {
    expect(change('priority', before, after)).toEqual(expected);
  });
});
