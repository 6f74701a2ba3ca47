import type { JournalNote, UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import type { Connection, Route } from '../../domain/configuration.ts';
import { fitCommand } from '../../domain/app-features.ts';
import { toRouteScope, toTaskKey } from '../../domain/correlation.ts';
import { withoutColumns } from '../../domain/excluded-fields.ts';
import type { Fields } from '../../domain/fields.ts';
import { toPhase } from '../../domain/lifecycle.ts';
import { hasNoteOn, isNoted, NOTE_ON } from '../../domain/note-on.ts';
import { toRepeatedFields } from '../../domain/reconcile.ts';
import { findDrift } from '../../domain/write-verification.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { RelayError } from '../../lib/errors.ts';
import { type KnownApp, outdated } from '../../servicenow/app.ts';
import { isJobWaiting } from '../../queue/head.ts';
import { type AlertRecordDeps, createFindAlertRecord } from './find-alert-record.ts';
import { resolveReferences, type ResolveDeps } from './resolve-references.ts';
import type { FoldedCommand } from '../../domain/fold-deliveries.ts';
import type { LoadedWork, Submitted } from './work.ts';

export interface SubmitDeps extends AlertRecordDeps {
  readonly servicenow: ResolveDeps['servicenow'] & {
    upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
    findApp(connection: Connection): Promise<KnownApp>;
  };
  /** Of the span that is open here. */
  readonly traceparent: () => string | undefined;
}

/** Episodes that ServiceNow may know and we do not; more than that is no backup but a fault. */
const MAX_UNKNOWN_EPISODES = 100;
/** How often others may go ahead of us between an answer and our next try. */
const MAX_OVERTAKEN = 5;

/** Names a command, so a repeat is known as such; it is another one where more to write was folded into it meanwhile. */
export interface CommandName {
  readonly own: string;
  /** The jobs that are done by it. */
  readonly jobs: readonly string[];
  /** Those that could be done with it: one of these names a command that holds what this one writes, and more. */
  readonly behind: readonly string[];
}

function isDone({ own, behind }: CommandName, applied: string): boolean {
  return applied === own || behind.includes(applied);
}

/** One that is tried alone, and was written with others before: it is done with them. */
async function refusePart({ db }: SubmitDeps, { jobs }: CommandName, applied: string) {
  if (jobs.includes(applied) || !(await isJobWaiting(db, applied))) return;
  throw new RelayError(
    'COMMAND_NOT_RECORDED',
    'ServiceNow has this already, in a command with what waits behind it, of which no answer came. It is done with that.',
  );
}

/**
 * Step 4: sends a command until ServiceNow has it, or one that holds it. A relay that is behind (a second one, or one restored from a backup) learns
 * from the answer where things stand, and goes on from there.
 */
export async function submitCommand(
  deps: SubmitDeps,
  name: CommandName,
  work: LoadedWork,
  command: FoldedCommand,
): Promise<Submitted> {
  const { lead, connection } = work;
  const { servicenow } = deps;
  const findAlertRecord = createFindAlertRecord(deps, lead, connection);
  const resolving = { servicenow, findAlertRecord };
  const resolved = await resolveReferences(resolving, connection, command.references);
  const fields = { ...command.fields, ...resolved.fields, ...toKnownNoteOn(work, command) };
  if (isNoted(work.route, work.situation.episode) && !hasNoteOn(fields)) throw noRecord(work);
  const submitted =
    command.operation === 'create'
      ? await submitCreate(deps, name, work, command, fields)
      : await submitUpdate(deps, name, work, command, fields, (work.link?.appliedSeq ?? 0) + 1);
  return { ...submitted, drift: [...command.issues, ...resolved.issues, ...submitted.drift] };
}

async function submitCreate(
  deps: SubmitDeps,
  name: CommandName,
  work: LoadedWork,
  command: FoldedCommand,
  fields: Fields,
): Promise<Submitted> {
  const last = command.episode + MAX_UNKNOWN_EPISODES;
  for (let episode = command.episode; episode < last; episode += 1) {
    const submitted = await submitOnce(deps, name, work, { ...command, episode }, fields, 1);
    const { outcome, record } = submitted.answer;
    const isOurs = outcome !== 'stale' || isDone(name, record.applied_event_id);
    if (isOurs) return submitted;
    // Somebody else opened this episode. An open record needs what we have to say, not a new start;
    // an ended one is history that we did not know.
    if (hasNoteOn(fields) || toPhase(work.route, record) === 'open') {
      const rest = pickNoteOn(fields);
      return submitUpdate(deps, name, work, { ...command, episode }, rest, record.applied_seq + 1);
    }
  }
  throw new RelayError(
    'SERVICENOW_UNEXPECTED_ANSWER',
    `ServiceNow knows more than ${MAX_UNKNOWN_EPISODES} episodes of this alert that the relay does not.`,
  );
}

async function submitUpdate(
  deps: SubmitDeps,
  name: CommandName,
  work: LoadedWork,
  command: FoldedCommand,
  fields: Fields,
  firstSeq: number,
): Promise<Submitted> {
  let seq = firstSeq;
  for (let round = 0; round < MAX_OVERTAKEN; round += 1) {
    const submitted = await submitOnce(deps, name, work, command, fields, seq);
    const { outcome, record } = submitted.answer;
    if (hasLostWrites(work, command, submitted.answer)) {
      return repeatAll(deps, name, work, command, fields, seq + 1);
    }
    if (outcome !== 'stale' || isDone(name, record.applied_event_id)) return submitted;
    await refusePart(deps, name, record.applied_event_id);
    seq = record.applied_seq + 1;
  }
  throw new RelayError(
    'SERVICENOW_BUSY',
    `Another relay keeps writing to the same record of ${work.connection.name}.`,
  );
}

/**
 * An instance that was restored from a backup goes back in its versions, or has to make a record anew that
 * it had. A version that did not grow is no sign: a write may change nothing.
 */
function hasLostWrites(
  { link, connection }: LoadedWork,
  { episode }: FoldedCommand,
  { outcome, record }: UpsertAnswer,
): boolean {
  if (connection.mode === 'table' || link?.episode !== episode) return false;
  if (hasNoteOn(link.sentFields)) return false;
  return outcome === 'created' || (outcome === 'updated' && record.sys_mod_count < link.modCount);
}

/** Everything that the record should hold by now, not only what is new. */
async function repeatAll(
  deps: SubmitDeps,
  name: CommandName,
  work: LoadedWork,
  command: FoldedCommand,
  fields: Fields,
  seq: number,
): Promise<Submitted> {
  const before = work.link === undefined ? {} : toRepeatedFields(work.link);
  const all = { ...before, ...fields };
  return { ...(await submitOnce(deps, name, work, command, all, seq)), isRepeated: true };
}

async function submitOnce(
  deps: SubmitDeps,
  { own: name }: CommandName,
  work: LoadedWork,
  command: FoldedCommand,
  fields: Fields,
  seq: number,
): Promise<Submitted> {
  const { lead, route, connection, born } = work;
  const traceparent = connection.mode === 'table' ? undefined : deps.traceparent();
  const key = toTaskKey(
    {
      workspace: lead.workspace,
      connection: connection.name,
      source: lead.source,
      correlationKey: lead.correlationKey,
      route: toRouteScope(route),
    },
    command.episode,
  );
  const answer = await upsertFitted(deps, connection, key, {
    event_id: name,
    seq,
    table: route.table,
    workspace: lead.workspace,
    connection: connection.name,
    source: lead.source,
    episode: command.episode,
    correlation_display: `Alert Relay ${lead.source}`.slice(0, 100),
    ...externalUrl(lead.event.url),
    ...toTarget(fields),
    notes: command.notes.flatMap((text) => toNotes(route, key, text)),
    ...(born === undefined ? {} : { adopt: { table: born.table, sys_id: born.sysId } }),
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  // What may not be read cannot be compared.
  const readable = withoutColumns(fields, [NOTE_ON, ...connection.excludedFields]);
  const drift = answer.outcome === 'stale' ? [] : findDrift(readable, answer.record.fields);
  return { episode: command.episode, key, answer, fields, drift };
}

/** Not more than the app of the instance knows; table mode has no app to ask. */
async function upsertFitted(
  { servicenow }: SubmitDeps,
  connection: Connection,
  key: string,
  request: UpsertRequest,
): Promise<UpsertAnswer> {
  const special = request.note_on ?? request.adopt ?? request.traceparent;
  if (special === undefined || connection.mode === 'table') {
    return servicenow.upsertTask(connection, key, request);
  }
  const app = await servicenow.findApp(connection);
  const fitted = fitCommand(request, app.features);
  if (fitted.kind === 'needs') throw outdated(connection, app, fitted.feature);
  return servicenow.upsertTask(connection, key, fitted.request);
}

/** The record of somebody else that an episode began on is the one that it ends on. */
function toKnownNoteOn({ link }: LoadedWork, command: FoldedCommand): Fields {
  return link?.episode === command.episode ? pickNoteOn(link.sentFields) : {};
}

function pickNoteOn(fields: Fields): Fields {
  const sysId = fields[NOTE_ON];
  return sysId === undefined ? {} : { [NOTE_ON]: sysId };
}

function toTarget(fields: Fields): Pick<UpsertRequest, 'fields' | 'note_on'> {
  const sysId = fields[NOTE_ON];
  return sysId === undefined ? { fields } : { fields: {}, note_on: sysId };
}

function noRecord({ route, connection }: LoadedWork): RelayError {
  return new RelayError(
    'SERVICENOW_LOOKUP_EMPTY',
    `Could not note on a record of ${connection.name}: the alert names none for the route ${route.name}, or no active record has that number. Correct noteOn of the route, or keep such alerts out by a condition, then replay.`,
  );
}

function externalUrl(url: string | undefined): { external_url?: string } {
  return url === undefined || url.length > 1024 ? {} : { external_url: url };
}

/**
 * Journal fields only grow, so each entry has an id that is the same on every try of every relay:
 * made of the key and the text, not of the delivery.
 */
function toNotes(route: Route, key: string, text: string): JournalNote[] {
  const elements = [
    ...(route.workNotes || !route.comments ? (['work_notes'] as const) : []),
    ...(route.comments ? (['comments'] as const) : []),
  ];
  return elements.map((element) => ({
    id: sha256Hex(JSON.stringify([key, element, text])).slice(0, 40),
    element,
    text,
  }));
}
