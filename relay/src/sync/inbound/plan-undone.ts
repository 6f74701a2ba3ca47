import type { RequestStep, WriteBack } from '../../connector-kit/write-back.ts';
import type { StoredWriteBack } from '../../store/write-backs.ts';
import type { WriteBackKind } from '../../domain/change-command.ts';
import type { Target } from './perform-step.ts';

const ending: readonly string[] = [
  'resolve',
  'cancel',
  'resolve-deleted',
  'reopen',
] satisfies WriteBackKind[];

/** With these what an acknowledgment left in the tool is over. */
export function isEnding(kind: string): boolean {
  return ending.includes(kind);
}

/**
 * What is to be undone of write-backs that were still on their way when this one was planned: a tool that was
 * away hears of an acknowledgment and of its end one after the other, and its silence would outlive both.
 */
export function planUndone(
  { kind, destination: { settings } }: Target,
  { id, kind: told, linkKey: key, steps, createdAt: at }: StoredWriteBack,
  remembered: Readonly<Record<string, string>>,
): readonly RequestStep[] {
  const others = Object.entries(remembered).filter(([name]) => !name.startsWith(`${id} `));
  if (!isEnding(told) || others.length === 0) return [];
  const undoing: WriteBack = {
    ...nothingElse,
    id,
    key,
    at,
    remembered: Object.fromEntries(others),
  };
  const planned = new Set(steps.map(({ name }) => name));
  return kind.plan(undoing, settings).filter(({ name }) => !planned.has(name));
}

const nothingElse = {
  kind: 'reopen',
  from: undefined,
  connector: undefined,
  alerts: [],
  record: { table: '', sysId: '', number: '', title: '', severity: 'unknown', state: '', url: '' },
  changes: {},
  journal: [],
  attachments: [],
  actor: '',
} as const;
