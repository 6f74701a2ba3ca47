/**
 * A text of PostgreSQL cannot hold U+0000, and an alert that carries one must not be refused for ever.
 * It becomes the sign that Unicode has for what cannot be shown, in both stores alike.
 */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
