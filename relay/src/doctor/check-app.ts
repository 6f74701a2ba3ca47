import { contractVersion, PreflightAnswer, SelfTestAnswer } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Connection } from '../domain/configuration.ts';
import { findAnswerRule } from '../servicenow/answer-rules.ts';
import type { Heard, Silent } from '../servicenow/inspect-instance.ts';
import { type Check, fail, type Finding, pass, skip, warn } from './check.ts';
import type { Subject } from './subject.ts';

const API = '/api/x_alrt_relay/v1';
const ROLE = 'role:x_alrt_relay.api_user';

/** Advice of the app that no alert depends on. */
const adviceOnly = new Set(['invalid queries']);

export interface AppFacts {
  preflight(): Promise<Heard | Silent>;
  selfTest(): Promise<SelfTestAnswer | undefined>;
}

/** Asked once each. The self-test writes to tables of the app only, and calls its push connections. */
export function appFacts({ inspector }: Subject): AppFacts {
  let preflight: Promise<Heard | Silent> | undefined;
  let selfTest: Promise<SelfTestAnswer | undefined> | undefined;
  return {
    preflight: () => (preflight ??= inspector.ask({ path: `${API}/preflight` })),
    selfTest: () => (selfTest ??= ask()),
  };

  async function ask(): Promise<SelfTestAnswer | undefined> {
    const heard = await inspector.ask({ method: 'POST', path: `${API}/self-test`, body: {} });
    if (heard.kind === 'silent' || heard.seen.status !== 200) return undefined;
    return z.object({ result: SelfTestAnswer }).safeParse(heard.seen.json).data?.result;
  }
}

export function appChecks(subject: Subject, facts: AppFacts): readonly Check[] {
  const needed = subject.connection.mode === 'app';
  const answer = async () => readPreflight(await facts.preflight());
  const checks: readonly Check[] = [
    {
      id: 'app',
      title: 'The app Alert Relay is installed, and its version fits',
      needed,
      after: ['token-scope', ROLE],
      look: async () => appFinding(await facts.preflight(), subject.version),
    },
    {
      id: 'app-settings',
      title: 'The app is switched on, and its tables are as they must be',
      needed,
      after: ['app'],
      look: async () => settingsFinding(await answer(), subject.connection),
    },
    {
      id: 'app-self-test',
      title: 'Signatures and unique inserts work on this release',
      needed,
      after: ['app'],
      look: async () => selfTestFinding(await facts.selfTest()),
    },
  ];
  return needed ? checks : [];
}

function readPreflight(heard: Heard | Silent): PreflightAnswer | undefined {
  if (heard.kind === 'silent' || heard.seen.status !== 200) return undefined;
  return z.object({ result: PreflightAnswer }).safeParse(heard.seen.json).data?.result;
}

function appFinding(heard: Heard | Silent, version: string): Finding {
  if (heard.kind === 'silent') return skip(heard.error.message);
  const { status, says } = heard.seen;
  const evidence = `${status}${says === '' ? '' : ` "${says}"`}`;
  if (status === 403) {
    return fail({
      code: 'app-closed',
      evidence,
      cause: 'The endpoint rule of the app refuses the account.',
      cure: 'Grant the role x_alrt_relay.api_user.',
    });
  }
  const found = readPreflight(heard);
  if (found === undefined) return fail({ ...whyUnanswered(heard), evidence });
  const seen = `app ${found.app_version}, relay ${version}, contract ${found.contract}, instance ${found.instance.name}`;
  if (minorOf(found.app_version) === minorOf(version)) return pass(seen);
  return warn({
    code: 'versions-differ',
    evidence: seen,
    cause: `App and relay may be one version apart in either direction (contract ${contractVersion}).`,
    cure: 'Bring the older one up to date.',
  });
}

/** Only what says so means that the app is missing: a full rate limit, a restart or a proxy pass. */
function whyUnanswered({ seen }: Heard): { code: string; cause: string; cure: string } {
  const rule = findAnswerRule(seen, 'app');
  if (rule === undefined) {
    return {
      code: 'app-unreadable',
      cause:
        'The answer is not what the contract with the app promises: app and relay may be of different versions.',
      cure: 'Compare their versions and bring the older one up to date.',
    };
  }
  if (rule.code === 'SERVICENOW_APP_MISSING' || rule.code === 'SERVICENOW_NOT_FOUND') {
    return {
      code: 'app-missing',
      cause: 'The app is not installed there, is inactive, or is too old to know this call.',
      cure: 'Install it (now-app/INSTALL.md), or set the connection to mode: table.',
    };
  }
  return { code: 'app-unanswered', cause: rule.cause, cure: rule.cure };
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** A clone has the rows of the connections of its original, which keep quiet and hold up nobody else. */
function isOfOther(check: string, { workspace, name }: Connection): boolean {
  const own = [`${OF_CONNECTION}${name}`, `${OF_CONNECTION}${name} of ${workspace}`];
  return check.startsWith(OF_CONNECTION) && !own.includes(check);
}

const OF_CONNECTION = 'instance of ';

function settingsFinding(found: PreflightAnswer | undefined, connection: Connection): Finding {
  if (found === undefined) return skip('the app did not answer');
  const bad = found.checks.filter(({ ok }) => !ok);
  const serious = bad.filter(({ name }) => !adviceOnly.has(name) && !isOfOther(name, connection));
  const evidence = `${found.checks.length - bad.length} of ${found.checks.length} are well`;
  if (bad.length === 0) return pass(evidence);
  const shown = serious.length > 0 ? serious : bad;
  const trouble = {
    code: serious.length > 0 ? 'app-settings' : 'app-advice',
    evidence: `${evidence}; not well: ${bad.map(({ name }) => name).join(', ')}`,
    cause: shown.map(({ name, detail }) => `${name}: expected "${detail}"`).join('; '),
    cure: shown.map(({ remedy }) => remedy ?? '').join('; '),
  };
  return serious.length > 0 ? fail(trouble) : warn(trouble);
}

function selfTestFinding(found: SelfTestAnswer | undefined): Finding {
  if (found === undefined) {
    return fail({
      code: 'self-test-silent',
      evidence: 'the self-test of the app gave no answer',
      cause: 'It failed inside the instance, or ran into its quota.',
      cure: 'Run it on the page Alert Relay, Status; look at the system log, source x_alrt_relay.',
    });
  }
  // Calls to relays are the business of the check `outbox`.
  const own = found.checks.filter(({ name }) => !name.startsWith('call to '));
  const bad = own.filter(({ ok }) => !ok);
  if (bad.length === 0) return pass(`well: ${own.map(({ name }) => name).join(', ')}`);
  return fail({
    code: 'self-test',
    evidence: bad.map(({ name, detail }) => `${name}: ${detail}`).join('; '),
    cause: 'On this release something works otherwise than documented.',
    cure: bad.map(({ remedy }) => remedy ?? '').join('; '),
  });
}
