import { clearTimeout, setTimeout } from 'node:timers';

/** So short that a call of some length is slow all along, so long that what is stopped gets on in between. */
const PERIOD_MS = 400;

/** Lets a process run for a share of the time only, until it is disposed of: all it does takes so much longer. */
export function slowDown(pid: number, share: number): Disposable {
  let timer: NodeJS.Timeout;
  const go = () => {
    process.kill(pid, 'SIGCONT');
    timer = setTimeout(halt, PERIOD_MS * share);
  };
  const halt = () => {
    process.kill(pid, 'SIGSTOP');
    timer = setTimeout(go, PERIOD_MS * (1 - share));
  };
  go();
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      process.kill(pid, 'SIGCONT');
    },
  };
}
