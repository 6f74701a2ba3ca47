import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import type { StockStateModel } from '../stock/model.ts';
import { stateModels } from '../stock/state-models.ts';
import { matchesQuery, readerFor } from './matches-query.ts';
import { type Rule, storedValueOf, valueOf, type Row, type Session } from './session.ts';

/** Before every other rule. */
const FIRST = -1000;

/**
 * State models as rules, one per table: inserts begin at the model's first state, and only its moves are let
 * through. They run before everything else, so that no rule acts on a state that is then taken back.
 */
export const stateModelRules: readonly Rule[] = [
  ...new Set(stateModels.map((model) => model.table)),
].flatMap((table) => rulesOf(stateModels.filter((model) => model.table === table)));

interface ReadyModel extends StockStateModel {
  holds(session: Session, row: Row): boolean;
}

function rulesOf(models: readonly StockStateModel[]): Rule[] {
  const [first] = models;
  if (first === undefined) return [];
  const ready = models.map(prepare);
  const modelOf = (session: Session, row: Row): ReadyModel | undefined =>
    ready.find((model) => model.holds(session, row));
  const name = first.rule ?? `State model of ${first.table}`;
  const common = {
    table: first.table,
    when: 'before',
    order: FIRST,
    filter: undefined,
    holds: () => true,
  } as const;
  return [
    {
      ...common,
      name: `Initial state of ${first.table}`,
      sysId: `initial_state_of_${first.table}`,
      operations: new Set(['insert'] as const),
      run(session, row) {
        const model = modelOf(session, row);
        if (model === undefined || model.otherInitial?.includes(valueOf(row, 'state')) === true)
          return;
        const isAssigned = valueOf(row, 'assigned_to') !== '';
        row.values['state'] = (isAssigned ? model.initialWhenAssigned : undefined) ?? model.initial;
      },
    },
    {
      ...common,
      name,
      sysId: name.toLowerCase().replaceAll(/\W+/g, '_'),
      operations: new Set(['update'] as const),
      run(session, row) {
        const model = modelOf(session, row);
        if (model !== undefined && !isAllowed(model, row)) refuse(model, row);
      },
    },
  ];
}

function prepare(model: StockStateModel): ReadyModel {
  const condition = model.condition === undefined ? undefined : parseEncodedQuery(model.condition);
  return {
    ...model,
    holds: (session, row) =>
      condition === undefined || matchesQuery(readerFor(session), condition, row),
  };
}

function isAllowed(model: StockStateModel, row: Row): boolean {
  const from = storedValueOf(row, 'state');
  const to = valueOf(row, 'state');
  return from === to || nextStates([model], from).includes(to);
}

function nextStates(models: readonly StockStateModel[], from: string): readonly string[] {
  return models.flatMap(
    (model) => model.transitions.find((transition) => transition.from === from)?.to ?? [],
  );
}

/** Measured: a change is refused with 403, a problem answers 200 and stays where it was. */
function refuse(model: StockStateModel, row: Row): void {
  if (model.refusal === 'error') row.abortRequested = true;
  else row.values['state'] = storedValueOf(row, 'state');
}

/** Where a record may go from where it is; nothing for tables without a model. */
export function statesAfter(session: Session, row: Row): readonly string[] {
  const models = stateModels.filter((model) => row.table.lineage.includes(model.table));
  const model = models.map(prepare).find((candidate) => candidate.holds(session, row));
  return model === undefined ? [] : nextStates([model], valueOf(row, 'state'));
}
