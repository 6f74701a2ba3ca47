import { expect, test } from 'vitest';
import { decideOwned, type Owner, toTaken } from './field-ownership.ts';

/** We sent 2; somebody may have put theirs in its place; now the tool would have `wanted`. */
function decide(owner: Owner | undefined, wanted: string, theirs?: string) {
  const { fields, conflicts } = decideOwned(
    owner === undefined ? {} : { urgency: owner },
    { urgency: wanted },
    { sentFields: { urgency: '2' }, takenFields: theirs === undefined ? {} : { urgency: theirs } },
  );
  if (conflicts.length > 0) return 'conflict';
  return fields['urgency'] === undefined ? 'left' : 'written';
}

test.each<[Owner | undefined, string, string | undefined, string]>([
  // Nobody stepped in.
  ['servicenow', '1', undefined, 'left'],
  ['tool', '1', undefined, 'written'],
  ['newest', '1', undefined, 'written'],
  ['ask', '1', undefined, 'written'],
  // The tool says nothing new.
  ['tool', '2', undefined, 'left'],
  ['newest', '2', undefined, 'left'],
  ['ask', '2', undefined, 'left'],
  // A person put 3 in its place and the tool says nothing new.
  ['servicenow', '2', '3', 'left'],
  ['tool', '2', '3', 'written'],
  ['newest', '2', '3', 'left'],
  ['ask', '2', '3', 'left'],
  // Both changed it.
  ['servicenow', '1', '3', 'left'],
  ['tool', '1', '3', 'written'],
  ['newest', '1', '3', 'written'],
  ['ask', '1', '3', 'conflict'],
  // Both changed it alike.
  ['tool', '1', '1', 'left'],
  ['newest', '1', '1', 'left'],
  ['ask', '1', '1', 'left'],
  // Without a word of the route a person is never overwritten.
  [undefined, '1', '3', 'conflict'],
])('%s: the tool says %s, a person %s: %s', (owner, wanted, theirs, expected) => {
  expect(decide(owner, wanted, theirs)).toBe(expected);
});

test('what others set is remembered until it is ours again', () => {
  const known = { sentFields: { urgency: '2', state: '1' }, takenFields: { impact: '3' } };
  const set = (name: string, value: string | null) => ({ name, old: '', new: value });

  expect(toTaken(known, [set('urgency', '3'), set('state', '6')])).toEqual({
    impact: '3',
    urgency: '3',
  });
  expect(toTaken({ ...known, takenFields: { urgency: '3' } }, [set('urgency', '2')])).toEqual({});
});
