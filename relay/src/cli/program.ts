import { Command } from 'commander';
import { addConnect } from './connect.ts';
import { addConfiguration } from './configuration.ts';
import { addCredentials } from './credentials.ts';
import { addDeadLetters } from './dead-letters.ts';
import { addDoctor } from './doctor.ts';
import { addDryRun } from './dry-run.ts';
import { exitForUsage } from './exit-for-usage.ts';
import { addInit } from './init.ts';
import { addMappingReport } from './mapping-report.ts';
import { addMigrate } from './migrate.ts';
import { addMove } from './move.ts';
import { addParse } from './parse.ts';
import { addRotateKey } from './rotate-key.ts';
import { addReadiness } from './readiness.ts';
import { addResync } from './resync.ts';
import { addRuleScript } from './rule-script.ts';
import { addServe, type ServeDeps } from './serve.ts';
import { addSend } from './send.ts';
import { addSendTest } from './send-test.ts';
import { addSetup } from './setup.ts';
import { addStatus } from './status.ts';
import { addToken } from './token.ts';
import { addTransfer } from './transfer.ts';
import { addWebhookRuns } from './webhook-runs.ts';
import { addWhy } from './why.ts';

/** What the commands need from the process and from the composition root. */
export interface ProgramDeps extends ServeDeps {
  readonly version: string;
}

/** The command line `alert-relay`: one file of this folder per command. */
export function createProgram(deps: ProgramDeps): Command {
  const program = exitForUsage(new Command('alert-relay'), deps.exit)
    .description('Keeps alerting tools and ServiceNow telling the same story.')
    .version(deps.version)
    .configureOutput({ writeOut: deps.print, writeErr: deps.printError });
  addRotateKey(program, deps);
  addRuleScript(program, deps);
  addInit(program, deps);
  addSend(program, deps);
  addSendTest(program, deps);
  addServe(program, deps);
  addSetup(program, deps);
  addConnect(program, deps);
  addDeadLetters(program, deps);
  addResync(program, deps);
  addMigrate(program, deps);
  addMove(program, deps);
  addDoctor(program, deps);
  addParse(program, deps);
  addStatus(program, deps);
  addCredentials(program, deps);
  addToken(program, deps);
  addWebhookRuns(program, deps);
  addWhy(program, deps);
  addDryRun(program, deps);
  addReadiness(program, deps);
  addMappingReport(program, deps);
  addConfiguration(program, deps);
  addTransfer(program, deps);
  return program;
}
