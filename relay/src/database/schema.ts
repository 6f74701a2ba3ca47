import type { Generated, Kysely, Transaction } from 'kysely';

/** Times are ms since the epoch, JSON is text, flags are 0 and 1: the same in both dialects. */
export interface Schema {
  delivery: DeliveryTable;
  event: EventTable;
  job: JobTable;
  link: LinkTable;
  alert: AlertTable;
  change: ChangeTable;
  write_back: WriteBackTable;
  webhook_run: WebhookRunTable;
  attempt: AttemptTable;
  intent: IntentTable;
  intent_note: IntentNoteTable;
  snapshot: SnapshotTable;
  watermark: WatermarkTable;
  rule_token: RuleTokenTable;
  mapping_report: MappingReportTable;
  api_token: ApiTokenTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  idempotency: IdempotencyTable;
  data_key: DataKeyTable;
  sign_in: SignInTable;
  refresh_token: RefreshTokenTable;
  connection_status: ConnectionStatusTable;
  lane_lease: LaneLeaseTable;
  held_lane: HeldLaneTable;
  loop_step: LoopStepTable;
  configuration: ConfigurationTable;
  configuration_version: ConfigurationVersionTable;
  app_watch: AppWatchTable;
  repair: RepairTable;
  store_move: StoreMoveTable;
  agent_request: AgentRequestTable;
}

/** A request for an instance that only an agent reaches; worth nothing after its end. */
export interface AgentRequestTable {
  id: string;
  workspace: string;
  connection: string;
  /** JSON, without credentials. */
  request: string;
  ends_at: number;
  /** When an agent fetched it. */
  taken_at: number | null;
  /** JSON of the answer, or of why there is none. */
  result: string | null;
}

/** That the store was moved; the same id stands in the store that it came from. */
export interface StoreMoveTable {
  id: string;
  begun_at: number;
  done_at: number | null;
}

/** What is known of the app of a connection. */
export interface AppWatchTable {
  workspace: string;
  connection: string;
  /** When it was first looked after: what never happened counts from here. */
  since: number;
  /** When it last answered a call of ours. */
  answered_at: number | null;
  /** When it last called us. */
  heard_at: number | null;
  app_version: string | null;
  /** What waited on its side then. */
  waiting: number | null;
  oldest_waiting_minutes: number | null;
  dead: number | null;
  silent_since: number | null;
  because: string | null;
}

/** Something that a comparison of both sides set right. */
export interface RepairTable {
  id: string;
  workspace: string;
  connection: string;
  key: string;
  number: string;
  kind: string;
  detail: string;
  at: number;
}

/** The last look at what has come apart between routes and one instance. */
export interface MappingReportTable {
  workspace: string;
  connection: string;
  at: number;
  body: string;
}

/** A database, or a transaction on it. */
export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** One request that we received, byte for byte. */
export interface DeliveryTable {
  id: string;
  workspace: string;
  source: string;
  connector: string;
  received_at: number;
  status: 'accepted' | 'rejected';
  reason: string | null;
  headers: string;
  body: Uint8Array;
}

/** What one delivery says about one alert for one route. */
export interface EventTable {
  id: string;
  delivery_id: string;
  workspace: string;
  source: string;
  route: string | null;
  lane: string | null;
  correlation_key: string | null;
  /** Why no route takes it, for an event that may only be told to a record that is there already. */
  follows: string | null;
  fingerprint: string;
  status: string;
  title: string;
  body: string;
  received_at: number;
  /** What came of it, and why; null while it waits. */
  outcome: string | null;
  because: string | null;
  decided_at: number | null;
  /** Columns that do not hold what was meant for them, and why, as JSON. */
  drift: string | null;
  /** What was sent to the record with it: column → value, as JSON. */
  sent: string | null;
  /** Number of the record that it was sent to. */
  record_number: string | null;
}

export interface JobTable {
  /** Given by the database: the order of a lane, whichever clock made the id. */
  seq: Generated<number>;
  id: string;
  workspace: string;
  lane: string;
  kind: string;
  /** Id of the delivery, change or write-back that the job is about. */
  subject: string;
  /** `dead` blocks nothing; `blocking` is dead too and holds its lane until somebody replays or discards it. */
  state: 'waiting' | 'dead' | 'blocking';
  /** 1 as long as it is not in the index of the lanes; see queue/arrivals.ts. */
  arrived: number;
  attempt: number;
  due_at: number;
  created_at: number;
  code: string | null;
  message: string | null;
}

/** Ties one episode of a lane to its record. */
export interface LinkTable {
  lane: string;
  episode: number;
  key: string;
  workspace: string;
  connection: string;
  source: string;
  route: string;
  correlation_key: string;
  table_name: string;
  sys_id: string;
  number: string;
  state: string;
  phase: 'open' | 'resolved' | 'closed';
  ended_by: 'tool' | 'person' | null;
  ended_at: number | null;
  applied_seq: number;
  /** `sys_mod_count` of what we know: of two answers that cross, the newer one counts. */
  mod_count: number;
  change_sequence: number;
  /** Of the record's changes up to this one none is missing. */
  reconciled_sequence: Generated<number>;
  sent_fields: string;
  /** What others put in the place of what we sent, per column, as JSON. */
  taken_fields: Generated<string>;
  drift: string;
  is_late_firing_noted: number;
  /** What the tool answered to write-backs about this record, by step, as JSON. */
  remembered: string;
  created_at: number;
  updated_at: number;
  /** When its alerts were last spoken of; null where no route asks. */
  heard_at: Generated<number | null>;
}

/** What a source said last of one alert. */
export interface AlertTable {
  lane: string;
  fingerprint: string;
  status: string;
  severity: string;
  started_at: number | null;
  content_hash: string;
  labels: string;
  annotations: string;
  updated_at: number;
}

/** Something that happened to a record, as the app told us. */
export interface ChangeTable {
  id: string;
  workspace: string;
  connection: string;
  lane: string;
  key: string | null;
  sequence: number;
  body: string;
  received_at: number;
  outcome: string | null;
  because: string | null;
  decided_at: number | null;
}

/** What we tell a tool about one change, step by step. */
export interface WriteBackTable {
  id: string;
  change_id: string;
  link_key: string;
  workspace: string;
  destination: string;
  kind: string;
  steps: string;
  steps_done: number;
  created_at: number;
  outcome: string | null;
  ended_at: number | null;
}

/** One request of an outgoing webhook: what was sent, and what came of its last try. */
export interface WebhookRunTable {
  id: string;
  workspace: string;
  webhook: string;
  trigger_name: string;
  source: string;
  number: string;
  body: string;
  created_at: number;
  tries: number;
  tried_at: number | null;
  ms: number | null;
  status: number | null;
  answer: string | null;
  problem: string | null;
  outcome: string | null;
}

export interface AttemptTable {
  id: string;
  job_id: string;
  kind: string;
  lane: string;
  subject: string;
  attempt: number;
  at: number;
  ms: number;
  code: string;
  message: string | null;
}

/** Something that went between a tool and a record without a person: what the loop breaker goes by. */
export interface LoopStepTable {
  id: string;
  workspace: string;
  /** Of the record's link. */
  key: string;
  at: number;
  way: 'written' | 'told';
  /** Of what it said. */
  hash: string;
}

/** Which relay works on a lane, where several may. */
export interface LaneLeaseTable {
  lane: string;
  owner: string;
  /** Of two that believe to hold the lane, the higher one does. */
  fence: Generated<number>;
  /** By the clock of the database. */
  until: number;
}

/** A lane that nobody looks into while what it needs is away, where several relays share the lanes. */
export interface HeldLaneTable {
  lane: string;
  hold: string;
  /** Of its first job; 0 where a relay of an earlier release wrote it. */
  number: Generated<number>;
}

/** A key to the API. Only its hash is kept. */
export interface ApiTokenTable {
  id: string;
  /** Null opens every workspace. */
  workspace: string | null;
  name: string;
  hash: string;
  /** JSON list. */
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

/** Who changed what; rows are only ever added. */
export interface AuditTable {
  id: string;
  at: number;
  workspace: string | null;
  actor: string;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
  /** Place in the chain; null for entries that are older than it. */
  number: number | null;
  /** Over all of this and the hash before. */
  hash: string | null;
}

/** The last entry of the chain: one row, which whoever adds an entry holds until it is committed. */
export interface AuditHeadTable {
  id: number;
  number: number;
  hash: string;
}

/** What a request with an Idempotency-Key was answered. */
export interface IdempotencyTable {
  workspace: string;
  key: string;
  request_hash: string;
  answer: string;
  created_at: number;
}

/** Table mode: what the app would remember of one record, and what is under way to it. */
export interface IntentTable {
  key: string;
  workspace: string;
  connection: string;
  table_name: string;
  episode: number;
  /** Null until the record is known to exist. */
  sys_id: string | null;
  applied_seq: number;
  applied_event_id: string;
  /** Set before a write leaves, null once its outcome is known; together with the next two. */
  sent_at: number | null;
  sent_event_id: string | null;
  sent_seq: number | null;
  /** Doubles of this key are looked for until then. */
  sweep_until: number;
  /** The last synced copy of the record, as JSON. */
  seen: string;
}

/** A note of a record: `is_applied` is 0 while nobody knows whether the journal has it. */
export interface IntentNoteTable {
  key: string;
  id: string;
  is_applied: number;
}

/** A record as a poll or a pasted rule saw it, until it is compared with the last synced copy. */
export interface SnapshotTable {
  id: string;
  workspace: string;
  connection: string;
  key: string;
  body: string;
  received_at: number;
}

/** How far polling came: `sys_updated_on`, in UTC. */
export interface WatermarkTable {
  workspace: string;
  connection: string;
  table_name: string;
  updated_on: string;
}

/** The token inside a pasted business rule. Only its hash is kept. */
export interface RuleTokenTable {
  workspace: string;
  connection: string;
  hash: string;
  created_at: number;
}

/** A key under which secrets of one workspace are kept, wrapped with a master key. */
export interface DataKeyTable {
  id: string;
  workspace: string;
  /** The highest of a workspace seals; the others only open. */
  number: number;
  wrapped: string;
  created_at: number;
}

/** One object that an operator configured. */
export interface ConfigurationTable {
  workspace: string;
  kind: string;
  name: string;
  /** Order among those of its kind. */
  position: number;
  /** JSON of the entry; secrets are sealed in it. */
  entry: string;
  /** Of the version that changed it last. */
  revision: number;
}

/** What a workspace held after each change. */
export interface ConfigurationVersionTable {
  /** Goes up by one with every change of any workspace: two writers cannot both make the next. */
  revision: number;
  workspace: string;
  at: number;
  actor: string;
  action: string;
  subject: string;
  /** All its objects as JSON; null since the workspace is gone. */
  objects: string | null;
}

/** A person's way through the sign-in of a connection. Link and session are kept as hashes. */
export interface SignInTable {
  id: string;
  workspace: string;
  connection: string;
  actor: string;
  /** Null once the link is used up. */
  link_hash: string | null;
  /** Null before the link is used, and once the browser came back. */
  session_hash: string | null;
  /** State and PKCE verifier, sealed. */
  session: string | null;
  expires_at: number;
  outcome: string | null;
  because: string | null;
  ended_at: number | null;
}

/** What a sign-in left behind. */
export interface RefreshTokenTable {
  workspace: string;
  connection: string;
  sealed: string;
  obtained_at: number;
  /** Who shows it to the instance right now, for the next one; of each process another. */
  renewed_by: string | null;
  renewed_until: number | null;
}

/** How one relay finds a connection. Rows that were not seen for minutes are of a relay that is gone. */
export interface ConnectionStatusTable {
  workspace: string;
  connection: string;
  relay: string;
  status: string;
  because: string | null;
  message: string;
  since: number;
  seen_at: number;
}
