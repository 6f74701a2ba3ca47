import type { Configuration, Connection, Route } from './configuration.ts';
import type { Template } from './template.ts';
import type { RouteReference } from './configuration.ts';
import type { FieldDrift } from './write-verification.ts';

/** What an instance says of a table; `choices` is absent where any value will do. */
export interface TableColumn {
  readonly name: string;
  readonly label: string;
  readonly mandatory: boolean;
  readonly choices?: readonly TableChoice[] | undefined;
}

export interface TableChoice {
  readonly value: string;
  readonly label: string;
}

export const findingKinds = [
  'not-readable',
  'mandatory-without-value',
  'unknown-column',
  'unknown-choice',
  'state-not-selected',
  'name-without-match',
] as const;

/** Something about a route that this instance will refuse, drop or not understand. */
export interface Finding {
  readonly kind: (typeof findingKinds)[number];
  readonly column: string;
  /** What will happen, and what to write into the route. */
  readonly line: string;
  /** What the route could say instead. */
  readonly proposal: string | undefined;
  /** `fault`: records will be refused or wrong; `hint`: worth a look. */
  readonly weight: 'fault' | 'hint';
}

export interface TrialStep {
  readonly step: 'create' | 'resolve' | 'cancel';
  /** The words of ServiceNow, where it refused. */
  readonly refusal: string | undefined;
  /** Columns that it did not keep as they were sent. */
  readonly drift: readonly FieldDrift[];
}

export interface Trial {
  /** Of the scratch record, where it came to be. */
  readonly number: string | undefined;
  readonly steps: readonly TrialStep[];
}

export interface Readiness {
  readonly route: string;
  readonly table: string;
  readonly isReady: boolean;
  readonly findings: readonly Finding[];
  /** What states this instance has, for the state map. */
  readonly states: readonly TableChoice[];
  /** Only on request: what became of a scratch record. */
  readonly trial: Trial | undefined;
}

/** A name that a route writes out, and what it stands for today. */
export interface CheckedName extends Pick<RouteReference, 'column' | 'table'> {
  readonly route: string;
  readonly name: string;
  /** What happens where nobody, or more than one, has it. */
  readonly otherwise: RouteReference['otherwise'];
  readonly found: { readonly sysId: string } | 'none' | 'several';
}

/**
 * Whether this instance takes what a route writes, as far as its dictionary, its choices and the names
 * of its groups, users and items say. Data policies and business rules show only when a record is tried.
 */
export function judgeReadiness(
  route: Route,
  seen: readonly TableColumn[] | ClosedTable,
  names: readonly CheckedName[] = [],
): readonly Finding[] {
  const nameless = names.flatMap(judgeName);
  return 'because' in seen
    ? [...nameless, tableClosed(seen)]
    : [...nameless, ...judgeColumns(route, seen)];
}

/** The table is not there, or closed to the account. */
export interface ClosedTable {
  /** In the words of the instance. */
  readonly because: string;
}

function judgeColumns(route: Route, columns: readonly TableColumn[]): readonly Finding[] {
  // Choices may be shown where the dictionary is not.
  const isWhole = columns.some(({ choices }) => choices === undefined);
  return [
    ...(isWhole
      ? [...missingMandatory(route, columns), ...unknownColumns(route, columns)]
      : [notShown(route, columns)]),
    ...writtenChoices(route).flatMap(([column, value]) => checkChoice(columns, column, value)),
    ...statesNotSelected(route, columns),
  ];
}

function tableClosed({ because: line }: ClosedTable): Finding {
  return { kind: 'not-readable', column: '', line, proposal: undefined, weight: 'fault' };
}

function judgeName({ column, table, name, otherwise, found }: CheckedName): readonly Finding[] {
  if (typeof found !== 'string') return [];
  const who =
    found === 'none'
      ? `No active record of ${table} has the name ${name}`
      : `Several active records of ${table} have the name ${name}`;
  const then =
    otherwise === 'fail' ? 'alerts would become dead letters' : `${column} would stay empty`;
  return [
    {
      kind: 'name-without-match',
      column,
      line: `${who} (${column}): ${then}. Correct the name, or create or activate the record.`,
      proposal: undefined,
      weight: otherwise === 'fail' ? 'fault' : 'hint',
    },
  ];
}

/** That the account may not look is no fault of the route. */
function notShown({ table }: Route, columns: readonly TableColumn[]): Finding {
  const isWithChoices = columns.length > 0;
  const what = isWithChoices ? '' : ', and whether it has the states and choices that are written';
  const roles = isWithChoices
    ? 'the role personalize_dictionary'
    : 'the roles personalize_dictionary and personalize_choices';
  return {
    kind: 'not-readable',
    column: '',
    line: `Not checked: which columns ${table} has and which of them are mandatory${what}. The account may not read that (${roles}); --try makes a record instead.`,
    proposal: undefined,
    weight: 'hint',
  };
}

/** Columns that the relay fills whatever a route says. */
const filled: ReadonlySet<string> = new Set([
  'short_description',
  'description',
  'state',
  'impact',
  'urgency',
  'severity',
  // By the platform, and by every command.
  'number',
  'correlation_id',
  'correlation_display',
]);

/** Columns that have a value when a record of the route is created. */
export function filledBy(route: Route): ReadonlySet<string> {
  return new Set([
    ...filled,
    ...Object.keys(route.fields),
    ...Object.keys(route.defaults),
    ...route.references.map(({ column }) => column),
  ]);
}

/** Mandatory columns of which a route says nothing, each with a value that would do. */
export function missingMandatory(
  route: Route,
  columns: readonly TableColumn[],
): readonly Finding[] {
  const has = filledBy(route);
  return columns
    .filter(({ name, mandatory }) => mandatory && !has.has(name) && !name.startsWith('sys_'))
    .map(({ name, label, choices }) => {
      const proposal = choices?.find(({ value }) => value !== '')?.value;
      const cure =
        proposal === undefined
          ? `Give it a value in the route: defaults: { ${name}: … }.`
          : `Give it a value in the route, such as defaults: { ${name}: ${proposal} }.`;
      return {
        kind: 'mandatory-without-value',
        column: name,
        line: `${name} (${label}) is mandatory and the route says nothing of it: ServiceNow may refuse the record. ${cure}`,
        proposal,
        weight: 'fault',
      };
    });
}

function unknownColumns(route: Route, columns: readonly TableColumn[]): readonly Finding[] {
  const known = new Set(columns.map(({ name }) => name));
  const written = [
    ...Object.keys(route.fields),
    ...Object.keys(route.defaults),
    ...route.references.map(({ column }) => column).filter((column) => column !== 'note_on'),
  ];
  return [...new Set(written)]
    .filter((column) => !known.has(column))
    .map((column) => ({
      kind: 'unknown-column',
      column,
      line: `${route.table} has no column ${column}: ServiceNow drops what is written into it.`,
      proposal: undefined,
      weight: 'fault',
    }));
}

/** Values that are known before an alert comes: literal texts, states, and the severity map. */
export function writtenChoices(route: Route): readonly (readonly [string, string])[] {
  const templates: Readonly<Record<string, Template>> = {
    ...route.fields,
    ...(route.outwardStates.resolved === undefined ? {} : { close_code: route.closeCode }),
  };
  const literals = Object.entries(templates).flatMap(([column, template]) =>
    template.isLiteral ? [[column, template.source] as const] : [],
  );
  const states = Object.values(route.outwardStates).flatMap((state) =>
    state === undefined ? [] : [['state', state] as const],
  );
  const severities = Object.values(route.severityMap).flatMap(({ impact, urgency, severity }) => [
    ['impact', impact] as const,
    ['urgency', urgency] as const,
    ['severity', severity] as const,
  ]);
  const all = [...literals, ...Object.entries(route.defaults), ...states, ...severities];
  return [...new Map(all.map((one) => [one.join(' '), one])).values()];
}

function checkChoice(
  columns: readonly TableColumn[],
  column: string,
  value: string,
): readonly Finding[] {
  const choices = columns.find(({ name }) => name === column)?.choices;
  if (choices === undefined || choices.some((choice) => choice.value === value)) return [];
  const byLabel = choices.find(({ label }) => label.toLowerCase() === value.toLowerCase());
  const proposal = (byLabel ?? choices.find((choice) => choice.value !== ''))?.value;
  const list = choices.map((choice) => `${choice.value} (${choice.label})`).join(', ');
  return [
    {
      kind: 'unknown-choice',
      column,
      line: `${column} has no choice ${value} on this instance. It has: ${list}.`,
      proposal,
      weight: 'fault',
    },
  ];
}

/** States that people may set and that would tell the tool nothing. */
function statesNotSelected(route: Route, columns: readonly TableColumn[]): readonly Finding[] {
  if (route.destination === undefined) return [];
  const choices = columns.find(({ name }) => name === 'state')?.choices ?? [];
  return choices
    .filter(({ value }) => value !== '' && route.inwardStates[value] === undefined)
    .map(({ value, label }) => ({
      kind: 'state-not-selected',
      column: 'state',
      line: `State ${value} (${label}) is not selected: a record that is set to it tells the tool nothing. If it should, add it to inwardStates.`,
      proposal: undefined,
      weight: 'hint',
    }));
}

/** Routes that would write, each with where; what is switched off asks nothing of an instance. */
export function findWays(
  configurations: readonly Pick<Configuration, 'routes' | 'connections'>[],
): readonly { readonly route: Route; readonly connection: Connection }[] {
  return configurations.flatMap(({ routes, connections }) =>
    routes
      .filter(({ enabled }) => enabled)
      .flatMap((route) => {
        const connection = connections.find(
          ({ workspace, name }) => workspace === route.workspace && name === route.connection,
        );
        return connection?.enabled === true ? [{ route, connection }] : [];
      }),
  );
}

/** What an instance would refuse, one line for each; empty where nothing is. */
export function faultsIn(readiness: readonly Readiness[]): readonly string[] {
  return readiness.flatMap(({ route, findings }) =>
    findings
      .filter(({ weight }) => weight === 'fault')
      .map(({ line }) => `the route ${route}: ${line}`),
  );
}
