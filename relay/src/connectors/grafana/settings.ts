import { z } from 'zod';
import { Authorization } from '../../connector-kit/verify-authorization.ts';

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/)
  .transform((name) => name.toLowerCase());

/** The part "HMAC signature" of a contact point. */
export const Signature = z.strictObject({
  secret: z.string().min(16).meta({
    description: 'Secret of the HMAC signature of the contact point.',
    secret: true,
  }),
  signatureHeader: headerName
    .default('x-grafana-alerting-signature')
    .meta({ description: 'Header with the signature.' }),
  timestampHeader: headerName.optional().meta({
    description: 'Header with the time of signing, if the contact point names one.',
  }),
});
export type Signature = z.output<typeof Signature>;

export const Settings = z.union([Signature, Authorization]);
export type Settings = z.output<typeof Settings>;
