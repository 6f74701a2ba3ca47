import type { ServiceNow } from './create-servicenow.ts';
import type { TableMemory } from './table/memory.ts';

const refuse = () => Promise.reject(new TypeError('not part of this test'));

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

/** For tests that are not about table mode: nothing is remembered, and everything may leave. */
export const noMemory: TableMemory = {
  find: async () => undefined,
  begin: async () => true,
  settle: async () => undefined,
  withdraw: async () => undefined,
  keepTo: async () => true,
};
