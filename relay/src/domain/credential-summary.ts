import type { Connection, Route } from './configuration.ts';
import { daysLeft, endsOf } from './credential-expiry.ts';
import { siblingsOf } from './credential-use.ts';

/** What a connection signs in with, without its secrets: kinds, ends, and what uses it. */
export interface CredentialSummary {
  readonly connection: string;
  readonly kind: string;
  readonly standby: string | undefined;
  /** The nearest first. */
  readonly ends: readonly {
    readonly what: string;
    readonly at: number;
    readonly daysLeft: number;
  }[];
  /** This connection and those that sign in with the same. */
  readonly usedBy: readonly {
    readonly connection: string;
    readonly routes: readonly string[];
  }[];
}

/** @param all connections of the workspace */
export function summarizeCredentials(
  connection: Connection,
  { all, routes }: { readonly all: readonly Connection[]; readonly routes: readonly Route[] },
  { signedInAt, now }: { readonly signedInAt: number | undefined; readonly now: number },
): CredentialSummary {
  return {
    connection: connection.name,
    kind: connection.credentials.kind,
    standby: connection.standby?.kind,
    ends: endsOf(connection, signedInAt).map((end) => ({ ...end, daysLeft: daysLeft(end, now) })),
    usedBy: [connection, ...siblingsOf(connection, all)].map(({ name }) => ({
      connection: name,
      routes: routes.filter((route) => route.connection === name).map((route) => route.name),
    })),
  };
}
