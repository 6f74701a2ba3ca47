/**
 * Workspace and name in one unique column. Names may hold any character, so each half is encoded and
 * the separator cannot occur in it.
 */
export function toConnectionKey(workspace: string, connection: string): string {
  return `${encodeURIComponent(workspace)}/${encodeURIComponent(connection)}`;
}
