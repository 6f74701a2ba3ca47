import type { Instance } from '../create-instance.ts';
import { createTestClient, type TestAnswer } from './client.ts';

/** Runs scripts of the sample app's scope in an instance, as its integration user. */
export interface ScriptRunner {
  /** What the script returned. */
  run(script: string): Promise<unknown>;
  /** The message of the error that the script threw. */
  failure(script: string): Promise<string>;
  answer(script: string): Promise<TestAnswer>;
}

export function createScriptRunner(instance: Instance): ScriptRunner {
  const client = createTestClient(instance.url, instance.integration);
  const answer = (script: string): Promise<TestAnswer> => client.post('/api/x_test/v1/run', script);
  return {
    answer,
    async run(script) {
      const { status, text, result } = await answer(script);
      if (status !== 200) throw new Error(`The script failed with ${status}: ${text}`);
      return result['value'];
    },
    async failure(script) {
      const { status, body } = await answer(script);
      if (status === 200) throw new Error('The script did not fail');
      return JSON.stringify(body);
    },
  };
}
