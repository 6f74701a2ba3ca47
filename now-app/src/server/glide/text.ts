/** Glide hands over null, and Java's strings, where its typings promise text. */
export function toText(value: string | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
