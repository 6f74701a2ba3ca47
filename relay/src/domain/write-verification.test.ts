import { expect, test } from 'vitest';
import { findDrift } from './write-verification.ts';

test.each([
  ['kept', { impact: '1' }, { impact: '1' }, []],
  ['kept but for line ends', { text: 'a\nb' }, { text: 'a\r\nb ' }, []],
  ['missing', { urgency: '1' }, {}, [{ column: 'urgency', kind: 'dropped' }]],
  ['empty', { urgency: '1' }, { urgency: '' }, [{ column: 'urgency', kind: 'dropped' }]],
  ['other', { urgency: '1' }, { urgency: '3' }, [{ column: 'urgency', kind: 'changed' }]],
  ['cleared as asked', { assigned_to: '' }, { assigned_to: '' }, []],
])('S14 a column that came back %s', (_name, sent, readBack, drift) => {
  expect(findDrift(sent, readBack)).toEqual(drift);
});
