import type { Statement } from './checker.ts';

/** Travels through the description of an alert into the notes of its record. */
export function toMarker({ key, step }: Statement): string {
  return `marker ${key}#${step};`;
}

/** All markers in a text, in order. A note may hold several, when waiting events became one write. */
export function readMarkers(text: string): readonly Statement[] {
  return [...text.matchAll(/marker (?<key>[a-z0-9-]+)#(?<step>\d+);/g)].map(({ groups }) => ({
    key: groups?.['key'] ?? '',
    step: Number(groups?.['step']),
  }));
}
