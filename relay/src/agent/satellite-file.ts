import { stringify } from 'yaml';
import { z } from 'zod';
import { ReadFilter } from '../config/fields.ts';
import type { Connection } from '../domain/configuration.ts';
import { Secret } from '../lib/secret.ts';

const secret = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('<'), 'expected a value in place of the one between < and >')
  .transform((text) => new Secret(text));

const Address = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin);

/** satellite.yml: what an agent knows, and the relay does not. */
export const SatelliteFile = z.strictObject({
  satellite: z.strictObject({
    /** The workspace. */
    tenant: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected the name of a workspace'),
    /** A token of the relay with the scope agents:work. */
    api_key: secret,
    /** The relay. */
    url: Address,
  }),
  integrations: z
    .array(
      z.strictObject({
        /** The connection. */
        id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected the name of a connection'),
        /** The instance, as the agent reaches it. */
        url: Address,
        username: z
          .string()
          .min(1)
          .refine((text) => !text.startsWith('<'), 'expected a user name'),
        application: z.literal('servicenow'),
        /** The password. */
        api_key: secret,
        metadata: z
          .strictObject({
            /** Table → encoded query; what the relay lists must fit it as well. */
            queries: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,79}$/), ReadFilter).default({}),
            timezone: z.string().default('UTC'),
          })
          .prefault({}),
      }),
    )
    .min(1),
});
export type SatelliteFile = z.output<typeof SatelliteFile>;
export type Integration = SatelliteFile['integrations'][number];

/** The file for a connection, to be filled in where the agent runs; the relay never sees what is put there. */
export function printSatelliteFile(
  { workspace, name, url, filters, timeZone }: Connection,
  relayUrl: string,
): string {
  return stringify({
    satellite: {
      tenant: workspace,
      api_key: '<a token: alert-relay token create --scope agents:work>',
      url: relayUrl,
    },
    integrations: [
      {
        id: name,
        url,
        username: '<the service account>',
        application: 'servicenow',
        api_key: '<its password, or {env: NAME} or {file: PATH}>',
        metadata: { queries: filters, timezone: timeZone },
      },
    ],
  });
}
