import { expect, test } from 'vitest';
import { judgeQuota, type QuotaRule } from './quota.ts';

const stock: readonly QuotaRule[] = [{ name: 'REST Table API request timeout', seconds: 60 }];
const raised: QuotaRule = { name: 'REST and JSON Catch All', seconds: 900 };

test.each<[string, readonly QuotaRule[], number, string]>([
  ['the rules of a fresh instance', stock, 600, ''],
  ['no rule that could be read', [], 600, ''],
  ['a take-over before the platform ends a call', [], 300, 'above 300: load balancer'],
  ['a rule that somebody raised', [...stock, raised], 600, 'above 900: REST and JSON Catch All'],
  ['a raised rule, and a take-over above it', [...stock, raised], 901, ''],
])('%s', (_what, rules, takeoverSeconds, remedy) => {
  const said = judgeQuota(rules, takeoverSeconds);

  expect(said).toContain(remedy);
  expect(said === '').toBe(remedy === '');
});
