import type { IncomingMessage } from 'node:http';

/** Names in lower case. Node joins what comes twice, but leaves `set-cookie` a list. */
export function flatHeaders({
  headers,
}: IncomingMessage): Readonly<Record<string, string | undefined>> {
  const flat: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
