import DataLoader from 'dataloader';

/** More would keep the event loop from others; so few that one answer for all is read at once. */
const MOST_TOGETHER = 128;

/**
 * Lanes that start together ask the same things, each for itself: what is asked for at the same moment
 * is one question here.
 * @param load asks for all; what it gives back finds the answer for one
 */
export function loadTogether<Key, Value>(
  load: (keys: readonly Key[]) => Promise<(key: Key) => Value>,
): (key: Key) => Promise<Value> {
  const loader = new DataLoader<Key, Value>(
    async (keys) => {
      const find = await load(padded(keys));
      return keys.map(find);
    },
    { cache: false, maxBatchSize: MOST_TOGETHER },
  );
  return (key) => loader.load(key);
}

/** To the next power of two, so that there are few texts to remember. */
function padded<Key>(keys: readonly Key[]): readonly Key[] {
  const size = 2 ** Math.ceil(Math.log2(keys.length));
  return [...keys, ...keys.slice(0, size - keys.length)];
}
