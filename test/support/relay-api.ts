import { z } from 'zod';
import { runCli } from './run-cli.ts';
import type { Relay } from './start-relay.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The public API of a running relay, as somebody with a token to the workspace calls it. */
export type RelayApi = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<ApiAnswer>;

const Issued = z.object({ token: z.string() });

/** Makes a token by command, as an operator does, and gives the way in that it opens. */
export async function openApi(relay: Relay, workspace = 'main'): Promise<RelayApi> {
  const made = await runCli(relay, 'token', 'create', '--name', 'test', '--workspace', workspace);
  const { token } = Issued.parse(made.json);
  return async (method, path, body) => {
    const answer = await fetch(`${relay.url}/api/v1/workspaces/${workspace}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}
