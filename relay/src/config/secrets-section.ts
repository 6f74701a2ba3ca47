import { z } from 'zod';
import { HeaderSecret, Pem, SecretText, WebAddress } from '../connector-kit/fields.ts';
import { parseReference } from '../domain/secret-reference.ts';

const Vault = z
  .strictObject({
    url: WebAddress.meta({ description: 'Address of Vault or OpenBao.' }),
    namespace: z.string().min(1).optional().meta({ description: 'Namespace (Enterprise).' }),
    token: HeaderSecret.optional().meta({ description: 'Token, if no AppRole.', secret: true }),
    appRole: z
      .strictObject({
        roleId: z.string().min(1).meta({ description: 'Role id.' }),
        secretId: SecretText.meta({ description: 'Secret id.', secret: true }),
        mount: z.string().min(1).default('approle').meta({ description: 'Where it is mounted.' }),
      })
      .optional()
      .meta({ description: 'AppRole to get a token with.' }),
  })
  .refine(
    ({ token, appRole }) => (token === undefined) !== (appRole === undefined),
    'expected either token or appRole',
  );

const Azure = z
  .strictObject({
    url: WebAddress.meta({ description: '`https://example.vault.azure.net`.' }),
    managedIdentity: z.boolean().default(false).meta({
      description:
        'Sign in as the machine, App Service or pod that the relay runs on: no secret. `clientId` then names a user-assigned identity.',
    }),
    tenantId: z.string().min(1).optional().meta({ description: 'Directory (tenant) id.' }),
    clientId: z.string().min(1).optional().meta({ description: 'Application id.' }),
    clientSecret: SecretText.optional().meta({ description: 'Its client secret.', secret: true }),
    authorityUrl: WebAddress.default('https://login.microsoftonline.com').meta({
      description: 'Sign-in of another cloud.',
    }),
  })
  .refine(
    ({ managedIdentity, tenantId, clientId, clientSecret }) =>
      managedIdentity
        ? tenantId === undefined && clientSecret === undefined
        : tenantId !== undefined && clientId !== undefined && clientSecret !== undefined,
    'expected tenantId, clientId and clientSecret, or managedIdentity: true without tenantId and clientSecret',
  );

const CyberArk = z
  .strictObject({
    url: WebAddress.meta({ description: '`https://ccp.example.com/AIMWebService`.' }),
    appId: z.string().min(1).meta({ description: 'Application id that the safe allows.' }),
    ca: Pem.optional().meta({
      description: 'Certificates that are trusted instead of the usual ones, `{file: ca.pem}`.',
    }),
    certificate: Pem.optional().meta({
      description:
        'Client certificate with which the service knows this relay, `{file: relay.pem}`.',
    }),
    key: SecretText.optional().meta({ description: 'Its private key in PEM.', secret: true }),
    passphrase: SecretText.optional().meta({ description: 'Of the key.', secret: true }),
  })
  .refine(({ certificate, key }) => (certificate === undefined) === (key === undefined), {
    path: ['key'],
    error: 'expected certificate and key together',
  });

const Conjur = z.strictObject({
  url: WebAddress.meta({ description: 'Address of Conjur.' }),
  account: z.string().min(1).meta({ description: 'Account of the organization.' }),
  login: z.string().min(1).meta({ description: '`host/alert-relay`.' }),
  apiKey: SecretText.meta({ description: 'Its API key.', secret: true }),
});

const Pkcs11 = z.strictObject({
  module: z.string().min(1).meta({ description: "Library of the token's vendor." }),
  token: z.string().min(1).meta({ description: 'Label of the token.' }),
  pin: SecretText.meta({ description: 'User PIN.', secret: true }),
  tool: z
    .string()
    .min(1)
    .default('/usr/bin/pkcs11-tool')
    .meta({ description: "OpenSC's tool, which loads the module." }),
});

const Beginning = z
  .string()
  .refine(
    (text) => parseReference(text) !== undefined,
    'expected the beginning of references, such as vault:secret/data/{workspace}/',
  )
  .refine(
    (text) => !text.endsWith('{workspace}'),
    'expected something behind {workspace}, such as {workspace}/: else the workspace "team" reads what is for "team-b"',
  );

/** Providers of secrets, and who may refer to them. */
export const SecretsSection = z
  .strictObject({
    references: z.array(Beginning).default([]).meta({
      description:
        'Beginnings of references that may be entered through the API, such as `vault:secret/data/{workspace}/`. This file may use all.',
    }),
    vault: Vault.optional().meta({ description: 'HashiCorp Vault or OpenBao, for `vault:`.' }),
    azure: Azure.optional().meta({ description: 'Azure Key Vault, for `azure:`.' }),
    cyberark: CyberArk.optional().meta({
      description: 'CyberArk Central Credential Provider, for `cyberark:`.',
    }),
    conjur: Conjur.optional().meta({ description: 'CyberArk Conjur, for `conjur:`.' }),
    pkcs11: Pkcs11.optional().meta({ description: 'A PKCS#11 token, for `pkcs11:`.' }),
  })
  .prefault({});
export type SecretsSection = z.output<typeof SecretsSection>;
