import type { Column, Table } from '../dictionary/dictionary.ts';
import { matchesQuery, readerFor } from '../engine/matches-query.ts';
import type { Row, Session } from '../engine/session.ts';
import { cached } from '../worker/shared-state.ts';
import type { Engine } from '../engine/session.ts';
import { loadAclRules, type AclRule, type AclRules } from './rules.ts';

export type AccessOperation = 'read' | 'write' | 'create' | 'delete';

/**
 * Gate 1 is the table, gate 2 the field; both must open (servicenow-platform.md section 4).
 * `row` is absent before a query: then only what roles alone decide counts.
 */
export interface Access {
  mayUseTable(
    session: Session,
    table: Table,
    operation: AccessOperation,
    row: Row | undefined,
  ): boolean;
  mayUseField(
    session: Session,
    table: Table,
    column: Column,
    operation: AccessOperation,
    row: Row | undefined,
  ): boolean;
  /** Endpoint rules: all that the resource names must pass. */
  mayExecute(session: Session, aclIds: readonly string[]): boolean;
  /** Rules that name a whole API of the platform; the stock ones ship inactive, and without one it is open. */
  mayCallApi(session: Session, name: string): boolean;
  /** Rules of the type `ui_page` that name the page; without one everybody may open it. */
  mayOpenPage(session: Session, name: string): boolean;
}

/** Outcome of roles alone; `row` means that a condition or a script has the last word. */
type Verdict = 'allow' | 'deny' | 'row';

export function createAccess(engine: Engine): Access {
  const rules = cached(engine.shared, 'access', () => loadAclRules(engine.store));
  const fieldVerdicts = cachedByAccess(engine);
  const decide = (
    session: Session,
    points: readonly string[],
    operation: string,
    row: Row | undefined,
  ): boolean => decideAt(session, rules(), points, operation, row, engine.settings.aclFallThrough);

  return {
    mayUseTable: (session, table, operation, row) =>
      decide(session, [...table.lineage, '*'], operation, row),
    mayUseField(session, table, column, operation, row) {
      if (operation === 'delete') return true;
      const verdicts = fieldVerdicts(session.user.sysId, operation, table);
      let verdict = verdicts.get(column.name);
      if (verdict === undefined) {
        verdict = rules().hasFieldRules(operation, table.lineage)
          ? verdictOf(
              session,
              rules(),
              fieldPoints(table, column.name),
              operation,
              engine.settings.aclFallThrough,
            )
          : 'allow';
        verdicts.set(column.name, verdict);
      }
      if (verdict !== 'row') return verdict === 'allow';
      return decide(session, fieldPoints(table, column.name), operation, row);
    },
    mayExecute: (session, aclIds) =>
      aclIds.every((sysId) => {
        const rule = rules().byId(sysId);
        return rule !== undefined && passes(session, rule, undefined);
      }),
    mayCallApi: (session, name) => isOpen(session, rules().at('REST_Endpoint', 'execute', name)),
    mayOpenPage: (session, name) => isOpen(session, rules().at('ui_page', 'read', name)),
  };
}

function isOpen(session: Session, here: readonly AclRule[]): boolean {
  return here.length === 0 || decidePoint(session, here, undefined);
}

type Verdicts = Map<string, Verdict>;

/**
 * Verdicts by column name, kept by user, operation and table. A list asks once for each of its cells, so nothing is
 * joined to a key on the way: that made lists four times slower.
 */
function cachedByAccess(
  engine: Engine,
): (user: string, operation: AccessOperation, table: Table) => Verdicts {
  const byAccess = cached(engine.shared, 'access', () => new Map<string, ByOperation>());
  let users = -1;
  return (user, operation, table) => {
    const version = engine.shared.version('users');
    if (version !== users) {
      byAccess().clear();
      users = version;
    }
    const ofUser = getOrMake(byAccess(), user, newByOperation);
    return getOrMake(getOrMake(ofUser, operation, newByTable), table, newVerdicts);
  };
}

type ByOperation = Map<AccessOperation, Map<Table, Verdicts>>;

const newByOperation = (): ByOperation => new Map();
const newByTable = (): Map<Table, Verdicts> => new Map();
const newVerdicts = (): Verdicts => new Map();

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function fieldPoints(table: Table, field: string): string[] {
  return [
    ...table.lineage.map((name) => `${name}.${field}`),
    `*.${field}`,
    ...table.lineage.map((name) => `${name}.*`),
    '*.*',
  ];
}

function verdictOf(
  session: Session,
  rules: AclRules,
  points: readonly string[],
  operation: string,
  fallThrough: 'nearest' | 'next',
): Verdict {
  const involved = points.flatMap((point) => rules.at('record', operation, point));
  const dependsOnRow = involved.some(
    (rule) =>
      rule.condition !== undefined || rule.script.trim() !== '' || rule.appliesTo !== undefined,
  );
  if (dependsOnRow) return 'row';
  return decideAt(session, rules, points, operation, undefined, fallThrough) ? 'allow' : 'deny';
}

/**
 * The first point with rules decides ("nearest", KB0541355); with "next", as the documentation words it, a
 * failing point hands over to the next one that has rules. No rule anywhere allows.
 */
function decideAt(
  session: Session,
  rules: AclRules,
  points: readonly string[],
  operation: string,
  row: Row | undefined,
  fallThrough: 'nearest' | 'next',
): boolean {
  let found = false;
  for (const point of points) {
    const here = rules
      .at('record', operation, point)
      .filter((rule) => appliesTo(session, rule, row));
    if (here.length === 0) continue;
    found = true;
    if (decidePoint(session, here, row)) return true;
    // A failing deny-unless rule has the last word under either reading (acl-denial-behavior.md).
    if (fallThrough === 'nearest' || isDenied(session, here, row)) return false;
  }
  return !found;
}

function isDenied(session: Session, rules: readonly AclRule[], row: Row | undefined): boolean {
  return rules.some((rule) => rule.isDeny && !passes(session, rule, row));
}

function decidePoint(session: Session, rules: readonly AclRule[], row: Row | undefined): boolean {
  if (isDenied(session, rules, row)) return false;
  const allowing = rules.filter((rule) => !rule.isDeny);
  return allowing.length === 0 || allowing.some((rule) => passes(session, rule, row));
}

function appliesTo(session: Session, rule: AclRule, row: Row | undefined): boolean {
  if (rule.appliesTo === undefined || row === undefined) return true;
  return matchesQuery(readerFor(session), rule.appliesTo, row);
}

/** Role and security attribute and condition and script must all hold. */
function passes(session: Session, rule: AclRule, row: Row | undefined): boolean {
  if (rule.roles.includes('nobody')) return false;
  if (session.user.isAdmin && rule.adminOverrides) return true;
  if (rule.isBlank) return false;
  if (!hasRole(session, rule)) return false;
  if (rule.securityAttribute !== '' && session.user.userName === 'guest') return false;
  if (row === undefined) return true;
  if (rule.condition !== undefined && !matchesQuery(readerFor(session), rule.condition, row))
    return false;
  if (rule.script.trim() === '') return true;
  return session.engine.scripts.evaluateCondition(session, rule.script, rule.scope, row);
}

function hasRole(session: Session, rule: AclRule): boolean {
  if (rule.roles.length === 0 || session.user.isAdmin) return true;
  return rule.roles.some((role) => session.user.roles.has(role) || role === 'public');
}
