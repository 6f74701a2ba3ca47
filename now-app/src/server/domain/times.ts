/** Glide writes times as `2026-01-31 12:00:00`, UTC; the contract wants ISO 8601. */
export function toIsoTime(glideTime: string): string {
  return `${glideTime.replace(' ', 'T')}Z`;
}
