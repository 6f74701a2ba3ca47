import { z } from 'zod';

/** What agents and relay say to each other, in JSON. */
export const FetchAnswer = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
      path: z.string().startsWith('/'),
      headers: z.record(z.string(), z.string()),
      body: z.string().optional(),
      deadlineMs: z.number().min(1).max(600_000),
    }),
  ),
});
export type FetchedRequest = z.output<typeof FetchAnswer>['requests'][number];

export const Delivered = z.union([
  z.strictObject({
    id: z.string().max(100),
    status: z.int().min(100).max(599),
    headers: z.record(z.string().max(200), z.string().max(8_192)),
    /** Base64. */
    body: z.string(),
  }),
  z.strictObject({ id: z.string().max(100), because: z.string().max(1_000) }),
]);
export type Delivered = z.output<typeof Delivered>;

/** Below this path of the relay; a token of the workspace with the scope `agents:work` opens it. */
export function agentPath(workspace: string, connection: string): string {
  return `/api/v1/workspaces/${workspace}/agents/${connection}`;
}
