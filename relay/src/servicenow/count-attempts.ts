import type { Connection } from '../domain/configuration.ts';
import { type ErrorCode, type RelayError, toRelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';

/** @param code `OK`, or the error code of the failure */
export type CountAttempt = (
  labels: {
    readonly workspace: string;
    readonly connection: string;
    readonly code: ErrorCode | 'OK';
  },
  failure: RelayError | undefined,
) => void;

/** The same verbs; each call is counted by its connection and by how it ended. */
export function countAttempts(servicenow: ServiceNow, count: CountAttempt): ServiceNow {
  const counted = async <Answer>(
    { workspace, name }: Connection,
    call: Promise<Answer>,
  ): Promise<Answer> => {
    try {
      const answer = await call;
      count({ workspace, connection: name, code: 'OK' }, undefined);
      return answer;
    } catch (error) {
      const failure = toRelayError(error);
      count({ workspace, connection: name, code: failure.code }, failure);
      throw error;
    }
  };
  return {
    upsertTask: (to, ...rest) => counted(to, servicenow.upsertTask(to, ...rest)),
    upsertTasks: (to, ...rest) => counted(to, servicenow.upsertTasks(to, ...rest)),
    findTask: (to, ...rest) => counted(to, servicenow.findTask(to, ...rest)),
    fetchChanges: (to, ...rest) => counted(to, servicenow.fetchChanges(to, ...rest)),
    acknowledgeChanges: (to, ...rest) => counted(to, servicenow.acknowledgeChanges(to, ...rest)),
    compareLinks: (to, ...rest) => counted(to, servicenow.compareLinks(to, ...rest)),
    listLinks: (to, ...rest) => counted(to, servicenow.listLinks(to, ...rest)),
    fetchRecordChanges: (to, ...rest) => counted(to, servicenow.fetchRecordChanges(to, ...rest)),
    findRecords: (to, ...rest) => counted(to, servicenow.findRecords(to, ...rest)),
    fetchRecords: (to, ...rest) => counted(to, servicenow.fetchRecords(to, ...rest)),
    findDoubles: (to, ...rest) => counted(to, servicenow.findDoubles(to, ...rest)),
    cancelDouble: (to, ...rest) => counted(to, servicenow.cancelDouble(to, ...rest)),
    readJournal: (to, ...rest) => counted(to, servicenow.readJournal(to, ...rest)),
    fetchAttachment: (to, ...rest) => counted(to, servicenow.fetchAttachment(to, ...rest)),
    fetchPictures: (to, ...rest) => counted(to, servicenow.fetchPictures(to, ...rest)),
    fetchDeletions: (to, ...rest) => counted(to, servicenow.fetchDeletions(to, ...rest)),
    connect: (to, ...rest) => counted(to, servicenow.connect(to, ...rest)),
    sendHeartbeat: (to, ...rest) => counted(to, servicenow.sendHeartbeat(to, ...rest)),
    fetchMetadata: (to, ...rest) => counted(to, servicenow.fetchMetadata(to, ...rest)),
    probe: (to) => counted(to, servicenow.probe(to)),
    // Not a call of the connection any more: it is gone.
    signOut: (to, ...rest) => servicenow.signOut(to, ...rest),
    // Most of these are answered from memory: they are no attempts.
    findApp: (to) => servicenow.findApp(to),
    lookUp: (to, ...rest) => servicenow.lookUp(to, ...rest),
  };
}
