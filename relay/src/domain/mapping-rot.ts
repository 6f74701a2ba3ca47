import type { Route } from './configuration.ts';
import type { CheckedName, TableChoice, TableColumn } from './readiness.ts';
import type { RouteReference } from './configuration.ts';

/** What the instance looked like when the last report was made. */
export interface RotMemory {
  /** `table.column` → stored value → label. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** `table name` → sys_id that it stood for. */
  readonly names: Readonly<Record<string, string>>;
}

export interface RotInput {
  readonly routes: readonly Pick<Route, 'name' | 'enabled' | 'table'>[];
  readonly tables: readonly { readonly table: string; readonly columns: readonly TableColumn[] }[];
  readonly names: readonly CheckedName[];
  /** Of the events that are still kept: how many each route took. */
  readonly taken: ReadonlyMap<string, number>;
  /** Names that came with alerts and that nobody has, per column. */
  readonly unmatched: readonly {
    readonly column: string;
    readonly kind: string;
    readonly count: number;
  }[];
  readonly before: RotMemory | undefined;
}

export const rotKinds = [
  'name-without-match',
  'name-changed-hands',
  'names-of-alerts-without-match',
  'choice-added',
  'choice-removed',
  'route-never-matches',
] as const;

export interface RotFinding {
  readonly kind: (typeof rotKinds)[number];
  readonly subject: string;
  readonly line: string;
}

/** Columns whose choices a route may depend on. */
const watchedChoices = [
  'state',
  'close_code',
  'impact',
  'urgency',
  'severity',
  'category',
  'subcategory',
  'hold_reason',
  'contact_type',
] as const;

/** What has come apart between the routes and the instance since somebody set them up. */
export function findRot(input: RotInput): readonly RotFinding[] {
  return [
    ...input.names.flatMap((name) => judgeName(name, input.before)),
    ...input.unmatched.map(({ column, kind, count }) => ({
      kind: 'names-of-alerts-without-match' as const,
      subject: column,
      line: `${count} alerts named a value for ${column} that ${kind === 'several-matches' ? 'several records have' : 'no active record has'}.`,
    })),
    ...input.tables.flatMap((one) => compareChoices(one, input.before)),
    ...input.routes
      .filter(({ name, enabled }) => enabled && (input.taken.get(name) ?? 0) === 0)
      .map(({ name }) => ({
        kind: 'route-never-matches' as const,
        subject: name,
        line: `The route ${name} took none of the events that are still kept: its conditions may fit nothing any more, or a route before it takes everything.`,
      })),
  ];
}

function judgeName(
  { route, column, table, name, found }: CheckedName,
  before: RotMemory | undefined,
): readonly RotFinding[] {
  const known = before?.names[toNameId(table, name)];
  const where = `route ${route}, ${column}`;
  if (found === 'several') {
    const line = `Several active records of ${table} have the name ${name} (${where}).`;
    return [{ kind: 'name-without-match', subject: name, line }];
  }
  if (found === 'none') {
    const was =
      known === undefined
        ? ''
        : ` It stood for ${known} at the last report: renamed or deactivated.`;
    const line = `No active record of ${table} has the name ${name} (${where}).${was}`;
    return [{ kind: 'name-without-match', subject: name, line }];
  }
  if (known === undefined || known === found.sysId) return [];
  const line = `${name} in ${table} is another record than at the last report: ${found.sysId} instead of ${known} (${where}).`;
  return [{ kind: 'name-changed-hands', subject: name, line }];
}

function compareChoices(
  { table, columns }: RotInput['tables'][number],
  before: RotMemory | undefined,
): readonly RotFinding[] {
  return watchedChoices.flatMap((column) => {
    const known = before?.choices[`${table}.${column}`];
    const choices = columns.find(({ name }) => name === column)?.choices;
    if (known === undefined || choices === undefined) return [];
    const subject = `${table}.${column}`;
    const added = choices
      .filter(({ value }) => known[value] === undefined)
      .map(({ value, label }) => ({
        kind: 'choice-added' as const,
        subject,
        line: `${subject} has a new choice: ${value} (${label}).`,
      }));
    const removed = Object.entries(known)
      .filter(([value]) => !choices.some((choice) => choice.value === value))
      .map(([value, label]) => ({
        kind: 'choice-removed' as const,
        subject,
        line: `${subject} no longer has the choice ${value} (${label}).`,
      }));
    return [...added, ...removed];
  });
}

/** What the next report compares with. What could not be read this time is taken over. */
export function toMemory({ tables, names, before }: RotInput): RotMemory {
  const choices = tables.flatMap(({ table, columns }) =>
    watchedChoices.flatMap((column) => {
      const found = columns.find(({ name }) => name === column)?.choices;
      return found === undefined ? [] : [[`${table}.${column}`, toTable(found)] as const];
    }),
  );
  const standing = names.flatMap(({ table, name, found }) =>
    typeof found === 'string' ? [] : [[toNameId(table, name), found.sysId] as const],
  );
  return {
    choices: { ...before?.choices, ...Object.fromEntries(choices) },
    names: { ...before?.names, ...Object.fromEntries(standing) },
  };
}

function toTable(choices: readonly TableChoice[]): Readonly<Record<string, string>> {
  return Object.fromEntries(choices.map(({ value, label }) => [value, label]));
}

function toNameId(table: string, name: string): string {
  return `${table} ${name}`;
}

/** Names that stand in a route as they are; what comes from an alert is known only then. */
export function literalNames(
  route: Pick<Route, 'references' | 'severityMap'>,
): readonly LiteralName[] {
  const written = route.references.flatMap(({ column, table, by, value, fallback, otherwise }) => {
    const of = { column, table, by, otherwise };
    // Where there is another name to try, none of them has to fit alone.
    const first = fallback === undefined ? of : { ...of, otherwise: 'leave-empty' as const };
    return [
      ...(value.isLiteral ? [{ ...first, name: value.source }] : []),
      ...(fallback === undefined ? [] : [{ ...of, name: fallback }]),
    ];
  });
  const groups = Object.values(route.severityMap).flatMap(({ assignmentGroup: group }) =>
    group?.isLiteral === true
      ? [
          {
            column: 'assignment_group',
            table: 'sys_user_group' as const,
            by: 'name' as const,
            otherwise: 'fail' as const,
            name: group.source,
          },
        ]
      : [],
  );
  const all = [...written, ...groups];
  return [...new Map(all.map((one) => [`${one.table} ${one.name}`, one])).values()];
}

export interface LiteralName extends Pick<RouteReference, 'column' | 'table' | 'by' | 'otherwise'> {
  readonly name: string;
}
