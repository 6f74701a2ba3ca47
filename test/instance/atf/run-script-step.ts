import { textFrom } from '../scripts/runtime.ts';
import type { Step, StepOutcome } from './step.ts';

/** "Run Server Side Script": passes unless it throws or returns false. Jasmine is not imitated. */
export function runScriptStep(step: Step): StepOutcome {
  const { run, session, inputs, outputs } = step;
  const { scripts } = run.running;
  const { scope } = run.test;
  const context = scripts.context(scope);
  const said = { text: '' };
  const given = {
    outputs,
    steps: (sysId: unknown) => ({ ...run.outputs.get(textFrom(sysId)) }),
    params: {},
    stepResult: {
      setOutputMessage: (text: unknown) => {
        said.text = textFrom(text);
      },
    },
    assertEqual: (assertion: unknown) => {
      const problem = differenceIn(assertion);
      if (problem !== undefined) throw context.handle.error(problem);
    },
  };
  const returned = scripts.run(
    session,
    {
      table: 'sys_atf_step',
      sysId: step.step.sysId,
      name: `${run.test.name}: ${step.step.name}`,
      scope,
      source: asBody(inputs['script'] ?? ''),
    },
    given,
  );
  for (const [name, value] of Object.entries(outputs)) outputs[name] = textFrom(value);
  return { status: returned === false ? 'failure' : 'success', output: said.text };
}

/** Scripts are one function that calls itself; what it returns decides. */
function asBody(source: string): string {
  const start = source.search(/\S/);
  return source.startsWith('(function', start) ? `return ${source.slice(start)}` : source;
}

function differenceIn(assertion: unknown): string | undefined {
  if (typeof assertion !== 'object' || assertion === null) return 'assertEqual needs an object';
  const read = (name: string): unknown => Reflect.get(assertion, name);
  const [expected, value] = [read('shouldbe'), read('value')];
  if (expected === value || textFrom(expected) === textFrom(value)) return undefined;
  return `${textFrom(read('name'))}: expected '${textFrom(expected)}', not '${textFrom(value)}'`;
}
