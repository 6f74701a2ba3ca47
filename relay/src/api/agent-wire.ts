import { z } from 'zod';
import { Nothing } from './shapes.ts';
import { describeRoute } from './define-route.ts';

/** One request of the relay to an instance that only an agent reaches; the agent adds who is calling. */
export const KeptRequest = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH']).meta({ description: 'As in HTTP.' }),
  path: z
    .string()
    .startsWith('/')
    .meta({ description: 'Path and query; the agent knows the host and calls no other.' }),
  headers: z
    .record(z.string(), z.string())
    .meta({ description: 'Without credentials: the agent adds them.' }),
  body: z.string().optional().meta({ description: 'Of a write.' }),
});
export type KeptRequest = z.output<typeof KeptRequest>;

const FetchedRequest = KeptRequest.extend({
  id: z.string().meta({ description: 'To be named with the answer.' }),
  deadlineMs: z
    .number()
    .min(1)
    .max(600_000)
    .meta({ description: 'So long somebody waits for the answer, in milliseconds.' }),
});
export type FetchedRequest = z.output<typeof FetchedRequest>;

export const FetchAnswer = z.object({
  requests: z.array(FetchedRequest).meta({ description: 'Empty when nothing came in time.' }),
});

const id = z.string().max(100).meta({ description: 'Of the request.' });

/** What an agent brings: an answer, whatever it is, or why there is none. */
export const Delivered = z.union([
  z.strictObject({
    id,
    status: z.int().min(100).max(599).meta({ description: 'Of the answer.' }),
    headers: z
      .record(z.string().max(200), z.string().max(8_192))
      .meta({ description: 'Names in lower case.' }),
    body: z.string().meta({ description: 'In Base64.' }),
  }),
  z.strictObject({
    id,
    because: z.string().max(1_000).meta({ description: 'Why no answer came.' }),
  }),
]);
export type Delivered = z.output<typeof Delivered>;

const Answered = z.object({
  isAwaited: z.boolean().meta({ description: 'Whether somebody still waited for it.' }),
});

const params = z.object({
  connection: z.string().max(63).meta({ description: 'Name of the connection.' }),
});
const shared = {
  scope: 'agents:work',
  params,
  query: z.strictObject({}),
  status: 200,
  problems: [],
} as const;

/** The door for agents, as the documentation shows it; `agent/router.ts` opens it. */
export const agentRoutes = {
  fetch: describeRoute({
    ...shared,
    method: 'post',
    path: '/agents/{connection}/fetch',
    summary: 'What the relay wants to ask of the instance; waits up to 25 s for something to do',
    body: Nothing,
    answer: FetchAnswer,
  }),
  answers: describeRoute({
    ...shared,
    method: 'post',
    path: '/agents/{connection}/answers',
    summary: 'Bring the answer of the instance to one request, 8 MB at most',
    body: Delivered,
    answer: Answered,
  }),
  file: describeRoute({
    ...shared,
    method: 'get',
    path: '/agents/{connection}/satellite.yml',
    summary: 'The file of an agent, to be filled in beside the instance',
    body: Nothing,
    answer: z.string().meta({ description: 'YAML, without credentials.' }),
    mediaType: 'application/yaml',
  }),
};

/** Below this path of the relay; a token of the workspace with the scope `agents:work` opens it. */
export function agentPath(workspace: string, connection: string): string {
  return `/api/v1/workspaces/${workspace}/agents/${connection}`;
}
