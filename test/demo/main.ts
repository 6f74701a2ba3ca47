// npm run demo [-- --once] [--tool alertmanager|receiver]
// The whole path on one machine: a real alert becomes an incident, its resolution is told back.
// Stays up with addresses to try; with --once it ends with one JSON line, and with 0 only if all of it happened.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runCli } from '../support/run-cli.ts';
import { setStage, type Stage } from './stage.ts';
import { tellStory, whatIsMissing } from './story.ts';
import { defaultTool, toolNames } from './tool.ts';

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    tool: { type: 'string', default: defaultTool() },
  },
});
const startedAt = performance.now();

try {
  const stage = await setStage(z.enum(toolNames).parse(values.tool), say);
  const summary = await tellStory(stage, say);
  if (values.once) {
    await stage.close();
    console.log(JSON.stringify(summary));
    finish(whatIsMissing(summary));
  } else {
    await stayUp(stage);
  }
} catch (error) {
  console.error(error);
  finish('an error, see above');
}

function say(sentence: string): void {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${seconds.padStart(6)} s  ${sentence}`);
}

function finish(missing: string | undefined): void {
  if (missing !== undefined) console.error(`The demo failed: ${missing}.`);
  process.exit(missing === undefined ? 0 : 1);
}

async function stayUp(stage: Stage): Promise<void> {
  const { instance, relay, tool } = stage;
  const { user, password } = instance.admin;
  const { json } = await runCli(relay, 'token', 'create', '--name=demo', '--workspace=main');
  const { token } = z.object({ token: z.string() }).parse(json);
  console.log(`
Everything stays up until you press Ctrl+C. To try:
  the incidents    curl -u '${user}:${password}' '${instance.url}/api/now/table/incident?sysparm_query=ORDERBYDESCsys_created_on&sysparm_limit=3'
  every write      curl '${instance.url}/__control/log'
  the relay        ${relay.url}/readyz  ${relay.url}/metrics
  its API          ${relay.url}/api/v1/docs  with the token ${token}
  the tool         ${tool.url}`);
  // Ctrl+C has reached the instance too, and what somebody tried on it meanwhile is no fault of the demo.
  const end = () => void stage.close().finally(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}
