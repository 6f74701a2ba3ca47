import { ColumnName } from '@alert-relay/shared-types';
import { z } from 'zod';
import { Duration, SecretText, SigningSecret, WebAddress } from '../connector-kit/fields.ts';
import { neededColumns } from '../domain/excluded-fields.ts';
import { Name, ReadFilter, TimeZone } from './fields.ts';
import { toInstanceAddress } from './instance-address.ts';

const tokenUrl = WebAddress.optional().meta({
  description: 'Token endpoint; `/oauth_token.do` of the instance if absent.',
});

const Basic = z.strictObject({
  kind: z.literal('basic').meta({ description: 'Basic authentication.' }),
  user: z.string().min(1).meta({ description: 'Integration user.' }),
  password: SecretText.meta({ description: 'Its password.', secret: true }),
});

const ClientCredentials = z.strictObject({
  kind: z.literal('client-credentials').meta({ description: 'OAuth client credentials.' }),
  clientId: z.string().min(1).meta({ description: 'OAuth client id.' }),
  clientSecret: SecretText.meta({ description: 'OAuth client secret.', secret: true }),
  tokenUrl,
});

const Password = z.strictObject({
  kind: z.literal('password').meta({ description: 'OAuth password grant.' }),
  clientId: z.string().min(1).meta({ description: 'OAuth client id.' }),
  clientSecret: SecretText.meta({ description: 'OAuth client secret.', secret: true }),
  user: z.string().min(1).meta({ description: 'Integration user.' }),
  password: SecretText.meta({ description: 'Its password.', secret: true }),
  tokenUrl,
});

const InstanceUrl = z.string().transform((text, context) => {
  const address = toInstanceAddress(text);
  if (address.kind === 'address') return address.url;
  context.addIssue({ code: 'custom', message: address.because });
  return z.NEVER;
});

const TableMode = z
  .strictObject({
    quota: Duration.prefault('60s').meta({
      description:
        "How long the instance lets a request run (its transaction quota for REST). A write without an answer is looked for after this time and a quarter of it, so a value below the instance's own makes doubles.",
    }),
    pollEvery: Duration.prefault('30s').meta({ description: 'Pause between two polls.' }),
  })
  .prefault({});

export const ConnectionEntry = z.strictObject({
  name: Name.meta({ description: 'Name of the connection.' }),
  description: z.string().max(1000).default('').meta({ description: 'For people.' }),
  tags: z
    .array(z.string().min(1).max(50))
    .max(20)
    .default([])
    .meta({ description: 'For people, to find it by.' }),
  url: InstanceUrl.meta({
    description:
      'The instance: `https://example.service-now.com`, `example.service-now.com` or `example`. A path is cut off.',
  }),
  credentials: z
    .discriminatedUnion('kind', [Basic, ClientCredentials, Password])
    .meta({ description: 'How to sign in.' }),
  mode: z.enum(['app', 'table']).default('app').meta({
    description:
      'Through the app Alert Relay (`app`), or through the plain Table API where it is not installed (`table`, see [table-mode.md](table-mode.md)).',
  }),
  tableMode: TableMode.meta({ description: 'What only `mode: table` uses.' }),
  changes: z.enum(['push', 'pull', 'off']).default('push').meta({
    description:
      'How changes come back: the app posts them (`push`), the relay fetches them (`pull`), or not at all (`off`). In table mode `push` means the pasted business rule, with polling as a net below it.',
  }),
  secret: SigningSecret.optional().meta({
    description:
      'Standard Webhooks secret with which the app signs what it posts. `push` in app mode needs it.',
    secret: true,
  }),
  pageSize: z.int().min(1).max(1_000).default(200).meta({
    description: 'Records in one answer of a read (elsewhere called ResponseSizeLimit).',
  }),
  filters: z.record(ColumnName, ReadFilter).default({}).meta({
    description:
      'Table → encoded query that records must fit to be read, such as `{incident: companyISNOTEMPTY}`.',
  }),
  excludedFields: z
    .array(
      ColumnName.refine((name) => !neededColumns.includes(name), {
        message: 'this column cannot be excluded: records are told apart and followed by it',
      }),
    )
    .max(200)
    .default([])
    .meta({
      description:
        'Columns that are never read, stored, logged or shown, such as `description` or `comments`. What alerts write into them is written all the same.',
    }),
  timeZone: TimeZone.default('UTC').meta({
    description: 'IANA zone in which people of this instance read times.',
  }),
  enabled: z.boolean().default(true).meta({ description: 'false stops all calls.' }),
});
export type ConnectionEntry = z.output<typeof ConnectionEntry>;
