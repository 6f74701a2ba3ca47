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
    /** The request is carried out before the fault is answered: an edge that loses the answer on its way back. */
    afterCommit: z.boolean().default(false),
  }),
  times: z.number().int().positive().default(1),
});

export type FaultRule = z.input<typeof FaultRule>;
export type FaultAction = z.output<typeof FaultRule>['action'];

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** Those that never met a request, of all that were ever armed: whoever planted them proved nothing by them. */
  unmet(): readonly FaultRule[];
  /** The fault that meets this request, which counts it; `data` is what the caller sent in address and body. */
  take(method: string, path: string, data: string): FaultAction | undefined;
}

interface Armed {
  readonly rule: z.output<typeof FaultRule>;
  seen: number;
  left: number;
}

export function createFaults(): Faults {
  let armed: Armed[] = [];
  const given: Armed[] = [];
  const sentinels = new Map<string, number>();
  return {
    add(fault) {
      const rule = FaultRule.parse(fault);
      const one = { rule, seen: 0, left: rule.times };
      armed.push(one);
      given.push(one);
    },
    clear() {
      armed = [];
      sentinels.clear();
    },
    unmet: () => given.filter(({ rule, left }) => left === rule.times).map(({ rule }) => rule),
    take(method, path, data) {
      for (const one of armed) {
        if (one.left === 0 || !isMatch(one.rule.match, method, path)) continue;
        one.seen += 1;
        if (one.rule.match.nth !== undefined && one.seen !== one.rule.match.nth) continue;
        one.left -= 1;
        return one.rule.action;
      }
      return takeSentinel(sentinels, path, data);
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
 * A fault that travels in the data, in a body or in an address: `[[fault:429]]` meets the first request with it,
 * `[[fault:503x3]]` the first three, `[[fault:503@2]]` only the second. The kinds are those of `kindOf`.
 */
function takeSentinel(
  seen: Map<string, number>,
  path: string,
  data: string,
): FaultAction | undefined {
  const match =
    /\[\[fault:([a-z]+(?:-[a-z]+)*(?:-\d+)?|\d{3}(?:-[a-z]+)*(?:-\d+)?)(?:@(\d+))?(?:x(\d+))?\]\]/.exec(
      data,
    );
  if (match === null) return undefined;
  const [text, kind = '', first = '1', times = '1'] = match;
  const key = `${path}|${text}`;
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  const isMet = count >= Number(first) && count < Number(first) + Number(times);
  return isMet ? kindOf(kind) : undefined;
}

type Kind = (...numbers: number[]) => z.input<typeof FaultRule>['action'];

const asHtml = { 'content-type': 'text/html' };

/** `#` stands for a number. */
const kinds: Readonly<Record<string, Kind>> = {
  '#': (status = 500) => ({ status, headers: status === 429 ? { 'retry-after': '1' } : {} }),
  '#-after-#': (status = 429, seconds = 1) => ({
    status,
    headers: { 'retry-after': String(seconds) },
  }),
  '#-after-commit': (status = 502) => ({ status, afterCommit: true }),
  'cut-before': () => ({ cut: 'before' }),
  'cut-after-commit': () => ({ cut: 'after-commit' }),
  'delay-#': (delayMs = 1000) => ({ delayMs }),
  hibernating: () => ({ page: 'hibernating' }),
  maintenance: () => ({ page: 'maintenance' }),
  html: () => ({ status: 200, headers: asHtml, body: '<html><body>Sign in</body></html>' }),
  redirect: () => ({ status: 302, headers: { ...asHtml, location: '/login.do' }, body: '' }),
  'wrong-type': () => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: '{"result":[]}',
  }),
  'broken-json': () => ({
    status: 200,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: '{"result":[{"sys_id":"',
  }),
  empty: () => ({
    status: 200,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: '',
  }),
};

/** Undefined for a kind that nobody knows: the text is then only text. */
function kindOf(text: string): FaultAction | undefined {
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const pattern = text.replaceAll(/\d+/g, '#');
  const kind = Object.hasOwn(kinds, pattern) ? kinds[pattern] : undefined;
  return kind === undefined ? undefined : FaultRule.shape.action.parse(kind(...numbers));
}
