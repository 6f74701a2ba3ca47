import { z } from 'zod';
import { InstanceIdentity } from './changes.ts';

/** The contract between app and relay; a breaking change is a new number and a new path. */
export const contractVersion = 1;

/** Standard Webhooks secret: `whsec_` and 24 to 64 bytes in Base64. */
const WebhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'a secret is whsec_ and Base64');

/**
 * `POST /connect`: the relay introduces itself under the name of its connection and hands over the
 * secret with which the app signs what it pushes. Repeating it replaces address and secret.
 */
export const ConnectRequest = z.strictObject({
  contract: z.literal(contractVersion),
  workspace: z.string().min(1).max(100),
  connection: z.string().min(1).max(100),
  relay_version: z.string().min(1).max(40),
  /** `push`: the app posts changes to `relay_url`; `pull`: the relay fetches them. */
  mode: z.enum(['push', 'pull']),
  /** Base URL of the relay; the app adds `/servicenow/{connection}/changes`. */
  relay_url: z.url().max(1024).optional(),
  secret: WebhookSecret.optional(),
});
export type ConnectRequest = z.output<typeof ConnectRequest>;

/**
 * What was added to the contract since its first version. Requests are strict, so a relay uses a
 * feature only where the app has named it; an app that names none is of the first version.
 */
export const features = [
  'traceparent',
  'attachments',
  'heartbeat',
  'links',
  'note_on',
  'adopt',
  'deletes',
] as const;
export type Feature = (typeof features)[number];

export const ConnectAnswer = z.object({
  contract: z.literal(contractVersion),
  app_version: z.string(),
  /** Names that this side does not know are of a later version, and are left alone. */
  features: z.array(z.string()).default([]),
  instance: InstanceIdentity,
});
export type ConnectAnswer = z.output<typeof ConnectAnswer>;

/**
 * `POST /rotate`: a new secret. For `old_valid_hours` the app signs with both, so that the relay may
 * change over whenever it likes in between.
 */
export const RotateRequest = z.strictObject({
  workspace: z.string().min(1).max(100),
  connection: z.string().min(1).max(100),
  secret: WebhookSecret,
});
export type RotateRequest = z.output<typeof RotateRequest>;

export const RotateAnswer = z.object({ old_valid_hours: z.int().min(0) });
export type RotateAnswer = z.output<typeof RotateAnswer>;

/** `POST /disconnect`: the connection stops and its waiting changes are set aside as failed; its links stay. */
export const DisconnectRequest = z.strictObject({
  workspace: z.string().min(1).max(100),
  connection: z.string().min(1).max(100),
});
export type DisconnectRequest = z.output<typeof DisconnectRequest>;

export const DisconnectAnswer = z.object({ set_aside: z.int().min(0) });
export type DisconnectAnswer = z.output<typeof DisconnectAnswer>;
