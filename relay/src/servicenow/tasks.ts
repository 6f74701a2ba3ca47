import {
  BatchAnswer,
  type BatchOutcome,
  TaskRecord,
  UpsertAnswer,
  type UpsertRequest,
} from '@alert-relay/shared-types';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import type { Client } from './client.ts';
import { toRefusal } from './classify-answer.ts';

/** Creates the record of this key or brings it up to date; safe to repeat with the same request. */
export async function upsertTask(
  client: Client,
  connection: Connection,
  key: string,
  request: UpsertRequest,
): Promise<UpsertAnswer> {
  const answer = await client.call(connection, {
    attempted: `write the record of key ${short(key)}`,
    method: 'PUT',
    path: `/tasks/${encodeURIComponent(key)}`,
    body: request,
    result: UpsertAnswer,
  });
  checkKey(answer.record, key, connection);
  return answer;
}

export interface UpsertCommand {
  readonly key: string;
  readonly request: UpsertRequest;
  /** Does something as work of the lane that the command came from; in table mode each is several calls. */
  readonly inLane?: <Result>(work: () => Result) => Result;
}

/**
 * The same for up to 100 records in one call. For each command, in their order, its answer or why it was
 * refused; one that is refused does not hold back the others.
 */
export async function upsertTasks(
  client: Client,
  connection: Connection,
  commands: readonly UpsertCommand[],
): Promise<readonly (UpsertAnswer | RelayError)[]> {
  const attempted = `write the records of ${commands.length} keys`;
  const { outcomes } = await client.call(connection, {
    attempted,
    method: 'POST',
    path: '/tasks/batch',
    body: { commands: commands.map(({ key, request }) => ({ key, command: request })) },
    result: BatchAnswer,
  });
  return commands.map(({ key }, index) => {
    const outcome = outcomes[index];
    const isAnswered = outcome !== undefined && outcome.key === key;
    return isAnswered ? toOwnAnswer(outcome, key, connection) : notAnswered(key, connection);
  });
}

function toOwnAnswer(
  outcome: BatchOutcome,
  key: string,
  connection: Connection,
): UpsertAnswer | RelayError {
  if ('problem' in outcome) {
    const attempted = `write the record of key ${short(key)} on connection ${nameOf(connection)}`;
    return toRefusal(outcome.status, outcome.problem, attempted);
  }
  return findWrongKey(outcome.answer.record, key, connection) ?? outcome.answer;
}

function notAnswered(key: string, connection: Connection): RelayError {
  return new RelayError(
    'SERVICENOW_UNEXPECTED_ANSWER',
    `Could not write the record of key ${short(key)} on connection ${nameOf(connection)}: the answer to the batch says nothing of it. App and relay may be of different versions.`,
  );
}

/**
 * The record of this key as it stands now, with the columns named; `undefined` when there never
 * was one. A deleted one is a failure, `SERVICENOW_RECORD_DELETED`.
 */
export async function findTask(
  client: Client,
  connection: Connection,
  key: string,
  columns: readonly string[] = [],
): Promise<TaskRecord | undefined> {
  try {
    const record = await client.call(connection, {
      attempted: `read the record of key ${short(key)}`,
      method: 'GET',
      path: `/tasks/${encodeURIComponent(key)}`,
      query: { fields: columns.join(',') },
      result: TaskRecord,
    });
    checkKey(record, key, connection);
    return record;
  } catch (error) {
    // Only the app's own word counts: "No Record found" of the platform can also mean "hidden".
    if (error instanceof RelayError && error.details['problem'] === 'not_found') return undefined;
    throw error;
  }
}

function checkKey(record: TaskRecord, key: string, connection: Connection): void {
  const wrong = findWrongKey(record, key, connection);
  if (wrong !== undefined) throw wrong;
}

/** ServiceNow has answered with foreign rows before; nothing of a wrong record is believed. */
function findWrongKey(
  record: TaskRecord,
  key: string,
  connection: Connection,
): RelayError | undefined {
  if (record.key === key) return undefined;
  return new RelayError(
    'SERVICENOW_WRONG_RECORD',
    `Could not use the answer for key ${short(key)} on connection ${nameOf(connection)}: it carries key ${short(record.key)} (${record.number}). Check with the app's list of links which key that record belongs to, then replay.`,
    { details: { connection: nameOf(connection), number: record.number } },
  );
}

/** Enough to find it by eye. */
function short(key: string): string {
  return `${key.slice(0, 8)}…`;
}
