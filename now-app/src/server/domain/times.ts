/** Glide writes times as `2026-01-31 12:00:00`, UTC; the contract wants ISO 8601. */
export function toIsoTime(glideTime: string): string {
  return `${glideTime.replace(' ', 'T')}Z`;
}

/** In Glide's form. */
export function addSeconds(glideTime: string, seconds: number): string {
  const time = new Date(Date.parse(toIsoTime(glideTime)) + seconds * 1000);
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
