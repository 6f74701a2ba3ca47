import { AsyncLocalStorage } from 'node:async_hooks';
import { nameOf } from '../domain/connection-name.ts';
import {
  afterAnswer,
  type CallBudget,
  type CallsLeft,
  leftOf,
  nextCallAt,
} from '../domain/call-budget.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { readRateHeaders } from './retry-after.ts';

/**
 * Who knows a limit keeps within it: an instance that refuses one call refuses all of them until the hour
 * is over, those about priority 1 too.
 */
export interface CallBudgets {
  /** Every answer of a connection; those without the headers of a rule are counted by none. */
  note(connection: Connection, answer: NotedAnswer): void;
  /** Sends commands; their calls are counted, and what they cost is remembered. */
  spend<Result>(
    connection: Connection,
    isUrgent: boolean,
    send: () => Promise<Result>,
  ): Promise<Result>;
  /** When the next commands may be sent; `undefined` is now. */
  nextAt(connection: Connection, isUrgent: boolean): number | undefined;
  /** Throws where a call that delivers nothing would take what commands need. */
  assertSpare(connection: Connection): void;
  /** By the tightest of the rules that it is counted under. */
  leftOf(connection: Connection): CallsLeft | undefined;
  /** For one that is gone: another of its name may be on another instance. */
  forget(connection: Connection): void;
}

export interface NotedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Rule {
  budget: CallBudget;
  /** Commands are counted under it, not only what goes on beside them. */
  countsCommands: boolean;
}

interface Account {
  readonly rules: Map<string, Rule>;
  /** Calls of the commands under way. */
  underWay: number;
  /** Calls that commands took last: one, or in table mode several. */
  cost: number;
  lastCommandAt: number;
  lastBesideAt: number;
}

export function createCallBudgets(deps: {
  readonly clock: Clock;
  /** Told of what is left after each answer that names a limit. */
  readonly onNote?: (connection: Connection, left: CallsLeft) => void;
}): CallBudgets {
  const accounts = new Map<string, Account>();
  const sending = new AsyncLocalStorage<{ calls: number }>();

  function accountOf(connection: Connection): Account {
    const name = nameOf(connection);
    const known = accounts.get(name);
    if (known !== undefined) return known;
    const created: Account = {
      rules: new Map(),
      underWay: 0,
      cost: 1,
      lastCommandAt: 0,
      lastBesideAt: 0,
    };
    accounts.set(name, created);
    return created;
  }

  function left(connection: Connection): CallsLeft | undefined {
    const now = deps.clock.now();
    const all = [...(accounts.get(nameOf(connection))?.rules.values() ?? [])].map(({ budget }) =>
      leftOf(budget, now),
    );
    return all.toSorted((one, other) => one.left / one.limit - other.left / other.limit)[0];
  }

  return {
    note(connection, { status, headers }) {
      const seen = readRateHeaders(headers, deps.clock.now());
      if (seen === undefined) return;
      const command = sending.getStore();
      if (command !== undefined) command.calls += 1;
      const { rules } = accountOf(connection);
      const rule = rules.get(seen.rule);
      const budget = afterAnswer(rule?.budget, { ...seen, isRefused: status === 429 });
      const countsCommands = rule?.countsCommands === true || command !== undefined;
      rules.set(seen.rule, { budget, countsCommands });
      const now = left(connection);
      if (now !== undefined) deps.onNote?.(connection, now);
    },
    async spend(connection, isUrgent, send) {
      const account = accountOf(connection);
      const { cost } = account;
      const command = { calls: 0 };
      if (!isUrgent) account.lastCommandAt = deps.clock.now();
      account.underWay += cost;
      try {
        return await sending.run(command, send);
      } finally {
        account.underWay -= cost;
        if (command.calls > 0) account.cost = command.calls;
      }
    },
    nextAt(connection, isUrgent) {
      const account = accounts.get(nameOf(connection));
      if (account === undefined || account.rules.size === 0) return undefined;
      const { cost, underWay, lastCommandAt: lastAt } = account;
      const now = deps.clock.now();
      const wanted = { now, cost, underWay, isUrgent, lastAt };
      const at = [...account.rules.values()]
        .filter(({ countsCommands }) => countsCommands)
        .map(({ budget }) => nextCallAt(budget, wanted));
      const last = Math.max(now, ...at);
      return last > now ? last : undefined;
    },
    assertSpare(connection) {
      const account = accounts.get(nameOf(connection));
      if (account === undefined || account.rules.size === 0) return;
      const { underWay, lastBesideAt: lastAt } = account;
      const now = deps.clock.now();
      const wanted = { now, cost: 1, underWay, isUrgent: false, lastAt };
      const at = Math.max(
        ...[...account.rules.values()].map(({ budget }) => nextCallAt(budget, wanted)),
      );
      if (at > now) throw rationed(connection, at - now);
      account.lastBesideAt = now;
    },
    leftOf: left,
    forget: (connection) => void accounts.delete(nameOf(connection)),
  };
}

function rationed(connection: Connection, waitMs: number): RelayError {
  return new RelayError(
    'SERVICENOW_RATE_LIMITED',
    `The calls that the instance allows connection ${nameOf(connection)} in this hour are nearly used up; what is left is for delivering. Raise the rule in "Rate Limit Rules" of the instance if it stays so.`,
    { retryAfterMs: waitMs, details: { connection: nameOf(connection), rationed: true } },
  );
}
