import type { Engine } from '../engine/session.ts';
import type { User } from '../auth/users.ts';
import { matches } from '../auth/auth-scopes.ts';
import { textOf } from '../store/database.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import { cached } from '../worker/shared-state.ts';
import { apiNameOf } from './api-names.ts';
import { failure, type Answer, type Request } from './answer.ts';

export interface RateLimit {
  /** For every answer while a rule applies; an instance without rules sends none. */
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: Answer | undefined;
}

const HOUR_MS = 3_600_000;

/**
 * Rules by user beat those by role, which beat those for all; of several by role the lowest counts. The platform
 * adds counts up every 30 seconds; here they are exact.
 */
export function createRateLimiter(
  engine: Engine,
): (user: User, request: Request) => RateLimit | undefined {
  const rules = cached(engine.shared, 'access', () =>
    rowsOf(engine.store, 'sys_rate_limit_rules').filter((rule) => rule['active'] !== '0'),
  );
  return (user, request) => {
    const rule = ruleFor(engine, rules(), user, request);
    if (rule === undefined) return undefined;
    const limit = Number(rule['request_limit_per_hour'] ?? '0');
    const now = engine.shared.nowMs();
    const hour = Math.floor(now / HOUR_MS);
    const resetMs = (hour + 1) * HOUR_MS;
    const count = takeOne(engine, `rate ${rule['sys_id'] ?? ''} ${user.sysId} ${hour}`);
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-reset': String(resetMs / 1000),
      'x-ratelimit-rule': rule['sys_id'] ?? '',
    };
    if (count <= limit) return { headers, refusal: undefined };
    const detail = `Rate limit of ${limit} requests per hour for ${apiNameOf(request.path)} exceeded`;
    const wait = String(Math.ceil((resetMs - now) / 1000));
    return {
      headers,
      refusal: failure(429, 'Rate limit exceeded', detail, { ...headers, 'retry-after': wait }),
    };
  };
}

function ruleFor(
  engine: Engine,
  rules: readonly Values[],
  user: User,
  request: Request,
): Values | undefined {
  const applicable = rules.filter((rule) => matches(rule, request));
  const ofType = (type: string): Values[] => applicable.filter((rule) => rule['type'] === type);
  const own = ofType('user').find((rule) => rule['user'] === user.sysId);
  if (own !== undefined) return own;
  const [lowest] = ofType('role')
    .filter((rule) => user.roles.has(roleName(engine, rule['role'] ?? '')))
    .toSorted((a, b) => limitOf(a) - limitOf(b));
  return lowest ?? ofType('all')[0];
}

function limitOf(rule: Values): number {
  return Number(rule['request_limit_per_hour'] ?? '0');
}

function roleName(engine: Engine, sysId: string): string {
  const row = engine.store.prepare('SELECT name FROM sys_user_role WHERE sys_id = ?').get(sysId);
  return textOf(row?.['name']);
}

function takeOne(engine: Engine, name: string): number {
  const row = engine.store.write(() =>
    engine.store
      .prepare(
        'INSERT INTO _counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET number = number + 1 RETURNING number',
      )
      .get(name),
  );
  return Number(row?.['number'] ?? 0);
}
