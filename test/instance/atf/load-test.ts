import type { Store } from '../store/database.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import { stepConfigs, type StepConfig } from './step-kinds.ts';

export interface LoadedTest {
  readonly sysId: string;
  readonly name: string;
  readonly scope: string;
  readonly steps: readonly LoadedStep[];
}

export interface LoadedStep {
  readonly sysId: string;
  readonly name: string;
  /** Absent for steps that are not imitated: those that need a browser, REST steps and others. */
  readonly config: StepConfig | undefined;
  readonly inputs: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** By name or sys_id. */
export function loadTest(store: Store, wanted: string): LoadedTest | undefined {
  const row = rowsOf(store, 'sys_atf_test').find(
    (one) => one['sys_id'] === wanted || one['name'] === wanted,
  );
  if (row === undefined) return undefined;
  const scope = rowsOf(store, 'sys_scope').find((one) => one['sys_id'] === row['sys_scope']);
  const values = rowsOf(store, 'sys_variable_value');
  return {
    sysId: row['sys_id'] ?? '',
    name: row['name'] ?? '',
    scope: scope?.['scope'] ?? 'global',
    steps: rowsOf(store, 'sys_atf_step')
      .filter((step) => step['test'] === row['sys_id'] && step['active'] !== '0')
      .toSorted((a, b) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0))
      .map((step) => toStep(step, values)),
  };
}

function toStep(row: Values, values: readonly Values[]): LoadedStep {
  const config = stepConfigs[row['step_config'] ?? ''];
  const own = values.filter((value) => value['document_key'] === row['sys_id']);
  return {
    sysId: row['sys_id'] ?? '',
    name: row['display_name'] ?? config?.name ?? '',
    config,
    inputs: Object.fromEntries(
      own.map((value) => [config?.inputs[value['variable'] ?? ''] ?? '', value['value'] ?? '']),
    ),
    timeoutMs: durationOf(row['timeout'] ?? ''),
  };
}

/** Durations are a moment after the epoch. */
function durationOf(text: string): number {
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) ? 0 : ms;
}
