/** Says in the text of a note which one it is, so that it can be found again where no app remembers. */
export function toMarker(noteId: string): string {
  return `[ref ${noteId.slice(0, 8)}]`;
}

/** The notes in a journal entry that carry a marker: one write holds several, each ending in its own. What people write has none. */
export function splitNotes(entry: string): readonly MarkedNote[] {
  let start = 0;
  return Array.from(entry.matchAll(marker), ({ 0: found, index }) => {
    const end = index + found.length;
    const text = entry.slice(start, end).trimStart();
    start = end;
    return { text, marker: found };
  });
}

export interface MarkedNote {
  /** With its marker. */
  readonly text: string;
  readonly marker: string;
}

const marker = /\[ref [^\]]{8}\](?=\s|$)/g;
