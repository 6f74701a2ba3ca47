/** Says in the text of a note which one it is, so that it can be found again where no app remembers. */
export function toMarker(noteId: string): string {
  return `[ref ${noteId.slice(0, 8)}]`;
}
