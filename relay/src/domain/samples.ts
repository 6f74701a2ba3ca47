import type { ChangeEvent, TaskRecord, UpsertRequest } from '@alert-relay/shared-types';
import { Secret } from '../lib/secret.ts';
import type { AlertEvent } from './alert-event.ts';
import type { Connection, Route } from './configuration.ts';
import { literal } from './template.ts';
import type { Episode } from './situation.ts';

/** An event for tests: a firing disk alert, changed by what a test is about. */
export function sampleEvent(change: Partial<AlertEvent> = {}): AlertEvent {
  return {
    kind: 'state',
    fingerprint: 'disk-db1',
    groupKey: '{"alertname":"DiskFull"}',
    status: 'firing',
    severity: 'critical',
    title: 'Disk of db1 is full',
    description: 'Less than 1 % left.',
    labels: { alertname: 'DiskFull', instance: 'db1' },
    annotations: {},
    actor: undefined,
    text: undefined,
    url: 'https://prometheus.example/graph',
    startedAt: 1_000_000,
    endedAt: undefined,
    ...change,
  };
}

/** A route for tests with the defaults of the configuration. */
export function sampleRoute(change: Partial<Route> = {}): Route {
  return {
    workspace: 'default',
    name: 'ops',
    enabled: true,
    sources: ['prometheus'],
    when: undefined,
    includePrivate: false,
    ownRecords: false,
    connection: 'prod',
    table: 'incident',
    groupBy: 'group',
    references: [
      {
        column: 'assignment_group',
        table: 'sys_user_group',
        by: 'name',
        value: literal('Network'),
        fallback: undefined,
        otherwise: 'fail',
      },
    ],
    fields: { category: literal('software') },
    defaults: {},
    owners: {},
    severityMap: {
      critical: { impact: '1', urgency: '1', severity: '1', assignmentGroup: undefined },
      high: { impact: '2', urgency: '1', severity: '2', assignmentGroup: undefined },
      warning: { impact: '2', urgency: '2', severity: '2', assignmentGroup: undefined },
      info: { impact: '3', urgency: '3', severity: '3', assignmentGroup: undefined },
      unknown: { impact: '3', urgency: '3', severity: '3', assignmentGroup: undefined },
    },
    additionalInformation: undefined,
    note: undefined,
    workNotes: true,
    comments: false,
    closeCode: literal('Solution provided'),
    closeNotes: literal('Resolved in the alerting tool.'),
    closingStates: ['7', '8'],
    outwardStates: {
      firing: '1',
      acknowledged: '2',
      unacknowledged: '1',
      silenced: undefined,
      unsilenced: undefined,
      resolved: '6',
    },
    inwardStates: {
      '1': 'firing',
      '2': 'acknowledged',
      '3': 'acknowledged',
      '6': 'resolved',
      '7': 'resolved',
      '8': 'canceled',
    },
    afterManualResolve: 'note',
    reopenWithinMs: undefined,
    resolveWhenSilentForMs: undefined,
    destination: 'alertmanager',
    // Everything, so that a test about a change need not say that it is told.
    backSync: {
      state: true,
      assignment: true,
      priority: true,
      workNotes: true,
      comments: true,
      attachments: true,
      merges: true,
      deletes: 'resolve',
      otherFields: true,
    },
    ...change,
  };
}

/** A connection for tests: Basic, in app mode, with the defaults of the configuration. */
export function sampleConnection(change: Partial<Connection> = {}): Connection {
  return {
    workspace: 'default',
    name: 'prod',
    url: 'https://example.service-now.com',
    credentials: { kind: 'basic', user: 'relay', password: new Secret('secret') },
    standby: undefined,
    credentialsExpireOn: undefined,
    transport: undefined,
    mode: 'app',
    reconcileEveryMs: undefined,
    tableMode: { quotaMs: 60_000, pollEveryMs: 30_000 },
    calls: { atOnce: 32, perCall: 100 },
    changes: 'push',
    secret: undefined,
    description: '',
    tags: [],
    pageSize: 200,
    filters: {},
    excludedFields: [],
    hosting: 'cloud',
    timeZone: 'UTC',
    enabled: true,
    ...change,
  };
}

/** A change of a record that says nothing but what a test is about. */
export function sampleChange(change: Partial<ChangeEvent> = {}): ChangeEvent {
  return {
    id: 'change-1',
    sequence: 1,
    operation: 'update',
    table: 'incident',
    sys_id: '1'.repeat(32),
    number: 'INC0010001',
    key: null,
    fields: [],
    journal: [],
    record: { state: '1', active: true, sys_mod_count: 1, short_description: '' },
    actor: { user_name: 'beth', name: 'Beth Anglin' },
    at: '2026-11-20T08:00:00Z',
    origin: null,
    ...change,
  };
}

/** What is asked of the app for one record. */
export function sampleUpsertRequest(change: Partial<UpsertRequest> = {}): UpsertRequest {
  return {
    event_id: 'job-1',
    seq: 1,
    table: 'incident',
    workspace: 'default',
    connection: 'prod',
    source: 'prometheus',
    episode: 1,
    correlation_display: 'Alert Relay prometheus',
    fields: {},
    notes: [],
    ...change,
  };
}

/** The record as the app gives it back after that. */
export function sampleTaskRecord(change: Partial<TaskRecord> = {}): TaskRecord {
  return {
    key: 'f'.repeat(64),
    table: 'incident',
    sys_id: '1'.repeat(32),
    number: 'INC0010001',
    state: '1',
    active: true,
    sys_mod_count: 1,
    sys_updated_on: '2026-11-22 12:00:00',
    episode: 1,
    applied_seq: 1,
    applied_event_id: 'job-1',
    fields: {},
    ...change,
  };
}

/** The first life of a record, as it was opened. */
export function sampleEpisode(change: Partial<Episode> = {}): Episode {
  return {
    episode: 1,
    phase: 'open',
    state: '1',
    endedBy: undefined,
    endedAt: undefined,
    isLateFiringNoted: false,
    sentFields: {},
    takenFields: {},
    ...change,
  };
}
