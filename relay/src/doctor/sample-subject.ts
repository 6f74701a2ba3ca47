import type { Connection } from '../domain/configuration.ts';
import { sampleConnection } from '../domain/samples.ts';
import { RelayError } from '../lib/errors.ts';
import type { Heard, Inspector, Silent } from '../servicenow/inspect-instance.ts';
import { readAnswer } from '../servicenow/read-answer.ts';
import type { Subject } from './subject.ts';

export const noAnswer: Silent = {
  kind: 'silent',
  error: new RelayError('SERVICENOW_UNAVAILABLE', 'No answer came.'),
  cause: undefined,
};

/** For tests: an answer of an instance. */
export function sampleAnswer(status: number, body: object, headers: Heard['headers'] = {}): Heard {
  const all = { 'content-type': 'application/json', 'x-is-logged-in': 'true', ...headers };
  const text = JSON.stringify(body);
  return {
    kind: 'answer',
    headers: all,
    seen: readAnswer({ status, headers: all, text }, (said) => said),
  };
}

/** For tests: an instance that shows these rows of a table, and says nothing else. */
export function sampleInspector(
  tables: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {},
  change: Partial<Inspector> = {},
): Inspector {
  return {
    knock: async () => noAnswer,
    ask: async () => noAnswer,
    async rows(table) {
      const rows = tables[table];
      return rows === undefined
        ? { kind: 'none', heard: noAnswer }
        : { kind: 'rows', rows, total: rows.length };
    },
    refusedSignIns: () => 0,
    certificateEnd: () => undefined,
    goesByProxy: () => false,
    ...change,
  };
}

/** For tests: what the doctor looks at, on a machine that knows no names. */
export function sampleSubject(
  connection: Partial<Connection>,
  change: Partial<Subject> = {},
): Subject {
  const silent = () => Promise.reject(noAnswer.error);
  return {
    connection: sampleConnection(connection),
    otherSet: undefined,
    routes: [],
    inspector: sampleInspector(),
    admin: undefined,
    servicenow: { lookUp: silent, connect: silent, fetchChanges: silent },
    resolve: () => Promise.reject(new Error('getaddrinfo ENOTFOUND acme.service-now.com')),
    clock: { now: () => 0 },
    version: '0.0.0',
    publicUrl: undefined,
    ...change,
  };
}
