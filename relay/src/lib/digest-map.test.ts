import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createDigestMap, isDigestEntry } from './digest-map.ts';

const digestOf = (number: number): string =>
  createHash('sha256').update(String(number)).digest('hex');
const idOf = (number: number): string => digestOf(number).slice(-32);

test('does what a Map does, through thousands of additions and deletions', () => {
  const map = createDigestMap();
  const model = new Map<string, string>();
  let differences = 0;
  for (let step = 0; step < 20_000; step += 1) {
    const digest = digestOf(step);
    map.add(digest, idOf(step));
    model.set(digest, idOf(step));
    // First it grows, then as many go as come: those that are deleted make room.
    for (const old of step < 5_000 ? [] : [step - 5_000, step - 2_500]) {
      map.delete(digestOf(old));
      model.delete(digestOf(old));
    }
    const asked = digestOf(step - 100);
    if (map.get(asked) !== model.get(asked)) differences += 1;
  }
  expect(differences).toBe(0);
  expect([...map.keys()]).toEqual([...model.keys()]);
  for (const [digest, id] of model) expect(map.get(digest)).toBe(id);
});

test('digests that begin alike are told apart, and one is found behind another that went', () => {
  const alike = ['a', 'b', 'c'].map((last) => last.padStart(64, '0'));
  const map = createDigestMap();
  for (const digest of alike) map.add(digest, digest.slice(-32));
  const [first = '', second = '', third = ''] = alike;
  map.delete(first);
  expect(map.get(first)).toBeUndefined();
  expect(map.get(second)).toBe(second.slice(-32));
  map.delete(second);
  map.add(second, idOf(1));
  expect(map.get(second)).toBe(idOf(1));
  expect(map.get(third)).toBe(third.slice(-32));
  expect([...map.keys()]).toEqual([third, second]);
});

test('is empty once cleared', () => {
  const map = createDigestMap();
  map.add(digestOf(1), idOf(1));
  map.clear();
  expect(map.get(digestOf(1))).toBeUndefined();
  expect([...map.keys()]).toEqual([]);
});

test.each([
  ['a name with spaces', 'webhook w.hook key'],
  ['capital letters', digestOf(1).toUpperCase()],
  ['a short digest', digestOf(1).slice(1)],
])('%s is no digest, and finds none', (_, name) => {
  const map = createDigestMap();
  map.add(digestOf(1), idOf(1));
  expect(isDigestEntry(name, idOf(1))).toBe(false);
  expect(map.get(name)).toBeUndefined();
});

test('an id of another shape is none', () => {
  expect(isDigestEntry(digestOf(1), 'job-1')).toBe(false);
  expect(isDigestEntry(digestOf(1), idOf(1))).toBe(true);
});
