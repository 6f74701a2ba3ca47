import { ColumnName } from '@alert-relay/shared-types';
import { z } from 'zod';
import {
  Duration,
  HeaderSecret,
  Pem,
  SecretText,
  SigningSecret,
  WebAddress,
} from '../connector-kit/fields.ts';
import { neededColumns } from '../domain/excluded-fields.ts';
import { Name, ReadFilter, TimeZone } from './fields.ts';
import { jwtAlgorithms } from '../domain/configuration.ts';
import { hostings } from '../domain/sign-in-ways.ts';
import { isSigningKey } from '../domain/jwt.ts';
import { toInstanceAddress } from './instance-address.ts';
import { ProxyEntry } from './proxy-entry.ts';

const tokenUrl = WebAddress.optional().meta({
  description: 'Token endpoint; `/oauth_token.do` of the instance if absent.',
});

const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e ]{1,500}$/, 'expected scopes with spaces between them')
  .meta({ description: 'OAuth scopes, with spaces between them.' });

const Basic = z.strictObject({
  kind: z.literal('basic').meta({ description: 'Basic authentication.' }),
  user: z.string().min(1).meta({ description: 'Integration user.' }),
  password: SecretText.meta({ description: 'Its password.', secret: true }),
});

const ClientCredentials = z.strictObject({
  kind: z.literal('client-credentials').meta({ description: 'OAuth client credentials.' }),
  clientId: z.string().min(1).meta({ description: 'OAuth client id.' }),
  clientSecret: SecretText.meta({ description: 'OAuth client secret.', secret: true }),
  scope: scope.optional(),
  tokenUrl,
});

const Password = z.strictObject({
  kind: z.literal('password').meta({ description: 'OAuth password grant.' }),
  clientId: z.string().min(1).meta({ description: 'OAuth client id.' }),
  clientSecret: SecretText.meta({ description: 'OAuth client secret.', secret: true }),
  user: z.string().min(1).meta({ description: 'Integration user.' }),
  password: SecretText.meta({ description: 'Its password.', secret: true }),
  scope: scope.default('useraccount'),
  tokenUrl,
});

const AuthorizationCode = z.strictObject({
  kind: z.literal('authorization-code').meta({
    description:
      'OAuth authorization code: a person signs in once, see [connections.md](connections.md).',
  }),
  clientId: z.string().min(1).meta({ description: 'OAuth client id.' }),
  clientSecret: SecretText.optional().meta({
    description: 'OAuth client secret; absent for a public client.',
    secret: true,
  }),
  authorizationUrl: WebAddress.optional().meta({
    description: 'Where people sign in; `/oauth_auth.do` of the instance if absent.',
  }),
  issuer: z.string().min(1).optional().meta({
    description: 'What the server calls itself in `iss`; the address of the instance if absent.',
  }),
  scope: scope.optional(),
  tokenUrl,
});

const JwtBearer = z
  .strictObject({
    kind: z
      .literal('jwt-bearer')
      .meta({ description: 'OAuth JWT bearer: an assertion that we sign.' }),
    clientId: z.string().min(1).meta({ description: 'OAuth client id; issuer and audience.' }),
    clientSecret: SecretText.meta({ description: 'OAuth client secret.', secret: true }),
    subject: z.string().min(1).meta({
      description: 'The user, by the field that the client is set to. Administrators are refused.',
    }),
    key: SecretText.meta({
      description: 'Private key in PEM, or the shared secret of an HS algorithm.',
      secret: true,
    }),
    keyId: z.string().min(1).optional().meta({ description: '`kid` of the verifier map.' }),
    algorithm: z
      .enum(jwtAlgorithms)
      .default('RS256')
      .meta({ description: 'How the assertion is signed.' }),
    tokenUrl,
  })
  .refine(({ algorithm, key }) => isSigningKey(algorithm, key), {
    path: ['key'],
    error: 'expected a private key in PEM that fits the algorithm',
  });

const ApiKey = z.strictObject({
  kind: z.literal('api-key').meta({ description: 'API key of the REST API key plug-in.' }),
  apiKey: HeaderSecret.meta({ description: 'The key.', secret: true }),
  header: z
    .string()
    .regex(/^[a-z0-9-]{1,100}$/, 'expected the name of a header in lower case')
    .default('x-sn-apikey')
    .meta({ description: 'Where it is sent.' }),
});

const Certificate = z.strictObject({
  kind: z.literal('certificate').meta({
    description: 'Certificate-based: `transport.certificate` names the user.',
  }),
});

const Agent = z.strictObject({
  kind: z.literal('agent').meta({
    description:
      'An agent beside the instance calls it, see [agent.md](agent.md): the relay holds no credentials.',
  }),
});

const TransportEntry = z
  .strictObject({
    ca: Pem.optional().meta({
      description: 'Certificates that are trusted instead of the usual ones.',
    }),
    certificate: Pem.optional().meta({ description: 'Client certificate, for mutual TLS.' }),
    key: SecretText.optional().meta({ description: 'Its private key in PEM.', secret: true }),
    passphrase: SecretText.optional().meta({ description: 'Of the key.', secret: true }),
    proxy: ProxyEntry.optional().meta({
      description:
        'The way out of this connection, where there is no direct one and `outgoing.proxy` is not it.',
    }),
  })
  .refine(({ certificate, key }) => (certificate === undefined) === (key === undefined), {
    path: ['key'],
    error: 'expected certificate and key together',
  });

const InstanceUrl = z.string().transform((text, context) => {
  const address = toInstanceAddress(text);
  if (address.kind === 'address') return address.url;
  context.addIssue({ code: 'custom', message: address.because });
  return z.NEVER;
});

const SHORTEST_MS = 100;
const DAY_MS = 86_400_000;

/**
 * A timer of more than 24 days ends at once, and without a pause an instance would do nothing else. Stores
 * hold such values, so they are brought within bounds and not refused.
 */
function upTo(days: number) {
  return Duration.transform((ms) => Math.min(Math.max(ms, SHORTEST_MS), days * DAY_MS));
}

const Pause = upTo(24);
/** The pause between two sweeps for doubles is five of them. */
const Quota = upTo(4);

const TableMode = z
  .strictObject({
    quota: Quota.prefault('60s').meta({
      description:
        "How long the instance lets a request run (its transaction quota for REST). A write without an answer is looked for after this time and a quarter of it, so a value below the instance's own makes doubles.",
    }),
    pollEvery: Pause.prefault('30s').meta({
      description: 'Pause between two polls, from `100ms` to `24d`.',
    }),
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
    .discriminatedUnion('kind', [
      Basic,
      Agent,
      ClientCredentials,
      Password,
      AuthorizationCode,
      JwtBearer,
      ApiKey,
      Certificate,
    ])
    .meta({ description: 'How to sign in.' }),
  standby: z
    .discriminatedUnion('kind', [Basic, ClientCredentials, Password, JwtBearer, ApiKey])
    .optional()
    .meta({
      description:
        'A second set that takes over when the instance refuses the first, so that credentials change without a gap, see [connections.md](connections.md).',
    }),
  credentialsExpireOn: z.iso.date().optional().meta({
    description:
      'The day from which somebody ends the credentials; the status warns from 30 days before.',
  }),
  transport: TransportEntry.optional().meta({ description: 'TLS and proxy.' }),
  mode: z.enum(['app', 'table']).default('app').meta({
    description:
      'Through the app Alert Relay (`app`), or through the plain Table API where it is not installed (`table`, see [table-mode.md](table-mode.md)).',
  }),
  tableMode: TableMode.meta({ description: 'What only `mode: table` uses.' }),
  changes: z.enum(['push', 'pull', 'off']).default('push').meta({
    description:
      'How changes come back: the app posts them (`push`), the relay fetches them (`pull`), or not at all (`off`). In table mode `push` means the pasted business rule, with polling as a net below it.',
  }),
  reconcileEvery: z
    .union([z.literal('off'), Pause])
    .prefault('15m')
    .meta({
      description:
        'Pause between two sweeps that compare both sides of the links of this connection and set right what either missed, from `100ms` to `24d`; `off` compares on request only.',
    }),
  secret: SigningSecret.optional().meta({
    description:
      'Standard Webhooks secret with which the app signs what it posts. `push` in app mode needs it.',
    secret: true,
  }),
  calls: z
    .strictObject({
      atOnce: z.int().min(1).max(100).default(32).meta({
        description: 'Most calls at once; fewer where the instance cannot bear them.',
      }),
      perCall: z.int().min(1).max(100).default(100).meta({
        description:
          'Most commands in one call of the app, or in table mode of the Batch API (20 at most); 1 gives each a call of its own.',
      }),
    })
    .prefault({})
    .meta({ description: 'How much of the instance the relay uses.' }),
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
  hosting: z.enum(hostings).default('cloud').meta({
    description:
      'Where the instance stands. On premises (`on-premises`) user name and password are offered first, see [connections.md](connections.md).',
  }),
  timeZone: TimeZone.default('UTC').meta({
    description: 'IANA zone in which people of this instance read times.',
  }),
  enabled: z.boolean().default(true).meta({ description: 'false stops all calls.' }),
});
export type ConnectionEntry = z.output<typeof ConnectionEntry>;
