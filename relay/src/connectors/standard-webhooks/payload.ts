import { z } from 'zod';
import { Text, Time } from '../../connector-kit/lenient.ts';

/** The form that the specification recommends, and anything else that is an object. */
export const Payload = z
  .looseObject({ type: Text, timestamp: Time, data: z.unknown().optional() })
  .refine((body) => Object.keys(body).length > 0, 'expected an object that says something');
export type Payload = z.output<typeof Payload>;
