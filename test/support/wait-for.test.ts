import { expect, test } from 'vitest';
import { waitFor, waitUntilQuiet } from './wait-for.ts';

function answersInTurn<Answer>(...answers: readonly [Answer, ...Answer[]]): () => Answer {
  let asked = 0;
  return () => answers[Math.min(asked++, answers.length - 1)] ?? answers[0];
}

test('returns the first answer that is one', async () => {
  const ask = answersInTurn<number | undefined | false>(undefined, false, 0);

  await expect(waitFor(ask, { within: 1_000, every: 1, what: 'a number' })).resolves.toBe(0);
});

test('takes a failed question for "not yet" and names the last failure in the end', async () => {
  const cause = new Error('connection refused');
  const ask = () => {
    throw cause;
  };

  const waiting = waitFor(ask, { within: 5, every: 1, what: 'the relay' });

  await expect(waiting).rejects.toMatchObject({
    message: 'Waited 5 ms in vain for: the relay',
    cause,
  });
});

test('waits until an answer has stopped moving', async () => {
  const ask = answersInTurn(1, 2, 3);

  const quiet = waitUntilQuiet(async () => ask(), { within: 1_000, quietFor: 20, what: 'silence' });

  await expect(quiet).resolves.toBe(3);
});
