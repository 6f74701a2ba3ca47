import { expect, test } from 'vitest';
import { brokenLimits, type Figures, type Limit } from './bench-case.ts';

const floor: Limit = { key: 'acceptRatio', atLeast: 0.15 };
const ceiling: Limit = { key: 'idleP50Ratio', atMost: 3 };

test.each<[Figures, Limit, readonly string[]]>([
  [{ acceptRatio: 0.15 }, floor, []],
  [{ acceptRatio: 0.149 }, floor, ['acceptRatio is 0.149, below 0.15']],
  [{ idleP50Ratio: 3 }, ceiling, []],
  [{ idleP50Ratio: 3.01 }, ceiling, ['idleP50Ratio is 3.01, above 3']],
  [{}, ceiling, ['idleP50Ratio was not measured']],
  [{ idleP50Ratio: Number.NaN }, ceiling, ['idleP50Ratio was not measured']],
])('%j against %j', (figures, limit, broken) => {
  expect(brokenLimits([limit], figures)).toEqual(broken);
});
