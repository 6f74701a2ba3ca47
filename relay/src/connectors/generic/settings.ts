import { z } from 'zod';
import { mappingSettings } from '../../connector-kit/mapping.ts';
import { Authorization } from '../../connector-kit/verify-authorization.ts';

export const Settings = z.object({ authorization: Authorization, ...mappingSettings });
export type Settings = z.output<typeof Settings>;
