/**
 * The figures of the relay's /metrics by `name{labels}`, and each name's sum by `name` alone. A counter that
 * has not counted yet has no figure; a name that the page does not announce is a mistake of whoever asks.
 */
export async function readRelayMetrics(relayUrl: string): Promise<(key: string) => number> {
  const page = await (await fetch(`${relayUrl}/metrics`)).text();
  const figures = new Map<string, number>();
  const announced = new Set<string>();
  const add = (key: string, value: number) => figures.set(key, (figures.get(key) ?? 0) + value);
  for (const line of page.split('\n')) {
    const metric = /^# TYPE (?<metric>\S+)/.exec(line)?.groups?.['metric'];
    if (metric !== undefined) announced.add(metric);
    const sample = /^(?<name>[a-z_]+)(?<labels>\{.*\})? (?<value>\S+)$/.exec(line)?.groups;
    const { name = '', labels = '', value } = sample ?? {};
    if (value === undefined) continue;
    add(name, Number(value));
    if (labels !== '') add(name + labels, Number(value));
  }
  return (key) => {
    const figure = figures.get(key);
    const [name = ''] = key.split('{');
    if (figure === undefined && !announced.has(name)) throw new Error(`No metric is named ${name}`);
    return figure ?? 0;
  };
}

/** Whether everything that the relay took has been dealt with. */
export async function isDrained(relayUrl: string): Promise<boolean> {
  const figure = await readRelayMetrics(relayUrl);
  return figure('alert_relay_waiting_jobs') === 0;
}
