import { z } from 'zod';
import { createAddressPolicy } from '../lib/address-policy.ts';
import { WebAddress } from '../connector-kit/fields.ts';
import { ProxyEntry } from './proxy-entry.ts';
import { SecretsSection } from './secrets-section.ts';
import { DatabaseAddress } from './fields.ts';

/** 1 MB: far above what any supported tool sends, far below what hurts. */
const DEFAULT_MAX_BODY_BYTES = 1_048_576;

/** The policy itself decides what it can read. */
function isAllowed(entry: string): boolean {
  try {
    createAddressPolicy([entry]);
    return true;
  } catch {
    return false;
  }
}

const Listen = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .meta({ description: 'Address to listen on; 0.0.0.0 for every interface.' }),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(8080)
      .meta({ description: 'Port to listen on; 0 takes a free one and logs it.' }),
  })
  .prefault({});

const Outgoing = z
  .strictObject({
    allow: z
      .array(
        z
          .string()
          .refine(isAllowed, 'expected a host name, an address or a range such as 10.0.0.0/8'),
      )
      .default([])
      .meta({
        description:
          'Hosts, addresses or ranges that the relay may call although they are on a loopback or private network.',
      }),
    proxy: ProxyEntry.optional().meta({
      description:
        'The way out for all that is called: instances, what tools are told, webhooks. What `allow` names is called directly, and so are vaults, the collector of traces and the database.',
    }),
  })
  .prefault({});

const Log = z
  .strictObject({
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .meta({ description: 'Lines below this level are not written.' }),
  })
  .prefault({});

const Tracing = z
  .strictObject({
    endpoint: WebAddress.optional().meta({
      description:
        'Address of an OpenTelemetry collector that takes OTLP over HTTP, such as `http://localhost:4318`. OTEL_EXPORTER_OTLP_ENDPOINT goes before it; without either nothing is traced.',
    }),
  })
  .prefault({});

const Limits = z
  .strictObject({
    maxBodyBytes: z
      .int()
      .min(1_024)
      .max(67_108_864)
      .default(DEFAULT_MAX_BODY_BYTES)
      .meta({ description: 'Largest accepted request body, counted after decompression.' }),
    maxConnections: z.int().min(1).default(10_000).meta({
      description:
        'Open connections; one more is closed at once. At most three quarters of the files that the process may open.',
    }),
    maxStoreMb: z.int().min(16).optional().meta({
      description:
        'Megabytes that the embedded store may hold; beyond them tools are told 503 and come again, while what is kept goes on. What retention forgets makes room. Without it the disk is the limit.',
    }),
  })
  .prefault({});

const Retention = z
  .strictObject({
    days: z
      .int()
      .min(1)
      .max(3650)
      .default(30)
      .meta({ description: 'Days after which what is settled is forgotten.' }),
  })
  .prefault({});

const Database = z
  .strictObject({
    url: DatabaseAddress.optional().meta({
      description:
        'Address of a PostgreSQL 15 or newer with the encoding UTF8, `postgres://user:password@host/name`; several relays may share it. With `?sslmode=require`, `prefer`, `verify-ca` or `verify-full` the certificate is checked, against `sslrootcert=FILE` where that is named; `uselibpqcompat=true` beside it makes of them what they are to psql. RELAY_DATABASE_URL goes before it. Without one the relay keeps everything in its data folder.',
      secret: true,
    }),
    leaseSeconds: z.int().min(2).max(600).default(30).meta({
      description:
        'A relay that died holds its lanes so long before another one goes on with them.',
    }),
    maxConnections: z
      .int()
      .min(2)
      .max(200)
      .default(10)
      .meta({ description: 'Connections of this relay to the database.' }),
  })
  .prefault({});

export const processSections = {
  listen: Listen.meta({ description: 'Where the relay listens.' }),
  publicUrl: WebAddress.optional().meta({
    description:
      'Address under which tools and ServiceNow reach the relay; without it, the address it listens on.',
  }),
  data: z.string().min(1).default('./data').meta({
    description:
      'Folder of the embedded store, seen from the folder of this file. `--data DIR` and RELAY_DATA_DIR go before it.',
  }),
  database: Database.meta({ description: 'A database instead of the embedded store.' }),
  outgoing: Outgoing.meta({ description: 'What the relay may call.' }),
  log: Log.meta({ description: 'Logging.' }),
  tracing: Tracing.meta({ description: 'Traces of each alert, both ways.' }),
  secrets: SecretsSection.meta({ description: 'Where secrets may lie besides here.' }),
  limits: Limits.meta({ description: 'Protection against too much.' }),
  retention: Retention.meta({
    description:
      'How long deliveries, events, changes and attempts are kept. What waits, dead letters and links stay.',
  }),
};
