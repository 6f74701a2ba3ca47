/** What one look told. `evidence` is what was seen, `cause` what it means, `cure` what to do. */
export interface Finding {
  readonly verdict: 'pass' | 'warn' | 'fail' | 'skip';
  /** Tells findings of one check apart for programs: `self-signed`, `hibernating`. */
  readonly code?: string;
  readonly evidence: string;
  readonly cause?: string;
  readonly cure?: string;
}

/** One thing that is looked at. */
export interface Check {
  /** Public: scripts ask for it. `role:itil`, `table:incident`. */
  readonly id: string;
  /** What is well when it passes. */
  readonly title: string;
  /** Without it alerts do not flow; else advice. */
  readonly needed: boolean;
  /** Checks that must not have failed, or there is nothing to look at. */
  readonly after: readonly string[];
  readonly look: () => Finding | Promise<Finding>;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly needed: boolean;
  readonly verdict: Finding['verdict'] | 'blocked';
  readonly code?: string;
  readonly evidence: string;
  readonly cause?: string;
  readonly cure?: string;
  /** The check at whose root it lies. */
  readonly blockedBy?: string;
}

export function pass(evidence: string): Finding {
  return { verdict: 'pass', evidence };
}

/** Nothing to look at, or nothing that this account may see. */
export function skip(evidence: string, cure?: string): Finding {
  return { verdict: 'skip', evidence, ...(cure === undefined ? {} : { cure }) };
}

interface Trouble {
  readonly code: string;
  readonly evidence: string;
  readonly cause: string;
  readonly cure: string;
}

export function warn(trouble: Trouble): Finding {
  return { verdict: 'warn', ...trouble };
}

export function fail(trouble: Trouble): Finding {
  return { verdict: 'fail', ...trouble };
}
