import { spawn } from 'node:child_process';
import { createInstanceClient, type InstanceClient } from '../support/instance-client.ts';
import { inProject } from '../support/project.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { startInstance, type RunningInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { untilConnected } from '../support/system.ts';
import { startTool, type Tool, type ToolName } from './tool.ts';

/** Everything that takes part in the demo, up and connected. */
export interface Stage {
  readonly tool: Tool;
  readonly instance: RunningInstance;
  readonly relay: Relay;
  /** A person who works in ServiceNow. */
  readonly agent: InstanceClient;
  close(): Promise<void>;
}

/** Tells what is being done, one sentence each. */
export type Say = (sentence: string) => void;

/** Gets the incidents of the demo. */
const assignmentGroup = 'Web Operations';

export async function setStage(toolName: ToolName, say: Say): Promise<Stage> {
  say('Building the ServiceNow app and the relay …');
  await build('now-app/tools/build.ts');
  await build('relay/tools/build.ts');
  say('Starting a simulated ServiceNow instance and installing the built app …');
  const instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  await agent.create('sys_user_group', { name: assignmentGroup });
  const tool = await startTool(toolName);
  say(`Starting the alerting tool: ${tool.name}.`);
  say('Starting the relay on an embedded store; it connects to the app …');
  const workspace = alertmanagerWorkspace({
    instance,
    route: { assignmentGroup },
    destination: tool.destination,
  });
  const relay = await startRelay({ workspaces: [workspace] });
  await untilConnected(agent, relay);
  const close = async () => {
    await relay.stop();
    await tool.stop();
    await instance.stop();
  };
  return { tool, instance, relay, agent, close };
}

/** A step of `npm run build`; quick when nothing changed since the last one. */
async function build(tool: string): Promise<void> {
  const output: string[] = [];
  const child = spawn(process.execPath, [inProject(tool)], {
    cwd: inProject(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (text: Buffer) => output.push(text.toString()));
  child.stderr.on('data', (text: Buffer) => output.push(text.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${tool} failed:\n${output.join('')}`);
}
