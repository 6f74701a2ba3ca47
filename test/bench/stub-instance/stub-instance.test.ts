import { UpsertAnswer } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { startStubInstance } from './stub-instance.ts';
import { upsertBody } from './upsert-body.ts';

test('answers an upsert as the contract says, after the delay', async () => {
  const arrived: string[] = [];
  await using stub = await startStubInstance({
    delayMs: 30,
    onUpsert: ({ event_id }) => arrived.push(event_id),
  });
  const startedAt = performance.now();

  const answer = await fetch(`${stub.url}/api/x_alrt_relay/v1/tasks/${'a'.repeat(64)}`, {
    method: 'PUT',
    body: upsertBody('event-1'),
  });

  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  expect(answer.headers.get('content-type')).toContain('application/json');
  const { result } = JSON.parse(await answer.text());
  expect(UpsertAnswer.parse(result)).toMatchObject({ outcome: 'created', applied_seq: 1 });
  expect(arrived).toEqual(['event-1']);
});
