/** More would keep the event loop from others; so few that one answer for all is read at once. */
const MOST_TOGETHER = 128;

interface Question<Key, Value> {
  readonly keys: Key[];
  readonly answer: Promise<(key: Key) => Value>;
}

/**
 * Lanes that start together ask the same things, each for itself: what is asked for at the same moment
 * is one question here.
 * @param load asks for all; what it gives back finds the answer for one
 */
export function loadTogether<Key, Value>(
  load: (keys: readonly Key[]) => Promise<(key: Key) => Value>,
): (key: Key) => Promise<Value> {
  let open: Question<Key, Value> | undefined;

  function begin(): Question<Key, Value> {
    const keys: Key[] = [];
    const answer = afterThisMoment().then(() => {
      if (open === question) open = undefined;
      return load(padded(keys));
    });
    const question = { keys, answer };
    return question;
  }

  return async (key) => {
    if (open === undefined || open.keys.length === MOST_TOGETHER) open = begin();
    open.keys.push(key);
    const find = await open.answer;
    return find(key);
  };
}

/** When all that follows at once from what happened now has been done, and asked. */
function afterThisMoment(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** To the next power of two, so that there are few texts to remember. */
function padded<Key>(keys: readonly Key[]): readonly Key[] {
  const size = 2 ** Math.ceil(Math.log2(keys.length));
  return [...keys, ...keys.slice(0, size - keys.length)];
}
