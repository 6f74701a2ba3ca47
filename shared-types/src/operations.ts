import type { z } from 'zod';
import { AttachAnswer, AttachmentAnswer, AttachRequest } from './attachments.ts';
import { BatchAnswer, BatchRequest } from './batch.ts';
import { AcknowledgeAnswer, AcknowledgeRequest, ChangesPage } from './changes.ts';
import {
  ConnectAnswer,
  ConnectRequest,
  DisconnectAnswer,
  DisconnectRequest,
  type Feature,
  RotateAnswer,
  RotateRequest,
} from './connect.ts';
import { HeartbeatAnswer, HeartbeatRequest } from './heartbeat.ts';
import {
  FindAnswer,
  MetadataAnswer,
  PreflightAnswer,
  SelfTestAnswer,
  StatusAnswer,
} from './inspect.ts';
import { CompareAnswer, CompareRequest, LinksPage } from './links.ts';
import { LookupAnswer } from './lookup.ts';
import type { ProblemCode } from './problem.ts';
import { TaskRecord, UpsertAnswer, UpsertRequest } from './tasks.ts';

/** One call of the app's REST API, below `/api/x_alrt_relay/v1`. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With `{name}` for what stands in the path. */
  readonly path: string;
  readonly summary: string;
  /** What may follow `?`, each with its meaning; names with a `*` must be given. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly name: string; readonly schema: z.ZodType };
  readonly answer: { readonly name: string; readonly schema: z.ZodType };
  /** Besides `invalid_request`, `too_large` and `internal`, which every call may be refused with. */
  readonly problems?: readonly ProblemCode[];
  /** The app must have named it; absent for what the first version had. */
  readonly feature?: Feature;
  /** Roles that may call it; `api_user` always may. */
  readonly alsoFor?: 'viewer';
}

const ofConnection = {
  'connection*': 'The name of the connection.',
  workspace: 'Its workspace, where several have a connection of this name.',
};

/** Every call, in the order in which a relay meets them. A test compares it with what the app ships. */
export const operations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/connect',
    summary: 'Introduce a relay, or replace its address and secret',
    body: { name: 'ConnectRequest', schema: ConnectRequest },
    answer: { name: 'ConnectAnswer', schema: ConnectAnswer },
  },
  {
    method: 'POST',
    path: '/rotate',
    summary: 'Hand over a new secret; for a while both sign',
    body: { name: 'RotateRequest', schema: RotateRequest },
    answer: { name: 'RotateAnswer', schema: RotateAnswer },
    problems: ['not_found'],
  },
  {
    method: 'POST',
    path: '/disconnect',
    summary: 'Say goodbye; what waits is set aside as failed',
    body: { name: 'DisconnectRequest', schema: DisconnectRequest },
    answer: { name: 'DisconnectAnswer', schema: DisconnectAnswer },
    problems: ['not_found'],
  },
  {
    method: 'POST',
    path: '/heartbeat',
    summary: 'The relay is there',
    body: { name: 'HeartbeatRequest', schema: HeartbeatRequest },
    answer: { name: 'HeartbeatAnswer', schema: HeartbeatAnswer },
    problems: ['not_found'],
    feature: 'heartbeat',
  },
  {
    method: 'PUT',
    path: '/tasks/{key}',
    summary: 'Create the record of a key or bring it up to date; safe to repeat',
    body: { name: 'UpsertRequest', schema: UpsertRequest },
    answer: { name: 'UpsertAnswer', schema: UpsertAnswer },
    problems: ['table_not_allowed', 'claim_held', 'record_deleted', 'write_refused'],
  },
  {
    method: 'POST',
    path: '/tasks/batch',
    summary: 'Up to a hundred of them, each with its own outcome',
    body: { name: 'BatchRequest', schema: BatchRequest },
    answer: { name: 'BatchAnswer', schema: BatchAnswer },
  },
  {
    method: 'GET',
    path: '/tasks/{key}',
    summary: 'The record of a key as it stands',
    query: { fields: 'Columns to read, separated by commas.' },
    answer: { name: 'TaskRecord', schema: TaskRecord },
    problems: ['not_found', 'record_deleted'],
  },
  {
    method: 'GET',
    path: '/tasks',
    summary: 'Records of ours by another name than their key',
    query: {
      'by*': '`number`, `sys_id` or `external_url`.',
      'value*': 'Exactly this value.',
    },
    answer: { name: 'FindAnswer', schema: FindAnswer },
  },
  {
    method: 'POST',
    path: '/tasks/{key}/attachments',
    summary: 'Attach a file to the record of a key, once',
    body: { name: 'AttachRequest', schema: AttachRequest },
    answer: { name: 'AttachAnswer', schema: AttachAnswer },
    problems: ['table_not_allowed', 'not_found', 'claim_held', 'record_deleted', 'write_refused'],
  },
  {
    method: 'GET',
    path: '/tasks/{key}/changes',
    summary: 'What the outbox still holds about one record, brought away or not',
    query: {
      after: 'Only above this sequence.',
      limit: 'At most so many, 1 to 1000; 100 unless told.',
    },
    answer: { name: 'ChangesPage', schema: ChangesPage },
    problems: ['not_found'],
    feature: 'links',
  },
  {
    method: 'GET',
    path: '/changes',
    summary: 'The oldest changes that were not acknowledged yet (pull mode)',
    query: { ...ofConnection, limit: 'At most so many, 1 to 1000; 100 unless told.' },
    answer: { name: 'ChangesPage', schema: ChangesPage },
    problems: ['not_found'],
  },
  {
    method: 'POST',
    path: '/changes/acknowledge',
    summary: 'These are durable at the relay',
    query: { workspace: ofConnection.workspace },
    body: { name: 'AcknowledgeRequest', schema: AcknowledgeRequest },
    answer: { name: 'AcknowledgeAnswer', schema: AcknowledgeAnswer },
    problems: ['not_found'],
  },
  {
    method: 'GET',
    path: '/attachments/{sys_id}',
    summary: 'The content of a picture on a record that a relay is told about',
    answer: { name: 'AttachmentAnswer', schema: AttachmentAnswer },
    problems: ['not_found', 'not_ready', 'attachment_withheld'],
    feature: 'attachments',
  },
  {
    method: 'GET',
    path: '/links',
    summary: 'The records of a connection in the order of their last update',
    query: {
      ...ofConnection,
      since: 'Only what was updated from then on, ISO 8601 in UTC.',
      after: 'The `next` of the page before; wins over `since`.',
      limit: 'Look at so many records, 1 to 500; 200 unless told.',
      open: '`true` leaves closed records out.',
    },
    answer: { name: 'LinksPage', schema: LinksPage },
    problems: ['not_found'],
    feature: 'links',
  },
  {
    method: 'POST',
    path: '/links/compare',
    summary: 'How the records of these keys stand, also those that are gone',
    body: { name: 'CompareRequest', schema: CompareRequest },
    answer: { name: 'CompareAnswer', schema: CompareAnswer },
    feature: 'links',
  },
  {
    method: 'GET',
    path: '/lookup',
    summary: 'A group, user, CI, service or task by exactly its name',
    query: {
      'table*': '`sys_user_group`, `sys_user`, `cmdb_ci`, `cmdb_ci_service` or `task`.',
      'column*': 'Which column, depending on the table.',
      'value*': 'Exactly this value.',
    },
    answer: { name: 'LookupAnswer', schema: LookupAnswer },
  },
  {
    method: 'GET',
    path: '/metadata',
    summary: 'Columns and choices of a table that the relay may write',
    query: { 'table*': 'Its name.' },
    answer: { name: 'MetadataAnswer', schema: MetadataAnswer },
  },
  {
    method: 'GET',
    path: '/preflight',
    summary: 'Look at settings and definitions, and touch nothing',
    answer: { name: 'PreflightAnswer', schema: PreflightAnswer },
    alsoFor: 'viewer',
  },
  {
    method: 'GET',
    path: '/status',
    summary: 'What the status page shows',
    answer: { name: 'StatusAnswer', schema: StatusAnswer },
    alsoFor: 'viewer',
  },
  {
    method: 'POST',
    path: '/self-test',
    summary: 'Try what documentation leaves open',
    query: {
      record: '`true` makes one task, too, and closes it.',
      only: '`calls` calls the relays and does nothing else: a test event.',
    },
    answer: { name: 'SelfTestAnswer', schema: SelfTestAnswer },
    alsoFor: 'viewer',
  },
];
