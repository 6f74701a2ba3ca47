import type { AlertEvent } from '../domain/alert-event.ts';

/** For tables in tests: `group | fingerprint | status | severity | title`, `-` for no group. */
export function toRow({
  groupKey,
  fingerprint,
  kind,
  status,
  severity,
  title,
}: AlertEvent): string {
  const said = kind === 'state' ? status : `${kind}, ${status}`;
  return [groupKey ?? '-', fingerprint, said, severity, title].join(' | ');
}
