import type { AlertEvent } from './alert-event.ts';
import { toBornCommand } from './born-record.ts';
import { type Decision, type IncidentCommand, nothing } from './command.ts';
import type { Route } from './configuration.ts';
import { decideAfterManualResolve, decideReopen, mayReopen } from './ended-record.ts';
import { toContentHash } from './event-content.ts';
import { decideFreshness, type Freshness } from './freshness.ts';
import { toCreateFields } from './incident-fields.ts';
import { isNoted, toNoted } from './note-on.ts';
import { decideOpen } from './open-record.ts';
import { toOwnName } from './own-alert.ts';
import { toReferences } from './references.ts';
import { isAtLeast } from './severity.ts';
import { isDisproved } from './silence.ts';
import { activeSeverity, freshOf, isActive, noteFor, type Said, tellsState } from './said.ts';
import type { Episode, Member, Situation } from './situation.ts';
import { toScope } from './template-scope.ts';

/**
 * What to do in ServiceNow about the events of one delivery in one lane. They are decided together,
 * so that a notification about a group is one write, whatever its size, and the same again when it
 * has to be repeated after a crash.
 */
export function decideIncidentCommand(
  route: Route,
  situation: Situation,
  said: readonly AlertEvent[],
): Decision {
  const members = new Map(situation.members);
  const changed = new Map<string, Member>();
  const events: AlertEvent[] = [];
  const freshness = said.map((told) => {
    const known = members.get(told.fingerprint);
    const event = asMeant(told, known, situation.episode);
    const contentHash = toContentHash(event);
    events.push(event);
    const verdict = isDisproved(event, situation)
      ? ({ kind: 'old', because: 'stale' } as const)
      : toFreshness(event, contentHash, known);
    const member = verdict.kind === 'fresh' ? afterEvent(event, contentHash, known) : undefined;
    if (member !== undefined) {
      members.set(event.fingerprint, member);
      changed.set(event.fingerprint, member);
    }
    return verdict;
  });
  const { source, at, episode } = situation;
  const wanted = decideCommand(route, episode, { source, at, events, freshness, members });
  const isOwn = events.some((event) => toOwnName(event) !== undefined);
  const command = isOwn ? toBornCommand(wanted, route, situation) : wanted;
  return {
    command: command.kind === 'write' && isNoted(route, episode) ? toNoted(command) : command,
    members: [...changed.values()],
    freshness,
  };
}

/**
 * Some tools call an alert unacknowledged whenever they say more of it (Zabbix, with each comment).
 * Where nobody had acknowledged it there, nothing is taken back, least of all what people do here.
 */
function asMeant(
  event: AlertEvent,
  known: Member | undefined,
  episode: Episode | undefined,
): AlertEvent {
  const takesNothingBack = event.status === 'unacknowledged' && known?.status === 'firing';
  if (takesNothingBack) return { ...event, status: 'firing' };
  const isWorse = known !== undefined && episode?.phase === 'open' && hasWorsened(event, known);
  return isWorse ? { ...event, kind: 'change' } : event;
}

/** Tools repeat that an alert fires while somebody works on it. That it is worse now is news all the same. */
function hasWorsened({ kind, status, severity, startedAt }: AlertEvent, known: Member): boolean {
  const isWorkedOn = known.status === 'acknowledged' || known.status === 'silenced';
  const isSameLife = startedAt === undefined || startedAt === known.startedAt;
  const isSaidAgain = kind === 'state' && status === 'firing' && isSameLife;
  return isWorkedOn && isSaidAgain && !isAtLeast(known.severity, severity);
}

function decideCommand(route: Route, episode: Episode | undefined, said: Said): IncidentCommand {
  const fresh = freshOf(said);
  if (episode?.phase === 'open') {
    return fresh[0] === undefined
      ? decideOld(said.freshness)
      : decideOpen(route, episode, said, fresh[0]);
  }
  const opening = findOpening(said);
  if (opening[0] !== undefined) {
    return mayReopen(route, episode, said.at)
      ? decideReopen(route, episode, said, opening, opening[0])
      : decideCreate(route, episode, said, opening, opening[0]);
  }
  if (episode?.endedBy === 'person' && said.events.some(isActive)) {
    return decideAfterManualResolve(route, episode, said);
  }
  if (fresh.length === 0) return decideOld(said.freshness);
  return nothing(episode === undefined ? 'never-opened' : 'already-resolved');
}

/**
 * Only a new life opens a record. What else is said of a life whose record a person ended is news for
 * that record, not a reason for the next one. A delivery that tells of a start and of its end leaves
 * nothing to open.
 */
function findOpening({ events, freshness, members }: Said): readonly AlertEvent[] {
  return events.filter(
    (event, index) =>
      isActive(event) &&
      isNewLife(freshness[index]) &&
      members.get(event.fingerprint)?.status !== 'resolved',
  );
}

function toFreshness(event: AlertEvent, contentHash: string, known: Member | undefined): Freshness {
  return tellsState(event)
    ? decideFreshness(known, event, contentHash)
    : { kind: 'fresh', change: 'content' };
}

/** What is known of the alert afterwards; an alert of which no state was told stays unknown. */
function afterEvent(
  event: AlertEvent,
  contentHash: string,
  known: Member | undefined,
): Member | undefined {
  if (tellsState(event)) return toMember(event, contentHash, known);
  if (known === undefined || event.kind === 'note' || event.severity === 'unknown')
    return undefined;
  return { ...known, severity: event.severity };
}

function toMember(event: AlertEvent, contentHash: string, known: Member | undefined): Member {
  const isSameLife = known !== undefined && known.startedAt === event.startedAt;
  return {
    fingerprint: event.fingerprint,
    status: event.status,
    startedAt: startOf(event, known),
    contentHash,
    // A resolved body may lack the labels that carried the severity.
    severity: event.severity === 'unknown' && isSameLife ? known.severity : event.severity,
  };
}

/**
 * After an end that nobody told, whatever is said next begins anew, also with the start of before. Of two
 * starts of one life the later one stays, or a message that came late with it would begin another.
 */
function startOf(
  { startedAt, startedBefore, silentSince }: AlertEvent,
  known: Member | undefined,
): number | undefined {
  if (silentSince !== undefined) return undefined;
  const told = startedAt ?? startedBefore;
  if (told === undefined || known?.startedAt === undefined) return told ?? known?.startedAt;
  return Math.max(told, known.startedAt);
}

function decideCreate(
  route: Route,
  episode: Episode | undefined,
  said: Said,
  opening: readonly AlertEvent[],
  lead: AlertEvent,
): IncidentCommand {
  const scope = toScope(lead, opening, said.source);
  const severity = activeSeverity(said);
  const { fields, issues } = toCreateFields(route, lead, severity, scope);
  const named = toReferences(route, scope, severity);
  return {
    kind: 'write',
    operation: 'create',
    because: episode === undefined ? 'first-firing' : 'firing-after-close',
    episode: (episode?.episode ?? 0) + 1,
    fields,
    references: named.references,
    note: noteFor(route, said, opening),
    issues: [...issues, ...named.issues],
  };
}

function decideOld(freshness: readonly Freshness[]): IncidentCommand {
  if (freshness.some(({ kind }) => kind === 'late-firing')) return nothing('late-firing');
  const isStale = freshness.some((one) => one.kind === 'old' && one.because === 'stale');
  return nothing(isStale ? 'stale' : 'repeat');
}

function isNewLife(freshness: Freshness | undefined): boolean {
  return (
    freshness?.kind === 'fresh' && (freshness.change === 'first' || freshness.change === 'again')
  );
}
