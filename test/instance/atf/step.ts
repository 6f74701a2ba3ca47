import type { User } from '../auth/users.ts';
import type { Session } from '../engine/session.ts';
import type { RunningEngine } from '../worker/create-engine.ts';
import type { LoadedStep, LoadedTest } from './load-test.ts';

export interface TestRun {
  readonly running: RunningEngine;
  readonly test: LoadedTest;
  /** On whose behalf the steps run: the runner, until a step impersonates somebody. */
  user: User;
  readonly transaction: string;
  /** Step → what it hands to later ones. */
  readonly outputs: Map<string, Readonly<Record<string, string>>>;
}

export interface StepOutcome {
  readonly status: 'success' | 'failure' | 'error';
  readonly output: string;
}

/** One step as the functions for its kind see it. */
export interface Step {
  readonly run: TestRun;
  readonly step: LoadedStep;
  readonly session: Session;
  /** With values of earlier steps filled in. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What later steps may refer to. */
  readonly outputs: Record<string, string>;
}
