import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { projectFolder } from './project.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions<Ready> {
  /** Says in messages which process it is. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Looks at each line of output; anything but `undefined` means that the process is ready. */
  readonly ready: (line: string) => Ready | undefined;
  readonly within?: number;
}

export interface StartedProcess<Ready> extends AsyncDisposable {
  readonly pid: number;
  readonly ready: Ready;
  readonly exited: Promise<Exit>;
  /** The last lines that it wrote to stdout and stderr. */
  output(): string;
  /** Asks it to end, and ends it if it does not within ten seconds. */
  stop(): Promise<Exit>;
  /** Ends it at once, as a power cut would: `kill -9`. */
  kill(): Promise<Exit>;
}

const linesKept = 2_000;
const stopWithinMs = 10_000;

/** Starts a program and waits until one of its lines says that it is ready. */
export async function startProcess<Ready>(
  options: ProcessOptions<Ready>,
): Promise<StartedProcess<Ready>> {
  const child = spawn(options.command, options.args, {
    cwd: projectFolder,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = exitOf(child);
  const lines: string[] = [];
  const output = () => lines.join('\n');
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  void exited.finally(() => process.off('exit', endWithUs));

  const ready = await readiness(options, child, { lines, exited });
  const stop = () => stopChild(child, exited);
  return {
    pid: child.pid ?? -1,
    ready,
    exited,
    output,
    stop,
    kill: () => killChild(child, exited),
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

async function readiness<Ready>(
  { name, ready, within = 90_000 }: ProcessOptions<Ready>,
  child: ChildProcess,
  { lines, exited }: { readonly lines: string[]; readonly exited: Promise<Exit> },
): Promise<Ready> {
  const said = Promise.withResolvers<Ready>();
  const timer = setTimeout(() => said.reject(new Error(`not ready within ${within} ms`)), within);
  onEachLine([child.stdout, child.stderr], (line) => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
    const answer = ready(line);
    if (answer !== undefined) said.resolve(answer);
  });
  void exited.then(({ code, signal }) =>
    said.reject(
      new Error(`ended with ${signal ?? `exit code ${String(code)}`} before it was ready`),
    ),
  );
  try {
    return await said.promise;
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`The ${name} did not start. It wrote:\n${lines.join('\n')}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

function onEachLine(streams: readonly (Readable | null)[], listener: (line: string) => void): void {
  for (const stream of streams) {
    if (stream !== null) createInterface({ input: stream }).on('line', listener);
  }
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

async function stopChild(child: ChildProcess, exited: Promise<Exit>): Promise<Exit> {
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  child.kill('SIGTERM');
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}

async function killChild(child: ChildProcess, exited: Promise<Exit>): Promise<Exit> {
  child.kill('SIGKILL');
  return exited;
}
