/** Why an artefact was refused. The wording of the platform is not known: causes and texts are ours (assumed). */
export type RefusalReason =
  | 'not found'
  | 'not a zip'
  | 'too large'
  | 'no records'
  | 'wrong charset'
  | 'malformed xml'
  | 'document type'
  | 'nested too deep'
  | 'not a record'
  | 'no app record'
  | 'bad scope'
  | 'bad sys_id'
  | 'foreign name'
  | 'unknown table'
  | 'missing module'
  | 'broken script'
  | 'not an update set'
  | 'not previewed'
  | 'unresolved problems';

/** An artefact that the instance will not install; the message names the record. */
export class InstallRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
