/** As wide as the column. */
export const longestConnectionKey = 210;

/** Workspace and name in one unique column; what could be mistaken for the separator is escaped. */
export function toConnectionKey(workspace: string, connection: string): string {
  return [workspace, connection].map(escape).join('/');
}

function escape(name: string): string {
  return name.replace(/%/g, '%25').replace(/\//g, '%2F');
}
