import { expect, test } from 'vitest';
import { readMarkers, toMarker } from './marker.ts';

test('a note may carry several markers', () => {
  const note = `[firing] A\n${toMarker({ key: 'lane-1-2', step: 3 })}\n\n${toMarker({ key: 'lane-1-2', step: 4 })}`;

  expect(readMarkers(note)).toEqual([
    { key: 'lane-1-2', step: 3 },
    { key: 'lane-1-2', step: 4 },
  ]);
});

test('other text carries none', () => {
  expect(readMarkers('Resolved in prometheus.')).toEqual([]);
});
