import { z } from 'zod';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { createInstanceClient } from './instance-client.ts';
import { inProject } from './project.ts';
import { refuseSilentFailures, type ProvokedErrors } from './refuse-silent-failures.ts';
import { startProcess } from './start-process.ts';

/** The line that the simulated instance prints once it answers. */
const Printed = z.object({
  url: z.string(),
  admin: z.object({ user: z.string(), password: z.string() }),
  integration: z.object({
    user: z.string(),
    password: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
  }),
});

export interface RunningInstance extends z.output<typeof Printed>, AsyncDisposable {
  readonly pid: number;
  output(): string;
  /** Ends it, and fails if something failed in silence. */
  stop(): Promise<void>;
}

export interface InstanceOptions extends ProvokedErrors {
  /** An app package to install instead of the built one. */
  readonly app?: string;
  /** Scripts pause between Glide calls, differently under each seed, so that races show. */
  readonly seed?: number;
}

/** A simulated ServiceNow instance with the built app and the demo data, as a process. */
export async function startInstance(options: InstanceOptions = {}): Promise<RunningInstance> {
  const { app = builtApp().dist, seed } = options;
  const started = await startProcess({
    name: 'simulated instance',
    command: process.execPath,
    args: [
      inProject('test/instance/main.ts'),
      '--port=0',
      '--demo-data',
      '--app',
      app,
      ...(seed === undefined ? [] : [`--seed=${seed}`]),
    ],
    ready: (line) => (line.startsWith('{') ? Printed.safeParse(JSON.parse(line)).data : undefined),
    within: 180_000,
  });
  const { url, admin } = started.ready;
  const stop = async () => {
    try {
      await refuseSilentFailures(createInstanceClient(url, admin), options);
    } finally {
      await started.stop();
    }
  };
  return {
    ...started.ready,
    pid: started.pid,
    output: () => started.output(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
