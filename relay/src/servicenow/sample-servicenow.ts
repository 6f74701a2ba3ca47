import type { Connection } from '../domain/configuration.ts';
import { sampleUpsertRequest } from '../domain/samples.ts';
import type { ServiceNow } from './create-servicenow.ts';
import type { TableMemory } from './table/memory.ts';

const refuse = (): Promise<never> => Promise.reject(new TypeError('not part of this test'));

/** For tests: the verbs of an instance that knows only these; whoever asks for another is told so. */
export function sampleServiceNow(verbs: Partial<ServiceNow>): ServiceNow {
  return {
    upsertTask: refuse,
    upsertTasks: refuse,
    findTask: refuse,
    fetchChanges: refuse,
    acknowledgeChanges: refuse,
    connect: refuse,
    compareLinks: refuse,
    listLinks: refuse,
    fetchRecordChanges: refuse,
    findRecords: refuse,
    findApp: refuse,
    sendHeartbeat: refuse,
    fetchRecords: refuse,
    fetchAttachment: refuse,
    fetchPictures: refuse,
    fetchDeletions: refuse,
    readJournal: refuse,
    fetchMetadata: refuse,
    findDoubles: refuse,
    cancelDouble: refuse,
    probe: refuse,
    signOut: refuse,
    lookUp: refuse,
    ...verbs,
  };
}

const upsert = sampleUpsertRequest();
const key = 'f'.repeat(64);
const record = { table: 'incident', sysId: '1'.repeat(32), key };
const cursor = { updatedOn: '2026-11-20 12:00:00', sysId: '' };
const double = { sysId: '2'.repeat(32), number: 'INC0010002' };

/** For tests: each verb, asked of a connection. One that is added has to be added here. */
export const everyVerb: Readonly<
  Record<keyof ServiceNow, (servicenow: ServiceNow, of: Connection) => Promise<unknown>>
> = {
  upsertTask: (servicenow, of) => servicenow.upsertTask(of, key, upsert),
  upsertTasks: (servicenow, of) => servicenow.upsertTasks(of, [{ key, request: upsert }]),
  findTask: (servicenow, of) => servicenow.findTask(of, key),
  fetchChanges: (servicenow, of) => servicenow.fetchChanges(of, 1),
  acknowledgeChanges: (servicenow, of) => servicenow.acknowledgeChanges(of, ['a']),
  connect: (servicenow, of) => servicenow.connect(of, { version: '1', url: undefined }),
  compareLinks: (servicenow, of) => servicenow.compareLinks(of, [key]),
  listLinks: (servicenow, of) => servicenow.listLinks(of, { after: 'a' }),
  fetchRecordChanges: (servicenow, of) => servicenow.fetchRecordChanges(of, key, 1),
  findRecords: (servicenow, of) => servicenow.findRecords(of, 'incident', [key]),
  findApp: (servicenow, of) => servicenow.findApp(of),
  sendHeartbeat: (servicenow, of) =>
    servicenow.sendHeartbeat(of, { version: '1', everySeconds: 60 }),
  fetchRecords: (servicenow, of) => servicenow.fetchRecords(of, 'incident', cursor),
  fetchAttachment: (servicenow, of) => servicenow.fetchAttachment(of, record.sysId),
  fetchPictures: (servicenow, of) => servicenow.fetchPictures(of, ['incident'], cursor),
  fetchDeletions: (servicenow, of) => servicenow.fetchDeletions(of, ['incident'], cursor),
  readJournal: (servicenow, of) => servicenow.readJournal(of, record),
  fetchMetadata: (servicenow, of) => servicenow.fetchMetadata(of, 'incident'),
  findDoubles: (servicenow, of) => servicenow.findDoubles(of, 'incident', [key]),
  cancelDouble: (servicenow, of) =>
    servicenow.cancelDouble(of, 'incident', { key, survivor: double }, double),
  probe: (servicenow, of) => servicenow.probe(of),
  signOut: (servicenow, of) => servicenow.signOut(of, [], true),
  lookUp: (servicenow, of) => servicenow.lookUp(of, 'sys_user', 'email', 'a@b'),
};

/** For tests: an instance that refuses everything, and what it was asked. */
export function noteAsked(): { readonly servicenow: ServiceNow; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const note = async (...values: unknown[]): Promise<never> => {
    asked.push(values);
    return refuse();
  };
  const verbs = Object.fromEntries(Object.keys(everyVerb).map((verb) => [verb, note]));
  return { servicenow: sampleServiceNow(verbs), asked };
}

/** For tests that are not about table mode: nothing is remembered, and everything may leave. */
export const noMemory: TableMemory = {
  find: async () => undefined,
  begin: async () => true,
  settle: async () => undefined,
  withdraw: async () => undefined,
  keepTo: async () => true,
};
