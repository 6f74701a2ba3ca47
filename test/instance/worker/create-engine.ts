import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import { createUsers, systemUser } from '../auth/users.ts';
import type { DataPolicy, Engine, EngineSettings } from '../engine/session.ts';
import { createRuleIndex } from '../scripts/business-rules.ts';
import type { Outbound } from '../scripts/outbound-call.ts';
import { createScripts, type Scripts } from '../scripts/script-host.ts';
import type { Store } from '../store/database.ts';
import { rowsOf } from '../store/rows.ts';
import { cached, type SharedState } from './shared-state.ts';

export interface RunningEngine {
  readonly engine: Engine;
  readonly scripts: Scripts;
}

/** Puts the parts of one thread's engine together; everything is read when first needed. */
export function createEngine(
  store: Store,
  shared: SharedState,
  settings: EngineSettings,
  outbound: Outbound,
): RunningEngine {
  const users = createUsers(store, shared);
  const parts: { scripts?: Scripts; rules?: Engine['rulesFor'] } = {};
  const scriptsOf = (): Scripts => {
    if (parts.scripts === undefined)
      throw new Error('The script host is used before it was created');
    return parts.scripts;
  };
  const engine: Engine = {
    store,
    shared,
    settings,
    dictionary: cached(shared, 'dictionary', () => loadDictionary(store)),
    properties: cached(
      shared,
      'properties',
      () =>
        new Map(
          rowsOf(store, 'sys_properties').map((row) => [row['name'] ?? '', row['value'] ?? '']),
        ),
    ),
    dataPolicies: cached(shared, 'scripts', () => loadDataPolicies(store)),
    priorityRules: cached(
      shared,
      'scripts',
      () =>
        new Map(
          rowsOf(store, 'dl_u_priority').map((row) => [
            `${row['impact'] ?? ''}/${row['urgency'] ?? ''}`,
            row['priority'] ?? '',
          ]),
        ),
    ),
    rulesFor: (table) => parts.rules?.(table) ?? [],
    callOut: outbound,
    findUser: (sysId) => (sysId === systemUser.sysId ? systemUser : users.findById(sysId)),
    findUserByName: (userName) => users.findByName(userName),
    get scripts() {
      return scriptsOf();
    },
  };
  parts.scripts = createScripts(() => engine, outbound);
  parts.rules = createRuleIndex(engine, scriptsOf);
  return { engine, scripts: parts.scripts };
}

function loadDataPolicies(store: Store): readonly DataPolicy[] {
  const rules = rowsOf(store, 'sys_data_policy_rule').filter(
    (row) => row['mandatory'] !== '0' && row['mandatory'] !== 'ignore',
  );
  return rowsOf(store, 'sys_data_policy2')
    .filter((row) => row['active'] !== '0')
    .map((row) => ({
      table: row['model_table'] ?? '',
      condition: parseEncodedQuery(row['conditions'] ?? ''),
      mandatory: rules
        .filter((rule) => rule['sys_data_policy'] === row['sys_id'])
        .map((rule) => rule['field'] ?? ''),
    }));
}
