/** What a token may be allowed to do. */
export const tokenScopes = [
  'events:read',
  'events:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
  'agents:work',
  'doctor:run',
  'config:read',
  'config:write',
  'tokens:read',
  'tokens:write',
] as const;
export type TokenScope = (typeof tokenScopes)[number];
