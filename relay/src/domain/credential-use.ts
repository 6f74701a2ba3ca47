import type { Connection, Credentials } from './configuration.ts';

/**
 * What a set of credentials is known by at the instance, without its secret: two with the same identity
 * are one credential, whose rotation or end concerns both.
 */
export function identityOf({ url }: Pick<Connection, 'url'>, credentials: Credentials): string {
  return JSON.stringify([tokenPlace(url, credentials), ...namesIn(credentials)]);
}

function tokenPlace(url: string, credentials: Credentials): string {
  return ('tokenUrl' in credentials ? credentials.tokenUrl : undefined) ?? url;
}

function namesIn(credentials: Credentials): readonly string[] {
  switch (credentials.kind) {
    case 'basic':
      return ['user', credentials.user];
    case 'client-credentials':
    case 'password':
    case 'jwt-bearer':
    case 'authorization-code':
      return ['client', credentials.clientId];
    case 'api-key':
      return ['key', credentials.apiKey.reveal()];
    case 'certificate':
    case 'agent':
      return [credentials.kind];
  }
}

/** Connections that sign in with a credential that this one uses too, itself left out. */
export function siblingsOf(
  connection: Connection,
  all: readonly Connection[],
): readonly Connection[] {
  const own = new Set(identitiesOf(connection));
  return all.filter(
    (other) =>
      (other.workspace !== connection.workspace || other.name !== connection.name) &&
      identitiesOf(other).some((identity) => own.has(identity)),
  );
}

function identitiesOf(connection: Connection): readonly string[] {
  const { credentials, standby } = connection;
  return [credentials, ...(standby === undefined ? [] : [standby])].map((set) =>
    identityOf(connection, set),
  );
}
