import type { Dictionary, Table } from '../dictionary/dictionary.ts';
import type { Store } from '../store/database.ts';
import type { Values } from '../store/rows.ts';
import type { SharedState } from '../worker/shared-state.ts';
import type { User } from '../auth/users.ts';
import type { Outbound } from '../scripts/outbound-call.ts';
import type { EncodedQuery } from '../query/parse-encoded-query.ts';

/** What one thread knows about the instance; everything in it follows the database. */
export interface Engine {
  readonly store: Store;
  readonly shared: SharedState;
  readonly settings: EngineSettings;
  dictionary(): Dictionary;
  properties(): ReadonlyMap<string, string>;
  dataPolicies(): readonly DataPolicy[];
  priorityRules(): ReadonlyMap<string, string>;
  /** Rules of a table and its parents, by order. */
  rulesFor(table: Table): readonly Rule[];
  findUser(sysId: string): User | undefined;
  findUserByName(userName: string): User | undefined;
  readonly scripts: ScriptHost;
  /** Calls another server and waits for its answer. */
  readonly callOut: Outbound;
}

export interface EngineSettings {
  readonly crossScopeRules: 'observed' | 'documented';
  readonly aclFallThrough: 'nearest' | 'next';
  /** With a seed, threads pause between Glide calls for pseudo-random moments, so that races show. */
  readonly seed: number | undefined;
  readonly quotaMs: number;
}

export interface DataPolicy {
  readonly table: string;
  readonly condition: EncodedQuery;
  readonly mandatory: readonly string[];
}

/** A business rule: shipped as a script, or part of the stock behavior that is written here. */
export interface Rule {
  readonly name: string;
  readonly sysId: string;
  readonly table: string;
  readonly when: 'before' | 'after' | 'async';
  readonly order: number;
  readonly operations: ReadonlySet<Operation>;
  readonly filter: EncodedQuery | undefined;
  /** Whether the condition script holds. */
  holds(session: Session, row: Row): boolean;
  run(session: Session, row: Row): void;
}

/** The part of the script runtime that the engine itself needs. */
export interface ScriptHost {
  evaluateCondition(session: Session, script: string, scope: string, row: Row): boolean;
  evaluateExpression(session: Session, script: string): string;
  logError(session: Session, message: string, source: string): void;
}

/** One request or one background job, on behalf of one user. */
export interface Session {
  readonly engine: Engine;
  readonly user: User;
  readonly transaction: string;
  readonly interactive: boolean;
  /** Names of the rules that run at this moment, innermost last. */
  readonly ruleStack: string[];
  readonly messages: string[];
}

export type Operation = 'insert' | 'update' | 'delete';

/** A record in memory: what it holds now and what the database held when it was read. */
export interface Row {
  readonly table: Table;
  values: Values;
  stored: Values | undefined;
  operation: Operation | '';
  /** Rule that called setAbortAction(true), with the rules it ran inside of. */
  abortedBy: { readonly rule: string; readonly stack: readonly string[] } | undefined;
  abortRequested: boolean;
  lastError: string;
  runRules: boolean;
}

export function valueOf(row: Row, name: string): string {
  return row.values[name] ?? '';
}

export function storedValueOf(row: Row, name: string): string {
  return row.stored?.[name] ?? '';
}

export function newRow(table: Table): Row {
  return {
    table,
    values: {},
    stored: undefined,
    operation: '',
    abortedBy: undefined,
    abortRequested: false,
    lastError: '',
    runRules: true,
  };
}

export function rowFrom(table: Table, stored: Values): Row {
  return { ...newRow(table), values: { ...stored }, stored };
}
