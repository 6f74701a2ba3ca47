/** What one tool is told about one record, in order. */
export function toWriteBackLane({
  workspace,
  destination,
  key,
}: {
  readonly workspace: string;
  readonly destination: string;
  readonly key: string;
}): string {
  return `write-back ${workspace}.${destination} ${key}`;
}
