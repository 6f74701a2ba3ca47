import type { StockStateModel, StockTransition } from './model.ts';

function move(from: string, ...to: readonly string[]): StockTransition {
  return { from, to };
}

const changeState = {
  new: '-5',
  assess: '-4',
  authorize: '-3',
  scheduled: '-2',
  implement: '-1',
  review: '0',
  closed: '3',
  canceled: '4',
} as const;

/** Scheduled and later are the same for every type; nothing is canceled from Review on. */
const changeEnd = [
  move(changeState.scheduled, changeState.implement, changeState.canceled),
  move(changeState.implement, changeState.review, changeState.canceled),
  move(changeState.review, changeState.closed),
];

const changeModel = {
  table: 'change_request',
  initial: changeState.new,
  refusal: 'error',
  rule: 'Change Model: Check State Transition',
  source:
    'documentation: state progression for normal, standard and emergency changes; refusal measured. ' +
    'That approvals move a change on is left out: a caller moves it',
} as const;

const changes: readonly StockStateModel[] = [
  {
    ...changeModel,
    condition: 'type=standard',
    transitions: [move(changeState.new, changeState.scheduled, changeState.canceled), ...changeEnd],
  },
  {
    ...changeModel,
    condition: 'type=emergency',
    transitions: [
      move(changeState.new, changeState.authorize, changeState.canceled),
      move(changeState.authorize, changeState.scheduled, changeState.new, changeState.canceled),
      ...changeEnd,
    ],
  },
  {
    ...changeModel,
    transitions: [
      move(changeState.new, changeState.assess, changeState.canceled),
      move(changeState.assess, changeState.authorize, changeState.new, changeState.canceled),
      move(changeState.authorize, changeState.scheduled, changeState.new, changeState.canceled),
      ...changeEnd,
    ],
  },
];

const problemState = {
  new: '101',
  assess: '102',
  analysis: '103',
  fixing: '104',
  resolved: '106',
  closed: '107',
} as const;

const problems: readonly StockStateModel[] = [
  {
    table: 'problem',
    initial: problemState.new,
    // The tests of servicenow.itsm create problems in Assess and are told later that they are there.
    otherInitial: [problemState.assess],
    initialWhenAssigned: problemState.assess,
    refusal: 'ignored',
    transitions: [
      move(problemState.new, problemState.assess, problemState.closed),
      move(problemState.assess, problemState.analysis, problemState.closed),
      move(problemState.analysis, problemState.fixing, problemState.resolved, problemState.closed),
      move(problemState.fixing, problemState.resolved, problemState.analysis, problemState.closed),
      move(problemState.resolved, problemState.closed, problemState.analysis),
      move(problemState.closed, problemState.analysis),
    ],
    source:
      'documentation: life cycle of a problem, create-a-problem-v2.md (the moves are in a picture: assumed from the buttons); ' +
      'measured: a move that is not allowed answers 200 and changes nothing',
  },
  {
    table: 'problem_task',
    initial: '151',
    initialWhenAssigned: '152',
    refusal: 'ignored',
    transitions: [
      move('151', '152', '157'),
      move('152', '154', '157'),
      move('154', '157', '152'),
      move('157', '152'),
    ],
    source:
      'documentation: assess and complete a problem task; the refusal is assumed as for problems',
  },
];

export const stateModels: readonly StockStateModel[] = [...changes, ...problems];
