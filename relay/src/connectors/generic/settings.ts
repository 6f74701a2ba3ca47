import { z } from 'zod';
import { mappingSettings } from '../../connector-kit/mapping.ts';
import { Authorization } from '../../connector-kit/verify-authorization.ts';
import { QueryToken } from '../../connector-kit/verify-query-token.ts';

export const Settings = z.object({
  // Not every tool has a field for a header.
  authorization: z.union([Authorization, QueryToken]),
  ...mappingSettings,
});
export type Settings = z.output<typeof Settings>;
