/** Where the changes of one record wait, whatever becomes of its alert. */
export function toChangeLane(
  connection: { readonly workspace: string; readonly name: string },
  sysId: string,
): string {
  return `change ${connection.workspace}.${connection.name} ${sysId}`;
}
