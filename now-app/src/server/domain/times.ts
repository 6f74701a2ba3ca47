/** Glide writes times as `2026-01-31 12:00:00`, UTC; the contract wants ISO 8601. */
export function toIsoTime(glideTime: string): string {
  return `${glideTime.replace(' ', 'T')}Z`;
}

export function toGlideTime(isoTime: string): string {
  return isoTime.slice(0, 19).replace('T', ' ');
}

/** In Glide's form. */
export function addSeconds(glideTime: string, seconds: number): string {
  return toGlideTime(new Date(Date.parse(toIsoTime(glideTime)) + seconds * 1000).toISOString());
}
