/** `com.example.check.resolved.v2` says "resolved": a version at the end is no word of its type. */
export function lastWordOf(type: string): string | undefined {
  return type
    .replace(/[._]v\d+$/i, '')
    .split(/[._]/)
    .at(-1);
}
