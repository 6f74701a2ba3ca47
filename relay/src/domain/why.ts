import type { NothingReason, WriteReason } from './command.ts';
import { type FieldDrift, driftKinds } from './write-verification.ts';

/** Where a job stands that is not done. */
export type Standing =
  | { readonly kind: 'due'; readonly dueAt: number; readonly isFirstTry: boolean }
  | { readonly kind: 'failed'; readonly message: string; readonly dueAt: number }
  | { readonly kind: 'dead'; readonly message: string }
  /** An older job of the same lane was given up and holds it. */
  | { readonly kind: 'behind'; readonly jobId: string; readonly message: string };

/** What became of an event, as it is stored. */
export interface EventFate {
  readonly source: string;
  readonly route: string | undefined;
  readonly status: string;
  /** Number of the record that its alert has. */
  readonly number: string | undefined;
  /** `undefined` while it waits. */
  readonly outcome: string | undefined;
  readonly because: string | undefined;
  readonly drift: readonly FieldDrift[];
  /** Columns that were sent with it. */
  readonly sent: readonly string[];
  readonly standing: Standing | undefined;
  readonly now: number;
}

/** One line that a person understands: what became of an event, and why. */
export function explainEvent(fate: EventFate): string {
  if (fate.outcome === undefined || fate.outcome === 'dead') return explainStanding(fate);
  if (fate.outcome === 'nothing') return `${skipped(fate)}${explainDrift(fate.drift)}`;
  const by = fate.route === undefined ? '' : ` by route ${fate.route}`;
  const sent = fate.sent.length === 0 ? '' : ` Sent: ${fate.sent.join(', ')}.`;
  return `${written(fate)}${by}.${sent}${explainDrift(fate.drift)}`;
}

type Words = (fate: EventFate) => string;

const record = ({ number }: EventFate): string => number ?? 'the record';

const writes: Readonly<Record<WriteReason, Words>> = {
  'first-firing': (fate) => `Opened ${record(fate)}, since the alert fires for the first time`,
  'firing-after-close': (fate) => `Opened ${record(fate)}, since the last record had ended`,
  changed: (fate) => `Brought ${record(fate)} up to date`,
  acknowledged: (fate) => `Noted in ${record(fate)} that somebody acknowledged the alert`,
  'some-resolved': (fate) => `Noted in ${record(fate)} that some of its alerts are resolved`,
  'all-resolved': (fate) => `Resolved ${record(fate)}, since all of its alerts are resolved`,
  silent: (fate) => `Resolved ${record(fate)}, since its tool had not spoken of it any more`,
  note: (fate) => `Added a note to ${record(fate)}`,
  'firing-after-manual-resolve': (fate) =>
    `Noted in ${record(fate)} that the alert goes on although a person resolved the record`,
  'firing-again': (fate) => `Reopened ${record(fate)}, since the alert fires again soon enough`,
  reopened: (fate) => `Reopened ${record(fate)}, since the alert goes on`,
};

const skips: Readonly<Record<NothingReason | 'no-route' | 'private' | 'maintenance', Words>> = {
  'no-route': ({ source }) => `No route takes this event of ${source}: its conditions are not met.`,
  private: ({ source }) => `It is private, and no route of ${source} takes private events.`,
  maintenance: () => 'It came in a maintenance window, in which alerts open nothing.',
  repeat: ({ source }) => `It repeats what ${source} had said before.`,
  stale: () => 'A newer statement about this alert was applied before it came.',
  'never-opened': () => 'The alert ended before a record was opened for it.',
  'already-resolved': (fate) => `Nothing was left to do: ${record(fate)} has ended already.`,
  'late-firing': () => 'It came after the end of the life of the alert that it speaks of.',
  'already-noted': (fate) =>
    `A person resolved ${record(fate)}, and it was noted already that the alert goes on.`,
  'no-notes-wanted': () =>
    'No column changes by it, and the route writes neither work notes nor comments.',
  'field-conflict': () => 'All that it would change was set by somebody in ServiceNow and stays.',
};

function written(fate: EventFate): string {
  return isKey(writes, fate.because)
    ? writes[fate.because](fate)
    : `${fate.outcome ?? ''} ${record(fate)}`;
}

function skipped(fate: EventFate): string {
  return isKey(skips, fate.because)
    ? skips[fate.because](fate)
    : `Nothing was done: ${fate.because ?? 'unknown'}.`;
}

const drifts: Readonly<Record<(typeof driftKinds)[number], string>> = {
  dropped: 'ServiceNow silently dropped',
  changed: 'ServiceNow stored another value in',
  'not-rendered': 'The template failed for',
  'no-match': 'No active record has the name given for',
  'several-matches': 'More than one record has the name given for',
  conflict: 'Left to whoever set it in ServiceNow:',
};

function explainDrift(drift: readonly FieldDrift[]): string {
  return driftKinds
    .flatMap((kind) => {
      const columns = drift.filter((one) => one.kind === kind).map(({ column }) => column);
      return columns.length === 0 ? [] : [` ${drifts[kind]} ${columns.join(', ')}.`];
    })
    .join('');
}

function explainStanding({ standing, now, because }: EventFate): string {
  if (standing === undefined) return because === undefined ? 'Waits.' : `Given up: ${because}.`;
  switch (standing.kind) {
    case 'due':
      if (standing.dueAt <= now) return 'Waits for its turn.';
      return `Waits until ${toTime(standing.dueAt)}${standing.isFirstTry ? ', the end of a maintenance window' : ''}.`;
    case 'failed':
      return `Waits for the next try at ${toTime(standing.dueAt)}: ${standing.message}`;
    case 'dead':
      return `Given up: ${standing.message}`;
    case 'behind':
      return `Waits behind the dead letter ${standing.jobId} of the same alert, which somebody has to replay or discard: ${standing.message}`;
  }
}

/** What became of a change in ServiceNow, as it is stored. */
export interface ChangeFate {
  readonly number: string;
  readonly outcome: string | undefined;
  readonly because: string | undefined;
  /** The write-back that it led to: `told`, or why not; `undefined` while it waits. */
  readonly told: string | undefined;
  readonly destination: string | undefined;
  readonly standing: Standing | undefined;
  readonly now: number;
}

const untold: Readonly<Record<string, string>> = {
  echo: 'it was our own write',
  stale: 'a later change was applied before',
  'not-selected': 'its new state is not selected in the state map of the route',
  'no-destination': 'the route names no destination',
  excluded: 'nothing of it is read: its columns are excluded on the connection or not followed',
  'switched-off': 'the route does not tell this kind of change (backSync)',
  'backsync-off': 'its source has back-sync switched off (backSync)',
  'not-linked': 'no alert belongs to the record',
  known: 'it was known already',
};

const tellings: Readonly<Record<string, string>> = {
  open: 'opened',
  acknowledge: 'acknowledged',
  silence: 'silenced',
  resolve: 'resolved',
  cancel: 'canceled',
  'resolve-deleted': 'deleted',
  'note-deleted': 'deleted',
  reopen: 'opened again',
  update: 'updated',
};

export function explainChange(fate: ChangeFate): string {
  const { number, outcome, because = '', told, destination } = fate;
  if (outcome === undefined || outcome === 'dead') {
    return explainStanding({ ...noEvent, ...fate });
  }
  if (outcome === 'nothing') {
    const reason = untold[because] ?? 'the destination has no word for it';
    return `The tool was not told of the change of ${number}: ${reason}.`;
  }
  const what = `that ${number} was ${tellings[because] ?? because}`;
  if (told === 'told') return `Told ${destination ?? 'the tool'} ${what}.`;
  if (told === undefined) {
    return `Is telling ${destination ?? 'the tool'} ${what}. ${explainStanding({ ...noEvent, ...fate })}`;
  }
  const failure = fate.standing?.kind === 'dead' ? fate.standing.message : told;
  return `Could not tell ${destination ?? 'the tool'} ${what}: ${failure}`;
}

const noEvent = {
  source: '',
  route: undefined,
  status: '',
  number: undefined,
  drift: [],
  sent: [],
} as const;

function toTime(at: number): string {
  return new Date(at).toISOString();
}

function isKey<Table extends object>(
  table: Table,
  key: string | undefined,
): key is Extract<keyof Table, string> {
  return key !== undefined && Object.hasOwn(table, key);
}
