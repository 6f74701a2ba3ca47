import type { WriteBack, WriteBackAlert } from './write-back.ts';

const sampleAt = Date.UTC(2026, 10, 20, 9, 0, 0);

/** An alert for tests. */
export const sampleAlert: WriteBackAlert = {
  fingerprint: 'disk-db1',
  labels: { alertname: 'DiskFull', instance: 'db1' },
  annotations: { summary: 'Disk is full' },
  startedAt: sampleAt - 1000,
};

/** A write-back for tests, changed by what a test is about. */
export function sampleWriteBack(
  kind: WriteBack['kind'],
  change: Partial<WriteBack> = {},
): WriteBack {
  return {
    id: 'write-back-1',
    kind,
    from: undefined,
    key: 'f'.repeat(64),
    connector: 'alertmanager',
    alerts: [sampleAlert],
    record: {
      table: 'incident',
      sysId: '1'.repeat(32),
      number: 'INC0010001',
      title: 'Disk of db1 is full',
      severity: 'high',
      state: '2',
      url: 'https://example.service-now.com/x',
    },
    changes: {},
    journal: [],
    attachments: [],
    actor: 'Beth Anglin',
    at: sampleAt,
    remembered: {},
    ...change,
  };
}

/** The body of a step as the tool reads it. */
export function bodyOf(step: { readonly body?: string | undefined } | undefined): unknown {
  return JSON.parse(step?.body ?? 'null');
}
