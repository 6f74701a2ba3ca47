import { z } from 'zod';

/** Misbehavior on demand: which requests it meets and what happens to them. */
export const FaultRule = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().optional(),
      table: z.string().optional(),
      /** Only the n-th request that matches otherwise, counted from 1. */
      nth: z.number().int().positive().optional(),
    })
    .default({}),
  action: z.strictObject({
    status: z.number().int().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    page: z.enum(['hibernating', 'maintenance']).optional(),
    delayMs: z.number().int().nonnegative().optional(),
    cut: z.enum(['before', 'after-commit']).optional(),
  }),
  times: z.number().int().positive().default(1),
});

export type FaultRule = z.input<typeof FaultRule>;
export type FaultAction = z.output<typeof FaultRule>['action'];

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault that meets this request, which counts it. */
  take(method: string, path: string, body: string): FaultAction | undefined;
}

interface Armed {
  readonly rule: z.output<typeof FaultRule>;
  seen: number;
  left: number;
}

export function createFaults(): Faults {
  let armed: Armed[] = [];
  const sentinels = new Map<string, number>();
  return {
    add(given) {
      const rule = FaultRule.parse(given);
      armed.push({ rule, seen: 0, left: rule.times });
    },
    clear() {
      armed = [];
      sentinels.clear();
    },
    take(method, path, body) {
      for (const one of armed) {
        if (one.left === 0 || !isMatch(one.rule.match, method, path)) continue;
        one.seen += 1;
        if (one.rule.match.nth !== undefined && one.seen !== one.rule.match.nth) continue;
        one.left -= 1;
        return one.rule.action;
      }
      return takeSentinel(sentinels, path, body);
    },
  };
}

/** `path` is a part of the path, or a pattern with `*`. */
function isMatch(match: Armed['rule']['match'], method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.table !== undefined && !new RegExp(`/table/${match.table}(/|$)`).test(path))
    return false;
  if (match.path === undefined) return true;
  if (!match.path.includes('*')) return path.includes(match.path);
  const source = match.path.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(path);
}

/**
 * A fault that travels in the data: `[[fault:429]]` in a body refuses the first such request, `[[fault:503x3]]`
 * the first three. Also `cut-before`, `cut-after-commit`, `hibernating`, `maintenance`, `html`, `delay-1500`.
 */
function takeSentinel(
  seen: Map<string, number>,
  path: string,
  body: string,
): FaultAction | undefined {
  const match = /\[\[fault:([a-z-]+|\d{3}|delay-\d+)(?:x(\d+))?\]\]/.exec(body);
  if (match === null) return undefined;
  const [text, kind = '', times = '1'] = match;
  const key = `${path}|${text}`;
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return count > Number(times) ? undefined : sentinelAction(kind);
}

function sentinelAction(kind: string): FaultAction | undefined {
  if (/^\d{3}$/.test(kind))
    return { status: Number(kind), headers: kind === '429' ? { 'retry-after': '1' } : {} };
  if (kind === 'cut-before') return { headers: {}, cut: 'before' };
  if (kind === 'cut-after-commit') return { headers: {}, cut: 'after-commit' };
  if (kind === 'hibernating' || kind === 'maintenance') return { headers: {}, page: kind };
  if (kind === 'html')
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Sign in</body></html>',
    };
  const delay = /^delay-(\d+)$/.exec(kind)?.[1];
  return delay === undefined ? undefined : { headers: {}, delayMs: Number(delay) };
}
